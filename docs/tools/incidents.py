"""Writes docs/incidents.md from what `palier validate --incidents` and `--casualties` left.

Run by hand: `python docs/tools/incidents.py validation/incidents validation/casualties`. The page is kept; it says of
which version and day it is. What is said about the checks that are not met stands in docs/tools/incidents.yaml.
"""

from __future__ import annotations

import inspect
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

import palier
from palier.report.incidents import drawn_words, number, reason_of, spread, verdict
from palier.studies.conduct import summary
from palier.validation import casualties
from palier.validation.incidents import SHARE, shipped
from palier.validation.incidents_measures import MEASURES, signature
from palier.validation.incidents_runs import Fire, Result, evaluate

OWN_FIRE = """## Your own fire

A file of checks names a scenario, what is not known of the fire, and what is. `palier validate --incidents --name
FILE.checks.yaml` runs it as it does the fires above.

```yaml
title: A fire on the second floor
scenario: second-floor.yaml       # seen from this file
unknowns:                         # drawn anew in each run; the scenario's own values stand where nothing is drawn
  growth: {set: fires.sofa.growth, uniform: [0.01, 0.05], unit: kW/s², reason: not known}
  windows: {set: openings.flat-*window.state, each: yes, choice: [shut, ajar], weights: [3, 1], reason: a cold night}
  who was in: {remove: "people.flat-[13]-*", chance: 0.3, reason: not known}
checks:
  dark: {says: The stair was dark by the time the crew came, measure: stair impassable,
         of: {places: "landing-*", at: arrival}, at_least: 1, each_run: yes}
  dead: {says: Two died, measure: deaths, at_least: 1, at_most: 4}
```

An unknown is `uniform`, `lognormal` (median and standard deviation of the logarithm, at most `largest`), a `choice` or
`one_of` several sets of values, with `weights`; or it takes things away, each with its `chance`. Names may be patterns,
as in a shell; with `each` every match has a draw of its own. Draws follow from the number of the run and the unknown's
name, so that variants of a fire meet the same fire and people. A check with `each_run` is a fact that must hold in 80 %
of the runs. Times are `12 min`, or counted from a moment, as `call + 3 min`, `arrival`, `water`, `fire flat left` (the
first person comes out of the flat where it began) and `stair door 5 opens` (it stays open from then on).
"""
DOCS = Path(__file__).parents[1]
WORDS = Path(__file__).with_suffix(".yaml")


def page(fires_in: Path, casualties_in: Path, words: dict[str, Any]) -> str:
    """The page."""
    fires = evaluate(shipped(), fires_in)
    typical = summary(casualties_in / "study")
    figures, failed = casualties.evaluate(typical), typical.failures
    lines = [
        "# Real fires",
        "",
        "<!-- Written by `python docs/tools/incidents.py`; do not edit. -->",
        "",
        f"What palier {palier.__version__} says of fires that happened, on {datetime.now(UTC):%Y-%m-%d}. Each is a "
        "scenario with its sources and assumptions in `examples/incidents`; what no account gives is drawn anew in "
        "each run. A check is met if the median of the runs lies in its bound; a fact, if its bound holds in "
        f"{100 * SHARE:.0f} % of the runs. `palier validate --incidents` runs them all. No number of "
        "the model was set by one of these fires. First runs showed what the model lacked, and it was added for all "
        "buildings: entrance doors that open from inside, people who stop sooner at their own door, shouting in "
        "the stair. That people who are in smoke as bad as ahead go home where that is nearer than out was chosen "
        "among other rules with Ambleside Drive and West 60th Street in view; that they go to the flat that they "
        "turned back for, and that some leave the door open to smoke that drives them home, with Prospect Avenue in "
        "view. "
        "What does not fit, and what was changed in a scenario after first runs, stands here.",
        "",
        verdict(fires),
        "",
    ]
    for fire in fires:
        lines += _fire(fire, words.get(fire.name, ""))
    lines += _figures(figures, len(failed), words.get("casualties", ""))
    lines += [OWN_FIRE]
    lines += _table(["measure", "unit", "what it is"], [_measure(name) for name in MEASURES])
    return "\n".join(lines).rstrip() + "\n"


def _measure(name: str) -> list[str]:
    """A measure, its unit, and its docstring with what it takes."""
    said = " ".join((inspect.getdoc(MEASURES[name].take) or "").split())
    takes = ", ".join(f"`{key}`" for key in signature(name)[1])
    return [f"`{name}`", MEASURES[name].unit, said + (f" Takes {takes}." if takes else "")]


def _fire(fire: Fire, words: str) -> list[str]:
    count = max((len(result.values) + result.failed for result in fire.results), default=0)
    lines = [f"## {fire.incident.title}", "", f"{count} runs each; {len(fire.failed)} did not end.", ""]
    lines += _table(
        ["", "check", "bound", "median (10 to 90 %)", "runs in the bound", "met"],
        [_row(result) for result in fire.results],
    )
    if words:
        lines += [words.strip(), ""]
    lines += ['??? note "What is drawn anew in each run, and the accounts"', ""]
    rows = [[name, drawn_words(unknown), reason_of(fire, name)] for name, unknown in fire.incident.unknowns.items()]
    lines += [f"    {line}".rstrip() for line in _table(["what", "drawn from", "because"], rows)]
    lines += [f"    - {account}" for account in fire.incident.accounts] + [""]
    return lines


def _row(result: Result) -> list[str]:
    check = result.check
    says = check.says + (f" (variant: {check.variant})" if check.variant else "")
    bound = check.bound + (", as a fact" if check.each_run else "") + (" (judgement)" if check.judged else "")
    median = f"{number(result.median)} {spread(result)}".strip()
    return [result.name, says, bound, median, f"{100 * result.share:.0f} %", "✓" if result.met else "✗"]


def _figures(figures: list[casualties.Figure], failed: int, words: str) -> list[str]:
    fires = max((figure.fires for figure in figures), default=0)
    lines = [
        "## Typical fires in flats",
        "",
        f"{fires} fires in a flat of a small block, shared out among causes and weighted, each also without and with a "
        "working alarm, with sprinklers, and with the flat's door shut and left open behind those who flee. Size and "
        "growth are drawn from the log-normal distributions of attended dwelling fires in England (Hopkin et al. "
        "2019); room, hour, household, doors, alarm "
        "and fire service as `examples/casualties/flat-fires.yaml` says. What was changed in view of results is "
        f"told below. {failed} runs failed. `palier validate --casualties` runs them.",
        "",
    ]
    rows = [
        [
            figure.aim.says,
            f"{figure.aim.low:g} to {figure.aim.high:g} {figure.aim.unit}",
            number(figure.value),
            f"{number(figure.low)} to {number(figure.high)}" if figure.value is not None else "",
            f"{figure.persons:.0f}",
            figure.verdict,
            figure.aim.source,
        ]
        for figure in figures
    ]
    lines += _table(["", "statistics", "simulated", "95 % interval", "persons", "", "the range is from"], rows)
    return [*lines, words.strip(), ""]


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    escaped = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    return [
        "| " + " | ".join(head) + " |",
        "|" + " --- |" * len(head),
        *("| " + " | ".join(row) + " |" for row in escaped),
        "",
    ]


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python docs/tools/incidents.py INCIDENTS CASUALTIES, the folders that palier validate wrote")
    told = YAML(typ="safe").load(WORDS.read_text(encoding="utf-8")) or {}
    (DOCS / "incidents.md").write_text(page(Path(sys.argv[1]), Path(sys.argv[2]), told), encoding="utf-8")
