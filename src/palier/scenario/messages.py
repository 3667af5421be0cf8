"""What pydantic found wrong, in words that a person who never heard of pydantic can act on."""

from __future__ import annotations

import re
import types
from collections.abc import Iterable
from itertools import pairwise
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from palier.scenario.problems import Fault, Path, nearest
from palier.scenario.units import Unit, linear

NOUNS = {
    "rooms": "room",
    "openings": "opening",
    "fans": "fan",
    "flights": "flight",
    "linings": "lining",
    "facades": "façade",
    "ledges": "ledge",
    "window_gaps": "window gap",
    "neighbour_buildings": "neighbour building",
    "ways": "way",
    "fires": "fire",
    "people": "household",
    "alarms": "alarm",
    "targets": "target",
    "detectors": "detector",
    "neighbours": "neighbour",
    "crews": "crew",
    "variants": "variant",
    "members": "member",
    "flats": "flat",
    "vary": "variable",
    "cases": "case",
    "measures": "measure",
}
_COMPARED = {
    "greater_than": ("gt", "more than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "at most"),
}


def owner(path: Path) -> str:
    """Whom a message is about, in the user's words: `room 'hall', `; empty at the top."""
    said: list[str] = []
    for section, name in pairwise(path):
        if section in NOUNS:
            said.append(
                f"{NOUNS[str(section)]} {name + 1}" if isinstance(name, int) else f"{NOUNS[str(section)]} '{name}'"
            )
    if said:
        return ", ".join(said) + ": "
    plain = [str(part) for part in path if part not in ("building",)]
    return f"{plain[0]}: " if plain else ""


def a(noun: str) -> str:
    """A noun with its article."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def faults_of(
    error: ValidationError, data: Any, model: type[BaseModel], base: Path = (), unit: str = ""
) -> list[Fault]:
    """Every error of a validation as a fault; those of the branches of one union become one.

    `unit` is that in which limits are told, in place of the usual one.
    """
    groups: dict[Path, list[ErrorDetails]] = {}
    for detail in error.errors(include_url=False):
        groups.setdefault(_located(detail, data), []).append(detail)
    for path, details in list(groups.items()):
        # A list counts as too short when its only entry is wrong; the entry's own fault says it all.
        if all(each["type"] == "too_short" for each in details) and _value(data, path):
            del groups[path]
    return [Fault(base + path, _said(path, base, details, data, model, unit)) for path, details in groups.items()]


def _located(detail: ErrorDetails, data: Any) -> Path:
    """The part of the location that stands in the data; union branches are pydantic's own."""
    path: list[str | int] = []
    for part in detail["loc"]:
        if _has(data, part):
            data = data[part]
        elif not (detail["type"] == "missing" and part == detail["loc"][-1]):
            continue
        path.append(part)
    return tuple(path)


def _has(data: Any, part: str | int) -> bool:
    if isinstance(data, dict):
        return part in data
    return isinstance(data, list | tuple) and isinstance(part, int) and part < len(data)


def _said(path: Path, base: Path, details: list[ErrorDetails], data: Any, model: type[BaseModel], told_in: str) -> str:
    whole = base + path
    last = path[-1] if path else ""
    detail = details[0]
    kind = detail["type"]
    value = _value(data, path)
    if kind == "missing":
        hint = _description(model, path)
        return f"{owner(whole[:-1])}'{last}' is missing{f' ({hint})' if hint else ''}"
    if kind == "extra_forbidden":
        allowed = [name for name in _fields(model, path[:-1], detail["loc"]) if name not in _HIDDEN]
        comma = " Text with a comma needs quotes inside { }." if value is None and " " in str(last) else ""
        return f"{owner(whole[:-1])}'{last}' is not known here. {nearest(str(last), allowed, 'Allowed are')}{comma}"
    words = [word for each in details if each["type"] == "literal_error" for word in _literals(model, path)]
    if kind == "literal_error" and not words:  # the models rewrote what the user wrote, as `add: smoke vent`
        words, value = re.findall(r"'([^']*)'", detail["ctx"]["expected"]), detail["input"]
    reasons = list(dict.fromkeys(text for each in details if (text := _reason(each, value, model, path, told_in))))
    is_named = isinstance(last, str) and _is_field(model, path) and len(whole) > 1
    subject = f"{owner(whole)}{f'{last}: ' if is_named else ''}"
    if words:
        words = list(dict.fromkeys(words))
        others = [text for text in reasons if text not in words]
        choice = f"{_quoted(value)} is not one of {', '.join(words)}"
        tip = nearest(str(value), words)
        tip = f". {tip}" if tip.startswith("Did") else ""
        numeric = [text for text in others if "literal" not in text]
        if numeric:
            unit = _unit(model, path)
            choice += f", nor a quantity{f' in {unit}' if unit else ''}"
        return f"{subject}{choice}{tip}"
    return subject + "; ".join(reasons)


_HIDDEN = {"source_text"}


def _reason(detail: ErrorDetails, value: Any, model: type[BaseModel], path: Path, told_in: str) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "literal_error":
        return ""
    if kind in _COMPARED:
        key, words = _COMPARED[kind]
        return (
            f"{_quoted(value)} is out of range: it must be {words} {_amount(context[key], _unit(model, path), told_in)}"
        )
    if kind == "value_error":
        return str(context.get("error", detail["msg"]))
    if kind.startswith("union_tag"):
        kinds = re.findall(r"'([^']*)'", context.get("expected_tags", "")) or _tags(model, path)
        said = f"'{context['tag']}' is not one of" if "tag" in context else "say its kind: one of"
        tip = nearest(str(context.get("tag", "")), kinds)
        return f"{said} {', '.join(kinds)}{f'. {tip}' if tip.startswith('Did') else ''}"
    if value is None:
        return "it is empty: give a value or take the line away"
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return f"{_quoted(value)} is not a mapping: write 'key: value' lines under it"
    if kind in ("tuple_type", "list_type", "set_type"):
        return f"{_quoted(value)} is not a list: write [a, b] or lines that begin with '-'"
    if kind in ("too_short", "string_too_short"):
        return f"it is empty: it needs at least {context.get('min_length')}"
    if kind in ("too_long", "string_too_long"):
        return f"it has more than {context.get('max_length')}"
    if kind.startswith("bool"):
        return f"{_quoted(value)} is not yes or no"
    if kind == "string_type":
        return f"{_quoted(value)} is not a word: put it in quotes if it is a name"
    if kind in ("int_parsing", "int_type", "int_from_float", "int_parsing_size"):
        return f"{_quoted(value)} is not a whole number"
    if kind in ("float_parsing", "float_type", "finite_number"):
        return f"{_quoted(value)} is not a number"
    return f"{_quoted(value)}: {detail['msg'][:1].lower()}{detail['msg'][1:]}"


def _amount(limit: float, unit: str, told_in: str) -> str:
    """A limit, in SI as the models have it, in the unit asked for; a temperature without one in °C."""
    if unit and (told_in or unit == "K"):
        told_in = told_in or "°C"
        slope, zero = linear(told_in, unit)
        return f"{round((limit - zero) / slope, 9):g} {told_in}"
    return f"{limit:g}{f' {unit}' if unit not in ('', 'dimensionless') else ''}"


def _quoted(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if value is None:
        return "an empty value"
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    return f"'{text if len(text) <= 60 else text[:57] + '...'}'"


def _value(data: Any, path: Iterable[str | int]) -> Any:
    for part in path:
        if not _has(data, part):
            return None
        data = data[part]
    return data


# ------------------------------------------------------- what the models allow at a place


def _annotation(model: type[BaseModel], path: Path) -> Any:
    """The type expected at a path, with its metadata; None if the models do not know it."""
    here: Any = model
    for part in path:
        here = next((found for each in _branches(here) if (found := _step(each, part)) is not None), None)
        if here is None:
            return None
    return here


def _step(annotation: Any, part: str | int) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        field = annotation.model_fields.get(str(part))
        return None if field is None else _Field(field.annotation, field.metadata, field.description)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is dict:
        return arguments[1]
    if origin is tuple and isinstance(part, int):
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return arguments[0]
        return arguments[part] if part < len(arguments) else None
    return None


class _Field:
    """A field's type with what pydantic took out of it."""

    def __init__(self, annotation: Any, metadata: list[Any], description: str | None):
        self.annotation, self.metadata, self.description = annotation, metadata, description


def _branches(annotation: Any) -> list[Any]:
    """The alternatives of a type, without the wrappers."""
    if isinstance(annotation, _Field):
        return _branches(annotation.annotation)
    if hasattr(annotation, "__metadata__"):
        return _branches(annotation.__origin__)
    if get_origin(annotation) in (Union, types.UnionType):
        return [branch for each in get_args(annotation) for branch in _branches(each)]
    return [annotation]


def _fields(model: type[BaseModel], path: Path, told: Iterable[str | int] = ()) -> list[str]:
    """Fields of the model at a path; of several kinds, the one that pydantic's location `told` names."""
    found = _models(model, path)
    chosen = [each for each in found if _kind(each) in told] or found
    return list(chosen[0].model_fields) if chosen else []


def _models(model: type[BaseModel], path: Path) -> list[type[BaseModel]]:
    branches = _branches(_annotation(model, path) if path else model)
    return [branch for branch in branches if isinstance(branch, type) and issubclass(branch, BaseModel)]


def _kind(model: type[BaseModel]) -> str:
    """The word that tells a model from the others that may stand in its place."""
    field = model.model_fields.get("kind")
    return str(get_args(field.annotation)[0]) if field is not None and get_origin(field.annotation) is Literal else ""


def _tags(model: type[BaseModel], path: Path) -> list[str]:
    return [_kind(each) for each in _models(model, path)]


def _is_field(model: type[BaseModel], path: Path) -> bool:
    return bool(path) and str(path[-1]) in _fields(model, path[:-1])


def _description(model: type[BaseModel], path: Path) -> str:
    found = _annotation(model, path)
    return (found.description or "") if isinstance(found, _Field) else ""


def _literals(model: type[BaseModel], path: Path) -> list[str]:
    words: list[str] = []
    for branch in _branches(_annotation(model, path)):
        if get_origin(branch) is Literal:
            words += [str(word) for word in get_args(branch)]
    return words


def _unit(model: type[BaseModel], path: Path) -> str:
    """The unit of a quantity, wherever in the type it is marked."""
    found = _annotation(model, path)
    waiting = [found]
    while waiting:
        each = waiting.pop()
        marks = each.metadata if isinstance(each, _Field) else getattr(each, "__metadata__", ())
        for mark in marks:
            if isinstance(mark, Unit):
                return mark.symbol
        if isinstance(each, _Field):
            waiting.append(each.annotation)
        elif hasattr(each, "__metadata__"):
            waiting.append(each.__origin__)
        elif get_origin(each) in (Union, types.UnionType):
            waiting += get_args(each)
    return ""
