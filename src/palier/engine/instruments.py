"""What is measured: targets that flames, gas and surfaces heat, and detectors and sprinklers that act.

Everything here reads the smoke as it stands at the end of a step; a sprinkler that opens wets the fires of its room.
Nothing else feeds back from targets: they are looked at when something in their room has changed (see `looking`).
"""

from typing import NamedTuple

import numpy as np

from palier.engine.arrays import LOWER, SOOT, UPPER, Fires, Floats, Ints, Rooms
from palier.engine.compiled import inner
from palier.engine.instrument_arrays import (
    BACK,
    CONVECTION,
    EMITTED,
    FIRE,
    FRONT,
    GAS,
    SURFACE,
    Instruments,
    Triggers,
)
from palier.engine.local_gas import STILL_GAS, Plumes, find_plumes, gas_at
from palier.engine.looking import Sight, look_around, new_sight, wait_again, watch
from palier.engine.target_convection import side_coefficient
from palier.engine.zones import SPECIFIC_EXTINCTION
from palier.physics.conduction import conduct, eliminate
from palier.physics.detection import extinguishing_time, link_temperature
from palier.physics.gas import density
from palier.physics.radiation import STEFAN_BOLTZMANN
from palier.physics.target import (
    SLAB_PATH,
    adiabatic_temperature,
    flame_flux,
    gas_between,
    rectangle_factor,
)

HEAT, SMOKE, SPRINKLER = range(3)  # kinds of detector
INTERFACE_MOVED = 0.01  # movement of the interface up to which views are kept. [m]
BESIDE = 1e-6  # least distance of a plane from which a target sees it; in the plane it would see none or all of it. [m]
LEAST_SLOPE = 1e-3  # kept on the exchange at a back, so that it can be divided by. [W/m2/K]


class TargetState(NamedTuple):
    """[n_targets] unless said."""

    temperature: Floats  # [n_targets, max_nodes] K, from the front, when its room was last looked at
    ahead: Floats  # [n_targets, max_nodes] K, the same by now
    gas: Floats  # K, around it
    speed: Floats  # m/s, of that gas
    front: Floats  # K
    inner: Floats  # K
    back: Floats  # K
    flux: Floats  # [n_targets, 2 sides, 7 parts] W/m2
    interface: Floats  # m, for which `through` holds
    through: Floats  # [n_targets, 2] configuration factor of the interface
    falling: Floats  # [n_targets, 2] W/m2, radiation taken up when its room was last looked at
    around: Floats  # K, the gas then
    film: Floats  # [n_targets, 2] W/m2/K, heat transfer coefficients now
    film_then: Floats  # [n_targets, 2] W/m2/K
    factor: Floats  # [3, max_nodes] of conduction


class DetectorState(NamedTuple):
    """[n_detectors]."""

    element: Floats  # K, of a heat detector or sprinkler; 1/m at a smoke detector
    gas: Floats  # K, around it
    speed: Floats  # m/s, of that gas
    active: Ints  # 1: it has acted
    active_at: Floats  # s, inf


class InstrumentState(NamedTuple):
    """What `instruments_step` advances."""

    targets: TargetState
    detectors: DetectorState
    plumes: Plumes
    sight: Sight


def initial_instruments(instruments: Instruments, rooms: Rooms, fires: Fires, triggers: Triggers) -> InstrumentState:
    """Everything at the temperature of its room, nothing active."""
    targets, detectors = instruments.targets, instruments.detectors
    count, nodes = fires.room.size, targets.capacity.shape[1]
    start = rooms.initial_temperature[detectors.room].astype(np.float64)
    whole = {"burning", "crosses"}
    flux = np.zeros((targets.room.size, 2, 7))
    return InstrumentState(
        TargetState(
            temperature=np.repeat(targets.initial[:, None], nodes, axis=1),
            ahead=np.repeat(targets.initial[:, None], nodes, axis=1),
            gas=targets.initial.copy(),
            speed=np.zeros(targets.room.size),
            front=targets.initial.copy(),
            inner=targets.initial.copy(),
            back=targets.initial.copy(),
            flux=flux,
            interface=np.full(targets.room.size, -np.inf),
            through=np.zeros((targets.room.size, 2)),
            falling=np.zeros((targets.room.size, 2)),
            around=targets.initial.copy(),
            film=np.zeros((targets.room.size, 2)),
            film_then=np.zeros((targets.room.size, 2)),
            factor=np.zeros((3, nodes)),
        ),
        DetectorState(
            element=np.where(detectors.kind == SMOKE, 0.0, start),
            gas=start.copy(),
            speed=np.full(start.size, STILL_GAS),
            active=np.zeros(start.size, np.int64),
            active_at=np.full(start.size, np.inf),
        ),
        Plumes._make(np.zeros(count, np.int64 if k in whole else np.float64) for k in Plumes._fields),
        new_sight(instruments, triggers, rooms, fires),
    )


@inner
def instruments_step(now, step, rooms, slabs, fires, zones, layers, fire, faces, instruments, state):
    """Advance targets and detectors by the step that ends at `now`. [s], [s]

    faces : as `exchange_heat` left them. Writes `state`, and into `fire` what water does to the fires.
    """
    detectors = instruments.detectors
    if state.targets.gas.size == 0 and detectors.room.size == 0:
        return
    find_plumes(rooms, fires, layers, fire, state)
    if state.targets.gas.size > 0:
        look_around(rooms, slabs, zones, layers, faces, state.sight)
        for i in range(rooms.floor_area.size):
            if state.sight.measured[i] == 1:
                watch(i, now, step, rooms, fires, layers, state.plumes, state.sight)
        state.sight.warmed[:] = 0.0
        for k in range(state.targets.gas.size):
            if state.sight.looks[instruments.targets.room[k]] == 1:
                _see_through_interface(k, rooms, layers, instruments.targets, state.targets)
                _look_at_target(k, step, rooms, fires, zones, layers, instruments.targets, state)
                _keep_up(k, instruments.targets, state)
        wait_again(state.sight)
    for k in range(detectors.room.size):
        _advance_detector(k, now, step, rooms, fires, zones, layers, fire, detectors, state)


@inner
def show_targets(step, rooms, fires, zones, layers, targets, state):
    """Bring to the present what is told of targets whose room has not been looked at in the last step. step : [s]

    What they go on from is left as it is, so that no run depends on how often it is written down.
    """
    for k in range(state.targets.gas.size):
        if state.sight.steps[targets.room[k]] > 0:
            _look_at_target(k, step, rooms, fires, zones, layers, targets, state)


# ------------------------------------------------------------------ targets


@inner
def _look_at_target(k, step, rooms, fires, zones, layers, targets, state):
    """Fluxes on target k, and its temperatures `ahead`, now, some steps after it was looked at last. step : [s]"""
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
    own.gas[k], own.speed[k] = gas, speed
    last = targets.nodes[k] - 1
    # the far end of a cylinder's nodes is its middle: it is warm all around as at its front
    end = 0 if targets.cylinder[k] == 1 else last
    beyond = gas if targets.exposed[k] == 1 else targets.initial[k]
    _irradiate(k, FRONT, room, rooms, fires, layers, targets, state)
    _irradiate(k, BACK, room, rooms, fires, layers, targets, state)
    ahead = own.ahead[k]
    for n in range(last + 1):
        ahead[n] = own.temperature[k, n]
    own.film[k, FRONT] = side_coefficient(k, FRONT, gas, speed, ahead[0], targets)
    own.film[k, BACK] = side_coefficient(k, BACK, beyond, speed, ahead[end], targets)
    if targets.adiabatic[k] == 1:
        _take_adiabatic(k, gas, targets, own)
    else:
        _warm(k, step, end, beyond, state.sight.steps[room], state.sight.jumped[room], targets, own)
    for side in range(2):
        around, surface = (gas, ahead[0]) if side == FRONT else (beyond, ahead[end])
        own.flux[k, side, CONVECTION] = own.film[k, side] * (around - surface)
        own.flux[k, side, EMITTED] = -targets.emissivity[k] * STEFAN_BOLTZMANN * surface**4
    j = targets.inner_node[k]
    part = targets.inner_part[k]
    own.front[k] = ahead[0]
    own.inner[k] = ahead[j]
    if part > 0.0:
        own.inner[k] += part * (ahead[j + 1] - ahead[j])
    own.back[k] = ahead[last]


@inner
def _warm(k, step, end, beyond, steps, jumped, targets, own):
    """Conduct heat through target k, `ahead`, for a number of steps.

    step : [s]; end : node at its back; beyond : gas there. [K]
    How much less flows into the back as it warms is kept from the first step on, so that elimination is done once.
    """
    ahead, nodes = own.ahead[k], targets.nodes[k]
    kept_slope = 0.0
    for taken in range(1, steps + 1):
        share = taken / steps
        if jumped == 1:
            share = 1.0 if taken == steps else 0.0
        gas = (1.0 - share) * own.around[k] + share * own.gas[k]
        if targets.exposed[k] == 1:
            beyond = gas
        flux, slope = _into(k, FRONT, ahead[0], gas, share, targets, own)
        back_flux, back_slope = _into(k, BACK, ahead[end], beyond, share, targets, own)
        back_temperature = 0.0
        if targets.cylinder[k] == 1:
            flux, slope = 0.5 * (flux + back_flux), 0.5 * (slope + back_slope)
        else:
            if taken == 1:
                kept_slope = max(back_slope, LEAST_SLOPE)
            back_temperature = ahead[end] + back_flux / kept_slope
        if taken == 1:
            eliminate(nodes, targets.conductance[k], targets.capacity[k], step, kept_slope, own.factor)
        conduct(ahead, nodes, own.factor, flux, slope, back_temperature, ahead)


@inner
def _into(k, side, surface, around, share, targets, own):
    """Flux into one side of target k, and how much less per kelvin that it warms. [W/m2], [W/m2/K]

    share : of the way from what it met when it was last looked at to what it meets now.
    """
    film = (1.0 - share) * own.film_then[k, side] + share * own.film[k, side]
    falling = (1.0 - share) * own.falling[k, side] + share * _falling(own.flux[k, side])
    emission = targets.emissivity[k] * STEFAN_BOLTZMANN
    return falling + film * (around - surface) - emission * surface**4, film + 4.0 * emission * surface**3


@inner
def _keep_up(k, targets, state):
    """Go on from what target k meets and how warm it is by now."""
    own, room = state.targets, targets.room[k]
    warmed = abs(own.ahead[k, 0] - own.temperature[k, 0])
    state.sight.warmed[room] = max(state.sight.warmed[room], warmed)
    for n in range(targets.nodes[k]):
        own.temperature[k, n] = own.ahead[k, n]
    own.around[k] = own.gas[k]
    for side in range(2):
        own.falling[k, side] = _falling(own.flux[k, side])
        own.film_then[k, side] = own.film[k, side]


@inner
def _falling(part):
    """Radiation that one side takes up. [W/m2]"""
    return part[FIRE] + part[SURFACE] + part[GAS]


@inner
def _take_adiabatic(k, gas, targets, own):
    """Give a target that takes up no heat the temperature at which its front neither gains nor loses."""
    e = targets.emissivity[k]
    temperature = adiabatic_temperature(_falling(own.flux[k, FRONT]) / e, e, own.film[k, FRONT], gas, own.ahead[k, 0])
    for n in range(targets.nodes[k]):
        own.ahead[k, n] = temperature


@inner
def _see_through_interface(k, rooms, layers, targets, own):
    """Bring the configuration factors of the interface up to date, if it has moved."""
    room = targets.room[k]
    interface = layers.interface[room]
    if abs(interface - own.interface[k]) < INTERFACE_MOVED:
        return
    own.interface[k] = interface
    z = targets.z[k]
    plane = max(interface, z + BESIDE) if z < interface else min(interface, z - BESIDE)
    for side in range(2):
        turn = 1.0 if side == FRONT else -1.0
        own.through[k, side] = rectangle_factor(
            targets.x[k],
            targets.y[k],
            targets.z[k],
            turn * targets.normal[k, 0],
            turn * targets.normal[k, 1],
            turn * targets.normal[k, 2],
            0.0,
            rooms.width[room],
            0.0,
            rooms.depth[room],
            plane,
        )


@inner
def _irradiate(k, side, room, rooms, fires, layers, targets, state):
    """What flames, surfaces and gas send to one side of target k, times its emissivity."""
    part = state.targets.flux[k, side]
    e = targets.emissivity[k]
    sight = state.sight
    if side == BACK and targets.exposed[k] == 0:
        part[FIRE] = 0.0
        part[GAS] = 0.0
        part[SURFACE] = e * STEFAN_BOLTZMANN * targets.initial[k] ** 4
        return
    interface = state.targets.interface[k]
    z = targets.z[k]
    height = rooms.height[room]
    through = state.targets.through[k, side]
    ceiling = targets.to_ceiling[k, side]
    floor = targets.to_floor[k, side]
    if z < interface:
        through = max(through, ceiling)
        high, low = through - ceiling, max(1.0 - through - floor, 0.0)
    else:
        through = max(through, floor)
        high, low = max(1.0 - through - ceiling, 0.0), through - floor
    across = targets.to_walls[k, side]
    surface = 0.0
    gas = 0.0
    for face in range(4):
        if face == 0:
            factor, end = ceiling, height
        elif face == 1:
            factor, end = high, 0.5 * (height + interface)
        elif face == 2:
            factor, end = low, 0.5 * interface
        else:
            factor, end = floor, 0.0
        if factor <= 0.0:
            continue
        rise = abs(end - z)
        if face == 0 or face == 3:
            way = min(SLAB_PATH * rise, np.sqrt(rise**2 + across**2))
        else:
            way = np.sqrt(rise**2 + across**2)
        near, far, near_part = _paths(z, end, interface)
        added, left = gas_between(
            sight.black[room, far],
            sight.black[room, near],
            way * (1.0 - near_part),
            way * near_part,
            sight.absorption[room, far],
            sight.absorption[room, near],
        )
        surface += factor * sight.radiosity[room, face] * left
        gas += factor * added
    part[SURFACE] = e * surface
    part[GAS] = e * gas
    part[FIRE] = e * _from_flames(k, side, room, fires, interface, targets, state)


@inner
def _paths(z, end, interface):
    """Layers near and far on the way from height z to height `end`, and the part of it in the near one."""
    above = z >= interface
    if above == (end >= interface):
        layer = UPPER if above else LOWER
        return layer, layer, 1.0
    near = UPPER if above else LOWER
    return near, 1 - near, abs(interface - z) / abs(end - z)


@inner
def _from_flames(k, side, room, fires, interface, targets, state):
    """Flux from all flames in the room on one side. [W/m2]"""
    plumes = state.plumes
    absorption = state.sight.absorption
    turn = 1.0 if side == FRONT else -1.0
    total = 0.0
    for f in range(fires.room.size):
        if fires.room[f] != room or plumes.burning[f] == 0:
            continue
        normal = targets.normal[k]
        dx, dy, dz = fires.x[f] - targets.x[k], fires.y[f] - targets.y[k], plumes.base[f] - targets.z[k]
        across = max(np.sqrt(dx * dx + dy * dy), 0.5 * state.plumes.diameter[f])
        level = turn * (normal[0] * dx + normal[1] * dy)
        flame = plumes.shining[f]
        flux = flame_flux(plumes.radiated[f], across, dz, flame, level, turn * normal[2], plumes.surface[f])
        if flux <= 0.0:
            continue
        middle = plumes.base[f] + 0.5 * flame
        distance = np.sqrt(dx * dx + dy * dy + (middle - targets.z[k]) ** 2)
        near, far, near_part = _paths(targets.z[k], middle, interface)
        opaque = absorption[room, near] * near_part + absorption[room, far] * (1.0 - near_part)
        total += flux * np.exp(-opaque * distance)
    return total


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
