"""People on or beside what burns first, or who fight it, and the radiation of its flames that they feel meanwhile."""

from __future__ import annotations

import numpy as np

from palier.engine.arrays import DEAD, DOWN, FLAMES, GATHERING, LOWER, TO_FIGHT, UNAWARE
from palier.engine.compiled import inlined
from palier.physics.radiation import point_source


@inlined
def flames_beside(person, s):
    """Radiation of the flames beside which somebody is or which somebody fights, 0 where there are none. [W/m2]"""
    me = s.who[person]
    if me.errand == TO_FIGHT and me.status == GATHERING and me.until < np.inf:  # at the fire
        return point_source(s.habits.flames_radiate * s.air[me.room, LOWER, FLAMES], s.habits.fights_at)
    if me.spot < 0:
        return 0.0
    return point_source(s.habits.flames_radiate * s.air[me.spot, LOWER, FLAMES], me.beside_by)


@inlined
def get_away(now, person, s):
    """Somebody who knows, can get up and had the time to, or has been taken away, is no longer beside the flames."""
    me = s.who[person]
    if me.spot < 0:
        return
    lies = me.capable == 0 or me.status in (UNAWARE, DOWN, DEAD)
    gone = me.room != me.spot or me.link >= 0 or me.following == 1
    if gone or (not lies and now >= me.aware_at + me.gets_up_in):
        me.spot = -1


def spots(room: np.ndarray, beside_by: np.ndarray) -> np.ndarray:
    """Rooms in which people are beside a fire that begins there, -1: they are not. All [n_people]; beside_by [m]."""
    return np.where(np.isfinite(beside_by), room, -1)
