"""The pressures that make every room keep its volume: a damped Newton method on the whole building."""

from typing import NamedTuple

import numpy as np

from palier.engine import sparse
from palier.engine.arrays import DOOR, LEAK, LOWER, UPPER, WINDOW, Floats, Ints, Model
from palier.engine.compiled import inner, kernel
from palier.engine.zones import open_width
from palier.physics.gas import GRAVITY, HEAT_RATIO
from palier.physics.openings import SOFTENED_ZERO, crack_flow, gap_flow, mean_root, softened_root
from palier.physics.vents import net_flow

RELATIVE_TOLERANCE = 1e-5  # of the enthalpy flowing through a room
ABSOLUTE_TOLERANCE = 5.0  # [W]; what remains is carried by the room's pressure into the next step
MOST_ITERATIONS = 40


class Flows(NamedTuple):
    """Flow through every opening."""

    opening: Floats  # [n_openings, 4] kg/s: a lower -> b, a upper -> b, b lower -> a, b upper -> a
    bottom: Floats  # [n_openings, 4] m above the street, lower edge of each of them in the opening
    top: Floats  # [n_openings, 4] m above the street, upper edge
    pieces: Ints  # [n_openings] parts of each opening with one layer on either side
    edge: Floats  # [n_openings, 4] m above the street, their edges from the bottom
    base: Floats  # [n_openings, 4] Pa, difference a - b there when both floors are at zero pressure
    layer: Ints  # [n_openings, 3, 2] layer of a and of b in each part
    vent: Floats  # [n_vents, 2] kg/s driven by pressure: upwards, downwards
    vent_difference: Floats  # [n_vents] Pa, below minus above
    fan: Floats  # [n_fans] m3/s
    pressure: Floats  # [n_rooms + 1] Pa, the solution; kept as the next first guess
    previous: Floats  # [n_rooms + 1] Pa, the solution before
    start: Floats  # [n_rooms + 1] scratch
    direction: Floats  # [n_rooms + 1] scratch
    residual: Floats  # [n_rooms + 1] W
    scale: Floats  # [n_rooms + 1] W


def new_flows(model: Model) -> Flows:
    """Space for `Flows`."""
    n, no, nv = model.rooms.floor_area.size + 1, model.openings.a.size, model.vents.below.size
    z = np.zeros
    ints = np.int64
    return Flows(
        opening=z((no, 4)),
        bottom=z((no, 4)),
        top=z((no, 4)),
        pieces=z(no, ints),
        edge=z((no, 4)),
        base=z((no, 4)),
        layer=z((no, 3, 2), ints),
        vent=z((nv, 2)),
        vent_difference=z(nv),
        fan=z(model.fans.source.size),
        pressure=z(n),
        previous=z(n),
        start=z(n),
        direction=z(n),
        residual=z(n),
        scale=z(n),
    )


@inner
def hydrostatic(layers, room, height, outside_density):
    """Pressure at a height above the floor less that at the floor, both relative to the outside. [Pa]"""
    below = min(height, layers.interface[room])
    return -GRAVITY * (
        (layers.density[room, LOWER] - outside_density) * below
        + (layers.density[room, UPPER] - outside_density) * (height - below)
    )


@kernel
def divide_openings(openings, rooms, layers, flows):
    """Cut every opening at the interfaces on its two sides; the hydrostatic part of each difference is fixed."""
    n = rooms.floor_area.size
    outside = layers.density[n, LOWER]
    for o in range(openings.a.size):
        a = openings.a[o]
        b = openings.b[o]
        bottom = openings.sill[o]
        top = openings.soffit[o]
        split_a = rooms.elevation[a] + layers.interface[a]
        split_b = np.inf if b == n else rooms.elevation[b] + layers.interface[b]
        count = 0
        flows.edge[o, 0] = bottom
        for cut in (min(split_a, split_b), max(split_a, split_b), top):
            if cut > flows.edge[o, count] and cut <= top:
                middle = 0.5 * (flows.edge[o, count] + cut)
                flows.layer[o, count, 0] = UPPER if middle > split_a else LOWER
                flows.layer[o, count, 1] = UPPER if middle > split_b else LOWER
                count += 1
                flows.edge[o, count] = cut
        flows.pieces[o] = count
        for k in range(count + 1):
            z = flows.edge[o, k]
            base = hydrostatic(layers, a, z - rooms.elevation[a], outside)
            if b == n:
                base -= openings.wind_pressure[o]
            else:
                base -= hydrostatic(layers, b, z - rooms.elevation[b], outside)
            flows.base[o, k] = base


@kernel
def opening_flow(o, openings, width, part, layers, shift, flows):
    """Fill the flows of one vertical opening.

    width : of its open part, as of `open_width`. [m]
    part : that is open; 0: what flows passes the gaps. [-]
    shift : pressure at the floor of room a less that of b, each relative to the outside at that height. [Pa]
    Returns the net volume flow a -> b, its slope, and the gross volume flow. [m3/s], [m3/s/Pa], [m3/s]
    """
    for k in range(4):
        flows.opening[o, k] = 0.0
        flows.bottom[o, k] = np.inf
        flows.top[o, k] = -np.inf
    if width <= 0.0:
        return 0.0, 0.0, 0.0
    gaps = part == 0.0 and (openings.kind[o] == DOOR or openings.kind[o] == WINDOW)
    volume = 0.0
    slope_sum = 0.0
    gross = 0.0
    z_low = flows.edge[o, 0]
    d_low = flows.base[o, 0] + shift
    softened_low = softened_root(d_low)
    for piece in range(flows.pieces[o]):
        z_high = z_end = flows.edge[o, piece + 1]
        d_high = d_end = flows.base[o, piece + 1] + shift
        softened_high = softened_end = softened_root(d_high)
        parts = 1
        if d_low * d_high < 0.0:
            z_high = z_low + (z_end - z_low) * d_low / (d_low - d_end)
            d_high = 0.0
            softened_high = SOFTENED_ZERO
            parts = 2
        for _part in range(parts):
            side = 0 if d_low + d_high >= 0.0 else 1
            room = openings.a[o] if side == 0 else openings.b[o]
            layer = flows.layer[o, piece, side]
            density = layers.density[room, layer]
            area = width * (z_high - z_low)
            if gaps or openings.kind[o] == LEAK:
                middle = 0.5 * abs(d_low + d_high)
                if gaps:
                    flow, slope = gap_flow(middle, area, density)
                else:
                    flow, slope = crack_flow(middle, area, openings.coefficient[o], density)
                passing = flow / density
                slope_sum += slope / density
            else:
                mean, slope = mean_root(abs(d_low), abs(d_high), softened_low, softened_high)
                conductance = openings.coefficient[o] * area * layers.speed[room, layer]
                passing = conductance * mean
                slope_sum += conductance * slope
                flow = passing * density
            k = 2 * side + layer
            flows.opening[o, k] += flow
            flows.bottom[o, k] = min(flows.bottom[o, k], z_low)
            flows.top[o, k] = z_high
            gross += passing
            volume += passing if side == 0 else -passing
            z_low, d_low, softened_low = z_high, d_high, softened_high
            z_high, d_high, softened_high = z_end, d_end, softened_end
    return volume, slope_sum, gross


@inner
def upper_part(rooms, layers, room, area):
    """Part of the gas leaving through a ceiling opening that comes from the upper layer.

    A layer thinner than half the opening's side is drawn through: gas from below comes with it (plug-holing).
    """
    if room == rooms.height.size:
        return 1.0
    depth = rooms.height[room] - layers.interface[room]
    return min(1.0, depth / (0.5 * np.sqrt(area)))


@inner
def lower_part(layers, room, area):
    """Part of the gas leaving through a floor opening that comes from the lower layer."""
    if room == layers.interface.size - 1:
        return 1.0
    return min(1.0, layers.interface[room] / (0.5 * np.sqrt(area)))


@inner
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
    difference = 0.0
    for side in range(2):
        room = below if side == 0 else above
        if room == n:
            here = vents.wind_pressure[v]
        else:
            here = pressure[room] + hydrostatic(layers, room, z - rooms.elevation[room], outside_density)
        difference += here if side == 0 else -here
    flows.vent_difference[v] = difference
    if difference >= 0.0:
        part = upper_part(rooms, layers, below, area)
        density = part * layers.density[below, UPPER] + (1.0 - part) * layers.density[below, LOWER]
    else:
        part = lower_part(layers, above, area)
        density = part * layers.density[above, LOWER] + (1.0 - part) * layers.density[above, UPPER]
    flow, slope = net_flow(difference, area, vents.coefficient[v], density)
    if flow >= 0.0:
        flows.vent[v, 0] = flow
    else:
        flows.vent[v, 1] = -flow
    return flow / density, slope / density


@inner
def _residual(rooms, openings, vents, fans, zones, layers, step, heat, pressure, pattern, factor, flows):
    """Enthalpy that each room gains too much, and the matrix of its derivatives."""
    enthalpy = HEAT_RATIO / (HEAT_RATIO - 1.0) * rooms.reference_pressure  # cp rho T, the same for all gas. [J/m3]
    n = rooms.floor_area.size
    outside = layers.density[n, LOWER]
    residual = flows.residual
    scale = flows.scale
    for i in range(n):
        storage = rooms.volume[i] / ((HEAT_RATIO - 1.0) * step)
        residual[i] = storage * (pressure[i] - layers.pressure[i]) - heat[i]
        scale[i] = abs(heat[i])
        factor.diagonal[pattern.position[i]] = storage
    factor.below[:] = 0.0
    for o in range(openings.a.size):
        a = openings.a[o]
        b = openings.b[o]
        shift = pressure[a] - pressure[b] if b < n else pressure[a]
        width = open_width(o, openings, zones)
        volume, slope, gross = opening_flow(o, openings, width, zones.opening[o], layers, shift, flows)
        _book(a, b, enthalpy, volume, slope, gross, o, n, residual, scale, pattern, factor)
    for v in range(vents.below.size):
        volume, slope = vent_flow(v, vents, zones.vent[v], rooms, layers, pressure, outside, flows)
        edge = openings.a.size + v
        _book(
            vents.below[v],
            vents.above[v],
            enthalpy,
            volume,
            slope,
            abs(volume),
            edge,
            n,
            residual,
            scale,
            pattern,
            factor,
        )
    for f in range(fans.source.size):
        volume, slope = fan_flow(f, fans, zones.fan[f], rooms, layers, pressure, outside)
        flows.fan[f] = volume
        edge = openings.a.size + vents.below.size + f
        _book(
            fans.source[f],
            fans.target[f],
            enthalpy,
            volume,
            slope,
            volume,
            edge,
            n,
            residual,
            scale,
            pattern,
            factor,
        )


@inner
def fan_flow(f, fans, part, rooms, layers, pressure, outside_density):
    """Volume flow of a fan and its slope with the pressure at its source. [m3/s], [m3/s/Pa]

    Constant up to an adverse pressure, then falling to none along a smooth step (CFAST's fan, NIST TN 1889v1).
    """
    flow = part * fans.flow[f]
    if flow <= 0.0:
        return 0.0, 0.0
    n = rooms.floor_area.size
    adverse = 0.0
    for end in range(2):
        room = fans.source[f] if end == 0 else fans.target[f]
        if room < n:
            height = fans.source_height[f] if end == 0 else fans.target_height[f]
            here = pressure[room] + hydrostatic(layers, room, height - rooms.elevation[room], outside_density)
            adverse += here if end == 1 else -here
    x = (adverse - fans.falls_from[f]) / (fans.none_at[f] - fans.falls_from[f])
    if x <= 0.0:
        return flow, 0.0
    if x >= 1.0:
        return 0.0, 0.0
    return flow * (1.0 - x * x * (3.0 - 2.0 * x)), flow * 6.0 * x * (1.0 - x) / (fans.none_at[f] - fans.falls_from[f])


@inner
def _book(a, b, enthalpy, volume, slope, gross, edge, n, residual, scale, pattern, factor):
    """Add one opening's flow a -> b, of gas with this enthalpy per volume, to the residuals and the matrix."""
    carried = enthalpy * volume
    conductance = enthalpy * slope
    size = enthalpy * gross
    if a < n:
        residual[a] += carried
        scale[a] += size
        factor.diagonal[pattern.position[a]] += conductance
    if b < n:
        residual[b] -= carried
        scale[b] += size
        factor.diagonal[pattern.position[b]] += conductance
        if a < n and pattern.entry[edge] >= 0:
            factor.below[pattern.entry[edge]] -= conductance


@inner
def _size(n, residual, scale):
    """Largest residual over its tolerance, and the sum of squares that the line search lowers."""
    worst = 0.0
    total = 0.0
    for i in range(n):
        ratio = abs(residual[i]) / (RELATIVE_TOLERANCE * scale[i] + ABSOLUTE_TOLERANCE)
        worst = max(worst, ratio)
        total += residual[i] * residual[i]
    return worst, total


@inner
def solve_pressure(rooms, openings, vents, fans, zones, layers, step, heat, pattern, factor, flows):
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
    n = rooms.floor_area.size
    pressure = flows.pressure
    trial = flows.start
    direction = flows.direction
    divide_openings(openings, rooms, layers, flows)
    for i in range(n):
        last = pressure[i]
        pressure[i] += last - flows.previous[i]
        flows.previous[i] = last
    _residual(rooms, openings, vents, fans, zones, layers, step, heat, pressure, pattern, factor, flows)
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
            _residual(rooms, openings, vents, fans, zones, layers, step, heat, pressure, pattern, factor, flows)
            worst, total = _size(n, flows.residual, flows.scale)
            if worst <= 1.0 or total < before * (1.0 - 0.1 * part):
                break
            part *= 0.5
    return -MOST_ITERATIONS
