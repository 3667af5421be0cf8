"""Quantities as people write them: `90 cm`, `24 °C`, `6 min`; SI numbers inside."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

import pint
from pydantic import BeforeValidator, WithJsonSchema


@cache
def _registry() -> pint.UnitRegistry[Any]:
    registry: pint.UnitRegistry[Any] = pint.UnitRegistry(autoconvert_offset_to_baseunit=True)
    registry.define("percent = 0.01 = %")
    return registry


def to_si(value: object, unit: str, needs_unit: bool = False) -> float:
    """Read a quantity and return its magnitude in `unit`.

    A bare number is taken to be in `unit` already, unless `needs_unit` (temperatures, where
    15 could be Celsius or kelvin). Raises ValueError with what is allowed.
    """
    if isinstance(value, bool) or value is None:
        raise ValueError(f"a quantity in {unit} is needed, not {value!r}")
    if isinstance(value, int | float):
        if needs_unit:
            raise ValueError(f"say the unit: write '{value} °C' or '{value} K'")
        return float(value)
    if not isinstance(value, str):
        raise ValueError(f"a quantity in {unit} is needed, not {value!r}")
    text = value.strip().replace("²", "^2").replace("³", "^3").replace("·", "*")
    text = text.replace("°C", "degC").replace("°F", "degF")
    number, _, symbol = text.partition(" ")
    try:
        if symbol in ("degC", "degF", "C", "F") and unit == "K":
            return float(_registry().Quantity(float(number), symbol if "deg" in symbol else "deg" + symbol).to("K").magnitude)
        quantity = _registry().Quantity(text)
        if not isinstance(quantity, pint.Quantity):
            return to_si(float(quantity), unit, needs_unit)
        if quantity.dimensionless and unit != "dimensionless":
            return to_si(float(quantity.magnitude), unit, needs_unit)
        return float(quantity.to(unit).magnitude)
    except pint.DimensionalityError:
        raise ValueError(f"'{value}' cannot be turned into {unit}") from None
    except (pint.errors.PintError, ValueError, TypeError, AttributeError, AssertionError):
        raise ValueError(f"'{value}' is not a number with a unit such as {_EXAMPLE.get(unit, unit)}") from None
    except Exception:  # pint's tokenizer raises its own errors on odd text
        raise ValueError(f"'{value}' is not a number with a unit such as {_EXAMPLE.get(unit, unit)}") from None


_EXAMPLE = {
    "m": "'90 cm' or '2.1 m'",
    "m^2": "'12 m²'",
    "K": "'24 °C'",
    "s": "'90 s' or '6 min'",
    "W": "'2 MW'",
    "W/m^2": "'500 kW/m²'",
    "J/m^2": "'780 MJ/m²'",
    "J/kg": "'18 MJ/kg'",
    "kg": "'65 kg'",
    "m/s": "'1.2 m/s'",
    "degree": "'270 degree'",
    "dimensionless": "'30 %'",
}


def _quantity(unit: str, needs_unit: bool = False) -> tuple[BeforeValidator, WithJsonSchema]:
    return (
        BeforeValidator(lambda value: to_si(value, unit, needs_unit)),
        WithJsonSchema(
            {"anyOf": [{"type": "number"}, {"type": "string"}], "unit": unit, "examples": [_EXAMPLE.get(unit, unit)]}
        ),
    )


Length = Annotated[float, *_quantity("m")]
Area = Annotated[float, *_quantity("m^2")]
Temperature = Annotated[float, *_quantity("K", needs_unit=True)]
Duration = Annotated[float, *_quantity("s")]
Power = Annotated[float, *_quantity("W")]
HeatFlux = Annotated[float, *_quantity("W/m^2")]
FireLoad = Annotated[float, *_quantity("J/m^2")]
SpecificEnergy = Annotated[float, *_quantity("J/kg")]
Mass = Annotated[float, *_quantity("kg")]
Speed = Annotated[float, *_quantity("m/s")]
Angle = Annotated[float, *_quantity("degree")]
Fraction = Annotated[float, *_quantity("dimensionless")]
Extinction = Annotated[float, *_quantity("1/m")]
Conductivity = Annotated[float, *_quantity("W/m/K")]
Density = Annotated[float, *_quantity("kg/m^3")]
SpecificHeat = Annotated[float, *_quantity("J/kg/K")]
FireGrowth = Annotated[float, *_quantity("W/s^2")]
