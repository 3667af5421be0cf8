"""The fire: what burns, where, how fast, and what it gives off."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from palier.scenario.building import Described
from palier.scenario.units import (
    Area,
    Duration,
    FireGrowth,
    FireLoad,
    Fraction,
    HeatFlux,
    Length,
    Power,
    SpecificEnergy,
    Temperature,
)

LARGEST_POWER = 1e10  # far above any fire in a building; keeps slips of the unit out. [W]


class IgnitionCause(Described):
    """What sets a further item on fire. Exactly one of `at`, `above`, `flux`."""

    at: Duration | None = Field(default=None, ge=0, description="Time. [s]")
    above: Temperature | None = Field(
        default=None, gt=250, le=2000, description="Upper-layer temperature of `room`. [K]"
    )
    flux: HeatFlux | None = Field(default=None, gt=0, description="Radiant flux at the floor of `room`. [W/m2]")
    room: str | None = Field(default=None, description="Where the cause is looked at; default the item's own room.")
    target: str | None = Field(
        default=None, description="Target whose surface temperature or heat flux is looked at instead."
    )
    lasting: Duration = Field(default=0.0, ge=0, description="How long it must last. [s]")


class YieldPoint(Described):
    """What a kilogram of burnt fuel gives off from a time after ignition on. [kg/kg]"""

    at: Duration = Field(default=0.0, ge=0, description="After ignition; linear to the next point. [s]")
    co: float = Field(default=0.0, ge=0, le=2, description="Carbon monoxide.")
    soot: float = Field(default=0.0, ge=0, le=1, description="Soot.")
    hcn: float = Field(default=0.0, ge=0, le=1, description="Hydrogen cyanide.")
    hcl: float = Field(default=0.0, ge=0, le=1, description="Hydrogen chloride, which counts as the irritant.")
    trace: float = Field(default=0.0, ge=0, le=1, description="A tracer that takes no part in anything.")


class Fuel(Described):
    """What burns, when it is none of the materials that palier knows: a molecule, its heat and its yields."""

    carbon: float = Field(ge=0, le=100, description="Atoms in the molecule.")
    hydrogen: float = Field(ge=0, le=200, description="Atoms in the molecule.")
    oxygen: float = Field(default=0.0, ge=0, le=100, description="Atoms in the molecule.")
    nitrogen: float = Field(default=0.0, ge=0, le=100, description="Atoms in the molecule.")
    chlorine: float = Field(default=0.0, ge=0, le=100, description="Atoms in the molecule.")
    heat_of_combustion: SpecificEnergy = Field(gt=1e5, lt=2e8, description="Effective, of what burns. [J/kg]")
    yields: tuple[YieldPoint, ...] = Field(
        default=(YieldPoint(),), min_length=1, description="As given; they do not change with the air there is."
    )


class FireItem(Described):
    """One thing that burns."""

    room: str = Field(description="Where it stands.")
    growth: Literal["slow", "medium", "fast", "ultra-fast"] | FireGrowth = Field(
        default="medium", description="t-squared class, or its coefficient. [W/s2]"
    )
    full_after: Duration | None = Field(
        default=None,
        gt=0,
        le=1e6,
        description="Time after ignition when it reaches its peak, in place of `growth`. [s]",
    )
    smoulders_for: Duration = Field(
        default=0.0,
        ge=0,
        le=86400,
        description="Time after ignition for which it smoulders, by the law of upholstery and bedding, before it "
        "flames and grows. [s]",
    )
    bursts_into_flames: bool = Field(
        default=True, description="`no`: what smoulders for a time goes out after it; of other fires it says nothing."
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
    position: tuple[Length, Length] | None = Field(
        default=None, description="Along the room's width and depth from its corner; default the middle. [m]"
    )
    area_curve: tuple[tuple[Duration, Area], ...] | None = Field(
        default=None, description="Times after ignition and burning areas, in place of power per area."
    )
    base_curve: tuple[tuple[Duration, Length], ...] | None = Field(
        default=None, description="Times after ignition and heights of the burning surface, in place of `base`."
    )
    fuel: Fuel | None = Field(default=None, description="What burns, in place of `material`.")
    oxygen_limit: Fraction = Field(
        default=0.15, ge=0, le=0.23, description="Mass fraction in cool gas below which flaming stops. [-]"
    )
    ignition: IgnitionCause = Field(
        default_factory=lambda: IgnitionCause(at=0.0), description="What sets it on fire; default the start of the run."
    )
