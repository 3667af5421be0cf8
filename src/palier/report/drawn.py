"""How something that a study draws is spread, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from palier.studies.distributions import KINDS
from palier.studies.variables import Spread, Variable, told

MANY = 12  # choices from which they are gathered by the last word of each
SHOWN = 6  # of many choices
SET_SHOWN = 4  # values of a set that is chosen
SPELT = {"lognormal": "log-normal", "weibull": "Weibull", "gumbel": "Gumbel"}
BARE = ("standard deviation of the logarithm", "shape", "a", "b")  # parameters without a unit


def drawn_words(variable: Variable) -> str:
    """How a variable is drawn, in words."""
    if variable.remove is not None and variable.by is None:
        return f"{variable.remove} away with probability {variable.chance:g}"
    said = _spread(variable, variable.unit) if variable.by is None else _cases(variable)
    if variable.remove is not None:
        said = f"{variable.remove} away, {said}"
    said += ", each by itself" if variable.each else ""
    tail = variable.oversample
    if tail is not None:
        end = f"above its {tail.above:g} quantile" if tail.above is not None else f"below its {tail.below:g} quantile"
        said += f"; {100 * tail.share:g} % of the runs are drawn {end}, and weigh less"
    return said


def _cases(variable: Variable) -> str:
    """What holds for each value of another variable, values with the same together."""
    texts: dict[str, list[str]] = {}
    for case, spread in variable.cases.items():
        texts.setdefault(_spread(spread, variable.unit), []).append(case)
    return f"by {variable.by}: " + "; ".join(f"{', '.join(cases)}: {text}" for text, cases in texts.items())


def _spread(spread: Spread, unit: str) -> str:
    for kind in KINDS:
        given = getattr(spread, kind)
        if given is not None:
            return _distribution(kind, given, spread, unit)
    if spread.rooms:
        return _choices(spread.rooms.items())
    if spread.chance is not None:
        return f"yes with probability {spread.chance:g}"
    return _choices(zip(map(_option, spread.options), spread.shares, strict=True))


def _distribution(kind: str, given: tuple[float, ...], spread: Spread, unit: str) -> str:
    unit = f" {unit}" if unit else ""
    if kind == "uniform":
        said = f"{given[0]:g} to {given[1]:g}{unit}"
    else:
        named = zip(KINDS[kind].parameters, given, strict=True)
        parts = [f"{name} {value:g}{'' if name in BARE else unit}" for name, value in named]
        said = f"{SPELT.get(kind, kind)}, {', '.join(parts)}"
    if spread.between is not None:
        said += f", cut to {spread.between[0]:g} to {spread.between[1]:g}{unit}"
    if spread.largest is not None:
        said += f", at most {spread.largest:g}{unit}"
    return said


def _choices(options: Iterable[tuple[str, float]]) -> str:
    """Choices with their parts; many rooms by the last word of their names, the most likely first."""
    parts = list(options)
    whole = sum(part for _, part in parts)
    if len(parts) == 1:
        return parts[0][0]
    if len(parts) > MANY:
        count, gathered = len(parts), dict[str, float]()
        for name, part in parts:
            key = f"*/{name.rsplit('/', 1)[1]}" if "/" in name else name
            gathered[key] = gathered.get(key, 0.0) + part
        parts = sorted(gathered.items(), key=lambda each: -each[1])
        rest = len(parts) - SHOWN
        said = _parts(parts[:SHOWN], whole)
        return f"one of {count}: {said}" + (f", and {rest} more" if rest > 0 else "")
    return _parts(parts, whole)


def _parts(parts: list[tuple[str, float]], whole: float) -> str:
    return ", ".join(f"{name} ({_percent(100 * part / whole)} %)" for name, part in parts)


def _percent(part: float) -> str:
    return f"{part:.0f}" if part >= 1.0 else f"{part:.2g}"


def _option(option: Any) -> str:
    """A choice; of a set of values as many as a line holds."""
    if not isinstance(option, dict):
        return _value(option)
    if not option:
        return "as it is"
    said = [f"{path}: {_value(value)}" for path, value in option.items()]
    rest = len(said) - SET_SHOWN
    return "; ".join(said[:SET_SHOWN]) + (f"; and {rest} more" if rest > 0 else "")


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_value(each)}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    return "not given" if value is None else told(value)
