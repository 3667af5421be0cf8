"""The pressures that make every room keep its volume: a damped Newton method on the whole building."""

from palier.engine import sparse
from palier.engine.arrays import LOWER
from palier.engine.compiled import inlined, inner
from palier.engine.flows import divide_openings, fan_flow, find_streams, flow_through, vent_flow
from palier.physics.gas import HEAT_RATIO
from palier.physics.openings import LAMINAR_PRESSURE

RELATIVE_TOLERANCE = 1e-5  # of the enthalpy flowing through a room
ABSOLUTE_TOLERANCE = 5.0  # [W]; what remains is carried by the room's pressure into the next step
MOST_ITERATIONS = 40
SMALL_BESIDE = 0.05  # correction over what drives a flow up to which the flow is linear in it, to a thousandth. [-]


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
    flow_through(openings, pressure, flows)
    for o in range(openings.a.size):
        a = openings.a[o]
        b = openings.b[o]
        volume, slope, gross = 0.0, 0.0, 0.0
        for p in range(flows.first[o], flows.first[o] + flows.pieces[o]):
            volume += flows.passing[0, p] - flows.passing[1, p]
            gross += flows.passing[0, p] + flows.passing[1, p]
            slope += flows.slope[0, p] + flows.slope[1, p]
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
        flows.fan[f], flows.fan_slope[f] = volume, slope
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


@inlined
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


@inlined
def _size(n, residual, scale):
    """Largest residual over its tolerance, and the sum of squares that the line search lowers."""
    worst = 0.0
    total = 0.0
    for i in range(n):
        ratio = abs(residual[i]) / (RELATIVE_TOLERANCE * scale[i] + ABSOLUTE_TOLERANCE)
        worst = max(worst, ratio)
        total += residual[i] * residual[i]
    return worst, total


@inlined
def _follow(openings, vents, fans, direction, flows):
    """Take a correction of the pressures over into the flows by their slopes, if it is small beside what drives each.

    The flows then balance as the solution of the linear system does, without being worked out again. direction : [Pa];
    returns whether it was small.
    """
    for o in range(openings.a.size):
        change = direction[openings.a[o]] - direction[openings.b[o]]
        for p in range(flows.first[o], flows.first[o] + flows.pieces[o]):
            driven = max(abs(flows.low[p] + flows.shift[p]), abs(flows.high[p] + flows.shift[p]))
            if not abs(change) <= SMALL_BESIDE * (driven + LAMINAR_PRESSURE):
                return False
    for v in range(vents.below.size):
        change = direction[vents.below[v]] - direction[vents.above[v]]
        if not abs(change) <= SMALL_BESIDE * (abs(flows.vent_difference[v]) + LAMINAR_PRESSURE):
            return False
    for f in range(fans.source.size):
        if flows.fan_slope[f] > 0.0:
            return False
    for o in range(openings.a.size):
        change = direction[openings.a[o]] - direction[openings.b[o]]
        for p in range(flows.first[o], flows.first[o] + flows.pieces[o]):
            flows.shift[p] += change
            forward = flows.passing[0, p] + flows.slope[0, p] * change
            back = flows.passing[1, p] - flows.slope[1, p] * change
            flows.passing[0, p] = max(0.0, forward) - min(0.0, back)  # what turns round goes the other way
            flows.passing[1, p] = max(0.0, back) - min(0.0, forward)
    for v in range(vents.below.size):
        change = direction[vents.below[v]] - direction[vents.above[v]]
        flow = flows.vent[v, 0] - flows.vent[v, 1] + flows.vent_slope[v] * change
        flows.vent_difference[v] += change
        flows.vent[v, 0], flows.vent[v, 1] = max(0.0, flow), max(0.0, -flow)
    return True


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
    convex: Newton with a line search converges from any start, and the last pressures are a good one. A last correction
    that is small beside the pressures that drive the flows is taken over by their slopes.
    """
    n = rooms.floor_area.size
    pressure = flows.pressure
    trial = flows.start
    direction = flows.direction
    divide_openings(rooms, openings, zones, layers, flows)
    for i in range(n):
        last = pressure[i]
        pressure[i] += last - flows.previous[i]
        flows.previous[i] = last
    _residual(rooms, openings, vents, fans, zones, layers, step, heat, pressure, pattern, factor, flows)
    worst, total = _size(n, flows.residual, flows.scale)
    for iteration in range(MOST_ITERATIONS):
        if worst <= 1.0:
            find_streams(openings, layers, flows)
            return iteration
        for i in range(n):
            factor.vector[pattern.position[i]] = -flows.residual[i]
        sparse.solve(pattern, factor)
        for i in range(n):
            direction[i] = factor.vector[pattern.position[i]]
            trial[i] = pressure[i]
        if _follow(openings, vents, fans, direction, flows):
            for i in range(n):
                pressure[i] += direction[i]
            find_streams(openings, layers, flows)
            return iteration + 1
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
