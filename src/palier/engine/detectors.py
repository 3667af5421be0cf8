"""Alarms in the loop."""

from __future__ import annotations

import numpy as np

from palier.engine.arrays import UPPER, AlarmState, Model
from palier.engine.compiled import inner
from palier.engine.event_codes import EV_ALARM
from palier.engine.log import log
from palier.physics.detection import element_temperature


def initial_alarm_state(model: Model) -> AlarmState:
    """Alarms silent, elements at the temperature of their rooms."""
    return AlarmState(
        tripped_at=np.full(len(model.alarms.room), np.inf),
        element=model.rooms.initial_temperature[model.alarms.room].astype(np.float64),
    )


@inner
def detectors_step(now, dt, model, gas, alarm_state, events):
    """Advance every alarm by the step `dt` that ends at `now`, in the gas as it is.

    A smoke alarm trips at its extinction coefficient in the upper layer, a heat alarm when its element,
    lagging behind the upper layer, reaches its temperature. Writes `alarm_state` and `events`.
    """
    alarms = model.alarms
    for k in range(alarms.room.shape[0]):
        room = alarms.room[k]
        if alarm_state.tripped_at[k] < np.inf:
            continue
        if alarms.is_heat[k] == 1:
            alarm_state.element[k] = element_temperature(
                alarm_state.element[k], gas.temperature[room, UPPER], dt, alarms.lag[k]
            )
            trips = alarm_state.element[k] >= alarms.temperature[k]
        else:
            trips = gas.extinction[room, UPPER] >= alarms.extinction[k]
        if trips:
            alarm_state.tripped_at[k] = now
            log(events, now, EV_ALARM, k, room, 0.0)
