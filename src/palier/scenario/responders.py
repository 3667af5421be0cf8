"""Those who come to help: neighbours and fire-service crews."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from palier.scenario.building import Described
from palier.scenario.units import Duration, Fraction, Length, Speed


class Task(Described):
    """One step of a responder's way, with the time it takes."""

    task: str = Field(description="What is done, in words.")
    takes: Duration = Field(ge=0, description="How long it takes. [s]")


class Neighbour(Described):
    """Someone in the building next door who reaches people at a window along a ledge."""

    building: str = Field(description="A neighbour building.")
    ledge: str = Field(description="The ledge along which the window is reached.")
    age: float = Field(default=40.0, ge=14, le=90, description="Strength falls with it. [year]")
    sex: Literal["female", "male"] = Field(default="male", description="Body measures and strength follow from it.")
    stature: Length = Field(default=1.75, gt=1.2, le=2.4, description="Reach and straddle follow from it. [m]")
    notices: Literal["smell", "signal", "told"] | Duration = Field(
        default="signal",
        description="First cue: smell of smoke near the building, a person signalling at a window, or a time. [s]",
    )
    decides: Duration = Field(default=30.0, ge=0, description="From the cue to setting out. [s]")
    willing: Fraction | bool = Field(
        default=True,
        ge=0,
        le=1,
        description="Goes out on the ledge at all: yes, no, or the probability, drawn once for a run.",
    )
    way: tuple[Task, ...] = Field(default=(), description="The steps to the place of rescue.")
    receiver: bool = Field(
        default=True, description="Someone stands inside the neighbour building and takes each person over."
    )
    takes: Literal["time left", "infants first", "as they stand"] = Field(
        default="time left",
        description="Order: least time left first and dependants before adults; youngest first; or as they come.",
    )


class Crew(Described):
    """A fire-service crew."""

    arrives: Duration | None = Field(default=None, ge=0, description="Pinned time of arrival after ignition. [s]")
    call_handling: Duration = Field(default=60.0, ge=0, description="From call to alert. [s]")
    turnout_and_travel: Duration = Field(default=420.0, ge=0, description="Median from alert to arrival. [s]")
    spread: float = Field(
        default=0.3, ge=0, le=2, description="Standard deviation of the logarithm of turnout and travel. [-]"
    )
    ladder_reach: Length = Field(
        default=0.0,
        ge=0,
        le=100,
        description="Height of the highest sill an aerial or portable ladder reaches; 0 is none. [m]",
    )
    ladder_setup: Duration = Field(default=180.0, ge=0, description="From arrival to the first window. [s]")
    ladder_facades: tuple[str, ...] | None = Field(
        default=None, description="Façades where it can stand; default those with ladder access."
    )
    ladder_per_person: Duration = Field(default=150.0, gt=0, description="Per adult brought down. [s]")
    hoods: int = Field(default=0, ge=0, le=50, description="Smoke hoods carried for people led down the stair.")
    stair_setup: Duration = Field(default=240.0, ge=0, description="From arrival to entering the stair. [s]")
    climb_per_storey: Duration = Field(default=25.0, gt=0, description="Time to climb one storey with equipment. [s]")
    escort_speed: Speed = Field(default=0.5, gt=0, description="Of a person led down under a hood. [m/s]")
    water_after: Duration | None = Field(
        default=300.0, ge=0, description="From arrival to water on the fire; none for a crew without hose. [s]"
    )
    knockdown: Duration = Field(default=60.0, gt=0, description="Time in which water brings the fire to 1/e. [s]")
    stops_below: Fraction = Field(
        default=0.02, ge=0, lt=1, description="Part of the heat release below which the fire counts as out. [-]"
    )
    opens_smoke_vent: bool = Field(
        default=True, description="The crew opens the vent at the head of the stair on arrival."
    )
    closes_fire_door: bool = Field(
        default=False, description="The crew shuts the door of the burning flat when it reaches it."
    )
