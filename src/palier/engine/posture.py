"""Upright, crouched or crawling: where the mouth is under smoke, and how far one sees from there."""

from __future__ import annotations

from palier.engine.arrays import EXTINCTION, FLUX, INTERFACE, LOWER, TEMPERATURE, UPPER
from palier.engine.compiled import inlined
from palier.physics.movement import CRAWLING, visibility


@inlined
def posture(s, room, stature):
    """Height of the mouth and factor on speed of someone who stoops under smoke where that helps.

    Returns
    -------
    tuple of float
        Mouth above the floor [m]; factor on the walking speed [-].
    """
    stand = s.habits.standing_mouth * stature
    interface = s.air[room, LOWER, INTERFACE]
    if interface >= stand:
        return stand, 1.0
    upper = s.air[room, UPPER, EXTINCTION]
    bad = upper > s.habits.stoops_in_smoke or s.air[room, UPPER, TEMPERATURE] > s.habits.stoops_under_heat
    if not bad or s.air[room, LOWER, EXTINCTION] > 0.5 * upper:
        return stand, 1.0
    if interface >= s.habits.crouched_mouth * stature:
        return s.habits.crouched_mouth * stature, s.habits.crouching
    if interface >= s.habits.crawling_mouth * stature:
        return s.habits.crawling_mouth * stature, CRAWLING
    return stand, 1.0


@inlined
def layer_at(s, room, height):
    """Index of the layer at a height above the floor."""
    return UPPER if height > s.air[room, LOWER, INTERFACE] else LOWER


@inlined
def clear_view(s, room, stature):
    """Visibility at mouth height of someone in a room; 0 where heat stops anyone. [m]"""
    height = posture(s, room, stature)[0]
    layer = layer_at(s, room, height)
    if (
        s.air[room, layer, TEMPERATURE] > s.habits.not_above
        or s.air[room, LOWER, FLUX] > s.habits.not_in_radiation_above
    ):
        return 0.0
    return visibility(s.air[room, layer, EXTINCTION])
