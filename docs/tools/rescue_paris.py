"""Writes into docs/rescue.md how many minutes each of the six of the Paris example had, and who came in time.

Run by hand (`python docs/tools/rescue_paris.py`, some minutes): the part is kept, and says of which version it is.
"""

from __future__ import annotations

import re
from pathlib import Path
from statistics import median

import numpy as np

import palier
from palier.physics.outcome import CLASSES
from palier.rescue.ensemble import Ensemble, numbered, watch
from palier.scenario.scenario import Scenario, Variant
from palier.scenario.variants import variant

ROOT = Path(__file__).parents[2]
RUNS = 20
END = 3600.0  # s
WITHOUT_RESCUE = {"without him": "water at 17 min", "nobody, and no water": "no water"}
SIX = ("infant", "toddler", "younger son", "elder son", "mother", "second adult")
SERVICE = {
    "crews.engine.arrives": "{} min",
    "crews.ladder.arrives": "{} min",
}
CASES: dict[str, Variant] = {
    "with the caretaker": Variant(),
    "without him": Variant(remove=("caretaker",)),
    **{
        f"fire service alone, there at {minutes} min": Variant(
            remove=("caretaker",), set={key: value.format(minutes) for key, value in SERVICE.items()}
        )
        for minutes in (10, 15, 20)
    },
    "nobody, and no water": Variant(remove=("caretaker", "engine", "ladder")),
}


def changed(scenario: Scenario, change: Variant) -> Scenario:
    """The scenario with one change."""
    return variant(scenario.model_copy(update={"variants": {"case": change}}), "case")


def minutes(values: list[float]) -> str:
    """Median with 10 and 90 % quantiles, in minutes."""
    ordered = sorted(values)
    low, high = ordered[len(ordered) // 10], ordered[min(int(0.9 * len(ordered)), len(ordered) - 1)]
    told = ["–" if not np.isfinite(v) else f"{v / 60.0:.0f}" for v in (median(ordered), low, high)]
    return told[0] if told[1] == told[2] else f"{told[0]} ({told[1]}–{told[2]})"


def had(ensemble: Ensemble, person: int) -> str:
    """Minutes from being trapped to collapse, and in how many runs."""
    since, falls = ensemble.trapped[:, person], ensemble.falls[:, person]
    mine = np.isfinite(since)
    collapsed = mine & np.isfinite(falls)
    most = (ensemble.times[-1] - np.median(since[mine])) / 60.0
    if not collapsed.any():
        return f"over {most:.0f}"
    left = np.sort(np.where(np.isfinite(falls[mine]), falls[mine] - since[mine], np.inf))
    middle = left[len(left) // 2]
    told = f"over {most:.0f}" if not np.isfinite(middle) else f"{middle / 60.0:.0f}"
    return f"{told}; collapsed in {collapsed.sum()} of {len(mine)}, the first after {max(left[0], 0.0) / 60.0:.0f}"


def part() -> str:
    """The generated part."""
    scenario = palier.load(ROOT / "examples" / "paris-18e.yaml")
    longer = scenario.simulation.model_copy(update={"duration": END})
    scenario = scenario.model_copy(update={"simulation": longer})
    lines = [
        "## The fire of Paris, July 2025",
        "",
        f"Made by palier {palier.__version__} from {RUNS} draws of `examples/paris-18e.yaml`, followed for "
        f"{END / 60.0:.0f} minutes. How many minutes each of the six had, from being trapped to collapse, if nobody "
        "took them out (“over” where it was longer than that in half of the draws or more):",
        "",
    ]
    have: dict[str, list[str]] = {person: [] for person in SIX}
    taken: dict[str, list[str]] = {person: [] for person in SIX}
    sums: list[str] = []
    for name, change in CASES.items():
        told = changed(scenario, change)
        if name in WITHOUT_RESCUE:
            ensemble = watch(told, RUNS)
            for person in SIX:
                have[person].append(had(ensemble, ensemble.names.people.index(person)))
        runs = [palier.simulate(numbered(told, k)).people.set_index("person") for k in range(RUNS)]
        for person in SIX:
            waits = [
                float(run.loc[person, "rescued_at"]) - float(run.loc[person, "trapped_at"])
                for run in runs
                if run["rescued_at"].notna()[person] and run["trapped_at"].notna()[person]
            ]
            taken[person].append(f"{minutes(waits)}; {len(waits)}" if waits else "–")
        six = [run.loc[list(SIX)] for run in runs]
        out = [int((each["status"] == "safe").sum()) for each in six]
        dead = [int((each["outcome"] == CLASSES[-1]).sum()) for each in six]
        down = [int(each["outcome"].isin(CLASSES[-2:]).sum()) for each in six]
        dose = [float(each["fed"].max()) for each in six]
        sums.append(
            f"| {name} | {median(out):.0f} ({min(out)}–{max(out)}) | {np.mean(dead):.2f} | {np.mean(down):.2f} | "
            f"{median(dose):.2f} |"
        )
    lines += table(["", *WITHOUT_RESCUE.values()], have)
    lines += [
        "How long after being trapped they were taken, in minutes (median, 10 and 90 % quantiles), and in how many "
        "runs:",
        "",
    ]
    lines += table(["", *CASES], taken)
    lines += ["And what became of the six:", ""]
    lines += ["| | out in the end (range) | dead, mean | collapsed or dead, mean | highest FED, median |"]
    lines += ["|---|---|---|---|---|", *sums]
    return "\n".join([*lines, ""])


def table(head: list[str], rows: dict[str, list[str]]) -> list[str]:
    """A Markdown table with a row for each person."""
    told = ["| " + " | ".join([name, *cells]) + " |" for name, cells in rows.items()]
    return ["| " + " | ".join(head) + " |", "|" + "---|" * len(head), *told, ""]


if __name__ == "__main__":
    told = part()
    page = ROOT / "docs" / "rescue.md"
    text = page.read_text(encoding="utf-8")
    made = re.sub(
        r"(<!-- paris -->\n).*?(<!-- end paris -->)", lambda m: f"{m[1]}{told}\n{m[2]}", text, flags=re.DOTALL
    )
    page.write_text(made, encoding="utf-8")
