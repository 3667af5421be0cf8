"""What a study came to in words: no more digits than its interval is wide, and no more said than it holds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from palier.studies.definition import AS_IS
from palier.studies.figures import outcome
from palier.studies.summary import Summary

NOT_TOLD = "–"
LARGEST_BASE = 1_000_000  # fires that a figure is told of at most
MEASURES_NAMED = 4  # in one sentence

# What happens in a fire, or what happens to the persons counted, as the end of a sentence.
SAID = {
    "stair impassable": "no stair above the fire could be walked at some time",
    "stair impassable before the crew": "no stair above the fire could be walked at some time before a crew was there",
    "any death": "at least one person died",
    "three or more dead": "three persons or more died",
    "dead": "died",
    "severe": "were overcome and lived",
    "hospital": "had to go to hospital without having been overcome",
    "hurt": "were hurt, the dead included",
    "dead elsewhere": "died who were not in the flat of origin when it began",
    "hurt elsewhere": "were hurt who were not in the flat of origin when it began, the dead included",
    "trapped": "could not go on at some time",
    "rescued": "were brought out by others",
    "expected dead": "are expected to die of what they breathed and felt",
    "expected hurt": "are expected to be hurt by what they breathed and felt, the dead included",
}

LIMITS = (
    "How often fires happen, unless the study file says so: every figure is of a fire that has begun.",
    "What no run contained: an interval knows the kinds of fire that were drawn, not those that the study leaves out.",
    "How wrong the model is: intervals tell what chance does with this many runs, not how near the model is to real "
    "fires. The command palier validate tells that.",
    "Whether the draws are right for this building: they are as good as their sources, listed above.",
    "Whether the building meets a code.",
)


def plain(value: float, digits: int = 2) -> str:
    """A number of so many significant digits, without an exponent."""
    if math.isnan(value):
        return NOT_TOLD
    rounded = float(f"{value:.{digits}g}")
    if rounded == 0.0:
        return "0"
    places = max(0, digits - 1 - math.floor(math.log10(abs(rounded))))
    return _grouped(f"{rounded:.{places}f}")


def interval(value: float, low: float, high: float, scale: float = 1.0, signed: bool = False) -> str:
    """An estimate with its interval, to a tenth of the interval's width or less: `52 (36 to 68)`."""
    if math.isnan(value):
        return NOT_TOLD
    value, low, high = scale * value, scale * low, scale * high
    width = high - low
    if not (width > 0.0 and math.isfinite(width)):
        told = [plain(each) for each in (value, low, high)]
    else:
        places = max(0, -math.floor(math.log10(width / 10.0)))
        told = [_fixed(each, places) for each in (value, low, high)]
    sign = "+" if signed and value > 0.0 else ""
    return f"{sign}{told[0]} ({told[1]} to {told[2]})"


def base(size: float) -> int:
    """Of how many fires a figure per fire is told: a hundred, or as many more as it takes to make one of it."""
    number = 100
    while size * number < 1.0 and number < LARGEST_BASE:
        number *= 10
    return number


def per(name: str, number: int) -> str:
    """What a figure told of so many fires is."""
    return f"of {_grouped(str(number))} fires" if outcome(name).sure else f"persons in {_grouped(str(number))} fires"


def headline(made: Summary) -> list[str]:
    """A sentence for each chosen outcome, as the building is."""
    table = made.outcomes
    rows = table[(table["measure"] == AS_IS) & table["outcome"].isin(made.study.outcomes)].to_dict("records")
    found = {str(row["outcome"]): row for row in rows}
    return [happens(found[name]) for name in made.study.outcomes if name in found]


def happens(row: Mapping[Any, Any]) -> str:
    """A sentence that tells an estimate, its interval and how many runs it is of."""
    name, events, runs = str(row["outcome"]), int(row["events"]), int(row["runs"])
    said, sure = SAID[name], outcome(name).sure
    number = base(row["value"] if events else row["high"])
    of, fires = _grouped(str(number)), _grouped(str(runs))
    if not events:
        high = plain(number * row["high"])
        if sure:
            return f"That {said} came up in none of the {fires} runs; up to {high} of {of} fires is not ruled out."
        return f"Persons who {said}: none in {fires} runs; up to {high} in {of} fires is not ruled out."
    figure = interval(row["value"], row["low"], row["high"], number)
    value, rest = figure.split(" (", 1)
    if sure:
        return f"In {value} of {of} fires ({rest} {said}."
    return f"In {of} fires {value} {'person' if value == '1' else 'persons'} ({rest} {said}."


def failed(made: Summary) -> list[str]:
    """How many runs failed, and what they could change of the chosen outcomes; nothing if none did."""
    counts = made.counts
    lost = int(counts["failed"].sum())
    if not lost:
        return []
    by = [
        f"{row['failed']} of {row['runs']} {_under(row['measure'])}"
        for row in counts.to_dict("records")
        if row["failed"]
    ]
    said = [f"{lost} {'run' if lost == 1 else 'runs'} failed and {'is' if lost == 1 else 'are'} in no figure but "
            f"these: {', '.join(by)}."]  # fmt: skip
    table = made.outcomes[(made.outcomes["measure"] == AS_IS) & (made.outcomes["failed"] > 0)]
    for row in table[table["outcome"].isin(made.study.outcomes)].to_dict("records"):
        name, number = str(row["outcome"]), base(row["value"] or row["most"])
        said.append(
            f"{_capital(name)}: {plain(number * row['least'], 3)} {per(name, number)} if nothing "
            f"had happened in any of them, {plain(number * row['most'], 3)} if in each the most that any run had."
        )
    return said


def changed(made: Summary) -> list[str]:
    """For each chosen outcome: which measures are told apart from the building as it is, and which are not."""
    said = []
    for name in made.study.outcomes:
        table = made.effects[made.effects["outcome"] == name]
        if table.empty:
            continue
        number = base(max(float(table["value"].abs().max()), 1e-9))
        parts = []
        for verdict in ("less", "more"):
            rows = table[table["verdict"] == verdict].sort_values("value", key=lambda v: -v.abs(), kind="stable")
            told = [
                f"{row['measure']} {interval(row['value'], row['low'], row['high'], number, signed=True)}"
                for row in rows.to_dict("records")
            ]
            if told:
                parts.append(f"{verdict} with {_listed(told)}")
        none = [str(row["measure"]) for row in table.to_dict("records") if row["verdict"] not in ("less", "more")]
        if none:
            parts.append(f"not told apart from no change: {_listed(none)}")
        unit = "" if len(parts) == 1 and none else f", {per(name, number)}"
        said.append(f"{_capital(name)}{unit}: {'; '.join(parts)}.")
    return said


def verdict(row: Mapping[Any, Any]) -> str:
    """What the interval of a difference allows to be said."""
    return str(row["verdict"]) if row["verdict"] in ("less", "more") else "not told apart"


def relative(row: Mapping[Any, Any]) -> str:
    """A difference as a part of what it was, in per cent."""
    if math.isnan(row["relative"]):
        return NOT_TOLD
    if not math.isfinite(row["relative_high"]):
        return f"{_signed(100 * row['relative'])} % (from {_signed(100 * row['relative_low'])})"
    return interval(row["relative"], row["relative_low"], row["relative_high"], 100.0, signed=True) + " %"


def gain(ratio: float) -> str:
    """How many times as many runs with other fires would have told the difference as surely."""
    if math.isnan(ratio):
        return NOT_TOLD
    return "more than 1000 times" if ratio < 1e-3 else f"{plain(1.0 / ratio)} times"


def price(row: Mapping[Any, Any], currency: str) -> str:
    """What it costs to avert one, and no more than the interval says."""
    value, low, high = (float(row[f"cost_per_averted{end}"]) for end in ("", "_low", "_high"))
    if math.isnan(low):
        return "averts none" if row["averted_per_year_high"] <= 0.0 else NOT_TOLD
    if math.isnan(value):
        return f"none averted in these runs; {plain(low)} {currency} or more"
    if math.isinf(high):
        return f"{plain(value)} {currency} ({plain(low)} or more: it may avert none)"
    return f"{plain(value)} {currency} ({plain(low)} to {plain(high)})"


def meaning(name: str) -> str:
    """What an outcome counts."""
    return f"{'Fires in which' if outcome(name).sure else 'Persons who'} {SAID[name]}."


def span(seconds: float | None) -> str:
    """Minutes of a time, or a dash."""
    return NOT_TOLD if seconds is None or pd.isna(seconds) else f"{seconds / 60.0:.0f} min"


def _under(measure: str) -> str:
    return measure if measure == AS_IS else f"with {measure}"


def _listed(names: list[str]) -> str:
    if len(names) > MEASURES_NAMED:
        names = [*names[:MEASURES_NAMED], f"{len(names) - MEASURES_NAMED} more below"]
    return ", ".join(names[:-1]) + (" and " if len(names) > 1 else "") + names[-1]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _signed(value: float) -> str:
    return ("+" if value > 0.0 else "") + plain(value)


def _fixed(value: float, places: int) -> str:
    said = f"{value:.{places}f}"
    if float(said) == 0.0:
        return "0" if value == 0.0 else plain(value, 1)
    return _grouped(said)


def _grouped(number: str) -> str:
    """With a narrow space between thousands from 10 000 on, and a real minus."""
    whole, dot, part = number.partition(".")
    sign, digits = ("−", whole[1:]) if whole.startswith("-") else ("", whole)
    if len(digits) > 4:
        digits = f"{int(digits):,}".replace(",", "\u202f")
    return sign + digits + dot + part
