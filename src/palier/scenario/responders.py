"""Those who come to help: neighbours and fire-service crews."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from palier.scenario.building import Described
from palier.scenario.units import Duration, Fraction, Length, Temperature
from palier.scenario.ways import AnyWay


class Task(Described):
    """One step of a responder's way, with the time it takes."""

    task: str = Field(description="What is done, in words.")
    takes: Duration = Field(ge=0, description="How long it takes. [s]")


class Neighbour(Described):
    """Someone in the building next door who reaches people at a window: along a ledge, or from window to window."""

    building: str = Field(description="A neighbour building.")
    ledge: str | None = Field(default=None, description="The ledge along which the window is reached; or:")
    window_gap: str | None = Field(default=None, description="The window gap across which people are passed.")
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
    takes: Literal["time left", "infants first", "first come", "as they stand"] = Field(
        default="time left",
        description="Order: least time left first and dependants before adults; youngest first; who has waited longest "
        "at the window; or as the file names them.",
    )
    risk_of_falling: Fraction | None = Field(
        default=None,
        ge=0,
        le=1,
        description="Per hand-over; default from 0.001 well within reach to 0.01 at its limit, an assumption. [-]",
    )
    stands_smoke: Length = Field(
        default=3.0, ge=0, description="Visibility at the window under which the hand-over stops. [m]"
    )
    stands_heat: Temperature = Field(
        default=333.15, gt=273, lt=800, description="Gas temperature at the window that stops the hand-over. [K]"
    )


_NOW_A_WAY = {
    "ladder_reach": "{kind: aerial ladder, rescue_height: 23 m}",
    "ladder_setup": "{kind: aerial ladder, set_up: 3 min}",
    "ladder_facades": "{kind: aerial ladder, facades: [street]}",
    "ladder_per_person": "{kind: aerial ladder, per_person: 55 s}",
    "hoods": "{kind: stair, hoods: 4}",
    "escort_speed": "{kind: stair, speed: 0.5 m/s}",
}  # fields that a crew had before version 0.2, and where they are now


class Crew(Described):
    """A fire-service crew."""

    arrives: Duration | None = Field(default=None, ge=0, description="Pinned time of arrival after ignition. [s]")
    call_handling: Duration = Field(default=60.0, ge=0, description="From call to alert. [s]")
    turnout_and_travel: Duration = Field(default=420.0, ge=0, description="Median from alert to arrival. [s]")
    spread: float = Field(
        default=0.3, ge=0, le=2, description="Standard deviation of the logarithm of turnout and travel. [-]"
    )
    ways: tuple[AnyWay, ...] = Field(default=(), description="How it takes people out.")
    stair_setup: Duration = Field(default=240.0, ge=0, description="From arrival to entering the stair with hose. [s]")
    climb_per_storey: Duration = Field(default=25.0, gt=0, description="Time to climb one storey with equipment. [s]")
    water_after: Duration | None = Field(
        default=300.0, ge=0, description="From arrival to water on the fire; none for a crew without hose. [s]"
    )
    knockdown: Duration = Field(default=60.0, gt=0, description="Time in which water brings the fire to 1/e. [s]")
    stops_below: Fraction = Field(
        default=0.02, ge=0, lt=1, description="Part of the heat release below which the fire counts as out. [-]"
    )
    opens_smoke_vent: bool = Field(default=True, description="The crew opens the vent at the head of the stair.")
    vent_after: Duration = Field(
        default=60.0,
        ge=0,
        description="From arrival to the vent standing open: a minute with a control at the street door; who has to go "
        "over the roof needs several. Both are assumptions. [s]",
    )
    airs_stair: bool = Field(
        default=True,
        description="Once in the stair, the crew opens its windows at each landing that it finds smoky, and the hose "
        "keeps the street door open.",
    )
    airs_flat: bool = Field(
        default=True,
        description="When what it has put water on in a flat is out, the crew opens the windows of the flat's rooms.",
    )
    tells_to_stay: bool = Field(
        default=True,
        description="At each landing that it finds smoky, the crew knocks and tells those behind the doors to stay in "
        "and shut the door.",
    )
    fan: str | None = Field(
        default=None,
        description="A fan of the building that the crew brings, such as one that blows through the street door into "
        "the stair; it stands still until then.",
    )
    fan_after: Duration = Field(default=240.0, ge=0, description="From arrival to the fan running. [s]")
    closes_fire_door: bool = Field(
        default=False, description="The crew shuts the door of the burning flat when it reaches it."
    )

    @model_validator(mode="before")
    @classmethod
    def _no_ways_of_old(cls, told: object) -> object:
        old = [key for key in _NOW_A_WAY if isinstance(told, dict) and key in told]
        if old:
            raise ValueError(
                f"'{old[0]}' belongs to a way of the crew now: write 'ways: [{_NOW_A_WAY[old[0]]}]' in its place"
            )
        return told
