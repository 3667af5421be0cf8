"""Flow through every opening, vent and fan at given pressures of the rooms."""

from typing import NamedTuple

import numpy as np

from palier.engine.arrays import DOOR, LEAK, LOWER, UPPER, WINDOW, Floats, Ints, Model
from palier.engine.compiled import inner, kernel
from palier.engine.zones import open_width
from palier.physics.gas import GRAVITY
from palier.physics.openings import (
    CRACK_SCALE,
    FREE_ABOVE,
    SMALLEST,
    VISCOUS_BELOW,
    crack_power,
    crack_power_beside,
    crack_slope,
    gap_number,
    gap_number_beside,
    gap_scales,
    part_forward,
    softened_square,
    two_way_roots,
)
from palier.physics.vents import net_flow

NEARBY = 0.05  # change of a squared pressure or pressure number, over itself, up to which a series serves. [-]
ORIFICE, CRACK, GAP = range(3)  # laws of flow; pieces stand in this order


class Flows(NamedTuple):
    """Flow through every opening."""

    opening: Floats  # [n_openings, 4] kg/s: a lower -> b, a upper -> b, b lower -> a, b upper -> a
    bottom: Floats  # [n_openings, 4] m above the street, lower edge of each of them in the opening
    top: Floats  # [n_openings, 4] m above the street, upper edge
    first: Ints  # [n_openings] first of the pieces of each opening, which have one layer on either side
    pieces: Ints  # [n_openings] their number, 0 to 3
    counts: Ints  # [3] pieces of orifices, which come first, of these and cracks, and of these and gaps
    edge: Floats  # [2, n_pieces] m above the street, lower and upper
    low: Floats  # [n_pieces] Pa, difference a - b at the lower edge when both floors are at zero pressure
    high: Floats  # [n_pieces] Pa, at the upper edge
    layer: Ints  # [2, n_pieces] layer of a and of b
    passes: Floats  # [2, n_pieces] m3/s/Pa^1/2 of the gas of a, of that of b; of gaps m3/s
    number: Floats  # [2, n_pieces] 1/Pa, pressure number of gaps
    shift: Floats  # [n_pieces] Pa, pressure at the floor of a less that of b
    passing: Floats  # [2, n_pieces] m3/s a -> b, b -> a
    slope: Floats  # [n_pieces] m3/s/Pa of the first less the second
    kept: Floats  # [2, n_pieces] square of a crack's pressure, or less the pressure number of a gap, for the next two
    power: Floats  # [2, n_pieces] Pa^-0.35 `crack_power` of it; of a gap its flow number
    exponent: Floats  # [2, n_pieces] power with which a gap's flow number grows there
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
        first=z(no, ints),
        pieces=z(no, ints),
        counts=z(3, ints),
        edge=z((2, 3 * no)),
        low=z(3 * no),
        high=z(3 * no),
        layer=z((2, 3 * no), ints),
        passes=z((2, 3 * no)),
        number=z((2, 3 * no)),
        shift=z(3 * no),
        passing=z((2, 3 * no)),
        slope=z(3 * no),
        kept=z((2, 3 * no)),
        power=z((2, 3 * no)),
        exponent=z((2, 3 * no)),
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
def divide_openings(rooms, openings, zones, layers, flows):
    """Cut every opening at the interfaces on its two sides; the hydrostatic part of each difference is fixed."""
    count = 0
    for law in range(3):
        for o in range(openings.a.size):
            if _law(o, openings, zones) == law:
                flows.first[o] = count
                count = _divide(o, count, law, rooms, openings, zones, layers, flows)
                flows.pieces[o] = count - flows.first[o]
        flows.counts[law] = count


@inner
def _law(o, openings, zones):
    """How gas passes an opening: a shut door or window only by the narrow gaps round it."""
    if openings.kind[o] == LEAK:
        return CRACK
    if zones.opening[o] == 0.0 and (openings.kind[o] == DOOR or openings.kind[o] == WINDOW):
        return GAP
    return ORIFICE


@inner
def _divide(o, p, law, rooms, openings, zones, layers, flows):
    """Write the pieces of one opening, from piece p on; returns the first after them."""
    n = rooms.floor_area.size
    width = open_width(o, openings, zones)
    if width <= 0.0:
        return p
    outside = layers.density[n, LOWER]
    a, b = openings.a[o], openings.b[o]
    split_a = rooms.elevation[a] + layers.interface[a]
    split_b = np.inf if b == n else rooms.elevation[b] + layers.interface[b]
    z = openings.sill[o]
    base = _base(o, z, rooms, openings, layers, outside)
    for cut in (min(split_a, split_b), max(split_a, split_b), openings.soffit[o]):
        if not z < cut <= openings.soffit[o]:
            continue
        middle = 0.5 * (z + cut)
        area = openings.coefficient[o] * width * (cut - z)
        flows.edge[0, p], flows.low[p] = z, base
        z, base = cut, _base(o, cut, rooms, openings, layers, outside)
        flows.edge[1, p], flows.high[p] = z, base
        flows.layer[0, p] = UPPER if middle > split_a else LOWER
        flows.layer[1, p] = UPPER if middle > split_b else LOWER
        for side in range(2):
            room, layer = a if side == 0 else b, flows.layer[side, p]
            if law == GAP:
                flows.number[side, p], speed = gap_scales(layers.density[room, layer])
                flows.passes[side, p] = width * (flows.edge[1, p] - flows.edge[0, p]) * speed
            else:
                flows.passes[side, p] = area * layers.speed[room, layer]
        p += 1
    return p


@inner
def _base(o, z, rooms, openings, layers, outside):
    """Difference of pressure a - b at height z of opening o when both floors are at zero pressure. [Pa]"""
    a, b = openings.a[o], openings.b[o]
    base = hydrostatic(layers, a, z - rooms.elevation[a], outside)
    if b == rooms.floor_area.size:
        return base - openings.wind_pressure[o]
    return base - hydrostatic(layers, b, z - rooms.elevation[b], outside)


@kernel
def flow_through(openings, pressure, flows):
    """Volume flow both ways through every piece of every opening, and its slope.

    pressure : [n_rooms + 1] Pa at the floor of each room relative to the outside at that height.
    """
    for o in range(openings.a.size):
        shift = pressure[openings.a[o]] - pressure[openings.b[o]]
        for p in range(flows.first[o], flows.first[o] + flows.pieces[o]):
            flows.shift[p] = shift
    for p in range(flows.counts[0]):
        forward, back, slope_forward, slope_back = two_way_roots(
            flows.low[p] + flows.shift[p], flows.high[p] + flows.shift[p]
        )
        flows.passing[0, p] = flows.passes[0, p] * forward
        flows.passing[1, p] = flows.passes[1, p] * back
        flows.slope[p] = flows.passes[0, p] * slope_forward + flows.passes[1, p] * slope_back
    for p in range(flows.counts[0], flows.counts[2]):
        _through_leak(p, p < flows.counts[1], flows)


@inner
def _through_leak(p, crack, flows):
    """Flow through one piece of a crack or a gap, each way by the mean difference that drives it."""
    low, high = flows.low[p] + flows.shift[p], flows.high[p] + flows.shift[p]
    forward = part_forward(low, high)
    flows.slope[p] = 0.0
    for side in range(2):
        part = forward if side == 0 else 1.0 - forward
        flows.passing[side, p] = 0.0
        if part <= 0.0:
            continue
        mean = 0.5 * (max(low, 0.0) + max(high, 0.0)) if side == 0 else 0.5 * (max(-low, 0.0) + max(-high, 0.0))
        flow, slope = _crack(side, p, mean, flows) if crack else _gap(side, p, mean, flows)
        flows.passing[side, p] = flows.passes[side, p] * part * flow
        flows.slope[p] += flows.passes[side, p] * part * slope


@inner
def _crack(side, p, difference, flows):
    """Flow over what the piece passes, and its slope. [Pa^1/2], [Pa^-1/2]"""
    square = softened_square(difference)
    change = (square - flows.kept[side, p]) / flows.kept[side, p]
    if abs(change) < NEARBY:
        power = crack_power_beside(flows.power[side, p], change)
    else:
        power = crack_power(square)
        flows.kept[side, p] = square
        flows.power[side, p] = power
    return CRACK_SCALE * power * difference, CRACK_SCALE * crack_slope(difference, power)


@inner
def _gap(side, p, difference, flows):
    """Flow over what the piece passes, and its slope. [-], [1/Pa]"""
    per_pascal = flows.number[side, p]
    pressure_number = per_pascal * difference
    change = (-pressure_number - flows.kept[side, p]) / flows.kept[side, p]  # far from 0 where a crack left its square
    if abs(change) < NEARBY and VISCOUS_BELOW < pressure_number < FREE_ABOVE:
        number, power = gap_number_beside(flows.power[side, p], flows.exponent[side, p], change)
    else:
        number, power = gap_number(pressure_number)
        if VISCOUS_BELOW < pressure_number < FREE_ABOVE:
            flows.kept[side, p], flows.power[side, p], flows.exponent[side, p] = -pressure_number, number, power
    return number, per_pascal * power * number / max(pressure_number, SMALLEST) if number > 0.0 else per_pascal / 96.0


@kernel
def find_streams(openings, layers, flows):
    """Put the pieces together to the streams that leave each layer through each opening, and where they do."""
    for o in range(openings.a.size):
        for k in range(4):
            flows.opening[o, k] = 0.0
            flows.bottom[o, k] = np.inf
            flows.top[o, k] = -np.inf
        for p in range(flows.first[o], flows.first[o] + flows.pieces[o]):
            low, high = flows.low[p] + flows.shift[p], flows.high[p] + flows.shift[p]
            bottom, top = flows.edge[0, p], flows.edge[1, p]
            forward = part_forward(low, high)
            for side in range(2):
                part = forward if side == 0 else 1.0 - forward
                if part <= 0.0:
                    continue
                low_down = (low > high) == (side == 0)
                room = openings.a[o] if side == 0 else openings.b[o]
                layer = flows.layer[side, p]
                k = 2 * side + layer
                flows.opening[o, k] += flows.passing[side, p] * layers.density[room, layer]
                flows.bottom[o, k] = min(flows.bottom[o, k], bottom if low_down else top - part * (top - bottom))
                flows.top[o, k] = bottom + part * (top - bottom) if low_down else top


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
