"""The compiled loop: smoke, openings, people and rescuers, step by step."""

from typing import NamedTuple

import numpy as np
from numba import njit

from palier.engine.arrays import (
    Balance,
    Events,
    Floats,
    History,
    Model,
    PeopleState,
    ResponderState,
    TeamState,
)
from palier.engine.burning import FireState, new_fire_state
from palier.engine.detectors import detectors_step, initial_alarm_state
from palier.engine.failures import OpeningState, fail_openings, new_opening_state, tell_of_fires
from palier.engine.log import initial_events
from palier.engine.occupants import people_step
from palier.engine.responders import initial_responder_state, initial_team_state, responders_step
from palier.engine.scene import initial_people_state
from palier.engine.smoke import RUNNING, Smoke, advance_smoke, new_balance, new_smoke
from palier.engine.zones import Zones, initial_zones, update_layers

PEOPLE_STEP = 0.5  # longest step of people and rescuers; a smoke step is cut into as many as needed. [s]


class State(NamedTuple):
    """Everything that the loop advances."""

    zones: Zones
    fire: FireState
    openings: OpeningState
    smoke: Smoke
    alarms: Floats
    people: PeopleState
    teams: TeamState
    responders: ResponderState
    events: Events
    balance: Balance


def initial_state(model: Model) -> State:
    """The building as it is when the clock starts."""
    zones = initial_zones(model, model.slabs.spacing.shape[1] + 1)
    smoke = new_smoke(model)
    update_layers(model.rooms, zones, smoke.layers)
    return State(
        zones,
        new_fire_state(model),
        new_opening_state(model),
        smoke,
        initial_alarm_state(model),
        initial_people_state(model),
        initial_team_state(model),
        initial_responder_state(model),
        initial_events(model),
        new_balance(zones),
    )


def new_history(model: Model) -> History:
    """Space for what is kept."""
    times = int(np.floor(model.duration / model.output_every + 1e-9)) + 1
    rooms, openings, vents = model.rooms.floor_area.size, model.openings.a.size, model.vents.below.size
    fires, people = model.fires.room.size, model.people.age.size
    floats = lambda *shape: np.zeros((times, *shape))  # noqa: E731
    ints = lambda *shape: np.zeros((times, *shape), np.int64)  # noqa: E731
    return History(
        time=floats(),
        interface=floats(rooms),
        temperature=floats(rooms, 2),
        extinction=floats(rooms, 2),
        o2=floats(rooms, 2),
        co2=floats(rooms, 2),
        co=floats(rooms, 2),
        hcn=floats(rooms, 2),
        irritant=floats(rooms, 2),
        pressure=floats(rooms),
        fire_power=floats(fires),
        room_power=floats(rooms),
        opening_state=floats(openings),
        opening_flow=floats(openings, 2),
        vent_state=floats(vents),
        vent_flow=floats(vents, 2),
        wall_temperature=floats(rooms, 4),
        person_status=ints(people),
        person_room=ints(people),
        person_link=ints(people),
        person_along=floats(people),
        person_fed=floats(people),
        person_heat=floats(people),
        person_left=floats(people),
    )


@njit(cache=True, error_model="numpy")
def march(first, last, model, state, history):
    """Take macro steps `first` to `last - 1`, keeping history on the way.

    Step k brings the clock from k h to (k + 1) h, h = `longest_step`; people read the smoke at its end and what they
    open or shut counts from the next step on. Returns the status, 0 if all is well.
    """
    span = model.longest_step
    every = max(1, int(round(model.output_every / span)))
    parts = max(1, int(np.ceil(span / PEOPLE_STEP - 1e-9)))
    short = span / parts
    if first == 0:
        keep(0, 0.0, model, state, history)
    for k in range(first, last):
        time = k * span
        status = advance_smoke(time, span, model, state.zones, state.fire, state.smoke, state.balance)
        if status != RUNNING:
            return status
        now = (k + 1) * span
        gas = state.smoke.gas
        opening = state.zones.opening
        for part in range(parts):
            _people(time + (part + 1) * short, short, model, state)
        fail_openings(now, span, model, gas, opening, state.openings, state.events)
        tell_of_fires(now, span, model, state.fire, state.openings, state.events)
        if (k + 1) % every == 0 and (k + 1) // every < history.time.size:
            keep((k + 1) // every, now, model, state, history)
    return RUNNING


@njit(cache=True, error_model="numpy")
def _people(now, span, model, state):
    """Detectors, people and rescuers, in the smoke as it is at the end of the macro step."""
    gas = state.smoke.gas
    opening = state.zones.opening
    detectors_step(now, span, model, gas, state.alarms, state.events)
    people_step(now, span, model, gas, opening, state.alarms, state.people, state.teams, state.events)
    responders_step(
        now,
        span,
        model,
        gas,
        opening,
        state.zones.vent,
        state.fire.water_at,
        state.people,
        state.teams,
        state.responders,
        state.events,
    )


@njit(cache=True, error_model="numpy")
def keep(row, time, model, state, history):
    """Write the present state into one row of the history."""
    gas = state.smoke.gas
    history.time[row] = time
    for i in range(model.rooms.floor_area.size):
        history.interface[row, i] = state.smoke.layers.interface[i]
        history.pressure[row, i] = state.smoke.layers.pressure[i]
        history.room_power[row, i] = state.fire.room_power[i]
        for layer in range(2):
            history.temperature[row, i, layer] = state.smoke.layers.temperature[i, layer]
            history.extinction[row, i, layer] = gas.extinction[i, layer]
            history.o2[row, i, layer] = gas.o2[i, layer]
            history.co2[row, i, layer] = gas.co2[i, layer]
            history.co[row, i, layer] = gas.co[i, layer]
            history.hcn[row, i, layer] = gas.hcn[i, layer]
            history.irritant[row, i, layer] = gas.irritant[i, layer]
        for face in range(4):
            history.wall_temperature[row, i, face] = state.zones.solid[4 * i + face, 0]
    history.fire_power[row] = state.fire.power
    history.opening_state[row] = state.zones.opening
    history.vent_state[row] = state.zones.vent
    flow = state.smoke.flows.opening
    for o in range(flow.shape[0]):
        history.opening_flow[row, o, 0] = flow[o, 0] + flow[o, 1]
        history.opening_flow[row, o, 1] = flow[o, 2] + flow[o, 3]
    history.vent_flow[row] = state.smoke.flows.vent
    people = state.people
    for p in range(people.status.size):
        history.person_status[row, p] = people.status[p]
        history.person_room[row, p] = people.room[p]
        history.person_link[row, p] = people.link[p]
        history.person_along[row, p] = people.progress[p] / people.leg[p] if people.leg[p] > 0.0 else 0.0
        history.person_fed[row, p] = people.fed[p]
        history.person_heat[row, p] = people.fed_heat[p]
        history.person_left[row, p] = people.left[p]
