"""What people would breathe on their way out with a team, or to its window: what a plan of rescue is made from.

The same bodies and the same smoke as in the loop, with nobody really taken: of each person there is a copy.
"""

from __future__ import annotations

from palier.engine.arrays import AT_WINDOW, DEAD, DOWN, IN_RESCUE, MOVING, STAIR
from palier.engine.bodies import add_dose, fall_or_die
from palier.engine.compiled import inner, kernel
from palier.engine.groups import group_speeds
from palier.engine.routes import far_end, search
from palier.engine.teams import on_the_way, task_of, unbearable

LONGEST = 5.0  # s of the way at once; a flight takes some twenty


@kernel
def set_out(now, t, opening_state, s, crew, goes, window, left, lasts, events):
    """Take those who go from where they are: fill what is left of the task, and how long the way of it is.

    Who is called to another room's window walks there, through the air that there is now, waits there while the team
    changes to that window, and is in the open air then.

    Parameters
    ----------
    goes : int array [n_people]
        1: is taken.
    window : int array [n_people]
        Room from which.
    left, lasts : float arrays [n_people]
        What is filled. [s]
    """
    for i in range(goes.shape[0]):
        left[i] = lasts[i] = 0.0
        if goes[i] == 0:
            continue
        s.who[i].charges = s.who[i].following = 0
        s.who[i].link = -1
        room = s.who[i].room
        if crew.table[t].kind < STAIR:
            _walk_over(now, i, opening_state, room, window[i], crew.approach[t, window[i]], s, events)
            continue
        takes, lasts[i] = task_of(t, i, room, s, crew)
        left[i] = takes + lasts[i]
        s.who[i].status = IN_RESCUE
        s.who[i].led = 1


@kernel
def go_on(now, span, t, opening_state, s, crew, window, left, lasts, events):
    """Go on for a span that ends at `now`, in the air that there is. left : what is left of the task [n_people] s"""
    for i in range(left.shape[0]):
        rest = span
        while rest > 0.0 and left[i] > 0.0:
            step = min(LONGEST, rest, left[i])
            part = min(left[i] / lasts[i], 1.0) if lasts[i] > 0.0 else 1.0
            room = on_the_way(t, window[i], part, crew)
            if unbearable(t, room, True, s, crew) == 0:  # where the team cannot go, it is held, and they breathe on
                left[i] -= step
            s.who[i].room = room
            rest -= step
            add_dose(now - rest, i, step, opening_state, s)
            fall_or_die(now - rest, i, s, events)


@inner
def _walk_over(now, i, opening_state, here, window, waits, s, events):
    """Walk through the flat to a window; what each room costs in time is breathed in it. waits : at the window [s]"""
    walks = s.who[i].carer if s.who[i].capable == 0 and s.who[i].carer >= 0 else i  # with whom the small go
    level, down, up = group_speeds(walks, s)
    if window == here or search(i, here, window, level, down, up, s) == 0:
        return
    room = window
    while room != here:
        before = far_end(s, s.place[room].via, room)
        s.who[i].room = room
        if s.who[i].status != DOWN:
            s.who[i].status = MOVING
        add_dose(now, i, s.place[room].cost - s.place[before].cost, opening_state, s)
        fall_or_die(now, i, s, events)
        room = before
    s.who[i].room = window
    if s.who[i].status not in (DOWN, DEAD):
        s.who[i].status = AT_WINDOW
    add_dose(now, i, waits, opening_state, s)
    fall_or_die(now, i, s, events)
