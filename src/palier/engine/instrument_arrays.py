"""Targets, detectors and what they set off, as flat arrays that the loop reads."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

FIRE, SURFACE, GAS, CONVECTION, EMITTED, CONVECTION_GAUGE, EMITTED_GAUGE = range(7)  # parts of a target's flux
FRONT, BACK = 0, 1


class Targets(NamedTuple):
    """Small objects, [n_targets] unless said. Positions from the room's corner."""

    room: Ints
    x: Floats  # m
    y: Floats
    z: Floats
    normal: Floats  # [n_targets, 3] outward of the front
    emissivity: Floats
    cylinder: Ints  # 1: a cylinder, heated all around
    diameter: Floats  # m, of a cylinder
    adiabatic: Ints  # 1: takes up no heat
    exposed: Ints  # 1: the back sees the room, 0: it sees surroundings at the temperature of the start
    coefficient: Floats  # [n_targets, 2] W/m2/K given for front and back, nan: worked out
    nodes: Ints
    conductance: Floats  # [n_targets, max_nodes - 1] W/m2/K, of a cylinder per outer surface
    capacity: Floats  # [n_targets, max_nodes] J/m2/K
    across: Floats  # [n_targets, max_nodes] W/m2/K, of a cylinder, that evens out its warm and its cool side
    length: Floats  # m, area over perimeter of a plate, of the room's face where it lies against one
    jet_distance: Floats  # [n_targets, n_openings] m from the wall with an opening of its room, 0: not known
    jet_free: Floats  # [n_targets, n_openings] part of a jet's velocity left before the opposite wall
    jet_aside: Floats  # [n_targets, n_openings] m from the middle of that opening, along the wall
    inner_node: Ints  # node before the depth at which the inner temperature is told
    inner_part: Floats  # part of the way to the next node
    to_ceiling: Floats  # [n_targets, 2] configuration factors of front and back
    to_floor: Floats  # [n_targets, 2]
    to_walls: Floats  # [n_targets, 2] m, mean way to the walls seen
    initial: Floats  # K


class Detectors(NamedTuple):
    """[n_detectors]. Positions from the room's corner."""

    room: Ints
    x: Floats  # m
    y: Floats
    z: Floats
    kind: Ints  # HEAT, SMOKE, SPRINKLER
    temperature: Floats  # K, at which an element acts
    extinction: Floats  # 1/m, at which a smoke detector acts
    response_time_index: Floats  # m^0.5 s^0.5
    spray_density: Floats  # m/s, 0: it does not wet the fire
    on_furnishings: Ints  # 1: the fire falls as that of furnishings, 0: as that of cribs


class Instruments(NamedTuple):
    """All that is measured, and the work space for it."""

    targets: Targets
    detectors: Detectors


OPENING, VENT, FIRE_ITEM = range(3)  # what a target sets off


class Triggers(NamedTuple):
    """[n_triggers]."""

    what: Ints  # OPENING, VENT, FIRE_ITEM
    which: Ints  # its number
    target: Ints
    above: Floats  # K, of the target's front, inf: not by temperature
    flux: Floats  # W/m2 that falls on the target, inf: not by flux
    emissivity: Floats  # of the target
    then: Floats  # open part from then on
