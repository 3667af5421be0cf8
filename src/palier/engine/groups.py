"""Who walks together: the speed of a group, whether somebody is dragged, and how many places it takes."""

from __future__ import annotations

import numpy as np

from palier.engine.arrays import DOWN
from palier.engine.bodies import dependants
from palier.engine.compiled import inner
from palier.physics.dose import ability
from palier.physics.movement import carrying


@inner
def group_speeds(person, s):
    """Speeds of a person with those who are carried or led: on the level, down and up stairs. [m/s]

    The slowest of all, the carer slowed by the load or by dragging; 0 on stairs where one of them cannot take stairs.
    """
    me = s.who[person]
    own = ability(me.fed / me.susceptibility, s.habits.slow_from, s.habits.slowed_to)
    level = me.speed * own
    down = me.stair_down * own
    up = me.stair_up * own
    load, carried, drags = 0.0, 0, False
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
            down = min(down, me.drags_down_at)
            up = min(up, me.drags_up_at)
    return max(level, s.habits.slowest), down, up


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
