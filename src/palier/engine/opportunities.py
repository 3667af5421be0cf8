"""Who could be taken now, by which team: what a plan of rescue is made from."""

from __future__ import annotations

import numpy as np

from palier.engine.arrays import AT_WINDOW, REFUGE, STAIR
from palier.engine.compiled import inner, kernel
from palier.engine.posture import clear_view
from palier.engine.routes import far_end, search
from palier.engine.teams import can_be_taken, can_come, unbearable


@kernel
def opportunities(s, crew, can, room):
    """Fill who could be taken now by which team, dependants aside, and from which room. can, room : [n_teams, n_people]

    People in another room of the flat count where they would come to the window when called, and not turn back.
    """
    for t in range(can.shape[0]):
        for i in range(can.shape[1]):
            can[t, i] = 0
            here = s.who[i].room
            if here >= crew.reaches.shape[1]:
                continue
            room[t, i] = here
            if crew.reaches[t, here] == 1:
                enters = s.who[i].status not in (REFUGE, AT_WINDOW)
                can[t, i] = 1 if can_be_taken(t, i, s, crew) and _way_open(t, here, enters, s, crew) else 0
            elif crew.table[t].kind < STAIR and crew.factor[t, i] < np.inf and s.who[i].team < 0:
                window = can_come(t, here, s, crew)
                status = s.who[i].status
                waits = status in (REFUGE, AT_WINDOW) and s.who[i].link < 0
                if window >= 0 and waits:
                    room[t, i] = window
                    comes = _comes_through(i, here, window, s)
                    can[t, i] = 1 if comes and unbearable(t, window, False, s, crew) == 0 else 0


@inner
def _comes_through(i, here, window, s):
    """Whether someone would get from a room to another without turning back in smoke."""
    if s.blocked[i, window] == 1 or search(i, here, window, 1.0, 1.0, 1.0, s) == 0:
        return False
    room = window
    while room != here:
        if clear_view(s, room, s.who[i].stature) < s.who[i].turn_back_visibility:
            return False
        room = far_end(s, s.place[room].via, room)
    return True


@inner
def _way_open(t, room, enters, s, crew):
    """Whether the team can work at a window, or all along its way through the building."""
    while room >= 0:
        if unbearable(t, room, enters, s, crew) > 0:
            return False
        room = crew.base_next[t, room]
    return True
