"""Heat between gas, flames and solid surfaces, and into the solids."""

from typing import Annotated, NamedTuple

import numpy as np

from palier.engine.arrays import LOWER, UPPER, Floats, Fours, Ints, Model, Pairs
from palier.engine.compiled import inlined, inner
from palier.engine.curves import between, find_point
from palier.engine.holding import Hold, begin_hold, give, holds, new_hold
from palier.engine.shining import measure_shine, shine
from palier.engine.surface_convection import face_coefficient
from palier.engine.zones import emissivity_of_layer
from palier.physics.conduction import STAYS, conduct, eliminate
from palier.physics.convection import HORIZONTAL, VERTICAL, natural_convection
from palier.physics.deposition import thermophoretic_velocity
from palier.physics.gas import SPECIFIC_HEAT
from palier.physics.radiation import STEFAN_BOLTZMANN, enclosure_exchange

INSIDE_EXCHANGE = 7.7  # at a face in the room behind (EN ISO 6946, Rsi = 0.13). [W/m2/K]
AT_REST = 5e-4  # difference between gas and surfaces below which a room is left alone. [K]
LINEAR_WARMING = 20.0  # warming of a surface in a step up to which its emission is taken as linear. [K]
SURFACE_PASSES = 6  # tries at the emission of a surface that warms faster
BACK_ALIKE = 1e-3  # change of the exchange at a back, over itself, up to which it is kept. [-]
REAR_ALIKE = 0.01  # change of a back's temperature up to which it is not even worked out. [K]


class Faces(NamedTuple):
    """Scratch of the heat exchange; faces are ceiling, upper wall, lower wall, floor."""

    area: Fours  # [n_rooms, 4] m2
    coefficient: Fours  # [n_rooms, 4] W/m2/K, convection
    flux: Fours  # [n_rooms, 4] W/m2 into the solid
    incident: Pairs  # [n_rooms, 2] W/m2, what layers and surfaces send to surfaces below and above the interface
    gain: Pairs  # [n_rooms, 2] W, radiation absorbed by each layer at its present temperature
    stiffness: Pairs  # [n_rooms, 2] W/K, how much more each layer radiates per kelvin
    crossing: Pairs  # [n_rooms, 2] m2, area of the interface x emissivity of the layer beyond it
    warming: Pairs  # [n_rooms + 1, 2] K, expected over the step
    other: Pairs  # [n_rooms, 2] W, what else heated each layer in the last step
    returned: Floats  # [n_rooms] W from the backs of walls of other rooms
    shining: Pairs  # [n_openings, 2] m2, area x emissivity through which each side shines into the other
    shone_in: Floats  # [n_rooms + 1] W arriving in each room through openings
    shone_out: Floats  # [n_rooms] W leaving each room's upper layer through openings, at its present temperature
    shine_stiffness: Floats  # [n_rooms] W/K, how much more leaves per kelvin
    gaps: Floats  # [n_rooms + 1] m2 of open openings
    black: Floats  # [n_rooms] m2, area of the surfaces x their emissivity, when radiation was last worked out
    resting: Ints  # [n_rooms] 1: no heat is exchanged
    hold: Hold
    runs: Annotated[Floats, 2, 4]  # [n_rooms, 2, 4] gas along walls when last worked out: see `wall_flows`
    conductance: Floats  # [n_faces, max_nodes - 1] W/m2/K between nodes of the solids, as warm as they are
    factor: Floats  # [n_faces, 3, max_nodes] of conduction, as `eliminate` writes it
    factored: Floats  # [n_faces] s, the step that it is for; 0: none
    back: Floats  # [n_faces] W/m2/K, exchange at the back, kept while it hardly changes
    rear: Floats  # [n_faces] K, of the back, when its exchange with the outside was worked out
    lost: Floats  # [1] W into the solids of the building and out through openings, for the books


def new_faces(model: Model) -> Faces:
    """Space for `Faces`."""
    n, openings = model.rooms.floor_area.size, model.openings.a.size
    nodes = model.slabs.capacity.shape[1]
    z = np.zeros
    return Faces(
        area=z((n, 4)),
        coefficient=z((n, 4)),
        flux=z((n, 4)),
        incident=z((n, 2)),
        gain=z((n, 2)),
        stiffness=z((n, 2)),
        crossing=z((n, 2)),
        warming=z((n + 1, 2)),
        other=z((n, 2)),
        returned=z(n),
        shining=z((openings, 2)),
        shone_in=z(n + 1),
        shone_out=z(n),
        shine_stiffness=z(n),
        gaps=z(n + 1),
        black=z(n),
        resting=z(n, np.int64),
        hold=new_hold(model),
        runs=z((n, 2, 4)),
        conductance=model.slabs.conductance.copy(),
        factor=z((4 * n, 3, nodes)),
        factored=z(4 * n),
        back=z(4 * n),
        rear=z(4 * n),
        lost=z(1),
    )


@inner
def exchange_heat(step, longest, rooms, openings, slabs, zones, layers, state, solid, rates, faces):
    """Add to `rates.heat` what each layer gains, and advance the solids into `solid`.

    Losses are taken at the temperature that each layer is expected to have at the end of the step, from all that heats
    and cools it, linearised: a thin layer cannot be cooled past the wall, and a steady state is not shifted. What one
    side gives the other gets, whatever was expected. step, longest : [s]; solid : [n_rooms * 4, max_nodes] K, written:
    temperatures at the end of the step, or of what `holding` makes of it.
    """
    n = rooms.floor_area.size
    faces.lost[0] = 0.0
    measure_shine(rooms, openings, zones, layers, faces)
    for i in range(n):
        lit = state.room_power[i] > 0.0 or abs(faces.shone_in[i]) >= 1.0 or faces.shone_out[i] >= 1.0
        faces.hold.fresh[i] = 0
        if lit or not holds(i, step, rooms, slabs, layers, faces):
            begin_hold(i, step, longest, lit, rooms, slabs, zones, layers, solid, faces)
            _expect(i, faces.hold.span[i], lit, rooms, slabs, zones, layers, state, rates, faces)
    shine(rooms, openings, zones, layers, rates, faces)
    faces.lost[0] += faces.shone_in[n]
    faces.returned[:] = 0.0
    for i in range(n):
        if faces.resting[i] == 1:
            faces.lost[0] += faces.shone_in[i]  # under a watt, or the first moment of more: taken by its surfaces
            continue
        if faces.hold.fresh[i] == 1:
            _exchange(i, n, slabs, zones, layers, solid, faces)
        give(i, slabs, layers, rates, faces)


@inlined
def _exchange(i, n, slabs, zones, layers, solid, faces):
    """Fluxes of room i at the expected temperatures, into the gas and into the solids."""
    area = faces.area[i]
    hold = faces.hold
    hold.lost[i] = 0.0
    hold.shone_in[i] = faces.shone_in[i]
    for layer in range(2):
        hold.heat[i, layer] = 0.0
        hold.settles[i, layer] = 0.0
    around = area[0] + area[1] + area[2] + area[3]
    for layer in range(2):
        first = 2 * (1 - layer)
        # what a layer radiates more as it warms goes where it is taken in: to its surfaces and to the other layer
        takers = faces.crossing[i, layer]
        for face in range(first, first + 2):
            if slabs.nodes[4 * i + face] > 0:
                takers += slabs.emissivity[4 * i + face] * area[face]
        returned = faces.stiffness[i, layer] * faces.warming[i, layer] / takers if takers > 0.0 else 0.0
        hold.heat[i, layer] += faces.gain[i, layer] - returned * takers
        hold.heat[i, 1 - layer] += returned * faces.crossing[i, layer]
        for face in range(first, first + 2):
            if slabs.nodes[4 * i + face] > 0:
                faces.flux[i, face] += returned * slabs.emissivity[4 * i + face]
    for face in range(4):
        layer = UPPER if face < 2 else LOWER
        row = 4 * i + face
        surface = zones.solid[row, 0]
        if slabs.nodes[row] == 0:
            solid[row, 0] = surface
            hold.heat[i, layer] += faces.shone_in[i] / around * area[face]
            continue
        emissivity = slabs.emissivity[row]
        convected = faces.coefficient[i, face] * (layers.temperature[i, layer] + faces.warming[i, layer] - surface)
        hold.heat[i, layer] -= convected * area[face]
        flux = faces.flux[i, face] + convected + faces.shone_in[i] / around
        slope = faces.coefficient[i, face] + 4.0 * emissivity * STEFAN_BOLTZMANN * surface**3
        behind = slabs.behind[row]
        there = layers.temperature[behind if behind >= 0 else n, LOWER]
        front = 0.0
        for _pass in range(SURFACE_PASSES):
            front = conduct(zones.solid[row], slabs.nodes[row], faces.factor[row], flux, slope, there, solid[row])
            warmed = solid[row, 0]
            if abs(warmed - surface) < LINEAR_WARMING:
                break
            # the secant of T^4 between the two temperatures is what the surface emits more
            secant = (warmed**2 + surface**2) * (warmed + surface)
            slope = faces.coefficient[i, face] + emissivity * STEFAN_BOLTZMANN * secant
        hold.heat[i, layer] += (flux - front) * area[face]
        if convected > 0.0:
            speed = thermophoretic_velocity(convected, layers.density[i, layer], layers.temperature[i, layer])
            hold.settles[i, layer] += speed * area[face]
        hold.lost[i] += front * area[face]
        if behind >= 0:
            hold.out[row] = faces.back[row] * (solid[row, slabs.nodes[row] - 1] - there) * area[face]


@inlined
def _expect(i, step, lit, rooms, slabs, zones, layers, state, rates, faces):
    """Geometry, coefficients and radiation of room i now, and how much each layer will warm in the step."""
    area = faces.area[i]
    area[0] = rooms.ceiling_area[i]
    area[1] = rooms.level_wall[i, rooms.level_wall.shape[1] - 1] - layers.wall[i]
    area[2] = layers.wall[i]
    area[3] = rooms.floor_area[i]
    for layer in range(2):
        faces.gain[i, layer] = 0.0
        faces.warming[i, layer] = 0.0
    for face in range(4):
        faces.flux[i, face] = 0.0
    faces.resting[i] = 1
    if not lit and _at_rest(i, rooms, slabs, zones, layers):
        return
    faces.resting[i] = 0
    if slabs.curve_factor.size > 0:
        _conductances(i, slabs, zones, faces)
    for face in range(4):
        if slabs.nodes[4 * i + face] > 0:
            _prepare(4 * i + face, step, slabs, zones, layers, faces)
    _radiation(i, rooms, slabs, zones, layers, state, faces)
    for layer in range(2):
        gas = layers.temperature[i, layer]
        total = 0.0
        convected = 0.0
        first = 2 * (1 - layer)
        for face in range(first, first + 2):
            surface = zones.solid[4 * i + face, 0]
            if slabs.nodes[4 * i + face] == 0:
                faces.coefficient[i, face] = 0.0
                continue
            h = face_coefficient(i, face, gas, surface, area, rooms, layers, state, rates)
            faces.coefficient[i, face] = h
            # a light lining follows the gas within the step: what it can take up is in series with the film
            row = 4 * i + face
            takes = faces.factor[row, STAYS, 0] + faces.conductance[row, 0]
            h *= takes / (h + takes)
            total += h * area[face]
            convected += h * area[face] * (gas - surface)
        net = faces.other[i, layer] + rates.heat[i, layer] + faces.gain[i, layer] - convected
        stiffness = SPECIFIC_HEAT * zones.mass[i, layer] / step + total + faces.stiffness[i, layer]
        if layer == UPPER:
            net -= faces.shone_out[i]
            stiffness += faces.shine_stiffness[i]
        elif faces.hold.doubled[i] > 0:
            net += faces.returned[i]
        faces.warming[i, layer] = net / stiffness


@inlined
def _at_rest(i, rooms, slabs, zones, layers):
    """Whether the gas of room i, its surfaces and what lies behind them differ by next to nothing."""
    for face in range(4):
        row = 4 * i + face
        gas = layers.temperature[i, UPPER if face < 2 else LOWER]
        for k in range(slabs.nodes[row]):
            if abs(gas - zones.solid[row, k]) >= AT_REST:
                return False
        behind = slabs.behind[row]
        if slabs.nodes[row] > 0 and behind >= -1:
            there = layers.temperature[behind if behind >= 0 else rooms.floor_area.size, LOWER]
            if abs(gas - there) >= AT_REST:
                return False
    return True


@inlined
def _conductances(i, slabs, zones, faces):
    """Conductances in what lines room i and conducts differently hot and cold: at the mean of two nodes' temperatures.

    Second order in the distance of nodes (S. V. Patankar, "Numerical Heat Transfer and Fluid Flow", 1980, ch. 4).
    """
    for row in range(4 * i, 4 * i + 4):
        for k in range(slabs.nodes[row] - 1):
            curve = slabs.curve[row, k]
            if curve >= 0:
                mean = 0.5 * (zones.solid[row, k] + zones.solid[row, k + 1])
                factor = between(slabs.curve_factor[curve], find_point(mean, slabs.curve_temperature[curve]))
                faces.conductance[row, k] = factor * slabs.conductance[row, k]
                faces.factored[row] = 0.0


@inlined
def _prepare(row, step, slabs, zones, layers, faces):
    """Prepare conduction through what lines one face, unless it is prepared for such a step."""
    behind = slabs.behind[row]
    face = row % 4
    back = 0.0
    rear = zones.solid[row, slabs.nodes[row] - 1]
    if behind == -1 and abs(rear - faces.rear[row]) <= REAR_ALIKE:
        back = faces.back[row]
    elif behind == -1:
        outside = layers.temperature[layers.temperature.shape[0] - 1, LOWER]
        faces.rear[row] = rear
        back = natural_convection(VERTICAL if face == 1 or face == 2 else HORIZONTAL, rear, outside)
        back += slabs.emissivity[row] * STEFAN_BOLTZMANN * (rear**2 + outside**2) * (rear + outside)
    elif behind >= 0:
        capacity = SPECIFIC_HEAT * zones.mass[behind, LOWER]
        back = INSIDE_EXCHANGE / (1.0 + step * INSIDE_EXCHANGE * faces.area[row // 4, face] / capacity)
    if abs(back - faces.back[row]) > BACK_ALIKE * back:
        faces.back[row] = back
        faces.factored[row] = 0.0
    if faces.factored[row] != step:
        faces.factored[row] = step
        back = faces.back[row]
        eliminate(slabs.nodes[row], faces.conductance[row], slabs.capacity[row], step, back, faces.factor[row])


@inlined
def remember_other(i, layers, rates, faces):
    """Keep what warmed the layers of room i by exchange of gas, for the next step."""
    for layer in range(2):
        carried = rates.enthalpy[i, layer] - SPECIFIC_HEAT * layers.temperature[i, layer] * rates.mass[i, layer]
        faces.other[i, layer] = carried


@inlined
def _radiation(i, rooms, slabs, zones, layers, state, faces):
    """Radiation of flames, layers and surfaces of room i at present temperatures, into `flux`, `gain`, `stiffness`.

    A face that takes up no heat mirrors what falls on it. Where all do, what flames radiate stays in the layers.
    """
    area = faces.area[i]
    above = area[0] + area[1]
    below = area[2] + area[3]
    black_above = 0.0
    black_below = 0.0
    fourth_above = 0.0
    fourth_below = 0.0
    for face in range(4):
        row = 4 * i + face
        if slabs.nodes[row] == 0:
            continue
        black = slabs.emissivity[row] * area[face]
        fourth = zones.solid[row, 0] ** 4 * black
        if face < 2:
            black_above += black
            fourth_above += fourth
        else:
            black_below += black
            fourth_below += fourth
    faces.black[i] = black_above + black_below
    flame_up = state.radiated[i] * above / (above + below)
    flame_down = state.radiated[i] - flame_up
    if black_above + black_below == 0.0:
        faces.gain[i, UPPER] = flame_up
        faces.gain[i, LOWER] = flame_down
        for layer in range(2):
            faces.incident[i, layer] = STEFAN_BOLTZMANN * layers.temperature[i, layer] ** 4
        return
    fourth_above = fourth_above / black_above if black_above > 0.0 else layers.temperature[i, UPPER] ** 4
    fourth_below = fourth_below / black_below if black_below > 0.0 else layers.temperature[i, LOWER] ** 4
    e_upper = emissivity_of_layer(i, UPPER, layers, above + layers.area[i])
    e_lower = emissivity_of_layer(i, LOWER, layers, below + layers.area[i])
    t_upper = layers.temperature[i, UPPER]
    t_lower = layers.temperature[i, LOWER]
    incident_above, incident_below, gain_upper, gain_lower = enclosure_exchange(
        np.sqrt(np.sqrt(fourth_above)),
        np.sqrt(np.sqrt(fourth_below)),
        black_above / above,
        black_below / below,
        above,
        below,
        layers.area[i],
        t_upper,
        t_lower,
        e_upper,
        e_lower,
        flame_up * (1.0 - e_upper) / above,
        flame_down * (1.0 - e_lower) / below,
    )
    faces.incident[i, UPPER] = incident_above
    faces.incident[i, LOWER] = incident_below
    faces.crossing[i, UPPER] = e_lower * layers.area[i]
    faces.crossing[i, LOWER] = e_upper * layers.area[i]
    faces.stiffness[i, UPPER] += 4.0 * e_upper * STEFAN_BOLTZMANN * t_upper**3 * (above + layers.area[i])
    faces.stiffness[i, LOWER] += 4.0 * e_lower * STEFAN_BOLTZMANN * t_lower**3 * (below + layers.area[i])
    faces.gain[i, UPPER] = gain_upper + flame_up * e_upper
    faces.gain[i, LOWER] = gain_lower + flame_down * e_lower
    for face in range(4):
        row = 4 * i + face
        if slabs.nodes[row] > 0:
            own = STEFAN_BOLTZMANN * zones.solid[row, 0] ** 4
            incident = incident_above if face < 2 else incident_below
            faces.flux[i, face] = slabs.emissivity[row] * (incident - own)


def new_solid(model: Model) -> Floats:
    """Space for the next temperatures of the solids."""
    return np.zeros((model.slabs.nodes.size, model.slabs.capacity.shape[1]))
