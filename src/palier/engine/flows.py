"""Flow through every opening, vent and fan at given pressures of the rooms."""

from typing import NamedTuple

import numpy as np

from palier.engine.arrays import DOOR, LEAK, LOWER, UPPER, WINDOW, Floats, Fours, Ints, Model, Pairs
from palier.engine.compiled import inlined, inner, kernel
from palier.engine.zones import open_width
from palier.physics.gas import GRAVITY
from palier.physics.openings import (
    CRACK_SCALE,
    FREE_ABOVE,
    GAP_CURVATURE,
    SMALLEST,
    VISCOUS_BELOW,
    crack_ease,
    flow_beside,
    gap_number,
    gap_scales,
    part_forward,
    two_way_roots,
)
from palier.physics.vents import net_flow

NEARBY = 0.05  # change of what drives a leak, over itself, up to which a series serves. [-]
ORIFICE, CRACK, GAP = range(3)  # laws of flow; the pieces of each stand together


class Flows(NamedTuple):
    """Flow through every opening."""

    opening: Fours  # [n_openings, 4] kg/s: a lower -> b, a upper -> b, b lower -> a, b upper -> a
    bottom: Fours  # [n_openings, 4] m above the street, lower edge of each of them in the opening
    top: Fours  # [n_openings, 4] m above the street, upper edge
    first: Ints  # [n_openings] first of the pieces of each opening, which have one layer on either side
    pieces: Ints  # [n_openings] their number, 0 to 3
    ends: Ints  # [3] after the last piece of orifices, of cracks and of gaps; see `_start`
    edge: Floats  # [2, n_pieces] m above the street, lower and upper
    low: Floats  # [n_pieces] Pa, difference a - b at the lower edge when both floors are at zero pressure
    high: Floats  # [n_pieces] Pa, at the upper edge
    layer: Ints  # [2, n_pieces] layer of a and of b
    passes: Floats  # [2, n_pieces] m3/s/Pa^1/2 of the gas of a, of that of b; of cracks m3/s/Pa^0.65, of gaps m3/s
    number: Floats  # [2, n_pieces] 1/Pa, pressure number of gaps; of others 1
    shift: Floats  # [n_pieces] Pa, pressure at the floor of a less that of b
    passing: Floats  # [2, n_pieces] m3/s a -> b, b -> a
    slope: Floats  # [2, n_pieces] m3/s/Pa, how the first grows with the difference and the second falls
    inverse: Floats  # [2, n_pieces] 1/Pa of a crack's difference, 1 / pressure number of a gap, for the next three
    leaking: Floats  # [2, n_pieces] flow there over what the piece passes
    power: Floats  # [2, n_pieces] with which it grows there
    curvature: Floats  # [2, n_pieces] half of what that power grows with the logarithm
    astray: Floats  # [n_pieces] change from there, over itself
    gap_number: Pairs  # [n_rooms + 1, 2] 1/Pa of the gas of each layer in gaps
    gap_speed: Pairs  # [n_rooms + 1, 2] m/s
    vent: Pairs  # [n_vents, 2] kg/s driven by pressure: upwards, downwards
    vent_difference: Floats  # [n_vents] Pa, below minus above
    vent_slope: Floats  # [n_vents] kg/s/Pa
    fan: Floats  # [n_fans] m3/s
    fan_slope: Floats  # [n_fans] m3/s/Pa
    pressure: Floats  # [n_rooms + 1] Pa, the solution; kept as the next first guess
    previous: Floats  # [n_rooms + 1] Pa, the solution before
    start: Floats  # [n_rooms + 1] scratch
    direction: Floats  # [n_rooms + 1] scratch
    residual: Floats  # [n_rooms + 1] W
    scale: Floats  # [n_rooms + 1] W


def new_flows(model: Model) -> Flows:
    """Space for `Flows`."""
    n, no, nv = model.rooms.floor_area.size + 1, model.openings.a.size, model.vents.below.size
    pieces = 9 * no  # three of each opening, under each law
    z = np.zeros
    ints = np.int64
    return Flows(
        opening=z((no, 4)),
        bottom=z((no, 4)),
        top=z((no, 4)),
        first=z(no, ints),
        pieces=z(no, ints),
        ends=z(3, ints),
        edge=z((2, pieces)),
        low=z(pieces),
        high=z(pieces),
        layer=z((2, pieces), ints),
        passes=z((2, pieces)),
        number=z((2, pieces)),
        shift=z(pieces),
        passing=z((2, pieces)),
        slope=z((2, pieces)),
        inverse=z((2, pieces)),
        leaking=z((2, pieces)),
        power=z((2, pieces)),
        curvature=z((2, pieces)),
        astray=z(pieces),
        gap_number=z((n, 2)),
        gap_speed=z((n, 2)),
        vent=z((nv, 2)),
        vent_difference=z(nv),
        vent_slope=z(nv),
        fan=z(model.fans.source.size),
        fan_slope=z(model.fans.source.size),
        pressure=z(n),
        previous=z(n),
        start=z(n),
        direction=z(n),
        residual=z(n),
        scale=z(n),
    )


@inlined
def hydrostatic(layers, room, height, outside_density):
    """Pressure at a height above the floor less that at the floor, both relative to the outside. [Pa]"""
    below = min(height, layers.interface[room])
    return -GRAVITY * (
        (layers.density[room, LOWER] - outside_density) * below
        + (layers.density[room, UPPER] - outside_density) * (height - below)
    )


@inner
def _start(law, openings):
    """First place of pieces under a law: whatever doors do, no law finds what another has kept."""
    return 3 * law * openings.a.size


@inner
def _fill_gap_scales(density, number, speed):
    for k in range(density.size):
        number[k], speed[k] = gap_scales(density[k])


@kernel
def divide_openings(rooms, openings, zones, layers, flows):
    """Cut every opening at the interfaces on its two sides; the hydrostatic part of each difference is fixed."""
    _fill_gap_scales(layers.density.reshape(-1), flows.gap_number.reshape(-1), flows.gap_speed.reshape(-1))
    for law in range(3):
        flows.ends[law] = _start(law, openings)
    for o in range(openings.a.size):
        law = _law(o, openings, zones)
        flows.first[o] = flows.ends[law]
        flows.ends[law] = _divide(o, flows.first[o], law, rooms, openings, zones, layers, flows)
        flows.pieces[o] = flows.ends[law] - flows.first[o]


@inlined
def _law(o, openings, zones):
    """How gas passes an opening: a shut door or window only by the narrow gaps round it."""
    if openings.kind[o] == LEAK:
        return CRACK
    if zones.opening[o] == 0.0 and (openings.kind[o] == DOOR or openings.kind[o] == WINDOW):
        return GAP
    return ORIFICE


@inlined
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
    z, soffit = openings.sill[o], openings.soffit[o]
    base = hydrostatic(layers, a, z - rooms.elevation[a], outside)
    if b == n:
        base -= openings.wind_pressure[o]
    else:
        base -= hydrostatic(layers, b, z - rooms.elevation[b], outside)
    while z < soffit:
        layer_a = UPPER if z >= split_a else LOWER
        layer_b = UPPER if z >= split_b else LOWER
        cut = soffit
        if z < split_a < cut:
            cut = split_a
        if z < split_b < cut:
            cut = split_b
        flows.edge[0, p], flows.low[p] = z, base
        base -= GRAVITY * (layers.density[a, layer_a] - layers.density[b, layer_b]) * (cut - z)
        flows.edge[1, p], flows.high[p] = cut, base
        flows.layer[0, p], flows.layer[1, p] = layer_a, layer_b
        area = width * (cut - z)
        if law != GAP:
            area *= openings.coefficient[o] * (CRACK_SCALE if law == CRACK else 1.0)
        for side in range(2):
            room, layer = (a, layer_a) if side == 0 else (b, layer_b)
            flows.number[side, p] = flows.gap_number[room, layer] if law == GAP else 1.0
            flows.passes[side, p] = area * (flows.gap_speed[room, layer] if law == GAP else layers.speed[room, layer])
        z = cut
        p += 1
    return p


@kernel
def flow_through(openings, pressure, flows):
    """Volume flow both ways through every piece of every opening, and its slope.

    pressure : [n_rooms + 1] Pa at the floor of each room relative to the outside at that height.
    """
    for o in range(openings.a.size):
        shift = pressure[openings.a[o]] - pressure[openings.b[o]]
        for p in range(flows.first[o], flows.first[o] + flows.pieces[o]):
            flows.shift[p] = shift
    for p in range(flows.ends[ORIFICE]):
        forward, back, slope_forward, slope_back = two_way_roots(
            flows.low[p] + flows.shift[p], flows.high[p] + flows.shift[p]
        )
        flows.passing[0, p] = flows.passes[0, p] * forward
        flows.passing[1, p] = flows.passes[1, p] * back
        flows.slope[0, p] = flows.passes[0, p] * slope_forward
        flows.slope[1, p] = flows.passes[1, p] * slope_back
    for law in (CRACK, GAP):
        start, end = _start(law, openings), flows.ends[law]
        _through_leaks_beside(start, end, flows)
        for p in range(start, end):
            if flows.astray[p] > NEARBY:
                _through_leak(p, law, flows)


@inlined
def _through_leaks_beside(start, end, flows):
    """Flow through pieces of cracks or gaps, each way by the mean difference that drives it, from what is kept of each.

    How far from there each is, is noted.
    """
    for p in range(start, end):
        low, high = flows.low[p] + flows.shift[p], flows.high[p] + flows.shift[p]
        ahead = 0.5 * (max(low, 0.0) + max(high, 0.0))
        back = 0.5 * (max(-low, 0.0) + max(-high, 0.0))
        part = part_forward(low, high)
        change = flows.number[0, p] * ahead * flows.inverse[0, p] - 1.0
        change_back = flows.number[1, p] * back * flows.inverse[1, p] - 1.0
        flow, power = flow_beside(flows.leaking[0, p], flows.power[0, p], flows.curvature[0, p], _near(change))
        flow_back, power_back = flow_beside(
            flows.leaking[1, p], flows.power[1, p], flows.curvature[1, p], _near(change_back)
        )
        flow *= part * flows.passes[0, p]
        flow_back *= (1.0 - part) * flows.passes[1, p]
        flows.passing[0, p], flows.passing[1, p] = flow, flow_back
        flows.slope[0, p] = flow * power / max(ahead, SMALLEST)
        flows.slope[1, p] = flow_back * power_back / max(back, SMALLEST)
        flows.astray[p] = max(abs(change) if part > 0.0 else 0.0, abs(change_back) if part < 1.0 else 0.0)


@inner
def _near(change):
    return min(max(change, -NEARBY), NEARBY)


@inlined
def _through_leak(p, law, flows):
    """Flow through one piece of a crack or a gap by its law, which is kept for what is beside it."""
    low, high = flows.low[p] + flows.shift[p], flows.high[p] + flows.shift[p]
    forward = part_forward(low, high)
    for side in range(2):
        part = forward if side == 0 else 1.0 - forward
        flows.passing[side, p] = 0.0
        flows.slope[side, p] = 0.0
        if part <= 0.0:
            continue
        mean = 0.5 * (max(low, 0.0) + max(high, 0.0)) if side == 0 else 0.5 * (max(-low, 0.0) + max(-high, 0.0))
        if law == CRACK:
            ease, power, curvature = crack_ease(mean)
            kept = mean > 0.0
        else:
            number = flows.number[side, p] * mean
            flow, power = gap_number(number)
            ease = flow / mean if number > 0.0 else flows.number[side, p] / 96.0
            between = VISCOUS_BELOW < number < FREE_ABOVE
            curvature = -GAP_CURVATURE if between else 0.0
            # beside an end of its range another law may hold
            kept = number > 0.0 and not _beside(number, VISCOUS_BELOW) and not _beside(number, FREE_ABOVE)
        flows.inverse[side, p] = 1.0 / (flows.number[side, p] * mean) if kept else 0.0
        flows.leaking[side, p], flows.power[side, p], flows.curvature[side, p] = ease * mean, power, curvature
        flows.passing[side, p] = flows.passes[side, p] * part * ease * mean
        flows.slope[side, p] = flows.passes[side, p] * part * ease * power


@inner
def _beside(number, end):
    return abs(number - end) <= 1.1 * NEARBY * end


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


@inlined
def upper_part(rooms, layers, room, area):
    """Part of the gas leaving through a ceiling opening that comes from the upper layer.

    A layer thinner than half the opening's side is drawn through: gas from below comes with it (plug-holing).
    """
    if room == rooms.height.size:
        return 1.0
    depth = rooms.height[room] - layers.interface[room]
    return min(1.0, depth / (0.5 * np.sqrt(area)))


@inlined
def lower_part(layers, room, area):
    """Part of the gas leaving through a floor opening that comes from the lower layer."""
    if room == layers.interface.size - 1:
        return 1.0
    return min(1.0, layers.interface[room] / (0.5 * np.sqrt(area)))


@inlined
def vent_flow(v, vents, state, rooms, layers, pressure, outside_density, flows):
    """Fill the pressure-driven flow of one horizontal opening; return net volume flow upwards and its slope."""
    flows.vent[v, 0] = 0.0
    flows.vent[v, 1] = 0.0
    flows.vent_slope[v] = 0.0
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
    flows.vent_slope[v] = slope
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
