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
from palier.scenario.scenario import Scenario, Variant
from palier.scenario.variants import variant

ROOT = Path(__file__).parents[2]
SEEDS = 20
FAMILY = "flat-6-left"

# What is unknown, and two ends between which it could lie.
UNKNOWNS: dict[str, dict[str, dict[str, Any]]] = {
    "growth of the fire": {
        "medium": {"fires.sofa.growth": "medium"},
        "ultra-fast": {"fires.sofa.growth": "ultra-fast"},
    },
    "window of the burning room": {
        "shut": {"building.openings.flat-2-left/living window.state": "shut"},
        "wide open": {"building.openings.flat-2-left/living window.state": "open"},
    },
    "gaps of the entrance doors": {
        "0.01 m² each": {
            f"building.openings.flat-{s}-{f} entrance.leakage": "0.01 m²"
            for s in range(1, 7)
            for f in ("left", "right")
        },
        "0.05 m² each": {
            f"building.openings.flat-{s}-{f} entrance.leakage": "0.05 m²"
            for s in range(1, 7)
            for f in ("left", "right")
        },
    },
    "street door": {"shut": {"building.openings.street door.state": "shut"}},
    "head of the stair": {
        "tight": {"building.openings.stair head leak.leakage": "0.001 m²"},
        "0.1 m² open": {
            "building.openings.stair head leak.width": "0.1 m",
            "building.openings.stair head leak.leakage": "0.1 m²",
        },
    },
    "when the family starts down": {
        "2 min": {f"people.{FAMILY}.starts": "2 min"},
        "6 min": {f"people.{FAMILY}.starts": "6 min"},
    },
    "when the family turns back": {"at 3 m": {f"people.{FAMILY}.turns_back_below": "3 m"}},
    "air outside": {"10 °C": {"site.outside_temperature": "10 °C"}, "32 °C": {"site.outside_temperature": "32 °C"}},
}


def with_changes(scenario: Scenario, changes: dict[str, Any]) -> Scenario:
    """The scenario with values set by path."""
    return variant(scenario.model_copy(update={"variants": {"changed": Variant(set=changes)}}), "changed")


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


def landing(run: Run, column: str) -> pd.Series:
    """One column of the tenability of the landings, by landing."""
    table = run.tenability
    return table[table["kind"] == "landing"].set_index("place")[column]


def facts(runs: list[Run]) -> dict[str, bool]:
    """Which reported facts and checks hold in the median, or in most of the draws."""
    family = [run.people[run.people["household"] == FAMILY] for run in runs]
    most = lambda flags: sum(flags) >= 0.8 * len(runs)  # noqa: E731
    return {
        "stair impassable on storeys 3 to 6": most(
            [bool(landing(r, "impassable_from")[[f"landing-{s}" for s in range(3, 7)]].notna().all()) for r in runs]
        ),
        "10 m seen below the second floor": most(
            [bool(landing(r, "lowest_visibility")[:2].min() >= 10.0) for r in runs]
        ),
        "family met smoke and turned back": most([bool((f["turned_back"] > 0).any()) for f in family]),
        "six brought across": most([bool(f["rescued_by"].astype(str).str.contains("caretaker").all()) for f in family]),
        "nobody dead": median(r.summary["counts"]["dead"] for r in runs) == 0,
        "6 to 20 hurt by smoke": 6 <= median(hurt(r) for r in runs) <= 20,
        "one to three more dwellings burn": most(
            [1 <= int((r.events["kind"] == "ignites").sum()) - 1 <= 3 for r in runs]
        ),
    }


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
    base = runs[0]
    lines = [
        "# The fire of Paris, July 2025",
        "",
        f"What `examples/paris-18e.yaml` says to the seven questions with which palier began. Made by palier "
        f"{palier.__version__} from {SEEDS} draws of what people do and bear (seeds 1 to {SEEDS}); times of the first "
        "draw unless a range is given. Almost everything but the order of events is assumed: read the assumptions in "
        "the report. One assumption is bent towards the reported outcome: how far the family walks into smoke before "
        "it turns back; the last table shows what becomes of the outcome without.",
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
        "One unknown is changed at a time; a tick means that the fact holds in the median, or in four draws of five.",
        "",
    ]
    head = facts(runs)
    rows = [["as described", *("✓" if v else "✗" for v in head.values())]]
    for unknown, ends in UNKNOWNS.items():
        for end, changes in ends.items():
            held = facts(draws(with_changes(scenario, changes), 10))
            rows.append([f"{unknown}: {end}", *("✓" if v else "✗" for v in held.values())])
    lines += table(["", *head], rows)
    pinned = [row[0] for row in rows[1:] if row.count("✗") > rows[0].count("✗")]
    free = [row[0] for row in rows[1:] if row.count("✗") <= rows[0].count("✗")]
    lines += [
        f"Against the facts: {'; '.join(pinned) or 'none'}.",
        "",
        f"Left open by them: {'; '.join(free) or 'none'}.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    (ROOT / "docs" / "paris.md").write_text(page(), encoding="utf-8")
