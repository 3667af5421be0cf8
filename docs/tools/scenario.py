"""The tables of the scenario file, from the models that read it."""

from __future__ import annotations

import re
import types
import typing
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from palier.scenario.block import Block
from palier.scenario.building import Building
from palier.scenario.linings import LININGS, SOURCES
from palier.scenario.scenario import Scenario
from palier.scenario.units import Unit

NOT_WRITTEN = {"source_text", "notes"}  # filled in by the reader, not by the user
KINDS = {str: "text", int: "whole number", float: "number", bool: "yes or no", type(None): "", Any: "anything"}
QUANTITIES = {
    "m": "length",
    "m^2": "area",
    "s": "time",
    "W": "power",
    "W/m^2": "heat flux",
    "W/s^2": "growth coefficient",
    "J/m^2": "fire load",
    "J/kg": "specific energy",
    "kg": "mass",
    "m/s": "speed",
    "m^3/s": "volume flow",
    "Pa": "pressure",
    "1/m": "extinction coefficient",
    "degree": "angle",
    "year": "age",
    "W/m/K": "conductivity",
    "kg/m^3": "density",
    "J/kg/K": "specific heat",
}
TOPS: dict[type[BaseModel], str] = {Scenario: "", Block: "building.block"}
BLOCK_ROW = "| `block` | [Block](#block) | — | Template that writes rooms, openings and flights. |"
_BRACKETED = re.compile(r"\s*\[[^\[\]]*\]\s*$")


def page() -> str:
    """One section for each model, the file as a whole first, each where it is first used."""
    sections = [section(model, where) for top, where in TOPS.items() for model, where in models(top, where)]
    return "\n".join([*sections, _linings()])


def models(
    model: type[BaseModel], where: str, found: dict[type[BaseModel], str] | None = None
) -> list[tuple[type[BaseModel], str]]:
    """A model and every one under it, each with the key under which it is first used."""
    found = {} if found is None else found
    found[model] = where
    for name, field in fields(model):
        for inner in _inner_models(field.annotation):
            if inner not in found:
                models(inner, f"{where}.{name}{_names(field.annotation)}".lstrip("."), found)
    return list(found.items())


def _names(annotation: object) -> str:
    """`.NAME` for each level of names between a field and what it holds."""
    if typing.get_origin(annotation) is not dict:
        return ""
    return ".NAME" + _names(typing.get_args(annotation)[1])


def _linings() -> str:
    rows = [
        f"| `{name}` | {each.conductivity:g} | {each.density:g} | {each.specific_heat:g} | {each.thickness * 1000:g} "
        f"| {each.emissivity:g} | {SOURCES[name]} |"
        for name, each in LININGS.items()
    ]
    head = "| name | conductivity, W/m/K | density, kg/m³ | heat, J/kg/K | thickness, mm | emissivity | source |"
    lines = ["### Linings that have a name", "", head, "|---|---|---|---|---|---|---|", *rows]
    return "\n".join(lines) + "\n"


def fields(model: type[BaseModel]) -> list[tuple[str, FieldInfo]]:
    """What the user may write in a model."""
    return [(name, field) for name, field in model.model_fields.items() if name not in NOT_WRITTEN]


def section(model: type[BaseModel], where: str) -> str:
    """The table of a model, headed by the key under which it stands."""
    told = model.model_fields.get("kind")
    words = typing.get_args(told.annotation) if told is not None else ()
    title = (f"`{where}`" if where else "The file") + (f" of kind `{words[0]}`" if len(words) == 1 else "")
    lines = [f'<a id="{anchor(model)}"></a>', "", f"### {title}", "", " ".join((model.__doc__ or "").split()), ""]
    lines += ["| field | type or unit | default | meaning |", "|---|---|---|---|"]
    lines += [BLOCK_ROW] if model is Building else []
    lines += [_row(name, field) for name, field in fields(model)]
    return "\n".join(lines) + "\n"


def _row(name: str, field: FieldInfo) -> str:
    cells = (f"`{name}`", kind(field.annotation, field.metadata), _default(field), meaning(field) + _bounds(field))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def meaning(field: FieldInfo) -> str:
    """A field's description without its unit, which has a column of its own."""
    return _BRACKETED.sub("", field.description or "").strip()


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**required**"
    value = field.default
    if value is PydanticUndefined and field.default_factory is not None:
        value = field.default_factory()  # type: ignore[call-arg]
    if value is None:
        return "—"
    if isinstance(value, dict | tuple | list) and not value:
        return "none"
    if isinstance(value, BaseModel) and not value.model_fields_set:
        return "as below"
    return f"`{flow(value, _unit(field))}`"


def _unit(field: FieldInfo) -> Unit | None:
    own = [item for item in field.metadata if isinstance(item, Unit)]
    inner = [item for part in typing.get_args(field.annotation) for item in _metadata(part)]
    return next(iter(own + inner), None)


def flow(value: object, unit: Unit | None = None) -> str:
    """A value in one line, as it would stand in the file."""
    if isinstance(value, BaseModel):
        named = type(value).model_fields
        given = [key for key in named if key in value.model_fields_set]  # in the order of the model
        return flow({key: _Written(flow(getattr(value, key), _unit(named[key]))) for key in given})
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, tuple | list):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return written(value, unit)


class _Written(str):
    """A part of a line that is written already."""


def written(value: object, unit: Unit | None) -> str:
    """A default as one would write it in a file."""
    if unit is None or not isinstance(value, int | float) or isinstance(value, bool):
        return shown(value)
    if unit.symbol == "K":
        return f"{value - 273.15:g} °C"
    if unit.symbol in ("dimensionless", "year"):
        return f"{value:g}"
    for scale, prefix in ((1e6, "M"), (1e3, "k")):
        if unit.symbol in ("W", "W/m^2", "J/m^2", "J/kg") and value >= scale:
            return f"{value / scale:g} {prefix}{pretty(unit.symbol)}"
    return f"{value:g} {pretty(unit.symbol)}"


def shown(value: object) -> str:
    """A plain value in the file's own words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def pretty(symbol: str) -> str:
    """A unit as it is printed."""
    return symbol.replace("^2", "²").replace("^3", "³").replace("degree", "°")


def _bounds(field: FieldInfo) -> str:
    """The range that is allowed, said in the field's own unit."""
    signs = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤"}
    told = []
    for item in field.metadata:
        told += [f"{sign} {getattr(item, key):g}" for key, sign in signs.items() if hasattr(item, key)]
        told += [f"at least {item.min_length}"] if getattr(item, "min_length", None) else []
    told = [text for text in told if text != "≥ 0"]
    unit = next((pretty(item.symbol) for item in field.metadata if isinstance(item, Unit)), "")
    shown_unit = f" {unit}" if unit not in ("", "dimensionless") else ""
    return f" ({', '.join(told)}{shown_unit})" if told else ""


def kind(annotation: object, metadata: list[Any] | tuple[Any, ...] = ()) -> str:
    """A type in words."""
    unit = next((item for item in metadata if isinstance(item, Unit)), None)
    if unit is not None:
        return _unit_name(unit)
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return kind(arguments[0], arguments[1:])
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in arguments)
    if origin in (typing.Union, types.UnionType):
        names = [kind(part) for part in arguments if part is not type(None)]
        return " or ".join(dict.fromkeys(names))
    if origin is dict:
        return f"by name: {kind(arguments[1])}"
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return f"list of {kind(arguments[0])}"
    if origin is tuple:
        return f"[{', '.join(kind(part) for part in arguments)}]"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"[{annotation.__name__}](#{anchor(annotation)})"
    return KINDS.get(annotation, getattr(annotation, "__name__", str(annotation)))  # type: ignore[arg-type]


def _unit_name(unit: Unit) -> str:
    if unit.symbol == "dimensionless":
        return "part (0 to 1, or %)"
    if unit.symbol == "K":
        return "temperature (°C or K, written out)"
    return f"{QUANTITIES[unit.symbol]} ({pretty(unit.symbol)})"


def anchor(model: type[BaseModel]) -> str:
    """Where a model's section is on the page."""
    return model.__name__.lower()


def _metadata(annotation: object) -> list[Unit]:
    return [item for item in getattr(annotation, "__metadata__", ()) if isinstance(item, Unit)]


def _inner_models(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in typing.get_args(annotation) for model in _inner_models(part)]
