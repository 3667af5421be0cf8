"""Quantities as people write them: `90 cm`, `24 °C`, `6 min`, `1 h 30 min`; SI numbers inside."""

from __future__ import annotations

import math
import pickle
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Annotated, Any

import pint
from pydantic import BeforeValidator, WithJsonSchema

_PART = re.compile(
    r"\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?)\s*((?:1/)?[^\d\s+.-][^\s]*(?:\s+[*/]\s*\S+)*)?"
)
# A closed grammar, because pint evaluates what it is given: `9**9**9**9` would never end.
_FACTOR = r"[A-Za-zµ]+(?:\^-?[1-4])?"
_UNIT = re.compile(rf"(?:1/)?{_FACTOR}(?:[*/](?:{_FACTOR}|\({_FACTOR}(?:[*/]{_FACTOR})*\)))*")
_SPELLINGS = {
    "**": "^",
    "²": "^2",
    "³": "^3",
    "·": "*",
    "°C": "degC",
    "°F": "degF",
    "°": "degree",
    "μ": "µ",
    "%": "percent",
    " ": "",
}
_POWER = re.compile(r"(?<=[a-z])([23])(?![0-9])")


@dataclass(frozen=True)
class Unit:
    """Marks a field with the unit that its bare number is in."""

    symbol: str
    named: bool = False  # the unit must be written out


@cache
def _registry() -> pint.UnitRegistry[Any]:
    registry: pint.UnitRegistry[Any]
    try:  # the parsed definitions of units are kept from run to run, where there is a place for them
        registry = pint.UnitRegistry(autoconvert_offset_to_baseunit=True, cache_folder=":auto:")
    except (OSError, EOFError, pickle.UnpicklingError):
        registry = pint.UnitRegistry(autoconvert_offset_to_baseunit=True)
    registry.define("percent = 0.01 = %")
    return registry


@cache
def _convert(unit: str, wanted: str) -> tuple[float, float]:
    """Slope and intercept that turn a number in `unit` into one in `wanted`."""
    quantity = _registry().Quantity
    zero = float(quantity(0.0, unit).to(wanted).magnitude)
    one = float(quantity(1.0, unit).to(wanted).magnitude)
    return one - zero, zero


def linear(symbol: str, wanted: str) -> tuple[float, float]:
    """Slope and intercept that turn a number in a unit, as people write it, into one in another."""
    return _convert(_spelt(symbol, wanted), wanted)


def to_si(value: object, unit: str, needs_unit: bool = False, endless: bool = False) -> float:
    """Read a quantity and return its magnitude in `unit`.

    A bare number is taken to be in `unit` already, unless `needs_unit` (temperatures, where 15
    could be Celsius or kelvin). `endless` admits `never` and `inf`. A time may have several
    parts, such as `1 h 30 min`. Raises ValueError with what is allowed.
    """
    example = EXAMPLES.get(unit, unit)
    if isinstance(value, bool) or value is None:
        raise ValueError(f"{_shown(value)} is not a quantity: write one such as {example}")
    if isinstance(value, int | float):
        try:
            number = float(value)
        except OverflowError:
            raise ValueError("the number is too large") from None
        if math.isnan(number) or (math.isinf(number) and not endless):
            raise ValueError(f"{value} is not a finite number")
        if needs_unit and not math.isinf(number):
            raise ValueError(f"say the unit: write '{value} °C' or '{value} K'")
        return number
    if not isinstance(value, str):
        raise ValueError(f"{_shown(value)} is not a quantity: write one such as {example}")
    text = value.strip()
    if endless and text.lower() in ("never", "inf", "infinite"):
        return math.inf
    parts = _parts(text)
    if not parts:
        comma = " (a decimal point, not a comma)" if re.fullmatch(r"[+-]?\d+,\d+.*", text) else ""
        raise ValueError(f"{_shown(value)} is not a number with a unit such as {example}{comma}")
    if len(parts) > 1 and unit != "s":
        raise ValueError(f"{_shown(value)} is more than one number; write one such as {example}")
    return sum(_one(number, symbol, unit, needs_unit, value) for number, symbol in parts)


def _parts(text: str) -> list[tuple[float, str]]:
    """Numbers with their units; empty if the text is not made of them."""
    found: list[tuple[float, str]] = []
    position = 0
    while position < len(text) <= 80:
        match = _PART.match(text, position)
        if match is None:
            return []
        found.append((float(match[1]), match[2] or ""))
        position = match.end()
    return found


def _one(number: float, symbol: str, unit: str, needs_unit: bool, value: object) -> float:
    if math.isinf(number):
        raise ValueError(f"{_shown(value)} is too large")
    if not symbol:
        if needs_unit:
            raise ValueError(f"say the unit: write '{value} °C' or '{value} K'")
        return number
    spelt = _spelt(symbol, unit)
    if len(spelt) > 24 or not _UNIT.fullmatch(spelt):
        raise ValueError(f"'{symbol}' is not a unit; write a quantity such as {EXAMPLES.get(unit, unit)}")
    try:
        slope, intercept = _convert(spelt, unit)
    except pint.DimensionalityError:
        raise ValueError(
            f"{_shown(value)} cannot be turned into {unit}; write one such as {EXAMPLES.get(unit, unit)}"
        ) from None
    except Exception:  # pint's parser raises whatever Python's tokenizer does on odd text
        raise ValueError(f"'{symbol}' is not a unit; write a quantity such as {EXAMPLES.get(unit, unit)}") from None
    result = number * slope + intercept
    if not math.isfinite(result):
        raise ValueError(f"{_shown(value)} is too large")
    return result


@lru_cache(maxsize=1000)
def _spelt(symbol: str, unit: str) -> str:
    """A unit as the registry spells it."""
    spelt = symbol
    for written, meant in _SPELLINGS.items():
        spelt = spelt.replace(written, meant)
    spelt = _POWER.sub(r"^\1", spelt).replace("/m*K", "/m/K").replace("/kg*K", "/kg/K")
    return "deg" + spelt if unit == "K" and spelt in ("C", "F") else spelt


def _shown(value: object) -> str:
    if value is None:
        return "an empty value"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    text = str(value)
    return f"'{text if len(text) <= 40 else text[:37] + '...'}'"


EXAMPLES = {
    "m": "'90 cm' or '2.1 m'",
    "m^2": "'12 m²'",
    "K": "'24 °C'",
    "s": "'90 s' or '6 min'",
    "W": "'2 MW'",
    "W/m^2": "'500 kW/m²'",
    "W/s^2": "'47 W/s²'",
    "J/m^2": "'780 MJ/m²'",
    "J/kg": "'18 MJ/kg'",
    "kg": "'65 kg'",
    "m/s": "'1.2 m/s'",
    "1/m": "'0.27 1/m'",
    "degree": "'270 degree'",
    "dimensionless": "'30 %' or 0.3",
    "year": "9 or '5 months'",
    "W/m/K": "'0.4 W/m/K'",
    "kg/m^3": "'800 kg/m³'",
    "J/kg/K": "'1000 J/kg/K'",
    "m^3/s": "'0.5 m³/s'",
    "Pa": "'101325 Pa'",
}


def _quantity(
    unit: str, needs_unit: bool = False, endless: bool = False
) -> tuple[BeforeValidator, WithJsonSchema, Unit]:
    kinds = [{"type": "string"}] if needs_unit else [{"type": "number"}, {"type": "string"}]
    return (
        BeforeValidator(lambda value: to_si(value, unit, needs_unit, endless)),
        WithJsonSchema({"anyOf": kinds, "unit": unit, "examples": [EXAMPLES.get(unit, unit)]}),
        Unit(unit, needs_unit),
    )


Length = Annotated[float, *_quantity("m")]
Area = Annotated[float, *_quantity("m^2")]
Temperature = Annotated[float, *_quantity("K", needs_unit=True)]
TemperatureOrNever = Annotated[float, *_quantity("K", needs_unit=True, endless=True)]
Duration = Annotated[float, *_quantity("s")]
DurationOrNever = Annotated[float, *_quantity("s", endless=True)]
Age = Annotated[float, *_quantity("year")]
Power = Annotated[float, *_quantity("W")]
HeatFlux = Annotated[float, *_quantity("W/m^2")]
FireLoad = Annotated[float, *_quantity("J/m^2")]
Mass = Annotated[float, *_quantity("kg")]
Speed = Annotated[float, *_quantity("m/s")]
Angle = Annotated[float, *_quantity("degree")]
Fraction = Annotated[float, *_quantity("dimensionless")]
Extinction = Annotated[float, *_quantity("1/m")]
Conductivity = Annotated[float, *_quantity("W/m/K")]
Density = Annotated[float, *_quantity("kg/m^3")]
SpecificHeat = Annotated[float, *_quantity("J/kg/K")]
VolumeFlow = Annotated[float, *_quantity("m^3/s")]
Pressure = Annotated[float, *_quantity("Pa")]
SpecificEnergy = Annotated[float, *_quantity("J/kg")]
FireGrowth = Annotated[float, *_quantity("W/s^2")]
