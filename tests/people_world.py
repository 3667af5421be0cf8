"""A made-up building for the tests of people and rescue: constant gas, no smoke solver."""

from __future__ import annotations

import numpy as np
from numba import njit

from palier.engine import arrays as A
from palier.engine.assemble import assemble_openings, assemble_rooms
from palier.engine.assemble_instruments import assemble_instruments
from palier.engine.assemble_people import PeoplePart, assemble_people
from palier.engine.burning import new_fire_state
from palier.engine.crews import douse
from palier.engine.detectors import detectors_step, initial_alarm_state
from palier.engine.habits import PERSONAL
from palier.engine.log import initial_events
from palier.engine.occupants import people_step
from palier.engine.reference import Reference
from palier.engine.responders import initial_responder_state, initial_team_state, responders_step
from palier.engine.scene import initial_scene, look_at_the_air, people_state
from palier.engine.triggers import assemble_triggers
from palier.scenario.habits import Habits
from palier.scenario.scenario import Scenario

ALIKE = {  # what habits alone say is the same for everybody
    part: {f"{name}_spread": 0.0 for name in PERSONAL if name in type(getattr(Habits(), part)).model_fields}
    for part in Habits.model_fields
}
ALIKE["awareness"]["sleeps_through_smoke"] = 0.0
PLAIN = {"investigates": False, "fetches": False, "warns": True, "seals": False}  # what is drawn is pinned


def block(
    storeys=7, people=None, neighbours=None, crews=None, alarms=None, fires=None, habits=None, seed=1, run=0, **building
):
    """A stair with one flat of hall and bedroom per storey; landing k, hall k, bed k; crossing 4, 3, 5 m."""
    rooms, openings, flights = {}, {}, {}
    for k in range(storeys):
        rooms[f"landing {k}"] = dict(storey=k, width=3, depth=3, kind="landing", stair="s", crossing=4)
        rooms[f"hall {k}"] = dict(storey=k, width=3, depth=2, flat=f"flat {k}", crossing=3)
        rooms[f"bed {k}"] = dict(storey=k, width=4, depth=4, flat=f"flat {k}", crossing=5)
        openings[f"entrance {k}"] = dict(kind="door", between=[f"landing {k}", f"hall {k}"])
        openings[f"bed door {k}"] = dict(kind="door", between=[f"hall {k}", f"bed {k}"], width=0.8, state="open")
        openings[f"window {k}"] = dict(
            kind="window", between=[f"bed {k}", "outside"], sill=1.0, height=1.2, facade="street"
        )
        if k:
            flights[f"flight {k}"] = dict(between=[f"landing {k - 1}", f"landing {k}"], length=8, opening_area=2.0)
    openings["street door"] = dict(kind="door", between=["landing 0", "outside"], state="open")
    described = dict(
        rooms=rooms, openings=openings, flights=flights, facades={"street": {}, "court": {"ladder_access": False}}
    )
    for key, value in building.items():
        described[key] = {**described.get(key, {}), **value}
    return Scenario.model_validate(
        dict(
            building=described,
            people={name: PLAIN | household for name, household in (people or {}).items()},
            neighbours=neighbours or {},
            crews=crews or {},
            alarms=alarms or {},
            fires=fires or {},
            habits={part: pinned | (habits or {}).get(part, {}) for part, pinned in ALIKE.items()},
            simulation=dict(seed=seed, run=run),
        )
    )


def smoke_half(scenario: Scenario) -> tuple[list[str], list[str], A.Rooms, A.Openings]:
    """Rooms and openings as arrays; nothing blows, leaks or fails."""
    rooms = list(scenario.building.rooms)
    openings = [name for name, each in scenario.building.openings.items() if each.kind != "hatch"]
    room_arrays, _ = assemble_rooms(scenario)
    opening_arrays = assemble_openings(scenario, rooms, list(scenario.building.facades))
    m = len(openings)
    return (
        rooms,
        openings,
        room_arrays,
        opening_arrays._replace(
            leak_width=np.zeros(m),
            wind_pressure=np.zeros(m),
            breaks_at=np.full(m, np.inf),
            fails_after=np.full(m, np.inf),
        ),
    )


def clean_gas(n_rooms: int) -> A.Gas:
    """Fresh air everywhere, the layer at the ceiling."""
    shape = (n_rooms + 1, 2)
    return A.Gas(
        interface=np.full(n_rooms + 1, 2.5),
        temperature=np.full(shape, 293.15),
        extinction=np.zeros(shape),
        o2=np.full(shape, 0.209),
        co2=np.full(shape, 4e-4),
        co=np.zeros(shape),
        hcn=np.zeros(shape),
        irritant=np.zeros(shape),
        radiant_flux=np.zeros(n_rooms + 1),
        flames=np.zeros(n_rooms + 1),
        smoulders=np.zeros(n_rooms + 1),
    )


@njit(error_model="numpy")  # not kept: kept code would not follow when what it calls changes
def advance(first, last, dt, model, gas, opening, vent, fan, fire, alarms, people, teams, responders, events):
    """The loop of people and rescuers alone, gas held as it is."""
    look_at_the_air(gas, people.air)
    for k in range(first, last):
        now = (k + 1) * dt
        detectors_step(now, dt, model, gas, alarms, events)
        people_step(now, dt, opening, alarms, people, teams, events)
        douse(now, model.fires.room, fire, people)
        responders_step(now, dt, model, gas, opening, vent, fan, fire, people, teams, responders, events)


class World:
    """A scenario with a gas that the test sets, and the loop of people and responders alone."""

    def __init__(self, scenario: Scenario, dt: float = 0.5) -> None:
        self.rooms, self.openings, room_arrays, opening_arrays = smoke_half(scenario)
        self.part: PeoplePart = assemble_people(scenario, self.rooms, self.openings, room_arrays, opening_arrays)
        part = self.part
        n_fires = len(scenario.fires)
        vents = A.Vents(
            *[np.zeros(0, np.int64 if f in ("below", "above", "is_smoke_vent") else float) for f in A.Vents._fields]
        )
        fans = A.Fans(*[np.zeros(0, np.int64 if f in ("source", "target") else float) for f in A.Fans._fields])
        slabs = A.Slabs(*[np.zeros((0, 1)) for _ in A.Slabs._fields])
        fires = A.Fires(*[np.zeros(n_fires, np.int64 if f == "room" else float) for f in A.Fires._fields])
        fires = fires._replace(room=np.array([self.rooms.index(f.room) for f in scenario.fires.values()], np.int64))
        fuels = A.Fuels(*[np.zeros(0) for _ in A.Fuels._fields])
        instruments = assemble_instruments(scenario, self.rooms)
        triggers = assemble_triggers(scenario, self.openings, [])
        self.model = A.Model(
            room_arrays, opening_arrays, vents, fans, slabs, fires, fuels, part.people, part.households, part.links,
            part.alarms, part.teams, part.responders, part.habits, instruments, triggers, 283.15, 1800.0, 5.0, dt,
        )  # fmt: skip
        self.dt = dt
        self.gas = clean_gas(len(self.rooms))
        self.opening_state = opening_arrays.state.copy()
        self.vent_state = np.zeros(0)
        self.fan_state = np.zeros(0)
        self.fire = new_fire_state(self.model)
        self.fire.ignited[:] = 0.0
        self.alarms = initial_alarm_state(self.model)
        self.scene = initial_scene(self.model, np.ones(len(self.openings)))
        self.teams = initial_team_state(self.model)
        self.responders = initial_responder_state(self.model)
        self.log = initial_events(self.model)
        self.steps = 0

    def run(self, until: float) -> World:
        """March to a time. [s]"""
        last = round(until / self.dt)
        model, gas, fire, alarms, people, teams, responders, log = (
            Reference(each)
            for each in (
                self.model, self.gas, self.fire, self.alarms, self.scene, self.teams, self.responders, self.log
            )
        )  # fmt: skip
        advance(
            self.steps, last, self.dt, model, gas, self.opening_state, self.vent_state, self.fan_state, fire, alarms,
            people, teams, responders, log,
        )  # fmt: skip
        self.steps = max(self.steps, last)
        return self

    def events(self, code: int) -> list[tuple[float, int, int, float]]:
        """Time, subject, object and value of every event of a code."""
        n = self.log.count[0]
        assert n <= len(self.log.time)
        return [
            (float(self.log.time[k]), int(self.log.subject[k]), int(self.log.object[k]), float(self.log.value[k]))
            for k in range(n)
            if self.log.code[k] == code
        ]

    def person(self, name: str) -> int:
        return self.part.person_names.index(name)

    @property
    def people(self) -> A.PeopleState:
        return people_state(self.scene)

    def room(self, name: str) -> int:
        return self.rooms.index(name)

    def where(self, name: str) -> str:
        return [*self.rooms, "outside"][self.people.room[self.person(name)]]

    def smoke(self, room: str, extinction: float, **both: float) -> None:
        """Fill a room with smoke from floor to ceiling."""
        at = self.room(room)
        self.gas.interface[at] = 0.0
        self.gas.extinction[at] = extinction
        for name, value in both.items():
            getattr(self.gas, name)[at] = value
