"""What is measured: targets that flames, gas and surfaces heat, and detectors and sprinklers that act.

Everything here reads the smoke as it stands at the end of a step; a sprinkler that opens wets the fires of its room.
"""

from typing import NamedTuple

import numpy as np

from palier.engine.arrays import LOWER, SOOT, UPPER, Fires, Floats, Ints, Rooms
from palier.engine.compiled import inner
from palier.engine.instrument_arrays import BACK, CONVECTION, EMITTED, FIRE, FRONT, GAS, SURFACE, Instruments
from palier.engine.local_gas import STILL_GAS, Plumes, find_plumes, gas_at
from palier.engine.target_convection import side_coefficient
from palier.engine.target_jets import in_stream
from palier.engine.target_radiation import flames_around, irradiate, see_through_interface
from palier.engine.zones import SPECIFIC_EXTINCTION, around_upper, emissivity_of_layer
from palier.physics.conduction import conduct, eliminate
from palier.physics.detection import extinguishing_time, link_temperature
from palier.physics.gas import density
from palier.physics.radiation import STEFAN_BOLTZMANN
from palier.physics.target import adiabatic_temperature

HEAT, SMOKE, SPRINKLER = range(3)  # kinds of detector
LEAST_SLOPE = 1e-3  # kept on the exchange at a back, so that it can be divided by. [W/m2/K]


class TargetState(NamedTuple):
    """[n_targets] unless said."""

    temperature: Floats  # [n_targets, max_nodes] K, from the front; of a cylinder the mean around it
    uneven: Floats  # [n_targets, max_nodes] K, by which a cylinder is warmer on the side that it faces
    gas: Floats  # K, around it
    speed: Floats  # m/s, of that gas
    front: Floats  # K
    inner: Floats  # K
    back: Floats  # K
    flux: Floats  # [n_targets, 2 sides, 7 parts] W/m2
    interface: Floats  # m, for which `through` holds
    through: Floats  # [n_targets, 2] configuration factor of the interface
    factor: Floats  # [3, max_nodes] of conduction
    held: Floats  # [max_nodes] J/m2/K, work space


class DetectorState(NamedTuple):
    """[n_detectors]."""

    element: Floats  # K, of a heat detector or sprinkler; 1/m at a smoke detector
    gas: Floats  # K, around it
    speed: Floats  # m/s, of that gas
    active: Ints  # 1: it has acted
    active_at: Floats  # s, inf


class Sight(NamedTuple):
    """What rooms look like to what is in them, [n_rooms] unless said."""

    radiosity: Floats  # [n_rooms, 4] W/m2 leaving ceiling, upper wall, lower wall, floor
    black: Floats  # [n_rooms, 2] W/m2, sigma T^4 of each layer
    absorption: Floats  # [n_rooms, 2] 1/m
    watched: Ints  # 1: there is a target or a detector
    measured: Ints  # 1: there is a target


class InstrumentState(NamedTuple):
    """What `instruments_step` advances."""

    targets: TargetState
    detectors: DetectorState
    plumes: Plumes
    sight: Sight


def initial_instruments(instruments: Instruments, rooms: Rooms, fires: Fires) -> InstrumentState:
    """Everything at the temperature of its room, nothing active."""
    targets, detectors = instruments.targets, instruments.detectors
    n, count = rooms.floor_area.size, fires.room.size
    nodes = targets.capacity.shape[1]
    watched, measured = np.zeros(n, np.int64), np.zeros(n, np.int64)
    watched[targets.room] = measured[targets.room] = 1
    watched[detectors.room] = 1
    start = rooms.initial_temperature[detectors.room].astype(np.float64)
    whole = {"burning", "crosses"}
    flux = np.zeros((targets.room.size, 2, 7))
    return InstrumentState(
        TargetState(
            temperature=np.repeat(targets.initial[:, None], nodes, axis=1),
            uneven=np.zeros((targets.room.size, nodes)),
            gas=targets.initial.copy(),
            speed=np.zeros(targets.room.size),
            front=targets.initial.copy(),
            inner=targets.initial.copy(),
            back=targets.initial.copy(),
            flux=flux,
            interface=np.full(targets.room.size, -np.inf),
            through=np.zeros((targets.room.size, 2)),
            factor=np.zeros((3, nodes)),
            held=np.zeros(nodes),
        ),
        DetectorState(
            element=np.where(detectors.kind == SMOKE, 0.0, start),
            gas=start.copy(),
            speed=np.full(start.size, STILL_GAS),
            active=np.zeros(start.size, np.int64),
            active_at=np.full(start.size, np.inf),
        ),
        Plumes._make(np.zeros(count, np.int64 if k in whole else np.float64) for k in Plumes._fields),
        Sight(np.zeros((n, 4)), np.zeros((n, 2)), np.zeros((n, 2)), watched, measured),
    )


@inner
def instruments_step(now, step, rooms, openings, slabs, fires, zones, layers, flows, fire, faces, instruments, state):
    """Advance targets and detectors by the step that ends at `now`. [s], [s]

    faces : as `exchange_heat` left them. Writes `state`, and into `fire` what water does to the fires.
    """
    detectors = instruments.detectors
    if state.targets.gas.size == 0 and detectors.room.size == 0:
        return
    find_plumes(rooms, fires, layers, fire, state)
    if state.targets.gas.size > 0:
        _look_around(rooms, slabs, zones, layers, faces, state.sight)
        for k in range(state.targets.gas.size):
            _advance_target(k, step, rooms, openings, fires, zones, layers, flows, instruments.targets, state)
    for k in range(detectors.room.size):
        _advance_detector(k, now, step, rooms, fires, zones, layers, fire, detectors, state)


# ------------------------------------------------------------------ gas in the room


@inner
def _look_around(rooms, slabs, zones, layers, faces, sight):
    """What leaves the faces of every room with targets, and what its gas absorbs.

    A face sends what it emits and what it reflects of the radiation of layers and surfaces; one that takes up no heat
    sends all of it back. Flames are left out of the reflection, since walls are given all of their radiation.
    """
    for i in range(rooms.floor_area.size):
        if sight.measured[i] == 0:
            continue
        for face in range(4):
            row = 4 * i + face
            layer = UPPER if face < 2 else LOWER
            own = STEFAN_BOLTZMANN * zones.solid[row, 0] ** 4
            falling = own if faces.resting[i] == 1 else faces.incident[i, layer]
            e = slabs.emissivity[row] if slabs.nodes[row] > 0 else 0.0
            sight.radiosity[i, face] = e * own + (1.0 - e) * falling
        for layer in range(2):
            sight.black[i, layer] = STEFAN_BOLTZMANN * layers.temperature[i, layer] ** 4
            if layer == UPPER:
                around = around_upper(i, rooms, layers)
            else:
                around = rooms.floor_area[i] + layers.area[i] + layers.wall[i]
            beam = 3.6 * layers.volume[i, layer] / around
            emissivity = emissivity_of_layer(i, layer, layers, around)
            sight.absorption[i, layer] = -np.log(max(1.0 - emissivity, 1e-12)) / beam


@inner
def _advance_target(k, step, rooms, openings, fires, zones, layers, flows, targets, state):
    """Fluxes on target k now, and its temperatures after the step."""
    own = state.targets
    room = targets.room[k]
    gas, speed, _ = gas_at(
        room,
        targets.x[k],
        targets.y[k],
        targets.z[k],
        targets.exposed[k] == 0,
        zones.solid[4 * room, 0],
        rooms,
        fires,
        layers,
        state.plumes,
    )
    gas, speed = in_stream(k, gas, speed, rooms, openings, fires, zones, layers, flows, targets, state.plumes)
    own.gas[k], own.speed[k] = gas, speed
    last = targets.nodes[k] - 1
    see_through_interface(k, room, rooms, layers, targets, own)
    front = own.temperature[k, 0] + own.uneven[k, 0]
    # the far end of a cylinder's nodes is its middle
    back = own.temperature[k, 0] - own.uneven[k, 0] if targets.cylinder[k] == 1 else own.temperature[k, last]
    slope_front, slope_back = 0.0, 0.0
    for side in range(2):
        surface = front if side == FRONT else back
        irradiate(k, side, room, rooms, fires, layers, targets, state)
        around = gas if side == FRONT or targets.exposed[k] == 1 else targets.initial[k]
        h = side_coefficient(k, side, around, speed, surface, targets)
        e = targets.emissivity[k]
        part = own.flux[k, side]
        part[CONVECTION] = h * (around - surface)
        part[EMITTED] = -e * STEFAN_BOLTZMANN * surface**4
        slope = h + 4.0 * e * STEFAN_BOLTZMANN * surface**3
        if side == FRONT:
            slope_front = slope
        else:
            slope_back = max(slope, LEAST_SLOPE)
    into_front = _net(own.flux[k, FRONT])
    into_back = _net(own.flux[k, BACK])
    if targets.adiabatic[k] == 1:
        _take_adiabatic(k, gas, targets, own)
    elif targets.cylinder[k] == 1:
        half = 0.5 * (own.flux[k, FRONT, FIRE] + own.flux[k, BACK, FIRE])
        mean = 0.5 * (into_front + into_back) - half + flames_around(k, room, fires, targets, state)
        slope = 0.5 * (slope_front + slope_back)
        _warm_unevenly(k, 0.5 * (into_front - into_back), slope, step, targets, own)
        _warm(k, mean, slope, 0.0, 0.0, step, targets, own)
    else:
        _warm(k, into_front, slope_front, slope_back, back + into_back / slope_back, step, targets, own)
    j = targets.inner_node[k]
    part = targets.inner_part[k]
    own.front[k] = own.temperature[k, 0] + own.uneven[k, 0]
    own.inner[k] = own.temperature[k, j] + own.uneven[k, j]
    if part > 0.0:
        own.inner[k] += part * (own.temperature[k, j + 1] + own.uneven[k, j + 1] - own.inner[k])
    own.back[k] = own.temperature[k, last]


@inner
def _warm(k, flux, slope, back_slope, back_temperature, step, targets, own):
    """Conduct heat through target k for one step."""
    nodes, temperature = targets.nodes[k], own.temperature[k]
    eliminate(nodes, targets.conductance[k], targets.capacity[k], step, back_slope, own.factor)
    conduct(temperature, nodes, own.factor, flux, slope, back_temperature, temperature)


@inner
def _warm_unevenly(k, flux, slope, step, targets, own):
    """Conduct heat around and through cylinder k for one step, where its front gains more than its back.

    flux : half the difference between what front and back gain. [W/m2]
    The implicit step of `conduct`; what evens the sides out is taken at its end, too, which is the same as to
    hold that much more heat that is as warm as the mean.
    """
    nodes, uneven = targets.nodes[k], own.uneven[k]
    flux += slope * uneven[0]
    for n in range(nodes):
        held = targets.capacity[k, n] + step * targets.across[k, n]
        uneven[n] *= targets.capacity[k, n] / held
        own.held[n] = held
    flux -= slope * uneven[0]
    eliminate(nodes, targets.conductance[k], own.held, step, 0.0, own.factor)
    conduct(uneven, nodes, own.factor, flux, slope, 0.0, uneven)


@inner
def _net(part):
    """Net flux of one side. [W/m2]"""
    return part[FIRE] + part[SURFACE] + part[GAS] + part[CONVECTION] + part[EMITTED]


@inner
def _take_adiabatic(k, gas, targets, own):
    """Give a target that takes up no heat the temperature at which its front neither gains nor loses."""
    e = targets.emissivity[k]
    part = own.flux[k, FRONT]
    falling = (part[FIRE] + part[SURFACE] + part[GAS]) / e
    front = own.temperature[k, 0]
    h = part[CONVECTION] / (gas - front) if abs(gas - front) > 1e-6 else 0.0
    temperature = adiabatic_temperature(falling, e, h, gas, front)
    for n in range(targets.nodes[k]):
        own.temperature[k, n] = temperature


# ------------------------------------------------------------------ detectors


@inner
def _advance_detector(k, now, step, rooms, fires, zones, layers, fire, detectors, state):
    """Gas at detector k, its element after the step, and whether it acts."""
    own = state.detectors
    room = detectors.room[k]
    gas, speed, soot = gas_at(
        room,
        detectors.x[k],
        detectors.y[k],
        detectors.z[k],
        False,
        zones.solid[4 * room, 0],
        rooms,
        fires,
        layers,
        state.plumes,
    )
    own.gas[k], own.speed[k] = gas, speed
    before = own.element[k]
    if detectors.kind[k] == SMOKE:
        above = detectors.z[k] >= layers.interface[room]
        fraction = layers.fraction[room, UPPER if above else LOWER, SOOT] + soot
        own.element[k] = SPECIFIC_EXTINCTION * fraction * density(gas)
        limit = detectors.extinction[k]
    else:
        own.element[k] = link_temperature(before, gas, speed, detectors.response_time_index[k], step)
        limit = detectors.temperature[k]
    if own.active[k] == 1 or own.element[k] < limit:
        return
    own.active[k] = 1
    late = (own.element[k] - limit) / (own.element[k] - before) if own.element[k] > before else 0.0
    own.active_at[k] = now - min(late, 1.0) * step
    if detectors.kind[k] != SPRINKLER or detectors.spray_density[k] <= 0.0:
        return
    for f in range(fires.room.size):
        if fires.room[f] == room and own.active_at[k] < fire.water_at[f]:
            fire.water_at[f] = own.active_at[k]
            fire.knockdown[f] = extinguishing_time(detectors.spray_density[k])
            fire.stops_below[f] = 0.0
