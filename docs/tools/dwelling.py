"""The page of the ready-made set for dwellings: every variable, its distribution and where it comes from."""

from __future__ import annotations

from pathlib import Path

from palier.scenario.document import load
from palier.scenario.people import Alarm
from palier.studies.distributions import KINDS
from palier.studies.dwelling import ReadyMade, dwelling, ready_made
from palier.studies.households import age, at_home
from palier.studies.variables import Spread, Variable, told

EXAMPLE = Path(__file__).parents[2] / "examples" / "studies" / "block-one-stair.yaml"
SPELT = {"lognormal": "log-normal", "weibull": "Weibull", "gumbel": "Gumbel"}
BELOW = ("household", "away")  # told by the tables of who is at home
FOLLOWS = ("where they are",)


def page() -> str:
    """The whole generated part."""
    ready = ready_made()
    block = load(EXAMPLE)
    alarm = {"head of the stair": Alarm(room="landing-6", sounds_in="building")}
    _, variables = dwelling(block.model_copy(update={"alarms": alarm}))
    lines = ["| what | distribution | where it comes from |", "|---|---|---|"]
    for name, entry in ready.variables.items():
        variable = next(each for key, each in variables.items() if key.startswith(name))
        lines.append(f"| **{name}**: {entry['what']} | {_distribution(name, variable)} | {_origin(ready, name)} |")
    return "\n".join([*lines, "", *_households(ready)])


def _origin(ready: ReadyMade, name: str) -> str:
    note = ready.note(name)
    if note.source is None:
        return f"*assumption*: {note.reason}"
    return note.source if note.reason is None else f"{note.source}. *Assumed*: {note.reason}"


def _distribution(name: str, variable: Variable) -> str:
    if name in BELOW:
        return "see [who is at home](#who-is-at-home)"
    if name in FOLLOWS:
        return "none of its own"
    each = ", each by itself" if variable.each else ""
    if variable.by is None:
        return _words(variable, variable.unit) + each
    texts: dict[str, list[str]] = {}
    for case, spread in variable.cases.items():
        texts.setdefault(_words(spread, variable.unit), []).append(case)
    return "<br>".join(f"{', '.join(cases)}: {text}" for text, cases in texts.items()) + each


def _words(spread: Spread, unit: str) -> str:
    """A distribution in words."""
    kind = spread.kinds[0]
    if kind == "chance":
        return f"{_percent(spread.chance or 0.0)} %"
    if kind == "rooms":
        return ", ".join(f"`{pattern}` {share:g} %" for pattern, share in spread.rooms.items())
    if kind == "choice":
        total = sum(spread.shares) / 100.0
        named = [
            f"{_option(option)} {share / total:g} %"
            for option, share in zip(spread.options, spread.shares, strict=True)
        ]
        return ", ".join(named)
    numbers = [f"{name} {value:g}" for name, value in zip(KINDS[kind].parameters, getattr(spread, kind), strict=True)]
    said = f"{SPELT.get(kind, kind)}, {', '.join(numbers)}{f' ({unit})' if unit else ''}"
    if spread.between is not None:
        said += f", cut to {spread.between[0]:g} to {spread.between[1]:g}"
    return said if spread.largest is None else f"{said}, at most {spread.largest:g}"


def _option(option: object) -> str:
    return "not wedged" if option is None else "wedged open" if isinstance(option, list | tuple) else told(option)


def _percent(part: float) -> str:
    return f"{100.0 * part:.3g}"


def _households(ready: ReadyMade) -> list[str]:
    every = sum(kind.weight for kind in ready.households)
    people = sum(kind.weight * len(kind.members) for kind in ready.households) / every
    ages = [(kind.weight, age(member)) for kind in ready.households for member in kind.members]
    children = sum(weight for weight, years in ages if years < 18) / sum(weight for weight, _ in ages)
    old = sum(weight for weight, years in ages if years >= 65) / sum(weight for weight, _ in ages)
    lines = [
        "## Who is at home",
        "",
        f"{len(ready.households)} households, of {people:.2g} people on average; {_percent(children)} % of the people "
        f"are under 18 and {_percent(old)} % are 65 or more. Of a hundred households:",
        "",
        "| people | how many | ages |",
        "|---|---|---|",
    ]
    for size in sorted({len(kind.members) for kind in ready.households}):
        alike = [kind for kind in ready.households if len(kind.members) == size]
        named = "; ".join(", ".join(map(_member, kind.members)) + f" ({kind.weight:g})" for kind in alike)
        lines.append(f"| {size} | {sum(kind.weight for kind in alike):g} | {named} |")
    lines += [
        "",
        "Probability of being at home, in a household that is not away as a whole; the children of a household are "
        "there together, and those under 12 not without an adult. The last column follows.",
        "",
        "| | household away | adult | children | retired | flats without anybody |",
        "|---|---|---|---|---|---|",
    ]
    for when, chances in ready.at_home.items():
        _, nobody = at_home(ready.households, chances, 6)
        numbers = [*(chances[key] for key in ("household away", "adult", "child", "retired")), nobody]
        lines.append(f"| {when} | " + " | ".join(f"{_percent(number)} %" for number in numbers) + " |")
    return lines


def _member(member: object) -> str:
    if isinstance(member, dict):
        return f"{member['age']} ({member['mobility']})"
    return str(member)
