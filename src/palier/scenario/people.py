"""The people: households, who looks after whom, and what each is likely to do; and the alarms that warn them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from palier.scenario.building import Described
from palier.scenario.units import Age, Duration, Extinction, Fraction, Length, Mass, Power, Speed, Temperature

Impaired = Literal["no", "moderately", "heavily"]


class Member(Described):
    """One person. Everything but the age has a default that follows from age and sex."""

    name: str | None = Field(default=None, description="For the report; default the household's name and a number.")
    age: Age = Field(ge=0, le=115, description="[year]; 5 months is 0.42, and `5 months` is understood")
    sex: Literal["female", "male"] | None = Field(default=None, description="Drawn if not given.")
    mass: Mass | None = Field(
        default=None, gt=1, le=300, description="Body mass; default follows from age and sex. [kg]"
    )
    stature: Length | None = Field(default=None, gt=0.3, le=2.4, description="Default follows from age and sex. [m]")
    mobility: Literal["unaided", "cane", "frame", "wheelchair", "bedridden"] = Field(
        default="unaided", description="What helps the person to walk."
    )
    asleep: bool | None = Field(default=None, description="Default: as the household.")
    impaired: Impaired | None = Field(default=None, description="By drink or drugs; default: as the household.")
    beside: bool | None = Field(
        default=None,
        description="Whether a fire that begins in the room where the person is begins on or beside them: in the bed, "
        "the chair, the clothes. Default: as the household.",
    )
    room: str | None = Field(default=None, description="Where the person is at the start; default the household's.")
    carer: str | None = Field(
        default=None,
        description="Who carries or leads this person; default the first capable adult, or who carries least so far.",
    )
    carried: bool | None = Field(
        default=None, description="Whether the carer carries this person or leads them; default carried under 4 years."
    )
    speed: Speed | None = Field(default=None, gt=0, le=4, description="Unimpeded walking speed on the level. [m/s]")
    speed_down_stairs: Speed | None = Field(
        default=None,
        gt=0,
        le=3,
        description="The same down a stair, along the slope; default 0.6 of that on the level, drawn as of `habits: "
        "mobility` with a cane or a frame, and none in a wheelchair or of the bedridden. [m/s]",
    )
    speed_up_stairs: Speed | None = Field(
        default=None, gt=0, le=3, description="The same up a stair; default 0.47 of that on the level. [m/s]"
    )
    cohb: float | None = Field(
        default=None,
        ge=0,
        le=15,
        description="COHb before the fire, in per cent; default 0.8, of smokers drawn between 3 and 8.",
    )
    collapses_at: float | None = Field(
        default=None,
        ge=16,
        le=60,
        description="COHb at which the person collapses, in per cent, whatever he or she does; default by age and "
        "exertion, 40 at rest, 30 at light and 20 at heavy work for an adult, 25 for a small child.",
    )
    susceptibility: float | None = Field(
        default=None,
        gt=0.05,
        le=20,
        description="Factor on the dose of gas that overcomes this person; drawn, median 1, if not given. What kills "
        "has the same rank among people, unless `dies_at` says otherwise.",
    )
    dies_at: float | None = Field(
        default=None,
        gt=0.05,
        le=20,
        description="Factor on the COHb and the dose of gas that kill this person; default drawn, median 1, with the "
        "rank of the susceptibility.",
    )
    cries: Fraction | bool | None = Field(
        default=None,
        ge=0,
        le=1,
        description="Probability that a child under 3 cries, and breathes faster, when smoke stings or it is handed "
        "over; default as of `habits`.",
    )

    @model_validator(mode="before")
    @classmethod
    def _age_alone(cls, value: object) -> object:
        return {"age": value} if isinstance(value, int | float | str) and not isinstance(value, bool) else value


class Household(Described):
    """People who belong together and, if they can, move together."""

    flat: str | None = Field(default=None, description="The flat they live in.")
    room: str | None = Field(
        default=None, description="Where they are at the start; default the first room of the flat that has a window."
    )
    members: tuple[Member, ...] = Field(min_length=1, description="Ages alone, or persons with more said about them.")
    asleep: bool = Field(default=False, description="Whether they sleep when the fire starts.")
    impaired: Impaired = Field(
        default="no",
        description="Whether its adults are impaired by drink, drugs or sleeping pills: they wake and get ready later "
        "and walk more slowly, as of `habits`.",
    )
    beside: Fraction | bool | None = Field(
        default=None,
        ge=0,
        le=1,
        description="Probability that one of them, the first named, is on or beside what burns if a fire begins in the "
        "room where they are; default as of `habits`.",
    )
    does: Literal["go", "stay", "stay put", "search", "return"] = Field(
        default="go",
        description="What they do once they know: try to leave; stay and shut the door; `stay put`, which is to stay "
        "unless the fire begins in their own flat, and then to leave; look through every room of the own flat before "
        "leaving; or leave, and go back once for one of the household who was left behind.",
    )
    exit: str | None = Field(
        default=None,
        description="Name of the opening by which they leave the building, as long as they can reach it; default: the "
        "quickest.",
    )
    starts: Duration | None = Field(
        default=None,
        ge=0,
        description="Pinned time at which they set out (or begin to search), in place of the drawn pre-movement. [s]",
    )
    pre_movement_median: Duration | None = Field(
        default=None, gt=0, description="Median time from first cue to setting out. [s]"
    )
    investigates: Fraction | bool | None = Field(
        default=None,
        ge=0,
        le=1,
        description="Probability that one of them first looks out of the entrance when the cue does not say what the "
        "matter is (an alarm, a smell, crackling, shouting); yes/no pins it; default as of `habits`.",
    )
    fights: Fraction | bool = Field(
        default=False,
        ge=0,
        le=1,
        description="Probability that an adult who sees a small fire in the own flat tries to put it out. Off by "
        "default, so that a fire that is described burns as described.",
    )
    fights_up_to: Power = Field(
        default=100e3,
        gt=0,
        le=2e6,
        description="Largest heat release that they take on, and that a bucket, a blanket or an extinguisher puts out; "
        "an assumption. [W]",
    )
    dresses_for: Duration | None = Field(
        default=None,
        ge=0,
        le=3600,
        description="Time to dress after pre-movement; default drawn as of `habits` for sleepers, none for others. [s]",
    )
    fetches: Fraction | bool | None = Field(
        default=None,
        ge=0,
        le=1,
        description="Probability of getting things or a pet to take along, for the time of `habits`; default as there.",
    )
    warns: Fraction | bool | None = Field(
        default=None,
        ge=0,
        le=1,
        description="Probability that they knock on the doors of landings they pass; default as of `habits`.",
    )
    takes_in: Fraction | bool | None = Field(
        default=None,
        ge=0,
        le=1,
        description="Probability that, once they know of the fire and are at home, they let people in who look for "
        "shelter; default as of `habits`.",
    )
    phones: tuple[str, ...] = Field(
        default=(), description="Households of this building that they ring up once they know, in this order."
    )
    seals: Fraction | bool | None = Field(
        default=None,
        ge=0,
        le=1,
        description="Probability that they stuff wet cloth into the gaps of the doors of a refuge when there is smoke "
        "behind them; default as of `habits`.",
    )
    jumps: Fraction | bool = Field(
        default=False,
        ge=0,
        le=1,
        description="Probability that an adult who waits at an open window, with nobody in their care, jumps when less "
        "than a minute is left. Off by default: nobody knows how often people do. Always reported.",
    )
    breaks_window: bool = Field(
        default=True, description="In a refuge where no window opens they break a pane when the air becomes unbearable."
    )
    turns_back_below: Length | None = Field(
        default=None, ge=0, le=30, description="Visibility at which they refuse to go on; drawn if not given. [m]"
    )
    leaves_door_open: Fraction | bool | None = Field(
        default=None, description="Probability that a door without closer is left open; yes/no pins it."
    )
    opens_window: bool = Field(default=True, description="At a window in a refuge they open it and signal.")
    leans_out: Fraction | None = Field(
        default=None,
        ge=0,
        le=1,
        description="Part of the time that those at an open window have their head outside; default drawn as of "
        "`habits`.",
    )
    calls: bool = Field(default=True, description="They telephone the fire service when they know of the fire.")


class Alarm(Described):
    """A detector and the sounders it drives."""

    room: str = Field(description="Where the detector hangs.")
    kind: Literal["smoke", "heat"] = Field(default="smoke", description="What it responds to.")
    extinction: Extinction = Field(
        default=0.27,
        gt=0,
        description="At the ceiling, trips a smoke alarm; 0.27 1/m is 23.9 % obscuration per metre. [1/m]",
    )
    temperature: Temperature = Field(default=330.15, description="Element temperature that trips a heat alarm. [K]")
    lag: Duration = Field(
        default=50.0,
        gt=0,
        description="Of a heat alarm's element behind the gas; 50 s are an RTI of 50 (m s)^0.5 in a flow of 1 m/s, an "
        "assumption. [s]",
    )
    sounds_in: Literal["room", "flat", "building"] = Field(default="flat", description="Where its sounders are.")
    level: float = Field(default=85.0, gt=30, le=130, description="Sound level at 3 m. [dBA]")
    works: bool = Field(default=True, description="`no` for an alarm that is out of order.")
