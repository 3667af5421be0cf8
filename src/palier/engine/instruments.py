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
from palier.engine.irradiation import flames_around, irradiate, see_through_interface
from palier.engine.local_gas import STILL_GAS, Plumes, find_plumes, gas_at
from palier.engine.looking import Sight, look_around, new_sight, wait_again, watch
from palier.engine.target_convection import side_coefficient
from palier.engine.target_jets import in_stream
from palier.engine.zones import SPECIFIC_EXTINCTION
from palier.physics.conduction import conduct, eliminate
from palier.physics.detection import extinguishing_time, link_temperature
from palier.physics.gas import density
from palier.physics.radiation import STEFAN_BOLTZMANN
from palier.physics.target import adiabatic_temperature

HEAT, SMOKE, SPRINKLER = range(3)  # kinds of detector
AT_ONCE = 20.0  # warming between two looks up to which it is worked out in one step. [K]
STAGE = 1.0 - np.sqrt(0.5)  # of that step, which makes it of second order. [-]
LEAST_SLOPE = 1e-3  # kept on the exchange at a back, so that it can be divided by. [W/m2/K]


class TargetState(NamedTuple):
    """[n_targets] unless said."""

    # [n_targets, max_nodes] K, from the front, when its room was last looked at, and `ahead` of that by now
    temperature: Floats  # of a cylinder the mean around it
    uneven: Floats  # by which a cylinder is warmer on the side that it faces
    temperature_ahead: Floats
    uneven_ahead: Floats
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
    beyond: Floats  # W/m2, what flames give a cylinder all around beyond the mean of its two sides now
    beyond_then: Floats  # W/m2
    factor: Floats  # [3, max_nodes] of conduction
    factor_uneven: Floats  # [3, max_nodes] of that from a cylinder's warm to its cool side
    held: Floats  # [max_nodes] J/m2/K, work space


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
    flux = np.zeros((targets.room.size, 2, 7))
    return InstrumentState(
        TargetState(
            temperature=np.repeat(targets.initial[:, None], nodes, axis=1),
            uneven=np.zeros((targets.room.size, nodes)),
            temperature_ahead=np.repeat(targets.initial[:, None], nodes, axis=1),
            uneven_ahead=np.zeros((targets.room.size, nodes)),
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
            beyond=np.zeros(targets.room.size),
            beyond_then=np.zeros(targets.room.size),
            factor=np.zeros((3, nodes)),
            factor_uneven=np.zeros((3, nodes)),
            held=np.zeros(nodes),
        ),
        DetectorState(
            element=np.where(detectors.kind == SMOKE, 0.0, start),
            gas=start.copy(),
            speed=np.full(start.size, STILL_GAS),
            active=np.zeros(start.size, np.int64),
            active_at=np.full(start.size, np.inf),
        ),
        Plumes._make(np.zeros(count, np.int64 if k == "burning" else np.float64) for k in Plumes._fields),
        new_sight(instruments, triggers, rooms, fires),
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
        look_around(rooms, slabs, zones, layers, faces, state.sight)
        for i in range(rooms.floor_area.size):
            if state.sight.measured[i] == 1:
                watch(i, now, step, rooms, fires, layers, state.plumes, state.sight)
        state.sight.warmed[:] = 0.0
        for k in range(state.targets.gas.size):
            if state.sight.looks[instruments.targets.room[k]] == 1:
                see_through_interface(k, rooms, layers, instruments.targets, state.targets)
                _look_at_target(k, step, rooms, openings, fires, zones, layers, flows, instruments.targets, state)
                _keep_up(k, instruments.targets, state)
        wait_again(state.sight)
    for k in range(detectors.room.size):
        _advance_detector(k, now, step, rooms, fires, zones, layers, fire, detectors, state)


@inner
def show_targets(step, rooms, openings, fires, zones, layers, flows, targets, state):
    """Bring to the present what is told of targets whose room has not been looked at in the last step. step : [s]

    What they go on from is left as it is, so that no run depends on how often it is written down.
    """
    for k in range(state.targets.gas.size):
        if state.sight.steps[targets.room[k]] > 0:
            _look_at_target(k, step, rooms, openings, fires, zones, layers, flows, targets, state)


# ------------------------------------------------------------------ targets


@inner
def _look_at_target(k, step, rooms, openings, fires, zones, layers, flows, targets, state):
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
    gas, speed = in_stream(k, gas, speed, rooms, openings, fires, zones, layers, flows, targets, state.plumes)
    own.gas[k], own.speed[k] = gas, speed
    cold = gas if targets.exposed[k] == 1 else targets.initial[k]  # what its back meets
    irradiate(k, room, rooms, fires, layers, targets, state)
    if targets.cylinder[k] == 1:
        half = 0.5 * (own.flux[k, FRONT, FIRE] + own.flux[k, BACK, FIRE])
        own.beyond[k] = flames_around(k, room, fires, targets, state) - half
    for n in range(targets.nodes[k]):
        own.temperature_ahead[k, n] = own.temperature[k, n]
        own.uneven_ahead[k, n] = own.uneven[k, n]
    own.film[k, FRONT] = side_coefficient(k, FRONT, gas, speed, _face(k, FRONT, targets, own), targets)
    own.film[k, BACK] = side_coefficient(k, BACK, cold, speed, _face(k, BACK, targets, own), targets)
    if targets.adiabatic[k] == 1:
        _take_adiabatic(k, gas, targets, own)
    else:
        steps, jumped = state.sight.steps[room], state.sight.jumped[room]
        in_pieces = jumped == 1 or targets.cylinder[k] == 1
        if in_pieces or not _warm_at_once(k, steps * step, targets, own):
            _warm(k, step, steps, jumped, targets, own)
    for side in range(2):
        surface = _face(k, side, targets, own)
        own.flux[k, side, CONVECTION] = own.film[k, side] * ((gas if side == FRONT else cold) - surface)
        own.flux[k, side, EMITTED] = -targets.emissivity[k] * STEFAN_BOLTZMANN * surface**4
    ahead, uneven = own.temperature_ahead[k], own.uneven_ahead[k]
    j = targets.inner_node[k]
    part = targets.inner_part[k]
    own.front[k] = ahead[0] + uneven[0]
    own.inner[k] = ahead[j] + uneven[j]
    if part > 0.0:
        own.inner[k] += part * (ahead[j + 1] + uneven[j + 1] - own.inner[k])
    own.back[k] = ahead[targets.nodes[k] - 1]


@inner
def _face(k, side, targets, own):
    """Temperature of one side of target k by now; the far end of a cylinder's nodes is its middle. [K]"""
    if side == FRONT:
        return own.temperature_ahead[k, 0] + own.uneven_ahead[k, 0]
    if targets.cylinder[k] == 1:
        return own.temperature_ahead[k, 0] - own.uneven_ahead[k, 0]
    return own.temperature_ahead[k, targets.nodes[k] - 1]


@inner
def _warm(k, step, steps, jumped, targets, own):
    """Conduct heat through target k, `ahead`, for a number of steps. step : [s]

    How much less flows into the back as it warms is kept from the first step on, so that elimination is done once.
    """
    ahead, nodes = own.temperature_ahead[k], targets.nodes[k]
    kept_slope = 0.0
    for taken in range(1, steps + 1):
        share = taken / steps
        if jumped == 1:
            share = 1.0 if taken == steps else 0.0
        flux, slope = _into(k, FRONT, share, targets, own)
        back_flux, back_slope = _into(k, BACK, share, targets, own)
        back_temperature = 0.0
        if targets.cylinder[k] == 1:
            slope = 0.5 * (slope + back_slope)
            _warm_unevenly(k, 0.5 * (flux - back_flux), slope, step, taken == 1, targets, own)
            flux = 0.5 * (flux + back_flux) + (1.0 - share) * own.beyond_then[k] + share * own.beyond[k]
        else:
            if taken == 1:
                kept_slope = max(back_slope, LEAST_SLOPE)
            back_temperature = ahead[nodes - 1] + back_flux / kept_slope
        if taken == 1:
            eliminate(nodes, targets.conductance[k], targets.capacity[k], step, kept_slope, own.factor)
        conduct(ahead, nodes, own.factor, flux, slope, back_temperature, ahead)


@inner
def _warm_at_once(k, time, targets, own):
    """Conduct heat through plate k, `ahead`, in one step of second order; whether it warms little enough for that. [s]

    Two implicit steps (R. Alexander, SIAM J. Numer. Anal. 14:1006, 1977), the second from where the first one's rates
    lead: as stable as one implicit step, however thin the plate.
    """
    ahead, nodes = own.temperature_ahead[k], targets.nodes[k]
    flux, slope = _into(k, FRONT, STAGE, targets, own)
    back_flux, back_slope = _into(k, BACK, STAGE, targets, own)
    kept_slope = max(back_slope, LEAST_SLOPE)
    eliminate(nodes, targets.conductance[k], targets.capacity[k], STAGE * time, kept_slope, own.factor)
    conduct(ahead, nodes, own.factor, flux, slope, ahead[nodes - 1] + back_flux / kept_slope, ahead)
    for n in range(nodes):
        ahead[n] = own.temperature[k, n] + (1.0 - STAGE) / STAGE * (ahead[n] - own.temperature[k, n])
    flux, slope = _into(k, FRONT, 1.0, targets, own)
    back_flux, _ = _into(k, BACK, 1.0, targets, own)
    conduct(ahead, nodes, own.factor, flux, slope, ahead[nodes - 1] + back_flux / kept_slope, ahead)
    most = 0.0
    for n in range(nodes):
        most = max(most, abs(ahead[n] - own.temperature[k, n]))
    if most <= AT_ONCE:
        return True
    for n in range(nodes):
        ahead[n] = own.temperature[k, n]
    return False


@inner
def _into(k, side, share, targets, own):
    """Flux into one side of target k, and how much less per kelvin that it warms. [W/m2], [W/m2/K]

    share : of the way from what it met when it was last looked at to what it meets now.
    """
    surface, around = _face(k, side, targets, own), targets.initial[k]
    if side == FRONT or targets.exposed[k] == 1:
        around = (1.0 - share) * own.around[k] + share * own.gas[k]
    film = (1.0 - share) * own.film_then[k, side] + share * own.film[k, side]
    falling = (1.0 - share) * own.falling[k, side] + share * _falling(own.flux[k, side])
    emission = targets.emissivity[k] * STEFAN_BOLTZMANN
    return falling + film * (around - surface) - emission * surface**4, film + 4.0 * emission * surface**3


@inner
def _warm_unevenly(k, flux, slope, step, is_first, targets, own):
    """Conduct heat around and through cylinder k for one step, where its front gains more than its back.

    flux : half the difference between what front and back gain. [W/m2]
    The implicit step of `conduct`; what evens the sides out is taken at its end, too, which is the same as to
    hold that much more heat that is as warm as the mean.
    """
    nodes, uneven = targets.nodes[k], own.uneven_ahead[k]
    flux += slope * uneven[0]
    for n in range(nodes):
        held = targets.capacity[k, n] + step * targets.across[k, n]
        uneven[n] *= targets.capacity[k, n] / held
        own.held[n] = held
    flux -= slope * uneven[0]
    if is_first:
        eliminate(nodes, targets.conductance[k], own.held, step, 0.0, own.factor_uneven)
    conduct(uneven, nodes, own.factor_uneven, flux, slope, 0.0, uneven)


@inner
def _keep_up(k, targets, state):
    """Go on from what target k meets and how warm it is by now."""
    own, room = state.targets, targets.room[k]
    warmed = abs(own.front[k] - own.temperature[k, 0] - own.uneven[k, 0])
    state.sight.warmed[room] = max(state.sight.warmed[room], warmed)
    for n in range(targets.nodes[k]):
        own.temperature[k, n] = own.temperature_ahead[k, n]
        own.uneven[k, n] = own.uneven_ahead[k, n]
    own.around[k], own.beyond_then[k] = own.gas[k], own.beyond[k]
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
    temperature = adiabatic_temperature(
        _falling(own.flux[k, FRONT]) / e, e, own.film[k, FRONT], gas, own.temperature_ahead[k, 0]
    )
    for n in range(targets.nodes[k]):
        own.temperature_ahead[k, n] = temperature


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
            fire.knockdown[f] = extinguishing_time(detectors.spray_density[k], detectors.on_furnishings[k] == 1)
            fire.stops_below[f] = 0.0
