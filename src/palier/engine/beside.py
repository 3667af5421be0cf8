"""People on or beside what burns first, and the radiation of its flames that they feel until they are away from it."""

from __future__ import annotations

import numpy as np

from palier.engine.arrays import DEAD, DOWN, FLAMES, LOWER, UNAWARE
from palier.engine.compiled import inner
from palier.physics.radiation import point_source


@inner
def flames_beside(person, s):
    """Radiation of the flames beside which somebody is, 0 where there are none. [W/m2]"""
    me = s.who[person]
    if me.spot < 0:
        return 0.0
    return point_source(s.habits.flames_radiate * s.air[me.spot, LOWER, FLAMES], me.beside_by)


@inner
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
