"""The compiled loop: smoke, openings, people and rescuers, step by step."""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numba.core import types

from palier.engine.arrays import (
    Alarms,
    AlarmState,
    Events,
    Fans,
    Fires,
    Fuels,
    Model,
    Openings,
    ResponderState,
    Rooms,
    Scene,
    Slabs,
    TeamState,
    Vents,
)
from palier.engine.bodies import look_at_windows
from palier.engine.burning import FireState, new_fire_state
from palier.engine.compiled import inner, kernel
from palier.engine.crews import douse
from palier.engine.detectors import detectors_step, initial_alarm_state
from palier.engine.entry import Entry, EntryType, NoEntry, run
from palier.engine.failures import OpeningState, fail_openings, new_opening_state, tell_of_fires
from palier.engine.history import Balance
from palier.engine.holding import bring_all_up_to_date
from palier.engine.instrument_arrays import OPENING, VENT, Instruments, Triggers
from palier.engine.instruments import SPRINKLER, InstrumentState, initial_instruments, instruments_step, show_targets
from palier.engine.log import initial_events
from palier.engine.occupants import people_step
from palier.engine.recording import keep
from palier.engine.reference import Reference
from palier.engine.responders import initial_responder_state, initial_team_state, responders_step
from palier.engine.scene import initial_scene, look_at_the_air
from palier.engine.smoke import RUNNING, Smoke, advance_smoke, new_balance, new_smoke
from palier.engine.target_convection import read_gauges
from palier.engine.zones import Zones, initial_zones, update_layers


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
    instruments: Instruments
    triggers: Triggers
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
        model.instruments,
        model.triggers,
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
    instruments: InstrumentState
    people: Scene
    teams: TeamState
    responders: ResponderState
    events: Events
    balance: Balance


def initial_state(model: Model) -> State:
    """The building as it is when the clock starts."""
    zones = initial_zones(model, model.slabs.capacity.shape[1])
    smoke = new_smoke(model)
    update_layers(Reference(model.rooms), Reference(zones), Reference(smoke.layers))
    return State(
        zones,
        new_fire_state(model),
        new_opening_state(model),
        smoke,
        initial_alarm_state(model),
        initial_instruments(model.instruments, model.rooms, model.fires, model.triggers),
        initial_scene(model, zones.sealed),
        initial_team_state(model),
        initial_responder_state(model),
        initial_events(model),
        new_balance(zones),
    )


STEP = (types.float64, types.float64)  # time or now, and span


class Steps(NamedTuple):
    """The kernels that the loop consists of, each compiled by itself."""

    smoke: Any
    people: Any
    things: Any
    writing: Any


@cache
def types_of_steps(fabric: types.Type, state: types.Type, recorder: types.Type) -> Steps:
    """Of which type each kernel is."""
    given = (*STEP, fabric, state)
    return Steps(
        smoke=EntryType(types.int64, given),
        people=EntryType(types.none, given),
        things=EntryType(types.none, given),
        writing=EntryType(types.none, (types.int64, types.int64, types.float64, fabric, state, recorder)),
    )


def needed(state: State) -> list[str]:
    """Names of the kernels that such a state asks for: nobody waits for those of people where there are none."""
    return [name for name in Steps._fields if name != "people" or _is_inhabited.py_func(state)]


@cache
def _entry(name: str, kind: EntryType) -> Entry:
    return Entry(getattr(KERNELS, name), kind)


def is_loaded(state: State) -> bool:
    """Whether this process has the kernels that such a state asks for."""
    return all(kernel.signatures for kernel in (drive, *[getattr(KERNELS, name) for name in needed(state)]))


def march(first: int, last: int, every: int, fabric: Reference, state: Reference, recorder: Reference) -> Any:
    """March to each of the rows `first` to `last - 1` of the history, `every` macro steps apart, and write it.

    Row 0 is what there is before anything moves.
    Returns the status, 0 if all is well, and the rows that are then written.
    """
    kinds, names = types_of_steps(fabric.type, state.type, recorder.type), needed(state.whole)
    steps = [_entry(name, kind) if name in names else NoEntry(kind) for name, kind in kinds._asdict().items()]
    return drive(first, last, every, Steps(*steps), fabric, state, recorder)


def compile_drive(fabric: types.Type, state: types.Type, recorder: types.Type) -> None:
    """Compile what calls the kernels; it need not wait for them."""
    steps = types.NamedTuple(types_of_steps(fabric, state, recorder), Steps)
    drive.compile((types.int64, types.int64, types.int64, steps, fabric, state, recorder))


@kernel
def drive(first, last, every, steps, fabric, state, recorder):
    """As `march`, by the kernels `steps`."""
    for row in range(first, last):
        if row > 0:
            status = _advance((row - 1) * every, row * every, steps, fabric, state)
            if status != RUNNING:
                return status, row
        run(steps.writing, (row, last, row * every * fabric.longest_step, fabric, state, recorder))
    return RUNNING, last


@kernel
def write_down(row, last, time, fabric, state, recorder):
    """Write the present state as row `row`; with the last of all, what is held is brought to the present."""
    _read_instruments(fabric, state)
    keep(row, time, state, recorder)
    if row + 1 == last and last == recorder.outline.shape[0]:
        bring_all_up_to_date(fabric.slabs, state.zones, state.smoke.solid, state.smoke.faces)


@inner
def _read_instruments(fabric, state):
    """Bring to the present what is only worked out when it is written down."""
    targets, own = fabric.instruments.targets, state.instruments
    show_targets(
        fabric.longest_step,
        fabric.rooms,
        fabric.openings,
        fabric.fires,
        state.zones,
        state.smoke.layers,
        state.smoke.flows,
        targets,
        own,
    )
    read_gauges(targets, own.targets)


@inner
def _trip(triggers, targets, zones, fire, now):
    """Open or ignite what a target sets off: by the temperature of its front, or by what falls on it."""
    for k in range(triggers.what.size):
        target = triggers.target[k]
        flux = targets.flux[target, 0]
        incident = (flux[0] + flux[1] + flux[2]) / triggers.emissivity[k]
        if targets.front[target] < triggers.above[k] and incident < triggers.flux[k]:
            continue
        which = triggers.which[k]
        if triggers.what[k] == OPENING:
            zones.opening[which] = triggers.then[k]
        elif triggers.what[k] == VENT:
            zones.vent[which] = triggers.then[k]
        elif fire.ignited[which] == np.inf:
            fire.ignited[which] = now


@inner
def _spray(detectors, active, place):
    """Tell people in which rooms sprinklers have opened."""
    for k in range(detectors.room.size):
        if detectors.kind[k] == SPRINKLER and active[k] == 1 and detectors.spray_density[k] > 0.0:
            place[detectors.room[k]].sprays = 1


@kernel
def people_step_by_step(time, span, fabric, state):
    """Show people what they see, and advance all that lives or warns by `span` from `time`. [s]

    They read the smoke at its end.
    """
    parts = max(1, int(np.ceil(span / PEOPLE_STEP - 1e-9)))
    short = span / parts
    look_at_windows(fabric.openings, state.smoke.flows, state.people.door)
    look_at_the_air(state.smoke.gas, state.people.air)
    for piece in range(parts):
        live(time + (piece + 1) * short, short, fabric, state)


@inner
def live(now, dt, fabric, state):
    """Advance detectors, people and rescuers by the step `dt` that ends at `now`. [s]"""
    gas, opening = state.smoke.gas, state.zones.opening
    detectors_step(now, dt, fabric, gas, state.alarms, state.events)
    people_step(now, dt, opening, state.alarms, state.people, state.teams, state.events)
    douse(now, fabric.fires.room, state.fire, state.people)
    responders_step(
        now,
        dt,
        fabric,
        gas,
        opening,
        state.zones.vent,
        state.zones.fan,
        state.fire,
        state.people,
        state.teams,
        state.responders,
        state.events,
    )


@kernel
def smoke_step(time, span, fabric, state):
    """Advance smoke, heat and fires by `span` from `time`; returns the status, 0 if all is well. [s]"""
    return advance_smoke(
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


@kernel
def things_step(now, span, fabric, state):
    """Advance targets and detectors, and what gives way to fire, by the step `span` that ends at `now`. [s]"""
    instruments_step(
        now,
        span,
        fabric.rooms,
        fabric.openings,
        fabric.slabs,
        fabric.fires,
        state.zones,
        state.smoke.layers,
        state.smoke.flows,
        state.fire,
        state.smoke.faces,
        fabric.instruments,
        state.instruments,
    )
    _spray(fabric.instruments.detectors, state.instruments.detectors.active, state.people.place)
    _trip(fabric.triggers, state.instruments.targets, state.zones, state.fire, now)
    fail_openings(
        now, span, fabric.rooms, fabric.openings, state.smoke.gas, state.zones.opening, state.openings, state.events
    )
    tell_of_fires(now, span, fabric.fires, state.fire, state.openings, state.events)


KERNELS = Steps(smoke_step, people_step_by_step, things_step, write_down)


@inner
def _is_inhabited(state):
    """Whether there is anybody, or anything that warns."""
    return state.people.who.size > 0 or state.alarms.tripped_at.size > 0 or state.responders.table.size > 0


@inner
def _advance(first, last, steps, fabric, state):
    """Take macro steps `first` to `last - 1`.

    Step k brings the clock from k h to (k + 1) h, h = `longest_step`; people read the smoke at its end and what they
    open or shut counts from the next step on. Returns the status, 0 if all is well.
    """
    span = fabric.longest_step
    inhabited = _is_inhabited(state)
    for k in range(first, last):
        time = k * span
        status = run(steps.smoke, (time, span, fabric, state))
        if status != RUNNING:
            return status
        if inhabited:
            run(steps.people, (time, span, fabric, state))
        run(steps.things, (time + span, span, fabric, state))
    return RUNNING
