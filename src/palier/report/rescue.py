"""The page of a plan of rescue: who is taken when, against how long each has."""

from __future__ import annotations

from typing import Any

import numpy as np

from palier.reach import reaches_of
from palier.report.charts import NAMES, _axis, _bar, _name, _svg, _x
from palier.report.drawing import number
from palier.report.page import asset, environment
from palier.report.reach import pictures
from palier.rescue import Rescue
from palier.rescue.checked import KEPT, THE_PLAN
from palier.rescue.rescue import OUT_OF_REACH, STAYS, WALKS_OUT
from palier.result.run import clock
from palier.result.tables import rows


def rescue_html(rescue: Rescue) -> str:
    """Plan, picture, comparison, ways."""
    plan = rescue.plan
    return (
        environment()
        .get_template("rescue.html.j2")
        .render(
            title=rescue.scenario.title,
            css=asset("page.css") + asset("rescue.css"),
            runs=rescue.runs,
            people=len(rescue.ensemble.names.people),
            trapped=len(rescue.people),
            seed=rescue.scenario.simulation.seed,
            end=clock(float(rescue.ensemble.times[-1])),
            plan=plan,
            optimal=plan.gap < 0.005,
            chart=plan_chart(rescue),
            steps=[_step(row) for row in rows(rescue.steps)],
            left=not_taken(rescue),
            checked=checked_words(rescue),
            comparison=_comparison(rescue),
            replans=_replans(rescue),
            reaches=pictures(reaches_of(rescue.scenario)),
            remarks=rescue.remarks,
            refusals=rescue.refusals,
            stopped=rescue.ensemble.stopped,
        )
    )


def plan_chart(rescue: Rescue) -> str:
    """A row for each person: since when trapped, when collapsing, and when taken by whom; and a row for each team."""
    end = float(rescue.ensemble.times[-1])
    steps = rescue.steps.set_index("person")
    teams = list(dict.fromkeys(rescue.steps["team"]))
    row, y, parts = 26.0, 6.0, []
    order = rescue.people.sort_values(["taken", "trapped_at"], kind="stable")
    for person in rows(order):
        parts.append(_name(str(person.person), y))
        begin = float(person.trapped_at)
        falls = begin + float(person.left)
        told = f"{person.person}: trapped from {clock(begin)}, collapses after {left_words(person, end)}"
        parts.append(_bar("waits", begin, min(falls, end), y, end, told))
        first, last = begin + float(person.left_10), begin + float(person.left_90)
        if first < end:
            x0, x1 = _x(first, end, NAMES), _x(min(last, end), end, NAMES)
            middle = number(y + 9)
            parts.append(f'<line class="spread" x1="{number(x0)}" x2="{number(x1)}" y1="{middle}" y2="{middle}"/>')
            ends = f'y1="{number(y - 1)}" y2="{number(y + 19)}"'
            parts.append(f'<line class="deadline" x1="{number(x0)}" x2="{number(x0)}" {ends}/>')
        if person.person in steps.index:
            step: Any = steps.loc[person.person]
            team = teams.index(step["team"])
            words = f"{step['team']} takes {person.person}: {clock(step['taken'])} to {clock(step['safe'])}"
            parts.append(_bar(f"team team-{team % 6}", step["taken"], min(step["safe"], end), y, end, words))
        y += row
    y += 10
    for k, team in enumerate(teams):
        parts.append(_name(team, y, strong=True))
        for trip in (each for each in rescue.plan.trips if rescue.ensemble.names.teams[each.team] == team):
            people = ", ".join(rescue.ensemble.names.people[i] for i in trip.people)
            if trip.taken > trip.begins:
                coming = f"{team} comes for {people}: from {clock(trip.begins)}"
                parts.append(_bar("approach", trip.begins, min(trip.taken, end), y, end, coming))
            words = f"{team} with {people}: {clock(trip.taken)} to {clock(trip.ends)}"
            parts.append(_bar(f"team team-{k % 6}", trip.taken, min(trip.ends, end), y, end, words))
        y += row
    return _svg(y + 22, _axis(end, y, NAMES) + "".join(parts), "The plan over time", "gantt plan")


def left_words(person: Any, end: float) -> str:
    """Time left from being trapped: the median, and the 10 % and 90 % quantiles where they differ.

    end : of the simulation; what lies beyond it is more than the time until then. [s]
    """
    most = f"over {(end - person.trapped_at) / 60.0:.0f}"

    def minutes(seconds: float) -> str:
        return f"{seconds / 60.0:.0f}" if np.isfinite(seconds) else most

    middle, low, high = (minutes(each) for each in (person.left, person.left_10, person.left_90))
    return f"{middle} min" if low == high else f"{middle} min [{low}, {high}]"


def not_taken(rescue: Rescue) -> list[tuple[str, list[str]]]:
    """Those whom the plan does not take, by what becomes of them."""
    told = {
        STAYS: "Left in place, door shut and window open, while the fire is put out",
        WALKS_OUT: "Walk out by themselves later",
        OUT_OF_REACH: "Out of everybody's reach",
    }
    found = [
        (words, [str(row.person) for row in rows(rescue.people) if row.planned == key]) for key, words in told.items()
    ]
    return [(words, people) for words, people in found if people]


def checked_words(rescue: Rescue) -> list[str]:
    """What playing the plan has changed about it, and what is to be followed where it is not the best."""
    told = []
    if rescue.left_out:
        told.append(
            "Not taken as a first plan would have it, because that harmed them or others in the simulation: "
            + ", ".join(rescue.left_out)
        )
    end = float(rescue.ensemble.times[-1])
    late = sum(trip.ends > end for trip in rescue.plan.trips)
    if late:
        trips = "a trip" if late == 1 else f"{late} trips"
        told.append(f"The simulation ends at {clock(end)}, with {trips} under way: let it go on until the fire is out")
    best = rescue.advised
    if best != THE_PLAN:
        row = rescue.comparison.loc[best]
        advice = "Follow the plan, but do not make it again" if best == KEPT else f"Do not follow the plan but '{best}'"
        told.append(f"{advice}: in the simulation {row['lives']:.2f} then live and {row['unhurt']:.2f} are unhurt")
    return told


def _step(row: Any) -> dict[str, str]:
    return {
        "person": str(row.person),
        "team": str(row.team),
        "room": str(row.room),
        "taken": clock(row.taken),
        "safe": clock(row.safe),
        "chance": f"{row.chance_of_living:.1%}",
        "unhurt": f"{row.chance_unhurt:.0%}",
        "if_left": f"{row.chance_if_left:.1%}",
    }


def _comparison(rescue: Rescue) -> list[dict[str, str]]:
    if not rescue.played:
        return []
    return [
        {
            "rule": str(rule),
            "lives": f"{row['lives']:.2f}",
            "lives_more": _more(row["lives_more"], row["lives_pm"], rule == THE_PLAN),
            "unhurt": f"{row['unhurt']:.2f}",
            "unhurt_more": _more(row["unhurt_more"], row["unhurt_pm"], rule == THE_PLAN),
            "taken": f"{row['taken']:.1f}",
            "replans": f"{row['replans']:.1f}",
        }
        for rule, row in rescue.comparison.iterrows()
    ]


def _more(more: float, half: float, itself: bool) -> str:
    if itself:
        return "–"
    return f"{more:+.2f}" + ("" if np.isnan(half) else f" ± {half:.2f}")


def _replans(rescue: Rescue) -> list[tuple[int, str, str]]:
    """Run, time and reason of every plan that was made again."""
    return [
        (k, clock(again.time), again.reason)
        for k, run in enumerate(rescue.played.get(THE_PLAN, []))
        for again in run.replans
    ]
