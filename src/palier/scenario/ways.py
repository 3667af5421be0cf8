"""The ways by which a crew takes people out: each with its set-up, times, capacity and what the crew can stand."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from palier.scenario.building import Described
from palier.scenario.units import Duration, Length, Speed, Temperature


class Way(Described):
    """What all ways share. Each has a pair of its own, and all ways of a crew are worked at once."""

    set_up: Duration = Field(default=180.0, ge=0, description="From arrival to the first person. [s]")
    breathing_apparatus: bool = Field(default=True, description="Worn, so that smoke does not stop the pair.")
    stands_smoke: Length = Field(
        default=3.0, ge=0, description="Visibility under which a pair without breathing apparatus does not go. [m]"
    )
    stands_heat: Temperature = Field(
        default=393.15, gt=273, lt=800, description="Gas temperature that stops the pair. [K]"
    )


class Stair(Way):
    """Up the stair, and down again with people under smoke hoods, or one by one without."""

    kind: Literal["stair"] = Field(description="Says that it is this way.")
    set_up: Duration = Field(default=240.0, ge=0, description="From arrival to entering the stair. [s]")
    hoods: int = Field(
        default=0, ge=0, le=50, description="Smoke hoods; as many go at once. None: one at a time, breathing the smoke."
    )
    per_person: Duration = Field(default=30.0, gt=0, description="To fit a hood and agree, or to take hold. [s]")
    climb_per_storey: Duration = Field(default=25.0, gt=0, description="Time to climb one storey with equipment. [s]")
    speed: Speed = Field(default=0.5, gt=0, description="Of a person led down; dragging takes twice as long. [m/s]")


class RoofHatch(Way):
    """From the roof through a hatch or skylight, and up again with people under smoke hoods, or one by one without."""

    kind: Literal["roof hatch"] = Field(description="Says that it is this way.")
    hatch: str = Field(description="An opening of kind hatch under the open sky; it is opened when the pair is ready.")
    set_up: Duration = Field(default=300.0, ge=0, description="From arrival to the hatch, over the next roof. [s]")
    hoods: int = Field(default=0, ge=0, le=50, description="Smoke hoods; as many go at once. None: one at a time.")
    per_person: Duration = Field(default=45.0, gt=0, description="To fit a hood and lift a person through. [s]")
    climb_per_storey: Duration = Field(default=20.0, gt=0, description="Time to climb down one storey. [s]")
    speed: Speed = Field(default=0.4, gt=0, description="Of a person led up. [m/s]")


class Ladder(Way):
    """What the ladders share."""

    facades: tuple[str, ...] | None = Field(
        default=None, description="Façades where it is used; default all that it can come to."
    )
    per_metre: float = Field(default=4.7, ge=0, description="Seconds per able adult and metre of height. [s/m]")
    per_person: Duration = Field(default=55.0, gt=0, description="Per able adult, besides. [s]")
    changes: Duration = Field(default=60.0, ge=0, description="From one window to another. [s]")


class AerialLadder(Ladder):
    """A turntable ladder or platform on a vehicle, on façades with ladder access."""

    kind: Literal["aerial ladder"] = Field(description="Says that it is this way.")
    rescue_height: Length = Field(default=23.0, gt=0, le=100, description="Highest sill, as rated. [m]")
    outreach: Length = Field(default=12.0, gt=0, le=60, description="Horizontal distance at which that holds. [m]")


class PortableLadder(Ladder):
    """A ladder that is carried, also into a courtyard."""

    kind: Literal["portable ladder"] = Field(description="Says that it is this way.")
    set_up: Duration = Field(default=82.0, ge=0, description="From arrival to the first person. [s]")
    length: Length = Field(default=8.4, gt=0, le=30, description="Of the ladder. [m]")
    per_metre: float = Field(default=11.0, ge=0, description="Seconds per able adult and metre of height. [s/m]")
    per_person: Duration = Field(default=3.0, gt=0, description="Per able adult, besides. [s]")
    changes: Duration = Field(default=82.0, ge=0, description="From one window to another. [s]")


class HookLadder(Ladder):
    """Climbed from window to window; people are lowered on a rope."""

    kind: Literal["hook ladder"] = Field(description="Says that it is this way.")
    set_up: Duration = Field(default=60.0, ge=0, description="From arrival to the foot of the wall. [s]")
    per_metre: float = Field(default=6.0, ge=0, description="Seconds of lowering per metre of height. [s/m]")
    per_person: Duration = Field(default=60.0, gt=0, description="To tie on and clear the sill. [s]")
    climb_per_metre: float = Field(default=12.5, gt=0, description="Seconds of climbing to the window per metre. [s/m]")


AnyWay = Annotated[Stair | RoofHatch | AerialLadder | PortableLadder | HookLadder, Field(discriminator="kind")]
