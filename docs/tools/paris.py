"""Writes docs/paris.md: what the Paris example says to the seven questions, over twenty draws of its people.

Run by hand (`python docs/tools/paris.py`, a few minutes): the page is kept, and says of which version it is.
"""

from __future__ import annotations

from pathlib import Path
from statistics import median
from typing import Any

import pandas as pd

import palier
from palier.result import Run
from palier.scenario.scenario import Scenario
from palier.scenario.variants import variant
from palier.studies.variables import Variable
from palier.validation.incidents import Incident, drawn, find, read_incident
from palier.validation.incidents_measures import take
from palier.validation.incidents_runs import Result

ROOT = Path(__file__).parents[2]
SEEDS = 20
ENDINGS = 100  # draws over which it is told how the six came out
FAMILY = "flat-6-left"


def draws(scenario: Scenario, count: int = SEEDS) -> list[Run]:
    """The same scenario with other draws."""
    return [
        palier.simulate(
            scenario.model_copy(update={"simulation": scenario.simulation.model_copy(update={"seed": k + 1})})
        )
        for k in range(count)
    ]


def hurt(run: Run) -> int:
    """People hurt by smoke or heat who lived."""
    counts = run.summary["counts"]
    return int(counts["minor"] + counts["hospital"] + counts["severe"])


def ending(run: Run) -> str:
    """How the family of the sixth floor came out, in words."""
    six = run.people[run.people["household"] == FAMILY]
    by = six["rescued_by"].fillna("")
    crossed = int(by.str.contains("ledge").sum())
    if crossed == len(six):
        return "all six over the ledge"
    if crossed:
        return "some over the ledge, the others by the fire service or still at a window"
    if ((six["status"] == "safe") & (by == "")).any():
        return "some on foot by the stair"
    if (six["status"] == "safe").all():
        return "all by the fire service, by ladder and stair"
    return "some by the fire service, the others still at a window"


def endings(scenario: Scenario) -> list[str]:
    """How often the family came out in which way, and how the draw of the file ends."""
    runs = draws(scenario, ENDINGS)
    how = pd.Series([ending(run) for run in runs]).value_counts()
    turned = sum(
        run.people.set_index("person")["turned_back"].loc[["mother", "second adult"]].gt(0).any() for run in runs
    )
    dead = sum(run.summary["counts"]["dead"] == 0 for run in runs)
    rows = [[words, str(count)] for words, count in how.items()]
    return [
        *table(["the six", f"of {ENDINGS} draws"], rows),
        f"In {turned} of them the family turned back on the stair, in {dead} nobody died. The file has seed "
        f"{scenario.simulation.seed}, which ends so: {ending(palier.simulate(scenario))}. It is one draw of many.",
        "",
    ]


def landing(run: Run, column: str) -> pd.Series:
    """One column of the tenability of the landings, by landing."""
    table = run.tenability
    return table[table["kind"] == "landing"].set_index("place")[column]


def facts(incident: Incident, scenario: Scenario, count: int) -> dict[str, bool]:
    """Which checks of the fire as it was hold over its draws."""
    runs = [palier.simulate(drawn(incident, scenario, seed + 1, 0)) for seed in range(count)]
    checks = {name: check for name, check in incident.checks.items() if check.variant is None}
    return {
        check.says: Result("", name, check, tuple(take(check.measure, run, check.of) for run in runs), 0).met
        for name, check in checks.items()
    }


def ends(unknown: Variable) -> dict[str, Variable]:
    """An unknown pinned at the ends of its range, or at each of its choices, by the words for them."""
    if unknown.uniform is not None:
        values: tuple[Any, ...] = tuple(f"{end:g} {unknown.unit}".strip() for end in unknown.uniform)
    else:
        values = unknown.choice
    return {str(value): Variable(set=unknown.set, choice=(value,)) for value in values}


def clock(seconds: float) -> str:
    """Minutes and seconds, or a dash."""
    return "–" if pd.isna(seconds) else f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    """A Markdown table."""
    return [
        "| " + " | ".join(head) + " |",
        "|" + " --- |" * len(head),
        *("| " + " | ".join(r) + " |" for r in rows),
        "",
    ]


def spread(values: list[float]) -> str:
    """Median and range."""
    return f"{median(values):.0f} ({min(values):.0f}–{max(values):.0f})"


def page() -> str:
    """The page."""
    scenario = palier.load(ROOT / "examples" / "paris-18e.yaml")
    runs = draws(scenario)
    base = palier.simulate(scenario)
    lines = [
        "# The fire of Paris, July 2025",
        "",
        f"What `examples/paris-18e.yaml` says to the seven questions with which palier began. Made by palier "
        f"{palier.__version__} from {SEEDS} draws of what people do and bear (seeds 1 to {SEEDS}); times of the "
        f"file's own draw (seed {scenario.simulation.seed}) unless a range is given. Almost everything but the order "
        "of events is assumed: read the assumptions in the report.",
        "",
        "## 1. When the smoke reached each landing",
        "",
    ]
    ten, three, from_ = (landing(base, c) for c in ("visibility_under_10_m", "visibility_under_3_m", "impassable_from"))
    lines += table(
        ["landing", "under 10 m", "under 3 m", "impassable from"],
        [[str(p), clock(ten[p]), clock(three[p]), clock(from_[p])] for p in reversed(ten.index)],
    )
    out = base.people[base.people["rescued_by"].isna() & (base.people["status"] == "safe")]
    lines += ["## 2. Who walked out, who turned back, who was trapped", ""]
    lines += [f"Out by the stair: {', '.join(out['person'])}.", ""]
    turned = base.events[base.events["kind"] == "turns back"]
    lines += [f"- {clock(row.time)} {row.text}" for row in turned.itertuples()] + [""]
    trapped = base.people[base.people["status"].isin(["at a window", "in refuge", "being rescued"])]
    lines += [
        "Still inside after 30 minutes: " + "; ".join(f"{r.person} ({r.ended_in})" for r in trapped.itertuples()) + ".",
        "",
    ]
    lines += ["How the six came out:", "", *endings(scenario)]
    lines += ["## 3. How long each of the six had left when taken", ""]
    taken = base.rescue[
        (base.rescue["task"] == "takes")
        & base.rescue["person"].isin(base.people[base.people["household"] == FAMILY]["person"])
    ]
    lines += table(
        ["taken", "at", "across at", "minutes left at the rate then"],
        [
            [
                str(r.person),
                clock(r.begins),
                clock(r.ends),
                "over an hour" if not r.time_left < 3600 else f"{r.time_left / 60:.0f}",
            ]
            for r in taken.itertuples()
        ],
    )
    lines += ["## 4. Was the way across feasible", ""]
    verdicts = getattr(base, "remarks", None)
    if verdicts is not None and len(verdicts):
        lines += [
            f"- {r.responder}, {r.way}, {r.room}: {r.reason}"
            for r in verdicts.itertuples()
            if r.responder == "caretaker"
        ] + [""]
    if len(base.refusals):
        lines += [f"- refused: {r.responder}, {r.way}, {r.room}: {r.reason}" for r in base.refusals.itertuples()] + [""]
    lines += [
        "## 5. Who is hurt",
        "",
        f"Dead {spread([r.summary['counts']['dead'] for r in runs])}, hurt by smoke {spread([hurt(r) for r in runs])}, "
        f"of these {spread([r.summary['counts']['hospital'] for r in runs])} by the criteria that send to hospital by "
        "themselves (median and range). Reported: nobody dead, ten taken to hospital, thirteen affected.",
        "",
    ]
    lines += ["## 6. What would have changed it", ""]
    rows = []
    for name in scenario.variants:
        changed = draws(variant(scenario, name))
        family = [r.people[r.people["household"] == FAMILY] for r in changed]
        rows.append(
            [
                name,
                spread([r.summary["counts"]["dead"] for r in changed]),
                spread([hurt(r) for r in changed]),
                spread([r.summary["counts"]["out_by_themselves"] for r in changed]),
                spread([int((f["status"] == "safe").sum()) for f in family]),
                f"{median(float(f['fed'].max()) for f in family):.2f}",
            ]
        )
    lines += table(
        ["", "dead", "hurt", "out by the stair", "of the six safe by 30 min", "highest FED among the six"], rows
    )
    lines += ["Median and range of the draws; every row sees the same people.", ""]
    lines += [
        "## 7. What the reported facts pin down",
        "",
        "Everything that is not known is drawn anew in each run, as by `palier validate --incidents --name paris-18e`. "
        "One unknown at a time is pinned at an end of its range; a tick means that the check is met then, in half as "
        "many runs. A check that is met about as often as it asks for falls on either side by chance: the facts speak "
        "against an end only if they fit it worse than the other end, and worse than all that is drawn.",
        "",
    ]
    file = find("paris-18e")
    incident = read_incident(file)
    head = facts(incident, scenario, SEEDS)
    rows = [["all drawn", *("✓" if v else "✗" for v in head.values())]]
    pinned, free = [], []
    for name, unknown in incident.unknowns.items():
        missed = {}
        for words, pinned_at in ends(unknown).items():
            told = incident.model_copy(update={"unknowns": {**incident.unknowns, name: pinned_at}})
            held = facts(told, scenario, SEEDS // 2)
            rows.append([f"{name}: {words}", *("✓" if v else "✗" for v in held.values())])
            missed[rows[-1][0]] = rows[-1].count("✗")
        for row, count in missed.items():
            worse = count > max(rows[0].count("✗"), min(missed.values()))
            (pinned if worse else free).append(row)
    lines += table(["", *head], rows)
    lines += [
        f"Against the facts: {'; '.join(pinned) or 'none'}.",
        "",
        f"Left open by them: {'; '.join(free) or 'none'}.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    (ROOT / "docs" / "paris.md").write_text(page(), encoding="utf-8")
