"""The building: site, rooms, openings, stairs, façades and the buildings next to it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from palier.scenario.units import (
    Angle,
    Area,
    Conductivity,
    Density,
    Duration,
    DurationOrNever,
    Fraction,
    HeatFlux,
    Length,
    Pressure,
    SpecificHeat,
    Speed,
    Temperature,
    TemperatureOrNever,
    VolumeFlow,
)

OUTSIDE = "outside"
ADIABATIC = "adiabatic"  # name of a lining that takes up no heat and mirrors what falls on it


STATES = {"open": 1.0, "shut": 0.0, "closed": 0.0, "ajar": 0.1}


def named_state(value: object) -> object:
    """The open part that a word such as `ajar` stands for; other values as they are."""
    if isinstance(value, str) and value[:1].isalpha():
        if value not in STATES:
            raise ValueError(f"'{value}' is not a state: write open, shut, ajar or a part such as 30 %")
        return STATES[value]
    return value


class Described(BaseModel):
    """Base of everything that the user describes: frozen, and a misspelt key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Site(Described):
    """Where the building stands and the weather of the fire."""

    outside_temperature: Temperature = Field(default=283.15, gt=200, lt=2000, description="Air outside. [K]")
    inside_temperature: Temperature = Field(
        default=293.15, gt=230, lt=2000, description="Air inside before the fire. [K]"
    )
    furnace: bool = Field(default=False, description="Air hotter than any climate's is meant, as in a furnace test.")
    pressure: Pressure = Field(
        default=101325.0, gt=5e4, lt=2e5, description="Of the air at the height of the street. [Pa]"
    )
    relative_humidity: Fraction = Field(default=0.0, ge=0, le=1, description="Of the air, inside and outside. [-]")
    wind_speed: Speed = Field(default=0.0, ge=0, le=40, description="Mean wind at 10 m above the street. [m/s]")
    wind_from: Angle = Field(
        default=270.0, ge=0, le=360, description="Direction the wind comes from, 0 = the street side. [degree]"
    )
    wind_exponent: float = Field(
        default=0.22,
        ge=0.05,
        le=0.5,
        description="Power-law exponent of the wind profile; 0.22 suits suburbs, 0.33 city centres. [-]",
    )


class Lining(Described):
    """One solid layer of a wall, ceiling or floor."""

    conductivity: Conductivity = Field(ge=1e-6, le=1e4, description="Of heat, at room temperature. [W/m/K]")
    conductivity_curve: tuple[tuple[Temperature, Conductivity], ...] | None = Field(
        default=None,
        description="Temperatures and conductivities, linear in between and constant beyond, in place of "
        "`conductivity` where it lines a room; targets keep to `conductivity`. [K, W/m/K]",
    )
    density: Density = Field(ge=0.1, le=3e4, description="Mass per volume. [kg/m3]")
    specific_heat: SpecificHeat = Field(ge=1, le=1e5, description="Heat per mass and kelvin. [J/kg/K]")
    thickness: Length = Field(ge=1e-4, le=2, description="From one face to the other. [m]")
    emissivity: Fraction = Field(default=0.9, gt=0, le=1, description="For heat radiation. [-]")


Layers = Annotated[tuple[str, ...], BeforeValidator(lambda told: (told,) if isinstance(told, str) else told)]


class Room(Described):
    """One compartment: a box with a flat ceiling. A landing is a room of kind `landing`."""

    storey: int = Field(ge=-5, le=150, description="0 is the ground floor.")
    width: Length = Field(ge=0.05, le=500, description="Size along the section. [m]")
    depth: Length = Field(ge=0.05, le=500, description="Size across the section. [m]")
    height: Length = Field(default=2.5, ge=0.05, le=100, description="Clear height from floor to ceiling. [m]")
    elevation: Length | None = Field(
        default=None, description="Floor above the street; default ground floor + storey x storey height. [m]"
    )
    kind: Literal["room", "landing"] = Field(default="room", description="A landing is part of a stair.")
    flat: str | None = Field(default=None, description="The flat that the room belongs to.")
    stair: str | None = Field(default=None, description="The stair that a landing belongs to.")
    ceiling: Layers = Field(default=("plaster",), description="Name of a lining, or of several from the inside out.")
    walls: Layers = Field(default=("plaster",), description="Name of a lining, or of several from the inside out.")
    floor: Layers = Field(default=("timber floor",), description="Name of a lining, or of several from the inside out.")
    behind: Literal["alike", "outside"] = Field(
        default="alike",
        description="What lies behind its walls, floor and ceiling where no room is known to: rooms that warm alike, "
        "so that no heat passes, or the outside.",
    )
    under: str | None = Field(
        default=None, description="Room that lies on this one's ceiling and gets the heat that passes it."
    )
    section: tuple[tuple[Length, Area], ...] | None = Field(
        default=None,
        min_length=2,
        description="Heights above the floor and the horizontal area there, in place of width x depth all the way up.",
    )
    mixed: bool = Field(default=False, description="One zone from floor to ceiling, as in a tall narrow shaft.")
    corridor: bool = Field(
        default=False,
        description="Long and narrow: its walls confine the ceiling jet and streams to openings of full height.",
    )
    position: Length | None = Field(default=None, description="Left edge in the drawn section. [m]")
    sealed: bool = Field(default=False, description="It is meant to have no opening at all.")
    crossing: Length | None = Field(
        default=None, gt=0, description="Distance walked to cross the room; default (width + depth) / 2. [m]"
    )


Position = tuple[Length, Length, Length]


class OpensWhen(Described):
    """What a target must reach for an opening to change its state. Exactly one of `above`, `flux`."""

    target: str = Field(description="Name of a target.")
    above: Temperature | None = Field(default=None, description="Temperature of the target's surface. [K]")
    flux: HeatFlux | None = Field(default=None, gt=0, description="Heat flux that falls on the target. [W/m2]")
    then: Fraction = Field(default=1.0, ge=0, le=1, description="Open part from then on. [-]")


class Opening(Described):
    """A door, window, leak, grille or hatch between two rooms, or a room and `outside`."""

    kind: Literal["door", "window", "leak", "grille", "hatch"] = Field(
        description="A hatch lies in a floor or roof; all others stand upright."
    )
    between: tuple[str, str] = Field(description="Two rooms, or a room and `outside`. For a hatch: below, above.")
    width: Length = Field(default=0.9, gt=0, le=100, description="Clear width. [m]")
    height: Length = Field(default=2.0, gt=0, le=100, description="For a hatch: its second side. [m]")
    sill: Length = Field(default=0.0, ge=0, le=100, description="Above the floor of the first room. [m]")
    state: Fraction = Field(default=0.0, ge=0, le=1, description="Open part, 0 to 1; `open`, `shut`, `ajar` (0.1). [-]")
    leakage: Area | None = Field(
        default=None,
        ge=0,
        description="Leakage area when shut, as EN 12101-6 counts it: gaps of 3 mm have 1.7 times of it. Default "
        "0.01 m² for a door, 4.1e-4 m² per metre of joint for a window. [m2]",
    )
    schedule: tuple[tuple[Duration, Fraction], ...] | None = Field(
        default=None, description="Times and open parts, linear in between, in place of `state`."
    )
    wall: Literal["front", "back", "left", "right"] | None = Field(
        default=None,
        description="Which wall of the first room it is in, as seen from the front: it says which fires its draught "
        "reaches. Default: all.",
    )
    along: Length = Field(
        default=0.0, ge=0, le=500, description="From the left or front end of that wall to its near edge. [m]"
    )
    opens_when: OpensWhen | None = Field(default=None, description="What it changes its state at.")
    coefficient: float | None = Field(
        default=None,
        gt=0,
        le=1,
        description="Discharge coefficient where it is open; default 0.7, a hatch 0.68, a leak 0.6. [-]",
    )
    closer: bool = Field(default=False, description="A device shuts the door behind people.")
    facade: str | None = Field(default=None, description="Which façade an opening to the outside is in.")
    breaks_at: TemperatureOrNever | None = Field(
        default=None,
        description="Gas temperature at which a window falls out; default 600 °C for a window; `never`. [K]",
    )
    fails_after: DurationOrNever | None = Field(
        default=None,
        gt=0,
        description="Time above 300 °C after which a shut door burns through; default 10 min; `never`. [s]",
    )
    operable: bool = Field(default=True, description="People can open it.")
    locked: bool = Field(default=False, description="Nobody passes.")

    @field_validator("state", mode="before")
    @classmethod
    def _named_state(cls, value: object) -> object:
        return named_state(value)


class Fan(Described):
    """Mechanical ventilation: a constant volume flow from one place to another."""

    between: tuple[str, str] = Field(description="From, to: two rooms, or a room and `outside`.")
    flow: VolumeFlow = Field(ge=0, le=1e4, description="Of the gas at the inlet's temperature. [m3/s]")
    heights: tuple[Length, Length] = Field(
        default=(2.0, 2.0), description="Middle of the two grilles above the floor of their rooms. [m]"
    )
    areas: tuple[Area, Area] = Field(default=(0.1, 0.1), description="Of the two grilles. [m2]")
    vertical: tuple[bool, bool] = Field(default=(True, True), description="Whether the grilles are in a wall.")
    cutoff: tuple[Pressure, Pressure] = Field(
        default=(200.0, 300.0), description="Adverse pressures at which the flow begins to fall, and is none. [Pa]"
    )
    schedule: tuple[tuple[Duration, Fraction], ...] | None = Field(
        default=None, description="Times and parts of the flow, linear in between."
    )
    filter_from: Duration = Field(default=0.0, ge=0, description="When the filter begins to work. [s]")
    filter_efficiency: Fraction = Field(
        default=0.0, ge=0, le=1, description="Part of soot and trace species that the filter keeps back. [-]"
    )


class Flight(Described):
    """Stairs between two landings, with the hole in the floor that smoke takes."""

    between: tuple[str, str] = Field(description="Lower landing, upper landing.")
    width: Length = Field(default=1.0, gt=0, le=10, description="Clear width. [m]")
    length: Length = Field(gt=0, le=100, description="Distance walked along the slope, half landings included. [m]")
    riser: Length = Field(default=0.178, gt=0.05, le=0.3, description="Height of a step. [m]")
    tread: Length = Field(default=0.279, gt=0.1, le=0.5, description="Depth of a step. [m]")
    opening_area: Area | None = Field(
        default=None,
        gt=0,
        description="Free area that gas passes between the landings: an open well, a hole in the floor; default the "
        "winding passage of a stair with closed risers, width x rise across the slope of the steps. [m2]",
    )
    resistance: float = Field(
        default=1.0, gt=0, le=1, description="Factor on the discharge coefficient for treads in the way. [-]"
    )


class NeighbourBuilding(Described):
    """A building that stands beside this one."""

    gap: Length = Field(
        ge=0, le=50, description="Clear distance between the two footholds that a person would stand on. [m]"
    )
    facade: str | None = Field(default=None, description="The façade from which it is reached.")


class Ledge(Described):
    """Something to stand on outside, below a window, on the way to a neighbour building."""

    window: str = Field(description="The opening above it.")
    building: str = Field(description="The neighbour building that it leads to.")
    depth: Length = Field(gt=0, le=5, description="How far it stands out: room for feet. [m]")
    window_above: Length = Field(
        default=0.9, ge=0, le=5, description="Height of the window's sill above the foothold. [m]"
    )
    window_aside: Length = Field(
        default=0.6,
        ge=0,
        le=10,
        description="Horizontal distance from the person standing to the window's near edge. [m]",
    )
    receiver_aside: Length = Field(
        default=0.6, ge=0, le=10, description="Horizontal distance from the person standing to the receiver. [m]"
    )


class WindowGap(Described):
    """The space between a window and a window of a neighbour building, across which people are passed by hand."""

    window: str = Field(description="The opening that people wait at.")
    building: str = Field(description="The neighbour building with the other window.")
    gap: Length = Field(ge=0, le=10, description="Between the near edges of the two windows. [m]")
    rise: Length = Field(default=0.0, ge=-5, le=5, description="Sill of the other window above this one's. [m]")


class Facade(Described):
    """One side of the building."""

    orientation: Angle = Field(default=0.0, ge=0, le=360, description="0 is the street side. [degree]")
    ladder_access: bool = Field(default=True, description="An aerial ladder can come in front of it.")
    street_width: Length | None = Field(
        default=None,
        gt=0,
        le=200,
        description="From it to what stands opposite; default so wide that it does not matter. [m]",
    )
    foot_access: bool = Field(default=True, description="A crew can carry a ladder to its foot, into a courtyard too.")


class Building(Described):
    """Everything that smoke and people move through."""

    storey_height: Length = Field(default=2.8, gt=1.5, le=20, description="Floor to floor. [m]")
    ground_floor: Length = Field(
        default=0.0,
        ge=-50,
        le=50,
        description="Floor of storey 0 above the street, from which ladders and wind count. [m]",
    )
    rooms: dict[str, Room] = Field(default_factory=dict, description="Rooms and landings.")
    openings: dict[str, Opening] = Field(default_factory=dict, description="Doors, windows, hatches, leaks, grilles.")
    fans: dict[str, Fan] = Field(default_factory=dict, description="Mechanical ventilation.")
    flights: dict[str, Flight] = Field(default_factory=dict, description="Stairs between landings.")
    linings: dict[str, Lining] = Field(
        default_factory=dict, description="Further solids for walls, ceilings and floors."
    )
    facades: dict[str, Facade] = Field(default_factory=dict, description="Sides of the building.")
    ledges: dict[str, Ledge] = Field(
        default_factory=dict, description="Footholds outside that lead to a neighbour building."
    )
    window_gaps: dict[str, WindowGap] = Field(
        default_factory=dict, description="Windows from which people can be passed to a window next door."
    )
    neighbour_buildings: dict[str, NeighbourBuilding] = Field(
        default_factory=dict, description="Buildings that stand beside this one."
    )

    def elevation(self, room: str) -> float:
        """Floor of a room above the street. [m]"""
        described = self.rooms[room]
        if described.elevation is not None:
            return described.elevation
        return self.ground_floor + described.storey * self.storey_height
