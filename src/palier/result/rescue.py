"""The rescue as a chain of tasks, set against the time that each person had left."""

from __future__ import annotations

import numpy as np
import pandas as pd

from palier.engine import arrays as e
from palier.engine import event_codes as codes
from palier.engine.arrays import Events, Model
from palier.engine.history import History
from palier.engine.names import Names
from palier.scenario.scenario import Scenario

COLUMNS = ["team", "responder", "way", "task", "person", "begins", "ends", "time_left", "in_time"]
REMARK_COLUMNS = ["responder", "way", "room", "verdict", "takes", "reason"]
REMARK_DTYPES = {"takes": "Float64"}
DTYPES = {"person": "string", "time_left": "Float64", "in_time": "boolean"}


def _left(history: History, person: int, time: float) -> float | None:
    """Seconds that a person had until incapacitated, at the last kept time; None where nothing threatened."""
    row = int(np.searchsorted(history.time, time, side="right")) - 1
    left = float(history.person_left[max(row, 0), person])
    return round(left, 1) if np.isfinite(left) else None


def _approach(
    scenario: Scenario, name: str, cue: float, ready: float, decides: float
) -> list[tuple[str, float, float]]:
    """What a responder does between the cue and the first person: named steps with begin and end."""
    neighbour = scenario.neighbours.get(name)
    if neighbour is None:
        arrival = min(cue + decides, ready)
        return [("call handling, turn-out and travel", cue, arrival), ("set-up", arrival, ready)]
    steps, at = [("decides", cue, min(cue + decides, ready))], min(cue + decides, ready)
    for task in neighbour.way:
        end = min(at + task.takes, ready)
        steps.append((task.task, at, end))
        at = end
    if at < ready:
        steps.append(("gets into place", at, ready))
    return steps


def rescue_table(scenario: Scenario, names: Names, model: Model, history: History, events: Events) -> pd.DataFrame:
    """Tasks of every team in order: who, what, for whom, begin and end [s], and seconds that one had left."""
    n = int(events.count[0])
    log = list(
        zip(events.time[:n], events.code[:n], events.subject[:n], events.object[:n], events.value[:n], strict=True)
    )
    rows: list[dict[str, object]] = []
    for team, label in enumerate(names.teams):
        responder = int(model.teams.responder[team])
        common = {"team": label, "responder": names.responders[responder], "way": e.WAYS[int(model.teams.kind[team])]}
        cue = next((float(t) for t, code, s, _, _ in log if code == codes.EV_NOTICES and s == responder), None)
        ready = next((float(t) for t, code, s, _, _ in log if code == codes.EV_READY and s == team), None)
        crew = scenario.crews.get(names.responders[responder])
        if cue is None and ready is not None and crew is not None and crew.arrives is not None:
            rows.append(
                {**common, "task": "set-up", "begins": round(min(crew.arrives, ready), 2), "ends": round(ready, 2)}
            )
        elif cue is not None and ready is not None:
            for task, begins, ends in _approach(
                scenario, names.responders[responder], cue, ready, float(model.responders.decides[responder])
            ):
                rows.append({**common, "task": task, "begins": round(begins, 2), "ends": round(ends, 2)})
        rows += [{**common, **row} for row in _taken(names, history, log, team)]
    return pd.DataFrame(rows, columns=COLUMNS).astype(DTYPES)


def _taken(
    names: Names, history: History, log: list[tuple[float, int, int, int, float]], team: int
) -> list[dict[str, object]]:
    """The persons that a team took, or came too late for."""
    rows: list[dict[str, object]] = []
    for time, code, subject, person, _ in log:
        if subject != team or code not in (codes.EV_TAKES, codes.EV_HAND_OVER_LATE):
            continue
        begins = float(time)
        end = next(
            (float(t) for t, c, s, o, _ in log if c == codes.EV_ACROSS and s == team and o == person and t >= time),
            None,
        )
        late = code == codes.EV_HAND_OVER_LATE
        left = 0.0 if late else _left(history, int(person), begins)
        rows.append(
            {
                "task": "comes too late" if late else "takes",
                "person": names.people[int(person)],
                "begins": round(begins, 2),
                "ends": round(begins if late else end if end is not None else float(history.time[-1]), 2),
                "time_left": left,
                "in_time": not late and (left is None or left > 0.0),
            }
        )
    return rows


def refusals_table(names: Names) -> pd.DataFrame:
    """Ways that cannot be taken, and why."""
    rows = [(r.responder, r.way, r.room, r.reason) for r in names.refusals]
    return pd.DataFrame(rows, columns=["responder", "way", "room", "reason"])


def remarks_table(names: Names) -> pd.DataFrame:
    """Ways that can be taken: feasible or marginal, seconds per person where it is one's own, and by what measures."""
    rows = [(r.responder, r.way, r.room, r.verdict, r.takes, r.reason) for r in names.remarks]
    return pd.DataFrame(rows, columns=REMARK_COLUMNS).astype(REMARK_DTYPES)


def no_remarks() -> pd.DataFrame:
    """The table without a row."""
    return pd.DataFrame(columns=REMARK_COLUMNS).astype(REMARK_DTYPES)
