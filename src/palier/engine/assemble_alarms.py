"""Alarms, and how loud each is where its sounders are."""

from __future__ import annotations

import math

import numpy as np

from palier.engine.arrays import Alarms, Rooms
from palier.scenario.scenario import Scenario


def assemble_alarms(scenario: Scenario, room_at: dict[str, int], rooms: Rooms) -> tuple[Alarms, list[str]]:
    """Alarms that work, with the sound level in the rooms of their sounders."""
    n_rooms = len(rooms.floor_area)
    working = {name: alarm for name, alarm in scenario.alarms.items() if alarm.works}
    level = np.full((len(working), n_rooms), -math.inf)
    for row, alarm in enumerate(working.values()):
        at = room_at[alarm.room]
        if alarm.sounds_in == "building":
            level[row] = alarm.level
        elif alarm.sounds_in == "flat" and rooms.flat[at] >= 0:
            level[row, rooms.flat == rooms.flat[at]] = alarm.level
        else:
            level[row, at] = alarm.level
    alarms = Alarms(
        room=np.array([room_at[a.room] for a in working.values()], np.int64),
        is_heat=np.array([a.kind == "heat" for a in working.values()], np.int64),
        extinction=np.array([a.extinction for a in working.values()], np.float64),
        temperature=np.array([a.temperature for a in working.values()], np.float64),
        lag=np.array([a.lag for a in working.values()], np.float64),
        level=level,
    )
    return alarms, list(working)
