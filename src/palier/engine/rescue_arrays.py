"""Rescuers as flat arrays: each way of each responder, and their state."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from palier.engine.instrument_arrays import Floats, Ints

# Ways of rescue. By hand from a window, down a ladder, through the building.
LEDGE, WINDOW_TO_WINDOW, PORTABLE_LADDER, HOOK_LADDER, AERIAL_LADDER, STAIR, ROOF_HATCH = range(7)
WAYS = (
    "ledge",
    "window to window",
    "portable ladder",
    "hook ladder",
    "aerial ladder",
    "stair",
    "roof hatch",
)


class Teams(NamedTuple):
    """Each way in which each responder can take people, [n_teams]."""

    kind: Ints  # LEDGE ... ROOF_HATCH
    responder: Ints  # row in Responders
    reaches: Ints  # [n_teams, n_rooms] 1: people waiting in this room can be taken (windows, reach, gap all checked)
    first_after: Floats  # s from the responder's start to being in place (the way, the set-up)
    factor: Floats  # [n_teams, n_people] on `handling`, inf: cannot be taken
    handling: Floats  # [n_teams, n_rooms] s to take an able adult out of the room
    approach: Floats  # [n_teams, n_rooms] s to come to the room, or to change to its window
    back: Floats  # [n_teams, n_rooms] s from the room into safety, for all of a trip together
    base_distance: Floats  # [n_teams, n_rooms] m of walking between the room and where the team comes in
    base_next: Ints  # [n_teams, n_rooms] next room on that way, -1: the end
    capacity: Ints  # persons per trip
    order: Ints  # 0 time left, 1 infants first, 2 as they stand, 3 first come
    hooded: Ints  # 1: people are kept from the smoke on the way
    helpless: Floats  # factor on the time for someone unconscious
    hatch: Ints  # vent that is opened once in place, -1
    darkest: Floats  # 1/m that stops the team, inf: it wears breathing apparatus
    hottest: Floats  # K that stops the team
    risk: Floats  # probability of a fall at each hand-over
    height: Floats  # [n_teams, n_rooms] m above the street from which a fall would be


class Responders(NamedTuple):
    """Neighbours and crews, [n_responders]."""

    is_crew: Ints
    notices: Ints  # 0 smell, 1 signal, 2 told, 3 time, 4 call
    notice_time: Floats  # s when notices == 3
    decides: Floats  # s, from cue to start; for a crew call handling + turn-out and travel (drawn)
    arrives: Floats  # s pinned, inf: not
    water_after: Floats  # s from arrival to water on the fire, inf: none
    knockdown: Floats  # s
    stops_below: Floats  # part of the heat release below which the fire is out
    climb_per_storey: Floats  # s
    opens_smoke_vent: Ints
    vent_after: Floats  # s from arrival
    airs_stair: Ints
    airs_flat: Ints
    tells_to_stay: Ints
    closes_fire_door: Ints
    fire_door: Ints  # opening index, -1
    fan: Ints  # fan that the crew starts, -1
    fan_after: Floats  # s from arrival to the fan running
    stair_after: Floats  # s from arrival to the crew working in the stair, inf: never
    door_after: Floats  # s from arrival to the fire door, inf: never


class TeamState(NamedTuple):
    """Rescue teams as they are now."""

    stair_from: Floats  # [1] s from which a crew works in the stair, inf
    table: npt.NDArray[np.void]  # [n_teams] what the columns of `Teams` say, and `TEAM` of `engine/responders.py`
    rank: Ints  # [n_teams, n_people] turn of a person in a plan, -1: not by this team, -2: no plan
    reaches: Ints  # as in `Teams`
    factor: Floats
    handling: Floats
    approach: Floats
    back: Floats
    base_distance: Floats
    base_next: Ints


class ResponderState(NamedTuple):
    """Responders as they are now."""

    called_at: Floats  # [1] s of the first call, inf
    caller: Ints  # [1] person, -1: nobody, or a passer-by
    sign_at: Floats  # [1] s when smoke or flames are first seen from outside, inf
    table: npt.NDArray[np.void]  # [n_responders] the columns of `Responders`, and those of `engine/responders.py`
