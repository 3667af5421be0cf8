"""What is known of flats and ways before anybody moves: who would open a door, how many go where."""

from __future__ import annotations

import numpy as np

from palier.engine.arrays import (
    DEAD,
    DOWN,
    FOLLOWING,
    GATHERING,
    IN_RESCUE,
    MOVING,
    RETREATING,
    SAFE,
    UNAWARE,
)
from palier.engine.compiled import inlined, inner
from palier.engine.routes import OPENS, TAKES_IN, far_end, way_to


@inlined
def answers(me, s):
    """Whether a person comes to the door when others knock: awake, and old enough."""
    if me.age < s.habits.opens_door_from or (me.status == UNAWARE and me.asleep == 1):
        return False
    return me.status not in (DOWN, DEAD, IN_RESCUE, SAFE)


@inlined
def takes_in(me, flat):
    """Whether somebody who comes to the door of a flat lets people in to shelter: at home, and knows of the fire."""
    return me.takes_in == 1 and me.home == flat and me.status != UNAWARE


@inner
def count_crowds(s):
    """Who would open a door, and how many are on each flight, in each room and make for each door.

    Those who are carried take no place of their own; those who sit or lie are not in the way.
    """
    s.lets_in[:] = 0
    s.on_flight[:] = 0.0
    s.in_room[:] = 0.0
    s.heading[:] = 0.0
    s.longest[:] = np.inf
    for i in range(s.who.shape[0]):
        me = s.who[i]
        if me.room < s.place.shape[0] - 1 and s.place[me.room].flat >= 0 and answers(me, s):
            flat = s.place[me.room].flat
            if s.lets_in[flat] < TAKES_IN:
                s.lets_in[flat] = TAKES_IN + i if takes_in(me, flat) else OPENS
        if me.status == DEAD or me.status == DOWN or (me.following == 1 and me.carried == 1):
            continue
        if me.link >= 0:
            s.on_flight[me.link] += 1.0
            continue
        walks = me.status == MOVING or me.status == RETREATING or me.status == FOLLOWING
        if walks or (me.status == GATHERING and me.goal >= 0):
            s.in_room[me.room] += 1.0
            if me.next_link >= 0 and me.following == 0:
                way = way_to(s, me.next_link, far_end(s, me.next_link, me.room))
                s.heading[me.next_link, way] += 1.0
                s.longest[me.next_link, way] = min(s.longest[me.next_link, way], me.waits_since)
