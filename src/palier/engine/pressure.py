"""The pressures that make every room keep its volume: a damped Newton method on the whole building."""

from typing import NamedTuple

import numpy as np
from numba import njit

from palier.engine import sparse
from palier.engine.arrays import LOWER, UPPER, Floats, Model
from palier.physics.gas import GRAVITY, HEAT_RATIO, REFERENCE_PRESSURE
from palier.physics.openings import slab_flow
from palier.physics.vents import net_flow

ENTHALPY_PER_VOLUME = HEAT_RATIO / (HEAT_RATIO - 1.0) * REFERENCE_PRESSURE  # cp rho T, the same for all gas. [J/m3]
RELATIVE_TOLERANCE = 1e-7  # of the enthalpy flowing through a room
ABSOLUTE_TOLERANCE = 0.1  # [W]; what remains is carried by the room's pressure into the next step
MOST_ITERATIONS = 40


class Flows(NamedTuple):
    """Flow through every opening."""

    opening: Floats  # [n_openings, 4] kg/s: a lower -> b, a upper -> b, b lower -> a, b upper -> a
    height: Floats  # [n_openings, 4] m above the street, where each of them passes on average
    vent: Floats  # [n_vents, 2] kg/s driven by pressure: upwards, downwards
    vent_difference: Floats  # [n_vents] Pa, below minus above
    pressure: Floats  # [n_rooms + 1] Pa, the solution; kept as the next first guess
    start: Floats  # [n_rooms + 1] scratch
    direction: Floats  # [n_rooms + 1] scratch
    residual: Floats  # [n_rooms + 1] W
    scale: Floats  # [n_rooms + 1] W


def new_flows(model: Model) -> Flows:
    """Space for `Flows`."""
    n, no, nv = model.rooms.floor_area.size + 1, model.openings.a.size, model.vents.below.size
    z = np.zeros
    return Flows(z((no, 4)), z((no, 4)), z((nv, 2)), z(nv), z(n), z(n), z(n), z(n), z(n))


@njit(cache=True)
def hydrostatic(layers, room, height, outside_density):
    """Pressure at a height above the floor less that at the floor, both relative to the outside. [Pa]"""
    below = min(height, layers.interface[room])
    return -GRAVITY * (
        (layers.density[room, LOWER] - outside_density) * below
        + (layers.density[room, UPPER] - outside_density) * (height - below)
    )


@njit(cache=True)
def _add_slab(flows, o, direction, layer, z_low, z_high, d_low, d_high, width, coefficient, density):
    """One slab of an opening, of one sign: book it and return its volume flow and the volume flow's slope."""
    flow, slope = slab_flow(abs(d_low), abs(d_high), z_high - z_low, width, coefficient, density)
    k = 2 * direction + layer
    flows.opening[o, k] += flow
    flows.height[o, k] += flow * 0.5 * (z_low + z_high)
    return flow / density, slope / density


@njit(cache=True)
def opening_flow(o, openings, state, rooms, layers, pressure, outside_density, flows):
    """Fill the flows of one vertical opening; return net volume flow a -> b and its slope. [m3/s], [m3/s/Pa]"""
    for k in range(4):
        flows.opening[o, k] = 0.0
        flows.height[o, k] = 0.0
    width = state * openings.width[o] + (1.0 - state) * openings.leak_width[o]
    if width <= 0.0:
        return 0.0, 0.0
    n = rooms.floor_area.size
    a = openings.a[o]
    b = openings.b[o]
    bottom = openings.sill[o]
    top = openings.soffit[o]
    floor_a = rooms.elevation[a]
    split_a = floor_a + layers.interface[a]
    split_b = 1e30 if b == n else rooms.elevation[b] + layers.interface[b]
    lower_split = min(split_a, split_b)
    upper_split = max(split_a, split_b)
    z_low = bottom
    volume = 0.0
    slope_sum = 0.0
    d_low = _difference(o, openings, rooms, layers, pressure, outside_density, z_low)
    for piece in range(3):
        z_high = top
        if piece == 0 and lower_split < top:
            z_high = lower_split
        elif piece == 1 and upper_split < top:
            z_high = upper_split
        if z_high <= z_low:
            continue
        d_high = _difference(o, openings, rooms, layers, pressure, outside_density, z_high)
        middle = 0.5 * (z_low + z_high)
        layer_a = UPPER if middle > split_a else LOWER
        layer_b = UPPER if middle > split_b else LOWER
        z_zero = z_high
        if d_low * d_high < 0.0:
            z_zero = z_low + (z_high - z_low) * d_low / (d_low - d_high)
        for half in range(2):
            if half == 0:
                lo, hi, dl = z_low, z_zero, d_low
                dh = 0.0 if z_zero < z_high else d_high
            else:
                if z_zero >= z_high:
                    break
                lo, hi, dl, dh = z_zero, z_high, 0.0, d_high
            if dl + dh >= 0.0:
                v, s = _add_slab(
                    flows, o, 0, layer_a, lo, hi, dl, dh, width, openings.coefficient[o], layers.density[a, layer_a]
                )
                volume += v
            else:
                v, s = _add_slab(
                    flows, o, 1, layer_b, lo, hi, dl, dh, width, openings.coefficient[o], layers.density[b, layer_b]
                )
                volume -= v
            slope_sum += s
        z_low = z_high
        d_low = d_high
    for k in range(4):
        if flows.opening[o, k] > 0.0:
            flows.height[o, k] /= flows.opening[o, k]
    return volume, slope_sum


@njit(cache=True)
def _difference(o, openings, rooms, layers, pressure, outside_density, z):
    """Pressure in room a less that in b at elevation z, both relative to the outside. [Pa]"""
    n = rooms.floor_area.size
    a = openings.a[o]
    b = openings.b[o]
    at_a = pressure[a] + hydrostatic(layers, a, z - rooms.elevation[a], outside_density)
    if b == n:
        return at_a - openings.wind_pressure[o]
    return at_a - pressure[b] - hydrostatic(layers, b, z - rooms.elevation[b], outside_density)


@njit(cache=True)
def upper_part(rooms, layers, room, area):
    """Part of the gas leaving through a ceiling opening that comes from the upper layer.

    A layer thinner than half the opening's side is drawn through: gas from below comes with it (plug-holing).
    """
    depth = rooms.height[room] - layers.interface[room]
    return min(1.0, depth / (0.5 * np.sqrt(area)))


@njit(cache=True)
def lower_part(layers, room, area):
    """Part of the gas leaving through a floor opening that comes from the lower layer."""
    return min(1.0, layers.interface[room] / (0.5 * np.sqrt(area)))


@njit(cache=True)
def vent_flow(v, vents, state, rooms, layers, pressure, outside_density, flows):
    """Fill the pressure-driven flow of one horizontal opening; return net volume flow upwards and its slope."""
    flows.vent[v, 0] = 0.0
    flows.vent[v, 1] = 0.0
    area = state * vents.area[v] + (1.0 - state) * vents.leak_area[v]
    if area <= 0.0:
        return 0.0, 0.0
    n = rooms.floor_area.size
    below = vents.below[v]
    above = vents.above[v]
    z = vents.elevation[v]
    difference = pressure[below] + hydrostatic(layers, below, z - rooms.elevation[below], outside_density)
    if above == n:
        difference -= vents.wind_pressure[v]
    else:
        difference -= pressure[above] + hydrostatic(layers, above, z - rooms.elevation[above], outside_density)
    flows.vent_difference[v] = difference
    if difference >= 0.0:
        part = upper_part(rooms, layers, below, area)
        density = part * layers.density[below, UPPER] + (1.0 - part) * layers.density[below, LOWER]
    else:
        part = 1.0 if above == n else lower_part(layers, above, area)
        density = part * layers.density[above, LOWER] + (1.0 - part) * layers.density[above, UPPER]
    flow, slope = net_flow(difference, area, vents.coefficient[v], density)
    if flow >= 0.0:
        flows.vent[v, 0] = flow
    else:
        flows.vent[v, 1] = -flow
    return flow / density, slope / density


@njit(cache=True)
def _residual(model, zones, layers, step, heat, pressure, pattern, factor, flows):
    """Enthalpy that each room gains too much, and the matrix of its derivatives."""
    rooms = model.rooms
    openings = model.openings
    vents = model.vents
    n = rooms.floor_area.size
    outside = layers.density[n, LOWER]
    residual = flows.residual
    scale = flows.scale
    for i in range(n):
        storage = rooms.floor_area[i] * rooms.height[i] / ((HEAT_RATIO - 1.0) * step)
        residual[i] = storage * (pressure[i] - layers.pressure[i]) - heat[i]
        scale[i] = abs(heat[i])
        factor.diagonal[pattern.position[i]] = storage
    factor.below[:] = 0.0
    for o in range(openings.a.size):
        volume, slope = opening_flow(o, openings, zones.opening[o], rooms, layers, pressure, outside, flows)
        gross = flows.opening[o, 0] + flows.opening[o, 1] + flows.opening[o, 2] + flows.opening[o, 3]
        _book(
            openings.a[o], openings.b[o], volume, slope, gross / outside, o, n, residual, scale, pattern, factor
        )
    for v in range(vents.below.size):
        volume, slope = vent_flow(v, vents, zones.vent[v], rooms, layers, pressure, outside, flows)
        _book(
            vents.below[v],
            vents.above[v],
            volume,
            slope,
            abs(volume),
            openings.a.size + v,
            n,
            residual,
            scale,
            pattern,
            factor,
        )


@njit(cache=True)
def _book(a, b, volume, slope, gross, edge, n, residual, scale, pattern, factor):
    """Add one opening's enthalpy flow a -> b to the residuals and the matrix."""
    enthalpy = ENTHALPY_PER_VOLUME * volume
    conductance = ENTHALPY_PER_VOLUME * slope
    size = ENTHALPY_PER_VOLUME * gross
    residual[a] += enthalpy
    scale[a] += size
    if b < n:
        residual[b] -= enthalpy
        scale[b] += size
    factor.diagonal[pattern.position[a]] += conductance
    if b < n:
        factor.diagonal[pattern.position[b]] += conductance
        if pattern.entry[edge] >= 0:
            factor.below[pattern.entry[edge]] -= conductance


@njit(cache=True)
def _size(n, residual, scale):
    """Largest residual over its tolerance, and the sum of squares that the line search lowers."""
    worst = 0.0
    total = 0.0
    for i in range(n):
        ratio = abs(residual[i]) / (RELATIVE_TOLERANCE * scale[i] + ABSOLUTE_TOLERANCE)
        worst = max(worst, ratio)
        total += residual[i] * residual[i]
    return worst, total


@njit(cache=True)
def solve_pressure(model, zones, layers, step, heat, pattern, factor, flows):
    """Find the pressures at the end of a step, and the flows that go with them.

    Parameters
    ----------
    step : float
        [s]
    heat : float array [n_rooms]
        Heat and enthalpy added to the gas of each room other than through openings. [W]

    Returns
    -------
    int
        Newton iterations used, negative if they did not converge.

    Notes
    -----
    Per room: V / (gamma - 1) dp/dt = sum of enthalpy flows in + heat, backward Euler. Since cp rho T is the same for
    all gas, enthalpy flow is volume flow times a constant, the matrix is symmetric positive definite and the problem
    convex: Newton with a line search converges from any start, and the last pressures are a good one.
    """
    n = model.rooms.floor_area.size
    pressure = flows.pressure
    trial = flows.start
    direction = flows.direction
    _residual(model, zones, layers, step, heat, pressure, pattern, factor, flows)
    worst, total = _size(n, flows.residual, flows.scale)
    for iteration in range(MOST_ITERATIONS):
        if worst <= 1.0:
            return iteration
        for i in range(n):
            factor.vector[pattern.position[i]] = -flows.residual[i]
        sparse.solve(pattern, factor)
        for i in range(n):
            direction[i] = factor.vector[pattern.position[i]]
            trial[i] = pressure[i]
        part = 1.0
        before = total
        for _attempt in range(12):
            for i in range(n):
                pressure[i] = trial[i] + part * direction[i]
            _residual(model, zones, layers, step, heat, pressure, pattern, factor, flows)
            worst, total = _size(n, flows.residual, flows.scale)
            if worst <= 1.0 or total < before * (1.0 - 0.1 * part):
                break
            part *= 0.5
    return -MOST_ITERATIONS
