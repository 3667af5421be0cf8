"""One row per person: what they knew, did and took in, and what became of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from palier.engine import arrays as e
from palier.engine import event_codes as codes
from palier.engine.arrays import Events, Model, PeopleState
from palier.engine.history import History, Outline
from palier.engine.names import Names
from palier.physics.outcome import CLASSES, Harm, Limits, beyond_doubt, outcome, outcome_chances, share_overcome
from palier.result.values import finite
from palier.scenario.building import OUTSIDE

COLUMNS = (
    "person",
    "household",
    "age",
    "mass",
    "stature",
    "carer",
    "started_in",
    "first_cue",
    "aware_at",
    "set_out_at",
    "turned_back",
    "trapped_at",
    "jumped_from",
    "end_at",
    "ended_in",
    "status",
    "way_out",
    "rescued_by",
    "rescued_at",
    "fed",
    "fed_co",
    "fed_hcn",
    "fed_o2",
    "fed_co2",
    "fld_irritant",
    "irritated_for",
    "in_thick_smoke_for",
    "fed_heat",
    "cohb_usual",
    "cohb",
    "cohb_at_end",
    "outcome",
    "reason",
    "chance",
    *(f"chance_{name}" for name in CLASSES),
    "share_overcome",
)
_DTYPES = {
    "carer": "string",
    "first_cue": "string",
    "aware_at": "Float64",
    "set_out_at": "Float64",
    "trapped_at": "Float64",
    "jumped_from": "Float64",
    "end_at": "Float64",
    "way_out": "string",
    "rescued_by": "string",
    "rescued_at": "Float64",
}


_WAITING = np.isin(np.arange(len(e.STATUS)), (e.REFUGE, e.AT_WINDOW, e.IN_RESCUE))  # by status


def _first_times(events: Events, code: int, subject_is_person: bool = True) -> dict[int, int]:
    """Row of the first event of a kind, per person."""
    first: dict[int, int] = {}
    who = events.subject if subject_is_person else events.object
    for i in np.flatnonzero(events.code[: int(events.count[0])] == code):
        first.setdefault(int(who[i]), int(i))
    return first


def _last_rows(events: Events, code: int) -> dict[int, int]:
    """Row of the last event of a kind, per person."""
    return {int(events.subject[i]): int(i) for i in np.flatnonzero(events.code[: int(events.count[0])] == code)}


def trapped_since(model: Model, history: History | Outline) -> npt.NDArray[np.float64]:
    """Time at which each person first sheltered or waited at a window for help; inf if never. [n_people] s

    A dependant who follows is trapped with the carer; those who stay put are not, as long as nothing threatens them.
    """
    shelters = history.person_status == e.REFUGE
    at_ease = shelters & (model.people.goes == e.STAYS_PUT) & (history.person_left >= e.LONG_LEFT)
    waiting = _WAITING[history.person_status] & ~at_ease
    if not waiting.any():
        return np.full(waiting.shape[1], np.inf)
    since = np.where(waiting.any(axis=0), history.time[waiting.argmax(axis=0)], np.inf)
    follows = (history.person_status == e.FOLLOWING) & (model.people.carer >= 0)
    carer = np.maximum(model.people.carer, 0).astype(np.int64)
    with_carer = follows & waiting[:, carer] & (history.person_room == history.person_room[:, carer])
    led = np.where(with_carer.any(axis=0), history.time[with_carer.argmax(axis=0)], np.inf)
    return np.asarray(np.minimum(since, led))


def people_table(names: Names, model: Model, history: History, events: Events, state: PeopleState) -> pd.DataFrame:
    """Everything about each person that a report needs; times in s, doses as fractions, <NA> for never."""
    set_out = _first_times(events, codes.EV_SETS_OUT)
    last = _last_rows(events, codes.EV_SAFE)
    safe = {p: row for p, row in last.items() if state.status[p] == e.SAFE}  # not those who went back in
    across = _first_times(events, codes.EV_ACROSS, subject_is_person=False)
    trapped = trapped_since(model, history)
    places = [*names.rooms, OUTSIDE]
    harms, limits = harms_of(model, state), limits_of(model)
    outcomes = outcomes_of(model, state, harms)
    rows = []
    for p, name in enumerate(names.people):
        status = int(state.status[p])
        class_, reason = outcomes[p]
        chances = outcome_chances(harms[p], limits)
        way = int(events.object[safe[p]]) if p in safe else None
        taken = across.get(p)
        carer = int(model.people.carer[p])
        rows.append(
            {
                "person": name,
                "household": names.households[int(model.people.household[p])],
                "age": round(float(model.people.age[p]), 3),
                "mass": round(float(model.people.mass[p]), 2),
                "stature": round(float(model.people.stature[p]), 3),
                "carer": names.people[carer] if carer >= 0 else None,
                "started_in": names.rooms[int(model.people.room[p])],
                "first_cue": e.CUES[int(state.cue[p])] if state.cue[p] >= 0 else None,
                "aware_at": finite(state.aware_at[p]),
                "set_out_at": finite(events.time[set_out[p]]) if p in set_out else None,
                "turned_back": int(state.turned_back[p]),
                "trapped_at": finite(trapped[p]),
                "jumped_from": round(float(state.fell[p]), 2) if state.fell[p] > 0.0 else None,
                "end_at": finite(state.reached_by[p]),
                "ended_in": places[int(state.room[p])],
                "status": e.STATUS[status],
                "way_out": None if way is None else names.links[way] if way >= 0 else names.teams[-1 - way],
                "rescued_by": names.teams[int(events.subject[taken])] if taken is not None else None,
                "rescued_at": finite(events.time[taken]) if taken is not None else None,
                "fed": round(float(state.fed_most[p]), 6),
                "fed_co": round(float(state.fed_co_most[p]), 6),
                "fed_hcn": round(float(state.fed_hcn[p]), 6),
                "fed_o2": round(float(state.fed_o2[p]), 6),
                "fed_co2": round(float(state.fed_co2[p]), 6),
                "fld_irritant": round(float(state.fld_irritant[p]), 6),
                "irritated_for": round(float(state.irritated_time[p]), 2),
                "in_thick_smoke_for": round(float(state.smoke_time[p]), 2),
                "fed_heat": round(float(state.fed_heat[p]), 6),
                "cohb_usual": round(float(model.people.cohb_start[p]), 3),
                "cohb": round(float(state.cohb_most[p]), 3),
                "cohb_at_end": round(float(state.cohb[p]), 3),
                "outcome": class_,
                "reason": reason,
                "chance": round(float(chances[CLASSES.index(class_)]), 4),
                **{f"chance_{name}": round(float(chances[k]), 4) for k, name in enumerate(CLASSES)},
                "share_overcome": round(
                    max(
                        share_overcome(float(state.fed_most[p]), model.habits.susceptibility_spread),
                        share_overcome(float(state.fed_heat[p]), model.habits.heat_susceptibility_spread),
                    ),
                    4,
                ),
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(_DTYPES)


def read_people(path: str) -> pd.DataFrame:
    """The table again from people.csv."""
    return pd.read_csv(path, dtype=_DTYPES)


Some = slice | list[int]  # rows of people
ALL = slice(None)


def outcomes_of(model: Model, state: PeopleState, harms: list[Harm], who: Some = ALL) -> list[tuple[str, str]]:
    """Class of injury of each person, or of some, and the criterion that puts them there."""
    limits = limits_of(model)
    dead, down = (state.status[who] == e.DEAD).tolist(), np.isfinite(state.down_at[who]).tolist()
    return [
        outcome(
            age=harm.age,
            dead=is_dead,
            incapacitated=is_down,
            fed=harm.fed,
            cohb=harm.cohb,
            fed_heat=harm.fed_heat,
            irritant_seconds=harm.irritant_seconds,
            smoke_seconds=harm.smoke_seconds,
            limits=limits,
            fell=harm.fell,
        )
        for harm, is_dead, is_down in zip(harms, dead, down, strict=True)
    ]


def limits_of(model: Model) -> Limits:
    """What parts the classes, by the habits of the scenario."""
    return Limits(*(float(getattr(model.habits, name)) for name in Limits._fields))


def harms_of(model: Model, state: PeopleState, who: Some = ALL) -> list[Harm]:
    """What the run found of each person, or of some, for `outcome_chances`."""
    people = model.people
    columns = {
        "age": people.age,
        "fed_co": state.fed_co_most,
        "fed_hcn": state.fed_hcn,
        "fed_o2": state.fed_o2,
        "fed_irritant": state.fld_irritant,
        "fed": state.fed_most,
        "cohb": np.maximum(0.0, state.cohb_most - people.cohb_start),
        "fed_heat": state.fed_heat,
        "irritant_seconds": state.irritated_time,
        "smoke_seconds": state.smoke_time,
        "overcome": state.overcome,
        "lethal": state.lethal,
        "by_heat": state.fed_heat / people.heat_susceptibility > state.fed_most / people.susceptibility,
        "fell": state.fell,
    }
    return list(map(Harm._make, zip(*(columns[name][who].tolist() for name in Harm._fields), strict=True)))


def unhurt_for_sure(model: Model, state: PeopleState) -> npt.NDArray[np.bool_]:
    """Whether each person is unhurt whatever the uncertainty of doses and limits. [n_people]"""
    cohb = np.maximum(0.0, state.cohb_most - model.people.cohb_start)
    safe = beyond_doubt(
        state.fed_most,
        cohb,
        state.fed_heat,
        state.irritated_time,
        state.smoke_time,
        state.overcome,
        state.lethal,
        limits_of(model),
    )
    return np.asarray(safe & (state.fell <= 0.0) & (state.status != e.DEAD) & ~np.isfinite(state.down_at))


def counts(people: pd.DataFrame) -> dict[str, int]:
    """How many came to what end."""
    safe, rescued = people["status"] == "safe", people["rescued_by"].notna()
    inside = ~safe & (people["status"] != "dead")
    by_outcome = {f"{name}": int((people["outcome"] == name).sum()) for name in CLASSES}
    return {
        "people": len(people),
        **by_outcome,
        "out_by_themselves": int((safe & ~rescued & ~people["jumped_from"].notna()).sum()),
        "jumped": int(people["jumped_from"].notna().sum()),
        "rescued": int((safe & rescued).sum()),
        "trapped": int(people["trapped_at"].notna().sum()),
        "trapped_at_end": int((inside & people["trapped_at"].notna()).sum()),
        "inside_at_end": int(inside.sum()),
        "turned_back": int((people["turned_back"] > 0).sum()),
    }
