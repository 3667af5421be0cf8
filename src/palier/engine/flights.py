"""On a flight of stairs: which smoke the head is in on the way, and how far one sees along it.

A flight belongs to the landing below: whoever comes down it walks from the floor above, which is the ceiling of that
landing, through all that hangs under it. Under the smoke of a landing one crawls, and down the flight to it nobody.
"""

from __future__ import annotations

from palier.engine.arrays import DOWN, EXTINCTION, INTERFACE, LOWER, TEMPERATURE, UPPER
from palier.engine.compiled import inlined, inner
from palier.engine.posture import layer_at, posture
from palier.physics.movement import head_on_a_flight, visibility


@inlined
def rise_of(link, s):
    """From the floor of the lower landing to that of the upper one. [m]"""
    return s.place[s.way[link].b].elevation - s.place[s.way[link].a].elevation


@inner
def air_on_flight(person, mouth, s):
    """Landing and layer whose gas somebody breathes and sees on a flight. mouth : above the tread [m]"""
    me = s.who[person]
    link = me.link
    below, above = s.way[link].a, s.way[link].b
    gone = min(1.0, me.progress / max(me.leg, 1e-9))
    rise = rise_of(link, s)
    height = rise * (1.0 - gone if me.room == above else gone) + mouth
    if height >= rise:
        by = me.carer if me.following == 1 and (me.carried == 1 or me.status == DOWN) else person
        return above, _stooped(above, s.who[by].stature, s)
    return below, UPPER if height * s.place[below].height > rise * s.air[below, LOWER, INTERFACE] else LOWER


@inner
def view_along(link, stature, s):
    """Visibility in the mean smoke on the way of a head along a flight; 0: hotter than anybody goes. [m]"""
    below, above = s.way[link].a, s.way[link].b
    rise = rise_of(link, s)
    under_ceiling = rise / s.place[below].height * s.air[below, LOWER, INTERFACE]
    top, over, under = head_on_a_flight(s.habits.standing_mouth * stature, rise, under_ceiling)
    layer = _stooped(above, stature, s)
    temperature = top * s.air[above, layer, TEMPERATURE]
    temperature += over * s.air[below, UPPER, TEMPERATURE] + under * s.air[below, LOWER, TEMPERATURE]
    if temperature > s.habits.not_above:
        return 0.0
    extinction = top * s.air[above, layer, EXTINCTION]
    extinction += over * s.air[below, UPPER, EXTINCTION] + under * s.air[below, LOWER, EXTINCTION]
    return visibility(extinction)


@inner
def _stooped(room, stature, s):
    """Layer of a landing in which the head is of somebody who stoops there where that helps."""
    return layer_at(s, room, posture(s, room, stature)[0])
