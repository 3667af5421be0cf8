"""A scenario written down for people: only what differs from the defaults, in the units that people use."""

from __future__ import annotations

import math
import re
import types
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

from palier.scenario.scenario import Scenario
from palier.scenario.units import Unit, to_si

WIDEST = 120  # characters of an entry written in one line
LEFT_OUT = ("source_text",)
ONE_OR_MANY = ("ceiling", "walls", "floor")  # a single name stands for a list of one

# By the unit inside: units to write a number in, with the sizes from which each is natural.
_UNITS: dict[str, tuple[tuple[float, str, float], ...]] = {
    "m": ((0.1, "m", 1.0), (1e-9, "mm", 1e-3), (0.0, "m", 1.0)),
    "m^2": ((0.0, "m²", 1.0),),
    "K": ((0.0, "°C", 1.0),),
    "s": ((120.0, "min", 60.0), (0.0, "s", 1.0)),
    "W": ((1e6, "MW", 1e6), (1e2, "kW", 1e3), (0.0, "W", 1.0)),
    "W/m^2": ((1e2, "kW/m²", 1e3), (0.0, "W/m²", 1.0)),
    "W/s^2": ((0.0, "W/s²", 1.0),),
    "J/m^2": ((1e5, "MJ/m²", 1e6), (0.0, "J/m²", 1.0)),
    "J/kg": ((1e5, "MJ/kg", 1e6), (0.0, "J/kg", 1.0)),
    "kg": ((0.0, "kg", 1.0),),
    "m/s": ((0.0, "m/s", 1.0),),
    "1/m": ((0.0, "1/m", 1.0),),
    "W/m/K": ((0.0, "W/m/K", 1.0),),
    "kg/m^3": ((0.0, "kg/m³", 1.0),),
    "J/kg/K": ((0.0, "J/kg/K", 1.0),),
    "m^3/s": ((0.0, "m³/s", 1.0),),
    "Pa": ((0.0, "Pa", 1.0),),
}
_PLAIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ](?:[\w ()/.+²³°-]*[\w)])?")
# Words that YAML takes for something else.
_NOT_PLAIN = frozenset(("true", "false", "yes", "no", "on", "off", "null", "y", "n"))


class _Quantity(str):
    """A text that is safe in YAML as it stands."""

    __slots__ = ()


def written(scenario: Scenario, comments: Iterable[str] = ()) -> str:
    """The scenario as YAML text that `loads` reads back to the same scenario; comments become its first lines."""
    lines = [f"# {_one_line(comment)}".rstrip() for comment in comments]
    for key, value in _mapping(scenario).items():
        if lines and (isinstance(value, dict) or lines[-1].startswith("#")):
            lines.append("")
        lines += _block({key: value}, "")
    return "\n".join(lines) + "\n"


def _one_line(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)


# ------------------------------------------------------------------ models as mappings


def _mapping(model: BaseModel) -> dict[str, Any]:
    """The fields of a model that must be told, as what stands in the file."""
    told: dict[str, Any] = {}
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        if name in LEFT_OUT or (
            not field.is_required() and value == field.get_default(call_default_factory=True, validated_data={})
        ):
            continue
        if name in ONE_OR_MANY and len(value) == 1:
            value = value[0]
        told[name] = _told(value, field.annotation, tuple(field.metadata))
    return told


def _told(value: Any, annotation: Any, metadata: tuple[Any, ...] = (), is_row: bool = False) -> Any:
    """A value of a declared type: models as mappings, numbers with their units (in rows, times all in seconds)."""
    annotation, metadata = _bare(annotation, metadata)
    if isinstance(value, BaseModel):
        return _mapping(value)
    if isinstance(value, dict):
        inner = next((get_args(each)[1] for each in _branches(annotation) if get_origin(each) is dict), None)
        return {key: _told(each, inner) for key, each in value.items()}
    if isinstance(value, list | tuple):
        kinds = next(
            (get_args(each) for each in map(_stripped, _branches(annotation)) if get_origin(each) is tuple), ()
        )
        endless = len(kinds) == 2 and kinds[1] is Ellipsis
        return [
            _told(each, kinds[0] if endless else kinds[index] if index < len(kinds) else None, is_row=True)
            for index, each in enumerate(value)
        ]
    if isinstance(value, float):
        return _quantity(value, *_unit(annotation, metadata), is_row)
    return value


def _bare(annotation: Any, metadata: tuple[Any, ...]) -> tuple[Any, tuple[Any, ...]]:
    """A type without its annotations, and those annotations."""
    if hasattr(annotation, "__metadata__"):
        return annotation.__origin__, (*metadata, *annotation.__metadata__)
    return annotation, metadata


def _stripped(annotation: Any) -> Any:
    return _bare(annotation, ())[0]


def _branches(annotation: Any) -> tuple[Any, ...]:
    return get_args(annotation) if get_origin(annotation) in (Union, types.UnionType) else (annotation,)


def _unit(annotation: Any, metadata: tuple[Any, ...]) -> tuple[str, bool]:
    """The unit inside of a number, and whether it must be written out."""
    found = [*metadata, *(mark for each in _branches(annotation) for mark in _bare(each, ())[1])]
    return next(((mark.symbol, mark.named) for mark in found if isinstance(mark, Unit)), ("", False))


@cache
def _quantity(value: float, unit: str, is_named: bool, is_row: bool) -> Any:
    """A number in the unit in which it is natural, if that gives back the same number; else in SI."""
    if math.isinf(value):
        return "never"
    for least, symbol, factor in _UNITS.get(unit, ()):
        number = value - 273.15 if unit == "K" else value / factor
        if abs(value) < least or (symbol == "min" and (is_row or not number.is_integer())):
            continue
        text = f"{number:.10g} {symbol}"
        if to_si(text, unit, is_named) == value:
            return _Quantity(text)
    if is_named:
        return _Quantity(f"{value!r} {unit}")
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


# ------------------------------------------------------------------ mappings as text


def _block(told: dict[str, Any], indent: str) -> Iterator[str]:
    for key, value in told.items():
        start = f"{indent}{_scalar(key)}:"
        line = f"{start} {_flow(value)}"
        is_entry = indent or not isinstance(value, dict)
        if not isinstance(value, dict | list) or not value or (is_entry and _fits(value, line)):
            yield line
        elif isinstance(value, dict):
            yield start
            yield from _block(value, indent + "  ")
        else:
            yield start
            yield from (f"{indent}  - {_flow(each)}" for each in value)


def _fits(value: Any, line: str) -> bool:
    """Whether an entry is simple and short enough for one line."""
    inside = value.values() if isinstance(value, dict) else value
    is_simple = not any(isinstance(each, dict) for each in inside)
    return is_simple and len(line) <= WIDEST


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(key)}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, _Quantity) or not isinstance(value, str):
        return str(value) if not isinstance(value, float) else repr(value)
    if _PLAIN.fullmatch(value) and value.lower() not in _NOT_PLAIN:
        return value
    if value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    return '"' + "".join(map(_escaped, value)) + '"'


def _escaped(letter: str) -> str:
    if letter in '\\"':
        return "\\" + letter
    if letter.isprintable():
        return letter
    return f"\\u{ord(letter):04x}" if ord(letter) < 0x10000 else f"\\U{ord(letter):08x}"
