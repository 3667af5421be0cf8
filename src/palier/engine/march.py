"""The compiled loop: smoke, openings, people and rescuers, step by step."""

from typing import NamedTuple

import numpy as np
from numba import njit

from palier.engine.arrays import (
    FUEL,
    H2O,
    TRACE,
    UPPER,
    Alarms,
    AlarmState,
    Events,
    Fans,
    Fires,
    Floats,
    Fuels,
    Ints,
    Model,
    Openings,
    PeopleState,
    ResponderState,
    Rooms,
    Slabs,
    TeamState,
    Vents,
)
from palier.engine.burning import FireState, new_fire_state
from palier.engine.detectors import detectors_step, initial_alarm_state
from palier.engine.failures import OpeningState, fail_openings, new_opening_state, tell_of_fires
from palier.engine.history import Balance, History
from palier.engine.log import initial_events
from palier.engine.occupants import people_step
from palier.engine.responders import initial_responder_state, initial_team_state, responders_step
from palier.engine.scene import initial_people_state
from palier.engine.smoke import RUNNING, Smoke, advance_smoke, new_balance, new_smoke
from palier.engine.zones import Zones, initial_zones, update_layers
from palier.physics.combustion import M_H2O
from palier.physics.gas import MOLAR_MASS_AIR

M_FUEL = 0.1  # molar mass that unburnt fuel vapour is told with, about that of heptane. [kg/mol]


class Fabric(NamedTuple):
    """The part of the model that the loop itself reads; people and rescuers carry their own tables."""

    rooms: Rooms
    openings: Openings
    vents: Vents
    fans: Fans
    slabs: Slabs
    fires: Fires
    fuels: Fuels
    alarms: Alarms
    longest_step: float


def fabric_of(model: Model) -> Fabric:
    """What the loop reads of a model."""
    return Fabric(
        model.rooms,
        model.openings,
        model.vents,
        model.fans,
        model.slabs,
        model.fires,
        model.fuels,
        model.alarms,
        model.longest_step,
    )


PEOPLE_STEP = 0.5  # longest step of people and rescuers; a smoke step is cut into as many as needed. [s]


class State(NamedTuple):
    """Everything that the loop advances."""

    zones: Zones
    fire: FireState
    openings: OpeningState
    smoke: Smoke
    alarms: AlarmState
    people: PeopleState
    teams: TeamState
    responders: ResponderState
    events: Events
    balance: Balance


def initial_state(model: Model) -> State:
    """The building as it is when the clock starts."""
    zones = initial_zones(model, model.slabs.capacity.shape[1])
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

    def floats(*shape: int) -> Floats:
        return np.zeros((times, *shape))

    def ints(*shape: int) -> Ints:
        return np.zeros((times, *shape), np.int64)

    return History(
        time=floats(),
        interface=floats(rooms),
        upper_volume=floats(rooms),
        temperature=floats(rooms, 2),
        extinction=floats(rooms, 2),
        o2=floats(rooms, 2),
        co2=floats(rooms, 2),
        co=floats(rooms, 2),
        hcn=floats(rooms, 2),
        irritant=floats(rooms, 2),
        h2o=floats(rooms, 2),
        fuel=floats(rooms, 2),
        trace=floats(rooms, 2),
        pressure=floats(rooms),
        fire_power=floats(fires),
        fire_supply=floats(fires),
        fire_diameter=floats(fires),
        room_power=floats(rooms),
        opening_state=floats(openings),
        opening_flow=floats(openings, 2),
        vent_state=floats(vents),
        vent_flow=floats(vents, 2),
        fan_flow=floats(model.fans.flow.size),
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
def march(first, last, fabric, state):
    """Take macro steps `first` to `last - 1`.

    Step k brings the clock from k h to (k + 1) h, h = `longest_step`; people read the smoke at its end and what they
    open or shut counts from the next step on. Returns the status, 0 if all is well.
    """
    span = fabric.longest_step
    parts = max(1, int(np.ceil(span / PEOPLE_STEP - 1e-9)))
    short = span / parts
    gas = state.smoke.gas
    opening = state.zones.opening
    for k in range(first, last):
        time = k * span
        status = advance_smoke(
            time,
            span,
            span,
            fabric.rooms,
            fabric.openings,
            fabric.vents,
            fabric.fans,
            fabric.slabs,
            fabric.fires,
            fabric.fuels,
            state.zones,
            state.fire,
            state.smoke,
            state.balance,
        )
        if status != RUNNING:
            return status
        for part in range(parts):
            now = time + (part + 1) * short
            detectors_step(now, short, fabric, gas, state.alarms, state.events)
            people_step(now, short, fabric, gas, opening, state.alarms, state.people, state.teams, state.events)
            responders_step(
                now,
                short,
                fabric,
                gas,
                opening,
                state.zones.vent,
                state.fire,
                state.people,
                state.teams,
                state.responders,
                state.events,
            )
        now = time + span
        fail_openings(now, span, fabric.rooms, fabric.openings, gas, opening, state.openings, state.events)
        tell_of_fires(now, span, fabric.fires.room, state.fire, state.openings, state.events)
    return RUNNING


def keep(row: int, time: float, state: State, history: History) -> None:
    """Write the present state into one row of the history."""
    gas, layers, people = state.smoke.gas, state.smoke.layers, state.people
    n = history.pressure.shape[1]
    history.time[row] = time
    history.interface[row] = layers.interface[:n]
    history.upper_volume[row] = layers.volume[:n, UPPER]
    history.temperature[row] = layers.temperature[:n]
    history.extinction[row] = gas.extinction[:n]
    history.o2[row] = gas.o2[:n]
    history.co2[row] = gas.co2[:n]
    history.co[row] = gas.co[:n]
    history.hcn[row] = gas.hcn[:n]
    history.irritant[row] = gas.irritant[:n]
    history.h2o[row] = layers.fraction[:n, :, H2O] * (MOLAR_MASS_AIR / M_H2O)
    history.fuel[row] = layers.fraction[:n, :, FUEL] * (MOLAR_MASS_AIR / M_FUEL)
    history.trace[row] = layers.fraction[:n, :, TRACE] * layers.density[:n]
    history.pressure[row] = layers.pressure[:n]
    history.fire_power[row] = state.fire.power
    history.fire_supply[row] = state.fire.supply
    history.fire_diameter[row] = state.fire.diameter
    history.room_power[row] = state.fire.room_power
    history.opening_state[row] = state.zones.opening
    flow = state.smoke.flows.opening
    history.opening_flow[row] = flow.reshape(-1, 2, 2).sum(axis=2)
    history.vent_state[row] = state.zones.vent
    history.vent_flow[row] = state.smoke.flows.vent
    history.fan_flow[row] = state.smoke.flows.fan
    history.wall_temperature[row] = state.zones.solid[:, 0].reshape(n, 4)
    history.person_status[row] = people.status
    history.person_room[row] = people.room
    history.person_link[row] = people.link
    history.person_along[row] = np.divide(
        people.progress, people.leg, out=np.zeros_like(people.leg), where=people.leg > 0.0
    )
    history.person_fed[row] = people.fed
    history.person_heat[row] = people.fed_heat
    history.person_left[row] = people.left
