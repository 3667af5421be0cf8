"""The event log: append-only, written by every part of the loop."""

from __future__ import annotations

import numpy as np

from palier.engine.arrays import Events, Model
from palier.engine.compiled import inner


@inner
def log(events, time, code, subject, thing, value):
    """Append one event."""
    log_cue(events, time, code, subject, thing, value, -1)


@inner
def log_cue(events, time, code, subject, thing, value, cause):
    """Append one event with its cause.

    When the log is full the count goes on and the event is not kept, so the reader sees that some are missing.
    """
    k = events.count[0]
    events.count[0] = k + 1
    if k < events.time.shape[0]:
        events.time[k] = time
        events.code[k] = code
        events.subject[k] = subject
        events.object[k] = thing
        events.value[k] = value
        events.cause[k] = cause


def initial_events(model: Model) -> Events:
    """An empty log with room for what a run of this size writes."""
    people, openings = len(model.people.age), len(model.openings.a)
    capacity = 2000 + 300 * people + 40 * openings + 10 * len(model.alarms.room)
    return Events(
        count=np.zeros(1, np.int64),
        time=np.zeros(capacity),
        code=np.zeros(capacity, np.int64),
        subject=np.zeros(capacity, np.int64),
        object=np.zeros(capacity, np.int64),
        value=np.zeros(capacity),
        cause=np.full(capacity, -1, np.int64),
    )
