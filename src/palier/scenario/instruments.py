"""What is measured in the building: targets that are heated, and detectors and sprinklers that act."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from palier.scenario.building import Described, Position
from palier.scenario.units import Extinction, Length, Speed, Temperature

FACING: dict[str, tuple[float, float, float]] = {  # outward normal of the front: what the target looks at
    "ceiling": (0.0, 0.0, 1.0),
    "floor": (0.0, 0.0, -1.0),
    "left": (-1.0, 0.0, 0.0),
    "right": (1.0, 0.0, 0.0),
    "front": (0.0, -1.0, 0.0),
    "back": (0.0, 1.0, 0.0),
}


class Target(Described):
    """A small piece of material that gas, flames and surfaces heat: a cable, a steel member, a gauge."""

    room: str = Field(description="Where it is.")
    position: Position = Field(description="Along width, depth and height from the room's corner. [m]")
    facing: Literal["ceiling", "floor", "left", "right", "front", "back", "fire"] | tuple[float, float, float] = Field(
        default="ceiling",
        description="What its front looks at (`fire`: the first fire of the room), or its normal.",
    )
    material: str = Field(default="steel", description="Name of a lining, which gives its thickness too.")
    shape: Literal["plate", "cylinder"] = Field(default="plate", description="A cylinder is as thick as wide.")
    depth: Length = Field(default=0.0, ge=0, description="Below the front: where its inner temperature is told. [m]")
    adiabatic: bool = Field(default=False, description="It gains no heat: its temperature is the adiabatic one.")
    convection: tuple[float, float] | None = Field(
        default=None, description="Heat transfer coefficients of front and back, in place of natural. [W/m2/K]"
    )


class Detector(Described):
    """A heat or smoke detector or a sprinkler. What sounds for people is an alarm, a section of its own."""

    room: str = Field(description="Where it is.")
    position: Position = Field(description="Along width, depth and height from the room's corner. [m]")
    kind: Literal["heat", "smoke", "sprinkler"] = Field(description="What it is.")
    temperature: Temperature = Field(default=330.37, gt=250, lt=2000, description="At which its element acts. [K]")
    extinction: Extinction = Field(
        default=0.2735, ge=0, description="At which a smoke detector acts; default 23.93 % of the light a metre. [1/m]"
    )
    response_time_index: float = Field(default=50.0, ge=0, le=2000, description="RTI. [m^0.5 s^0.5]")
    spray_density: Speed = Field(default=7e-5, ge=0, le=0.1, description="Water of a sprinkler per area. [m/s]")
    wets: Literal["furnishings", "cribs"] = Field(
        default="furnishings",
        description="How its spray brings a fire down: as that of furnishings that are not shielded (Madrzykowski and "
        "Vettori 1992), or as that of cribs, which takes eight times as long and bounds all (Evans 1993).",
    )
