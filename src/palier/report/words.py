"""What the report says in words, made from the results."""

from __future__ import annotations

from typing import Any

import pandas as pd
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from palier.physics.outcome import CLASSES
from palier.report.film import LOOKED_THROUGH, age_words
from palier.result import Run
from palier.result.run import clock
from palier.result.tables import rows
from palier.result.tenability import CO_DOSE, FACE_HEIGHT, HOT, NO_VISIBILITY, POOR_VISIBILITY, TOO_HOT
from palier.result.zones import CLEAR_VISIBILITY, VISIBILITY_FACTOR
from palier.scenario.habits_bodies import Injuries
from palier.scenario.scenario import Scenario

NUMBERS = ("nobody", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def count(n: int) -> str:
    """Nobody, one, ... twelve, 13."""
    return NUMBERS[n] if n < len(NUMBERS) else str(n)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def outcome_sentences(run: Run) -> list[str]:
    """The outcome of the run: harm, the stair, those who were trapped, those who were brought out."""
    c = run.summary["counts"]
    if not c["people"]:
        return ["Nobody is in the building of this scenario.", _stair(run)]
    harm = [f"{count(c['dead'])} died"]
    for kind, words in _HARM.items():
        if c[kind]:
            harm.append(f"{count(c[kind])} {words}")
    said = f"{', '.join(harm[:-1])} and {harm[-1]}" if len(harm) > 1 else harm[0]
    whom = "One person is in the building" if c["people"] == 1 else f"Of {c['people']} people"
    sentences = [f"{whom}: {said}." if c["people"] == 1 else f"{whom} {said}.", _stair(run)]
    if c["trapped"]:
        sentences.append(f"{_capital(count(c['trapped']))} took shelter inside or waited at a window; {_ways(run)}")
    elif c["out_by_themselves"]:
        sentences.append(f"{_capital(count(c['out_by_themselves']))} walked out by themselves.")
    if c["jumped"]:
        sentences.append(f"{_capital(count(c['jumped']))} jumped from a window.")
    if c["inside_at_end"]:
        sentences.append(
            f"{_capital(count(c['inside_at_end']))} {'was' if c['inside_at_end'] == 1 else 'were'} "
            "still inside, alive, when the run ended."
        )
    return sentences


_HARM = {
    "severe": "collapsed and lived to the end of the run",
    "hospital": "must go to hospital",
    "minor": "suffered minor harm",
    "unhurt": "stayed unhurt",
}


def _ways(run: Run) -> str:
    rescued = run.people[run.people["rescued_by"].notna()]
    if rescued.empty:
        return "nobody brought them out."
    parts = []
    for team, group in rescued.groupby("rescued_by", sort=False):
        first, last = clock(group["rescued_at"].min()), clock(group["rescued_at"].max())
        when = f"at {first}" if first == last else f"between {first} and {last}"
        task = run.rescue[run.rescue["team"] == team].iloc[0]
        parts.append(
            f"{task['responder']} brought out {count(len(group))} by {_WAYS.get(task['way'], task['way'])} {when}"
        )
    return "; ".join(parts) + "."


_WAYS = {"ledge": "the ledge", "window to window": "a window next door", "stair": "the stair", "roof hatch": "the roof"}


def _stair(run: Run) -> str:
    landings = run.tenability[run.tenability["kind"] == "landing"]
    if landings.empty:
        return "There is no common stair."
    stopped = landings.dropna(subset=["impassable_from"])
    if stopped.empty:
        return "Every landing of the stair could be passed from the beginning to the end."
    first = stopped.sort_values("impassable_from", kind="stable").iloc[0]
    passable = run.summary["stair_passable"] / 60.0
    return (
        f"The first landing that could not be passed was {first['place']}, from {clock(first['impassable_from'])}; "
        f"a way down the stair above the fire was passable for {passable:.0f} "
        f"of {run.summary['simulated'] / 60:.0f} minutes."
    )


def certainty(run: Run) -> str:
    """How much this one run can be trusted to say."""
    notes = run.scenario.notes
    by = {s: sum(1 for n in notes if n.status == s) for s in ("known", "assumed", "conflict")}
    told = (
        f"Of the values that the scenario comments on, {by['known']} are known, {by['assumed']} assumed "
        f"and {by['conflict']} reported in conflicting ways. "
        if notes
        else "The scenario does not say which of its values are known and which are assumed. "
    )
    return (
        "This is one run of one set of values "
        f"(seed {run.summary['seed']}, run {run.summary['run']}): reaction times, tolerance to smoke "
        f"and what people do were drawn once. {told}Another draw gives other times and can give another outcome; "
        "a single run is an account of what could have happened, not a prediction."
    )


def tiles(run: Run) -> list[tuple[str, str]]:
    """The numbers shown large: value, meaning."""
    c = run.summary["counts"]
    landings = run.tenability[run.tenability["kind"] == "landing"]["impassable_from"].dropna()
    return [
        (str(c["dead"]), "died"),
        (str(c["severe"] + c["hospital"]), "to hospital"),
        (str(c["rescued"]), "brought out"),
        (str(c["out_by_themselves"]), "out by themselves"),
        (str(c["trapped_at_end"]), "trapped at the end"),
        (clock(float(landings.min())) if len(landings) else "never", "first landing impassable"),
    ]


Story = list[tuple[str, float, str, str]]


def stories(run: Run) -> dict[str, Story]:
    """For each person in order of time: clock, time, sentence, and `event` or `why` (a decision with its reason)."""
    told: dict[str, Story] = {str(name): [] for name in run.people["person"]}
    for event in rows(run.events):
        for name in dict.fromkeys((event.subject, event.object)):
            if name in told:
                told[name].append((clock(float(event.time)), float(event.time), str(event.text), "event"))
    for made in rows(run.decisions):
        text = f"Decides: {made.text}."
        told[str(made.person)].append((clock(float(made.time)), float(made.time), text, "why"))
    for story in told.values():
        story.sort(key=lambda line: line[1])
    return told


def _no_cue(person: Any) -> str:
    return "never aware" if pd.isna(person.carer) else f"none of their own; looked after by {person.carer}"


def person_facts(person: Any) -> list[tuple[str, str]]:
    """The doses and times of a person, by name."""
    facts = [
        ("age", age_words(float(person.age))),
        ("started in", str(person.started_in)),
        (
            "first cue",
            _no_cue(person) if pd.isna(person.first_cue) else f"{person.first_cue}, {clock(float(person.aware_at))}",
        ),
        (
            "ended",
            f"{person.status}, {person.ended_in}"
            + ("" if pd.isna(person.end_at) else f", {clock(float(person.end_at))}"),
        ),
        ("turned back", f"{person.turned_back} times" if person.turned_back != 1 else "once"),
        (
            "FED, asphyxiants",
            f"{person.fed:.3f} (CO {person.fed_co:.3f}, HCN {person.fed_hcn:.3f}, low oxygen {person.fed_o2:.3f})",
        ),
        (
            "COHb",
            f"{person.cohb:.1f} % at most, {person.cohb_usual:.1f} % before, {person.cohb_at_end:.1f} % at the end",
        ),
        ("harm, with how sure the limits are", chances(person)),
        ("of all people, this dose would overcome", f"{100.0 * person.share_overcome:.0f} %"),
        ("heat dose", f"{person.fed_heat:.3f}"),
        (
            "irritants",
            f"lethal dose fraction {person.fld_irritant:.3f}, {person.irritated_for:.0f} s above the irritant limit",
        ),
    ]
    if not pd.isna(person.rescued_by):
        facts.append(("brought out by", f"{person.rescued_by}, {clock(float(person.rescued_at))}"))
    return facts


def chances(person: Any) -> str:
    """Classes of injury with their probabilities, the likeliest first: hospital 70 %, severe 20 %."""
    likely = sorted(((float(getattr(person, f"chance_{name}")), name) for name in CLASSES), reverse=True)
    return ", ".join(f"{name} {100.0 * chance:.0f} %" for chance, name in likely if chance >= 0.005)


# Fields that only draw or name, and say nothing about the physics or the people.
_NOT_SHOWN = {"position", "kind", "flat", "stair", "storey", "facade", "name", "members", "between", "notes"}
_UNITS = {True: "yes", False: "no"}


def defaults_in_use(scenario: Scenario) -> list[dict[str, str]]:
    """Every default of the models that some part of the scenario relies on: where, field, value, meaning, how often."""
    groups: dict[str, list[BaseModel]] = {"site": [scenario.site], "simulation": [scenario.simulation]}
    building = scenario.building
    for label, parts in (
        ("room", building.rooms),
        ("opening", building.openings),
        ("flight", building.flights),
        ("fire", scenario.fires),
        ("household", scenario.people),
        ("alarm", scenario.alarms),
        ("neighbour", scenario.neighbours),
        ("crew", scenario.crews),
        ("ledge", building.ledges),
        ("window gap", building.window_gaps),
    ):
        if parts:
            groups[label] = list(parts.values())
    for way in (each for crew in scenario.crews.values() for each in crew.ways):
        groups.setdefault(way.kind, []).append(way)
    groups["person"] = [m for h in scenario.people.values() for m in h.members]
    rows = []
    for label, objects in groups.items():
        for field, info in type(objects[0]).model_fields.items() if objects else ():
            using = sum(1 for o in objects if getattr(o, field) == info.default)
            if using and _is_worth_showing(field, info):
                rows.append(
                    {
                        "where": label,
                        "field": field.replace("_", " "),
                        "value": _value(info.default),
                        "meaning": str(info.description),
                        "used": f"{using} of {len(objects)}" if len(objects) > 1 else "",
                    }
                )
    return rows


def _is_worth_showing(field: str, info: FieldInfo) -> bool:
    if field in _NOT_SHOWN or not info.description or info.is_required() or info.default_factory is not None:
        return False
    return info.default is not None or "efault" in info.description


def _value(value: object) -> str:
    if value is None:
        return "see right"
    if isinstance(value, bool):
        return _UNITS[value]
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    return str(value)


def criteria(limits: Injuries) -> list[tuple[str, str, str]]:
    """Limits by which this report judges, with value and origin."""
    return [
        (
            "Visibility",
            f"{VISIBILITY_FACTOR:.0f} / extinction coefficient, at most {CLEAR_VISIBILITY:.0f} m",
            "reflecting signs and walls; Jin, as quoted in the FDS User's Guide",
        ),
        ("Height at which places are judged", f"{FACE_HEIGHT} m", "a standing adult's face; assumed"),
        (
            "Visibility limits",
            f"{POOR_VISIBILITY:.0f} m and {NO_VISIBILITY:.0f} m",
            "limits in common use in fire-safety engineering",
        ),
        (
            "Impassable",
            f"visibility under {NO_VISIBILITY:.0f} m, or hotter than {TOO_HOT - 273.15:.0f} °C",
            "definition used here; each person's own turning-back limit is drawn",
        ),
        (
            "Heat limits",
            f"{HOT - 273.15:.0f} °C and {TOO_HOT - 273.15:.0f} °C",
            "saturated and dry air; Purser, SFPE Handbook, as quoted",
        ),
        (
            "Dose of a place",
            f"CO {CO_DOSE:.0f} ppm min, HCN and CO2 with it",
            "ISO 13571:2012, as quoted in the CFAST manual; an adult who stood there from the start",
        ),
        (
            "Collapse by gas",
            "FED at the person's own susceptibility; its part of CO is COHb on its way from the usual value to 40 % at "
            "rest, 30 at light, 20 at heavy work, children 25",
            "Coburn-Forster-Kane; Purser, SFPE Handbook; ISO 13571:2012 where the scenario chooses it",
        ),
        (
            "Hospital",
            f"COHb risen by {limits.hospital_cohb:.0f} % (children {limits.hospital_cohb_child:.0f}), FED "
            f"{limits.hospital_fed:g}, dose of heat {limits.hospital_heat:g}",
            "after clinical practice; assumed",
        ),
        ("Darkness in the drawing", f"1 - exp(-K x {LOOKED_THROUGH:.0f} m)", "drawing only"),
    ]


LIMITS = (
    "Not for proving that a building meets a code, nor for deciding alone whether people should leave or stay.",
    "Not for directing a rescue while a fire burns: the state of a real building is never known as this assumes.",
    "Rooms are two even layers of gas. Long corridors, atria and the first seconds near the fire are otherwise.",
    "What people do is drawn from few, scattered observations; injury follows from doses, not from an examination.",
    "Falls, jumps, structural collapse, and burns from contact are not modelled.",
)
