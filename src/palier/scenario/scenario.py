"""The whole scenario, and the variants that it names."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from palier.scenario.building import Building, Described, Site
from palier.scenario.fire import FireItem
from palier.scenario.people import Alarm, Household
from palier.scenario.responders import Crew, Neighbour
from palier.scenario.units import Duration


class Simulation(Described):
    """How long, how often results are kept, and the seed of everything drawn."""

    duration: Duration = Field(default=1800.0, gt=0, le=86400, description="[s]")
    output_every: Duration = Field(default=5.0, ge=0.5, le=600, description="[s]")
    seed: int = Field(default=1, ge=0)
    run: int = Field(default=0, ge=0, description="Number of the run within a study; with the seed it fixes every draw.")
    longest_step: Duration = Field(default=0.5, gt=0, le=5, description="Largest time step of the smoke solver. [s]")


class Note(Described):
    """Where a value comes from: what the report lists as an assumption."""

    path: str = Field(description="Dotted path of the value in the scenario, e.g. `fires.sofa.peak`.")
    value: str
    status: Literal["known", "assumed", "conflict"]
    source: str | None = None
    reason: str | None = None


class Variant(Described):
    """The same scenario with named changes. `add` and `remove` take names, `set` takes dotted paths."""

    description: str | None = None
    close: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    add: dict[str, Any] = Field(default_factory=dict)
    remove: tuple[str, ...] = ()
    set: dict[str, Any] = Field(default_factory=dict)


class Scenario(Described):
    """A building, a fire, the people in it and those who come to help."""

    title: str = "untitled"
    description: str | None = None
    site: Site = Field(default_factory=Site)
    building: Building
    fires: dict[str, FireItem] = Field(default_factory=dict)
    people: dict[str, Household] = Field(default_factory=dict)
    alarms: dict[str, Alarm] = Field(default_factory=dict)
    neighbours: dict[str, Neighbour] = Field(default_factory=dict)
    crews: dict[str, Crew] = Field(default_factory=dict)
    simulation: Simulation = Field(default_factory=Simulation)
    variants: dict[str, Variant] = Field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    source_text: str = Field(default="", repr=False, description="The file as it was read.")
