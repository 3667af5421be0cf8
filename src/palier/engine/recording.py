"""Writes the state of the loop into the history."""

import math
from typing import Any, NamedTuple

import numpy as np

from palier.engine.arrays import FUEL, H2O, TRACE, UPPER, Ints, Model
from palier.engine.compiled import inner
from palier.engine.fingerprint import Words, new_lanes, take_in
from palier.engine.history import OF_LANDINGS, WHOLE_NUMBERS, History, Outline
from palier.engine.holding import surface_now
from palier.physics.combustion import M_H2O
from palier.physics.gas import MOLAR_MASS_AIR

M_FUEL = 0.1  # molar mass that unburnt fuel vapour is told with, about that of heptane. [kg/mol]


class Recorder(NamedTuple):
    """What the loop writes down: every row of the history, or one row over and over that is taken in as it is written.

    Of the one row, while it is at hand in the processor, the outline is copied and the fingerprint is led on. So a
    study neither writes nor reads again the megabytes of a history of which it keeps a few numbers.
    """

    history: History  # [n_rows, ...]; row k of the run is written into row k modulo n_rows
    words: Words  # [n_words] those of the one row, as they lie in memory; empty if none is to be taken in
    chosen: Ints  # [n_chosen] which of them the outline has
    outline: Words  # [n_times, n_chosen]
    lanes: Words  # [LANES] of the fingerprint


def kept_times(model: Model) -> int:
    """How many rows a history has."""
    return int(np.floor(model.duration / model.output_every + 1e-9)) + 1


def new_history(model: Model, rows: int) -> History:
    """Space for so many rows."""
    shapes = _shapes(model)
    block = np.zeros(rows * sum(map(math.prod, shapes.values())))  # one column after the other in one piece of memory
    columns, first = [], 0
    for name in History._fields:
        shape = (rows, *shapes[name])
        words = block[first : (first := first + math.prod(shape))]
        columns.append(_typed(name, words).reshape(shape))
    return History._make(columns)


def in_full(model: Model, rows: int | None = None) -> Recorder:
    """What keeps every row, or the last rows."""
    times, nothing = kept_times(model), np.zeros(0, np.uint64)
    history = new_history(model, times if rows is None else rows)
    return Recorder(history, nothing, nothing.view(np.int64), np.zeros((times, 0), np.uint64), new_lanes())


def in_outline(model: Model) -> Recorder:
    """What keeps the outline of every row, and the fingerprint."""
    row = new_history(model, 1)
    block: Any = row.time.base
    chosen = np.concatenate([places.ravel() for places in _places(model)])
    outline = np.empty((kept_times(model), chosen.size), np.uint64)
    return Recorder(row, block.view(np.uint64), chosen, outline, new_lanes())


def outline_of(model: Model, recorder: Recorder, rows: int) -> Outline:
    """The first rows of the outline that was kept."""
    columns, first = [], 0
    for name, places in zip(Outline._fields, _places(model), strict=True):
        words = recorder.outline[:rows, first : first + places.size].view(np.float64)
        columns.append(_typed(name, words).reshape(rows, *places.shape))
        first += places.size
    return Outline._make(columns)


def _places(model: Model) -> list[Ints]:
    """Which words of a row each column of the outline has, in the shape that it has in a row."""
    shapes, first, start = _shapes(model), dict[str, int](), 0
    for name in History._fields:
        first[name] = start
        start += math.prod(shapes[name])
    landings = np.flatnonzero(model.rooms.is_landing)
    found = []
    for name in Outline._fields:
        shape = shapes[name]
        words = np.arange(first[name], first[name] + math.prod(shape)).reshape(shape)
        found.append(words[landings] if name in OF_LANDINGS else words)
    return found


def _typed(name: str, words: Any) -> Any:
    return words.view(np.int64) if name in WHOLE_NUMBERS else words


def _shapes(model: Model) -> dict[str, tuple[int, ...]]:
    """Of one row of each column."""
    rooms, openings, vents = model.rooms.floor_area.size, model.openings.a.size, model.vents.below.size
    fires, people = model.fires.room.size, model.people.age.size
    targets, detectors = model.instruments.targets.room.size, model.instruments.detectors.room.size
    return dict(
        time=(),
        interface=(rooms,),
        upper_volume=(rooms,),
        temperature=(rooms, 2),
        extinction=(rooms, 2),
        o2=(rooms, 2),
        co2=(rooms, 2),
        co=(rooms, 2),
        hcn=(rooms, 2),
        irritant=(rooms, 2),
        h2o=(rooms, 2),
        fuel=(rooms, 2),
        trace=(rooms, 2),
        pressure=(rooms,),
        fire_power=(fires,),
        fire_supply=(fires,),
        fire_diameter=(fires,),
        room_power=(rooms,),
        opening_state=(openings,),
        opening_flow=(openings, 2),
        vent_state=(vents,),
        vent_flow=(vents, 2),
        fan_flow=(model.fans.flow.size,),
        target_gas=(targets,),
        target_front=(targets,),
        target_inner=(targets,),
        target_back=(targets,),
        target_flux=(targets, 2, 7),
        detector_element=(detectors,),
        detector_active=(detectors,),
        detector_gas=(detectors,),
        detector_velocity=(detectors,),
        wall_temperature=(rooms, 4),
        person_status=(people,),
        person_room=(people,),
        person_link=(people,),
        person_along=(people,),
        person_cohb=(people,),
        person_fed_co=(people,),
        person_fed_hcn=(people,),
        person_fed_o2=(people,),
        person_fed=(people,),
        person_heat=(people,),
        person_left=(people,),
    )


@inner
def keep(row, time, state, recorder):
    """Write down the present state as row `row` of the run."""
    record(row % recorder.history.time.size, time, state, recorder.history)
    if recorder.words.size > 0:
        _take_up(row, recorder.words, recorder.chosen, recorder.outline, recorder.lanes)


@inner
def _take_up(row, words, chosen, outline, lanes):
    """Copy the outline of the row that has been written, and take all of it into the fingerprint.

    `words` lies over the columns of the row. It must come as an argument, of which the compiler believes nothing, and
    not be read from a `Reference`, whose fields share no memory.
    """
    for k in range(chosen.size):
        outline[row, k] = words[chosen[k]]
    take_in(words, lanes)


@inner
def record(row, time, state, history):
    """Write the present state into one row of the history."""
    history.time[row] = time
    _record_rooms(row, state.zones, state.smoke, history)
    fire = state.fire
    for f in range(fire.power.size):
        history.fire_power[row, f] = fire.power[f]
        history.fire_supply[row, f] = fire.supply[f]
        history.fire_diameter[row, f] = fire.diameter[f]
    for i in range(fire.room_power.size):
        history.room_power[row, i] = fire.room_power[i]
    flows = state.smoke.flows
    for o in range(state.zones.opening.size):
        history.opening_state[row, o] = state.zones.opening[o]
        history.opening_flow[row, o, 0] = flows.opening[o, 0] + flows.opening[o, 1]
        history.opening_flow[row, o, 1] = flows.opening[o, 2] + flows.opening[o, 3]
    for v in range(state.zones.vent.size):
        history.vent_state[row, v] = state.zones.vent[v]
        history.vent_flow[row, v, 0] = flows.vent[v, 0]
        history.vent_flow[row, v, 1] = flows.vent[v, 1]
    for f in range(flows.fan.size):
        history.fan_flow[row, f] = flows.fan[f]
    _record_instruments(row, state.instruments.targets, state.instruments.detectors, history)
    _record_people(row, state.people.who, history)


@inner
def _record_rooms(row, zones, smoke, history):
    gas, layers = smoke.gas, smoke.layers
    for i in range(history.interface.shape[1]):
        history.interface[row, i] = layers.interface[i]
        history.upper_volume[row, i] = layers.volume[i, UPPER]
        history.pressure[row, i] = layers.pressure[i]
        for face in range(4):
            history.wall_temperature[row, i, face] = surface_now(i, 4 * i + face, zones, smoke.solid, smoke.faces)
        for layer in range(2):
            history.temperature[row, i, layer] = layers.temperature[i, layer]
            history.extinction[row, i, layer] = gas.extinction[i, layer]
            history.o2[row, i, layer] = gas.o2[i, layer]
            history.co2[row, i, layer] = gas.co2[i, layer]
            history.co[row, i, layer] = gas.co[i, layer]
            history.hcn[row, i, layer] = gas.hcn[i, layer]
            history.irritant[row, i, layer] = gas.irritant[i, layer]
            fraction = layers.fraction[i, layer]
            history.h2o[row, i, layer] = fraction[H2O] * MOLAR_MASS_AIR / M_H2O
            history.fuel[row, i, layer] = fraction[FUEL] * MOLAR_MASS_AIR / M_FUEL
            history.trace[row, i, layer] = fraction[TRACE] * layers.density[i, layer]


@inner
def _record_instruments(row, targets, detectors, history):
    for k in range(targets.gas.size):
        history.target_gas[row, k] = targets.gas[k]
        history.target_front[row, k] = targets.front[k]
        history.target_inner[row, k] = targets.inner[k]
        history.target_back[row, k] = targets.back[k]
        for side in range(2):
            for part in range(7):
                history.target_flux[row, k, side, part] = targets.flux[k, side, part]
    for k in range(detectors.gas.size):
        history.detector_element[row, k] = detectors.element[k]
        history.detector_active[row, k] = detectors.active[k]
        history.detector_gas[row, k] = detectors.gas[k]
        history.detector_velocity[row, k] = detectors.speed[k]


@inner
def _record_people(row, who, history):
    for p in range(who.size):
        history.person_status[row, p] = who[p].status
        history.person_room[row, p] = who[p].room
        history.person_link[row, p] = who[p].link
        history.person_along[row, p] = who[p].progress / who[p].leg if who[p].leg > 0.0 else 0.0
        history.person_cohb[row, p] = who[p].cohb
        history.person_fed_co[row, p] = who[p].fed_co
        history.person_fed_hcn[row, p] = who[p].fed_hcn
        history.person_fed_o2[row, p] = who[p].fed_o2
        history.person_fed[row, p] = who[p].fed
        history.person_heat[row, p] = who[p].fed_heat
        history.person_left[row, p] = who[p].left
