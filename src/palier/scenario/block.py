"""What a block template may say: storeys of flats around one or two stairs."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from palier.scenario.building import Described, named_state
from palier.scenario.problems import nearest
from palier.scenario.units import Area, DurationOrNever, Fraction, Length, TemperatureOrNever


class BlockRoom(Described):
    """A room that is repeated on every storey."""

    width: Length = Field(default=4.0, gt=0, le=100, description="Along the section. [m]")
    depth: Length = Field(default=4.0, gt=0, le=100, description="Across the section. [m]")
    height: Length | None = Field(default=None, gt=0, le=20, description="Default: storey height less 0.3 m. [m]")
    window: str | None = Field(default=None, description="The façade that its window is in; none without.")
    behind: str | None = Field(
        default=None,
        description="The room of the flat that its door leads to; default the first room, behind the entrance.",
    )
    ceiling: str | None = Field(default=None, description="Name of a lining.")
    walls: str | None = Field(default=None, description="Name of a lining.")
    floor: str | None = Field(default=None, description="Name of a lining.")

    @field_validator("window", mode="before")
    @classmethod
    def _yes_or_no(cls, value: object) -> object:
        if value is False or value in ("no", "none"):
            return None
        return "street" if value is True or value == "yes" else value


class BlockDoor(Described):
    """The doors of one kind, all alike."""

    width: Length = Field(default=0.9, gt=0, le=10, description="Clear width. [m]")
    height: Length = Field(default=2.0, gt=0, le=10, description="Clear height. [m]")
    state: Fraction = Field(default=0.0, ge=0, le=1, description="`open`, `shut`, `ajar` or a part. [-]")
    closer: bool = Field(default=False, description="It shuts itself.")
    leakage: Area | None = Field(default=None, ge=0, description="Free area when shut. [m2]")
    fails_after: DurationOrNever | None = Field(default=None, gt=0, description="Time above 300 °C; `never`. [s]")

    _named = field_validator("state", mode="before")(named_state)


class BlockWindow(Described):
    """The windows, all alike; one of them is changed under `openings`."""

    width: Length = Field(default=1.2, gt=0, le=10, description="Clear width. [m]")
    height: Length = Field(default=1.3, gt=0, le=10, description="Clear height. [m]")
    sill: Length = Field(default=0.9, ge=0, le=10, description="Above the floor. [m]")
    state: Fraction = Field(default=0.0, ge=0, le=1, description="`open`, `shut`, `ajar` or a part. [-]")
    leakage: Area | None = Field(default=None, ge=0, description="Free area when shut. [m2]")
    breaks_at: TemperatureOrNever | None = Field(default=None, description="Gas temperature; `never`. [K]")
    operable: bool = Field(default=True, description="People can open it.")

    _named = field_validator("state", mode="before")(named_state)


class BlockFlight(Described):
    """The flights of stairs, all alike."""

    width: Length = Field(default=1.0, gt=0, le=10, description="Clear width. [m]")
    length: Length | None = Field(
        default=None,
        gt=0,
        le=100,
        description="Walked between two landings; default the slope and 1.5 m of half landing. [m]",
    )
    riser: Length = Field(default=0.178, gt=0.05, le=0.3, description="Height of a step. [m]")
    tread: Length = Field(default=0.279, gt=0.1, le=0.5, description="Depth of a step. [m]")
    opening_area: Area | None = Field(
        default=None,
        gt=0,
        description="Free area that gas passes between two landings: an open well; default the winding passage of a "
        "stair with closed risers, width x storey height across the slope of the steps. [m2]",
    )
    resistance: float = Field(default=1.0, gt=0, le=1, description="Factor on the discharge coefficient. [-]")


class BlockVent(Described):
    """A smoke vent in the roof over the stair."""

    width: Length = Field(default=1.0, gt=0, le=10, description="One side. [m]")
    height: Length = Field(default=1.0, gt=0, le=10, description="Its second side. [m]")
    state: Fraction = Field(default=0.0, ge=0, le=1, description="`open`, `shut` or a part. [-]")

    _named = field_validator("state", mode="before")(named_state)


def _default_flats() -> dict[str, dict[str, BlockRoom]]:
    def flat() -> dict[str, BlockRoom]:
        return {
            "hall": BlockRoom(width=1.5, depth=4.0),
            "living": BlockRoom(width=5.0, depth=4.0, window="street"),
            "bedroom": BlockRoom(width=3.5, depth=4.0, window="yard"),
        }

    return {"left": flat(), "right": flat()}


class Block(Described):
    """Storeys of flats around one or two stairs."""

    storeys: int = Field(ge=1, le=150, description="How many, the ground floor included.")
    flats: dict[str, dict[str, BlockRoom]] = Field(
        default_factory=_default_flats,
        min_length=1,
        description="Flats of a storey by name, each with its rooms by name; the first room lies behind the entrance. "
        "The first half of the flats lies left of the stair.",
    )
    flats_from: int = Field(default=1, ge=0, le=150, description="Lowest storey with flats.")
    stair: Literal["open", "enclosed"] = Field(
        default="open",
        description="`open`: flats open on the landings. `enclosed`: a corridor and a door lie between.",
    )
    stairs: Literal[1, 2] = Field(default=1, description="The second stands at the other end of a corridor.")
    ceiling_height: Length | None = Field(
        default=None, gt=0, le=20, description="Default: storey height less 0.3 m. [m]"
    )
    landing: BlockRoom = Field(
        default=BlockRoom(width=2.5, depth=5.0, floor="concrete"), description="Landing and stair shaft."
    )
    corridor: BlockRoom | None = Field(
        default=None, description="Between flats and stair; default 3 m by 1.5 m, or 12 m by 1.5 m between two stairs."
    )
    entrance_hall: BlockRoom | None = Field(
        default=None, description="Between the foot of the stair and the street; none without."
    )
    flight: BlockFlight = Field(default=BlockFlight(), description="Of every stair.")
    entrance_doors: BlockDoor = Field(default=BlockDoor(), description="Of the flats.")
    inner_doors: BlockDoor = Field(default=BlockDoor(width=0.8, state=1.0), description="Inside the flats.")
    stair_doors: BlockDoor = Field(default=BlockDoor(closer=True), description="Of an enclosed stair.")
    street_door: BlockDoor = Field(default=BlockDoor(width=1.0, height=2.1, leakage=0.02), description="Of the house.")
    windows: BlockWindow = Field(default=BlockWindow(), description="Of the flats.")
    smoke_vent: BlockVent | None = Field(default=None, description="At the head of every stair; none without.")
    facade_leakage: float = Field(
        default=1.7e-4,
        ge=0,
        le=0.1,
        description="Cracks of an outside wall, area per area; 1.7e-4 is an average wall of NFPA 92, as quoted. [-]",
    )
    stair_leakage: float = Field(
        default=1.1e-4,
        ge=0,
        le=0.1,
        description="Cracks of the stair's wall to the outside, area per area; 1.1e-4 is average, same source. [-]",
    )

    @field_validator("flats")
    @classmethod
    def _rooms_of_flats(cls, flats: dict[str, dict[str, BlockRoom]]) -> dict[str, dict[str, BlockRoom]]:
        for name, rooms in flats.items():
            if not rooms:
                raise ValueError(f"flat '{name}' has no rooms")
            first = next(iter(rooms))
            for room, described in rooms.items():
                if described.behind is None:
                    continue
                if room == first:
                    raise ValueError(f"'{first}' lies behind the entrance of flat '{name}', so it takes no 'behind'")
                if described.behind not in rooms or described.behind == room:
                    others = [other for other in rooms if other != room]
                    raise ValueError(
                        f"room '{room}' of flat '{name}' lies behind '{described.behind}', which is not another room "
                        f"of that flat. {nearest(described.behind, others)}"
                    )
        return flats
