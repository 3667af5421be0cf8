"""The whole scenario, and the variants that it names."""

from __future__ import annotations

import math
from typing import Any, Literal

from pydantic import Field, model_validator

from palier.scenario.building import Building, Described, Site
from palier.scenario.fire import FireItem
from palier.scenario.habits import Habits
from palier.scenario.instruments import Detector, Target
from palier.scenario.people import Alarm, Household
from palier.scenario.responders import Crew, Neighbour
from palier.scenario.units import Duration, Fraction


class Simulation(Described):
    """How long, how often results are kept, and the seed of everything drawn."""

    duration: Duration = Field(
        default=1800.0,
        gt=0,
        le=604800,
        description="Time simulated, from the first ignition; from its flames on where a fire smoulders first. [s]",
    )
    output_every: Duration = Field(default=5.0, ge=0.1, le=86400, description="Time between two kept states. [s]")
    seed: int = Field(default=1, ge=0, description="Number from which everything drawn follows.")
    run: int = Field(
        default=0, ge=0, description="Number of the run within a study; with the seed it fixes every draw."
    )
    longest_step: Duration = Field(default=1.0, ge=0.01, le=5, description="Largest time step of the smoke solver. [s]")
    speed_in_smoke: Literal["fridolf", "frantzich", "purser"] = Field(
        default="fridolf",
        description="Law by which smoke slows people: Fridolf et al. 2019 by visibility, Frantzich and Nilsson 2003 as "
        "a part of the own speed, Purser and McAllister 2016 for irritant smoke.",
    )
    dose: Literal["purser", "iso 13571", "purser 2008"] = Field(
        default="purser",
        description="Laws of dose. `purser`: COHb by the Coburn-Forster-Kane equation over the COHb at which each "
        "person collapses, cyanide, lack of oxygen and irritants added, radiant heat by q^1.33; `iso 13571`: carbon "
        "monoxide and cyanide by concentration, the same for everybody, radiant heat by q^1.9; `purser 2008`: carbon "
        "monoxide by Stewart's line with the own breathing and limit, the older forms of cyanide and of what carbon "
        "dioxide adds, as programs that follow the SFPE Handbook's 4th edition reckon.",
    )
    hot_air: Literal["light clothes", "clothed", "humid"] = Field(
        default="light clothes",
        description="Law of hot air: on bare or lightly clothed skin, as people are at home and at night; fully "
        "clothed; or in smoke with more than 10 % of water vapour.",
    )
    smokers: Fraction = Field(
        default=0.25, ge=0, le=1, description="Part of those over 18 who smoke, whose COHb is 3 to 8 % before."
    )

    @property
    def step(self) -> float:
        """Time step: the longest allowed that fits a whole number of times between two kept states. [s]"""
        return self.output_every / math.ceil(self.output_every / self.longest_step - 1e-9)


class Note(Described):
    """Where a value comes from: what the report lists as an assumption."""

    path: str = Field(description="Dotted path of the value in the scenario, e.g. `fires.sofa.peak`.")
    value: str
    status: Literal["known", "assumed", "conflict"]
    source: str | None = None
    reason: str | None = None


Measure = Literal["smoke vent", "alarms", "closers", "sprinklers"]


class Variant(Described):
    """The same scenario with named changes.

    `close` and `open` take names of openings (`*` stands for anything), `remove` names of
    whatever the scenario has, `set` dotted paths, `add` ready-made measures by name or entries
    by section.
    """

    description: str | None = Field(default=None, description="A sentence for the report.")
    close: tuple[str, ...] = Field(default=(), description="Openings shut from the start.")
    open: tuple[str, ...] = Field(default=(), description="Openings open from the start.")
    remove: tuple[str, ...] = Field(
        default=(), description="Names of crews, neighbours, alarms, households, fires, openings."
    )
    measures: tuple[Measure, ...] = Field(
        default=(),
        description="Ready-made measures; `add: smoke vent` is understood too. `smoke vent`: 1 m² at the head of every "
        "stair, open from the start; `alarms`: a smoke alarm in every flat that has none, heard in that flat; "
        "`closers`: every door between a flat, a corridor and a stair shuts itself and starts shut; `sprinklers`: one "
        "at the ceiling of every room of every flat that has none.",
    )
    add: dict[str, dict[str, Any]] = Field(
        default_factory=dict, description="Entries by section, such as `alarms: {hall: {room: hall}}`."
    )
    set: dict[str, Any] = Field(
        default_factory=dict, description="New values by dotted path, such as `crews.ladder.arrives: 9 min`."
    )

    @model_validator(mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        told = dict(value)
        for key in ("close", "open", "remove", "measures"):
            if isinstance(told.get(key), str):
                told[key] = (told[key],)
        added = told.get("add")
        if added is not None and not isinstance(added, dict):
            entries = list(added) if isinstance(added, list | tuple) else [added]
            sections: dict[str, Any] = {}
            for section in (entry for entry in entries if isinstance(entry, dict)):
                for key, new in section.items():
                    sections[key] = {**sections[key], **new} if key in sections and isinstance(new, dict) else new
            told["add"] = sections
            told["measures"] = (*told.get("measures", ()), *(entry for entry in entries if not isinstance(entry, dict)))
        return told


class Scenario(Described):
    """A building, a fire, the people in it and those who come to help."""

    title: str = Field(default="untitled", description="What the report is headed with.")
    description: str | None = Field(default=None, description="A few sentences for the report.")
    site: Site = Field(default_factory=Site, description="Where the building stands, and the weather.")
    building: Building = Field(description="Everything that smoke and people move through.")
    fires: dict[str, FireItem] = Field(default_factory=dict, description="What burns.")
    people: dict[str, Household] = Field(
        default_factory=dict,
        description="Households; a name such as `flat-*-right` puts one into every flat that matches.",
    )
    habits: Habits = Field(
        default_factory=Habits, description="What people and rescuers are wont to do and bear: the assumptions."
    )
    alarms: dict[str, Alarm] = Field(default_factory=dict, description="Detectors and their sounders.")
    targets: dict[str, Target] = Field(default_factory=dict, description="Objects whose heating is followed.")
    detectors: dict[str, Detector] = Field(
        default_factory=dict, description="Heat and smoke detectors and sprinklers at their places."
    )
    neighbours: dict[str, Neighbour] = Field(
        default_factory=dict, description="People next door who help along a ledge."
    )
    crews: dict[str, Crew] = Field(default_factory=dict, description="Fire-service crews.")
    simulation: Simulation = Field(default_factory=Simulation, description="How long, how often kept, and the seed.")
    variants: dict[str, Variant] = Field(default_factory=dict, description="The same scenario with named changes.")
    notes: tuple[Note, ...] = ()
    source_text: str = Field(default="", repr=False, description="The file as it was read.")

    @property
    def inhabited(self) -> bool:
        """Whether there is anybody, or anything that warns."""
        return bool(self.people or self.alarms or self.neighbours or self.crews)

    @property
    def duration(self) -> float:
        """Time simulated, with that for which a fire that begins by the clock smoulders before its flames. [s]"""
        told, every = self.simulation.duration, self.simulation.output_every
        begun = (fire for fire in self.fires.values() if fire.ignition.at is not None and fire.ignition.at < told)
        smoulders = max((fire.smoulders_for for fire in begun), default=0.0)
        return told + math.ceil(smoulders / every) * every
