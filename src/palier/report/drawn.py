"""How something that a study draws is spread, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from palier.study.distributions import KINDS
from palier.study.variables import Spread, Variable, told

MANY = 8  # choices from which they are gathered by the last word of each
SHOWN = 6  # of many choices
LONG = 60  # characters of a value that stands for a set of values


def drawn_words(variable: Variable) -> str:
    """How a variable is drawn, in words."""
    if variable.remove is not None and variable.by is None:
        return f"{variable.remove} away with probability {variable.chance:g}"
    said = (
        _spread(variable, variable.unit)
        if variable.by is None
        else f"by {variable.by}: "
        + "; ".join(f"{case}: {_spread(each, variable.unit)}" for case, each in variable.cases.items())
    )
    if variable.remove is not None:
        said = f"{variable.remove} away, {said}"
    said += ", each by itself" if variable.each else ""
    tail = variable.oversample
    if tail is not None:
        end = f"above its {tail.above:g} quantile" if tail.above is not None else f"below its {tail.below:g} quantile"
        said += f"; {100 * tail.share:g} % of the runs are drawn {end}, and weigh less"
    return said


def _spread(spread: Spread, unit: str) -> str:
    for kind in KINDS:
        given = getattr(spread, kind)
        if given is not None:
            return _distribution(kind, given, spread, unit)
    if spread.rooms:
        return _choices(spread.rooms.items())
    if spread.chance is not None:
        return f"yes with probability {spread.chance:g}"
    return _choices(zip(map(value_words, spread.options), spread.shares, strict=True))


def _distribution(kind: str, given: tuple[float, ...], spread: Spread, unit: str) -> str:
    unit = f" {unit}" if unit else ""
    if kind == "uniform":
        said = f"{given[0]:g} to {given[1]:g}{unit}"
    else:
        named = zip(KINDS[kind].parameters, given, strict=True)
        said = f"{kind}{unit and ' in'}{unit}: {', '.join(f'{name} {value:g}' for name, value in named)}"
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
    return ", ".join(f"{name} ({100 * part / whole:.3g} %)" for name, part in parts)


def value_words(value: Any) -> str:
    """A value, or a set of values, in words short enough for a line."""
    if isinstance(value, dict):
        if not value:
            return "as it is"
        said = ", ".join(f"{key} {value_words(each)}" for key, each in value.items())
        return said if len(said) <= LONG else f"{said[: LONG - 1].rsplit(' ', 1)[0]} …"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(value_words, value))}]"
    return "not given" if value is None else told(value)
