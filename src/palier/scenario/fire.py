"""The fire: what burns, where, how fast, and what it gives off."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from palier.scenario.building import Described
from palier.scenario.units import Area, Duration, FireGrowth, FireLoad, Fraction, HeatFlux, Length, Power, Temperature

LARGEST_POWER = 1e10  # far above any fire in a building; keeps slips of the unit out. [W]


class IgnitionCause(Described):
    """What sets a further item on fire. Exactly one of `at`, `above`, `flux`."""

    at: Duration | None = Field(default=None, ge=0, description="Time. [s]")
    above: Temperature | None = Field(
        default=None, gt=250, le=2000, description="Upper-layer temperature of `room`. [K]"
    )
    flux: HeatFlux | None = Field(default=None, gt=0, description="Radiant flux at the floor of `room`. [W/m2]")
    room: str | None = Field(default=None, description="Where the cause is looked at; default the item's own room.")
    lasting: Duration = Field(default=0.0, ge=0, description="How long it must last. [s]")


class FireItem(Described):
    """One thing that burns."""

    room: str = Field(description="Where it stands.")
    growth: Literal["slow", "medium", "fast", "ultra-fast"] | FireGrowth = Field(
        default="medium", description="t-squared class, or its coefficient. [W/s2]"
    )
    curve: tuple[tuple[Duration, Power], ...] | None = Field(
        default=None, description="Times after ignition and heat release rates, in place of growth, peak and decay."
    )
    peak: Power | None = Field(
        default=None, gt=0, le=LARGEST_POWER, description="Highest heat release rate that the fuel surface allows. [W]"
    )
    heat_release_per_area: HeatFlux = Field(default=250e3, gt=0, le=1e8, description="Of the burning surface. [W/m2]")
    area: Area = Field(
        default=12.0, gt=0, le=1e5, description="Fuel-covered floor; with heat release per area it gives the peak. [m2]"
    )
    fire_load: FireLoad = Field(
        default=780e6, gt=0, le=1e12, description="Per floor area; with `area` it gives the energy there is. [J/m2]"
    )
    decay_from: Fraction = Field(default=0.7, gt=0, lt=1, description="Part of the energy burnt when decay begins. [-]")
    material: Literal["timber", "polyurethane", "mixed"] = Field(
        default="mixed", description="Sets composition, heat of combustion and yields."
    )
    radiative_fraction: Fraction = Field(
        default=0.35, ge=0, lt=0.8, description="Part of the heat release that leaves the flame as radiation. [-]"
    )
    base: Length = Field(default=0.3, ge=0, le=50, description="Height of the burning surface above the floor. [m]")
    ignition: IgnitionCause = Field(
        default_factory=lambda: IgnitionCause(at=0.0), description="What sets it on fire; default the start of the run."
    )
