"""Who walks together: the speed of a group, whether somebody is dragged, and how many places it takes."""

from __future__ import annotations

import numpy as np

from palier.engine.arrays import DOWN
from palier.engine.bodies import dependants
from palier.engine.compiled import inlined, inner
from palier.physics.dose import ability
from palier.physics.movement import carrying


@inner
def group_speeds(person, s):
    """Speeds of a person with those who are carried or led: on the level, down and up stairs. [m/s]

    The slowest of all, the carer slowed by the load or by dragging; who cannot take stairs is dragged on them,
    and where that is too much it is 0.
    """
    me = s.who[person]
    own = ability(me.fed / me.susceptibility, s.habits.slow_from, s.habits.slowed_to)
    level = me.speed * own
    down = me.stair_down * own
    up = me.stair_up * own
    load, carried, drags, dragged_on_stairs = 0.0, 0, False, False
    if me.charges > 0:
        first, end = dependants(person, s)
        for q in range(first, end):
            if s.who[q].following == 0 or s.who[q].carer != person:
                continue
            if s.who[q].carried == 1 or s.who[q].status == DOWN:
                if s.who[q].mass > me.carries_at_most:
                    drags = True
                else:
                    load += s.who[q].mass
                    carried += 1
            else:
                theirs = ability(s.who[q].fed / s.who[q].susceptibility, s.habits.slow_from, s.habits.slowed_to)
                level = min(level, s.who[q].speed * theirs)
                if s.who[q].stair_down <= 0.0 and me.charges == 1 and can_drag(person, q, s):
                    dragged_on_stairs = True
                    continue
                down = min(down, s.who[q].stair_down * theirs)
                up = min(up, s.who[q].stair_up * theirs)
        if load > 0.0:
            if carried > s.habits.carries_how_many:  # goes more than once
                load = np.inf
            slower = carrying(load, s.habits.load_up_to, s.habits.load_speed, s.habits.overloaded)
            level *= slower
            down *= slower * s.habits.carrying_on_stairs
            up *= slower * s.habits.carrying_on_stairs
        if drags:
            level = min(level, me.drags_at)
        if drags or dragged_on_stairs:
            down = min(down, me.drags_down_at)
            up = min(up, me.drags_up_at)
    return max(level, s.habits.slowest), down, up


@inlined
def can_drag(person, q, s):
    """Whether somebody takes stairs, and another is not too heavy to drag on them."""
    return s.who[person].stair_down > 0.0 and s.who[q].mass <= s.habits.drags_at_most * s.who[person].mass


@inner
def drags_on_stairs(person, s):
    """Whether one of those whom somebody leads cannot take stairs."""
    if s.who[person].charges > 0:
        first, end = dependants(person, s)
        for q in range(first, end):
            led = s.who[q].following == 1 and s.who[q].carer == person and s.who[q].carried == 0
            if led and s.who[q].status != DOWN and s.who[q].stair_down <= 0.0:
                return True
    return False


@inner
def drags(person, s):
    """Whether somebody has one in tow who is too heavy to carry."""
    if s.who[person].charges > 0:
        first, end = dependants(person, s)
        for q in range(first, end):
            mine = s.who[q].following == 1 and s.who[q].carer == person
            if mine and s.who[q].status == DOWN and s.who[q].mass > s.who[person].carries_at_most:
                return True
    return False


@inner
def walkers(person, s):
    """Persons of a group who need their own place at a door: those carried do not count."""
    n = 1.0
    if s.who[person].charges > 0:
        first, end = dependants(person, s)
        for q in range(first, end):
            if s.who[q].following == 1 and s.who[q].carer == person and s.who[q].carried == 0:
                n += 1.0
    return n
