"""Fires and what burns in them as flat arrays."""

from __future__ import annotations

import math

import numpy as np

from palier.engine.arrays import Fires, Floats, Fuels
from palier.engine.assemble import floats, ints
from palier.engine.kept import Kept
from palier.physics.combustion import HEAT_PER_OXYGEN, M_C, M_H, M_O, products
from palier.physics.smouldering import CARBON_MONOXIDE, HEAT, IRRITANT, SMOKE, smouldering_rate
from palier.scenario.fire import FireItem, Fuel, YieldPoint
from palier.scenario.fuels import FUELS
from palier.scenario.scenario import Scenario

GROWTH = {  # time in which a fire reaches 1055 kW (ISO 13387, NFPA 204). [s]
    "slow": 600.0,
    "medium": 300.0,
    "fast": 150.0,
    "ultra-fast": 75.0,
}
GROWTH_POWER = 1055e3  # [W]
IMPINGEMENT = 0.3  # last part of the way of a jet in which a wall stops it (Beltaos & Rajaratnam 1973). [-]
NEAREST_JET = 0.1  # distance of a fire from a wall that counts at least. [m]
SMOULDERING_POINTS = 120.0  # between two points of the curve of a smouldering fire. [s]
CHANGES_IN = 1.0  # between the last of what smouldering gives off and the first of what flames do. [s]
GASIFICATION = 1.8e6  # effective heat of gasification of wood (Drysdale). [J/kg]


def design_curve(fire: FireItem) -> tuple[Floats, Floats, float]:
    """Heat release of the flames in open air before decay, from the first on: times, powers, the peak. [s], [W], [W]"""
    if fire.curve is not None:
        times = np.array([t for t, _ in fire.curve])
        powers = np.array([q for _, q in fire.curve])
        return times, powers, float(powers.max())
    peak = fire.peak if fire.peak is not None else fire.heat_release_per_area * fire.area
    if fire.full_after is not None:
        alpha = peak / fire.full_after**2
    else:
        alpha = GROWTH_POWER / GROWTH[fire.growth] ** 2 if isinstance(fire.growth, str) else fire.growth
    end = math.sqrt(peak / alpha)
    times = np.linspace(0.0, end, 60)
    return times, alpha * times**2, peak


def spread(fire: FireItem) -> float:
    """Growth of the root of a fire's power while its flames spread. [W^1/2/s]"""
    times, powers, _ = design_curve(fire)
    return math.sqrt(powers[-1]) / float(times[-1])


def fire_position(scenario: Scenario, fire: FireItem) -> tuple[float, float]:
    """Of a fire in its room, along width and depth; the middle if nothing is said. [m]"""
    room = scenario.building.rooms[fire.room]
    return fire.position or (0.5 * room.width, 0.5 * room.depth)


def before_openings(scenario: Scenario, places: list[tuple[str, float, float]]) -> tuple[Floats, Floats, Floats]:
    """How far places are from the wall with each opening, what the opposite wall leaves of a jet's velocity there,
    and how far they are from the middle of the opening along its wall. [m], [-], [m]

    places : room and place from its corner. Returns [n_places, n_openings]; the distance is 0 where the opening is not
    in a known wall of the room. A jet meets the opposite wall over the last 0.3 of its way, where its velocity falls to
    none (S. Beltaos & N. Rajaratnam, "Plane Turbulent Impinging Jets", J. Hydraul. Res. 11:29, 1973).
    """
    upright = [each for each in scenario.building.openings.values() if each.kind != "hatch"]
    in_a_wall = [(o, each) for o, each in enumerate(upright) if each.wall is not None]
    distance = np.zeros((len(places), len(upright)))
    free, aside = np.ones_like(distance), np.zeros_like(distance)
    rooms = np.array([name for name, _, _ in places], dtype=np.str_)
    position = np.array([place[1:] for place in places], dtype=np.float64).reshape(len(places), 2)
    for o, opening in in_a_wall:
        here = np.flatnonzero(rooms == opening.between[0])
        if opening.wall is None or here.size == 0:
            continue
        room = scenario.building.rooms[opening.between[0]]
        x, y = position[here].T
        away = {"front": y, "back": room.depth - y, "left": x, "right": room.width - x}[opening.wall]
        along = x if opening.wall in ("front", "back") else y
        across = room.depth if opening.wall in ("front", "back") else room.width
        distance[here, o] = np.maximum(away, NEAREST_JET)
        free[here, o] = np.minimum(1.0, np.maximum(0.0, across - away) / (IMPINGEMENT * across))
        aside[here, o] = np.abs(along - opening.along - 0.5 * opening.width)
    return distance, free, aside


def fire_curves(fire: FireItem) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Everything of a fire that changes with time, at common times: times, power, area, base, yields [n, 5]."""
    times, power, _ = design_curve(fire)
    kinds = FUELS[fire.material]
    plenty = [YieldPoint(co=kinds.co[0], hcn=kinds.hcn[0], hcl=kinds.irritant[0], soot=kinds.soot[0])]
    points = fire.fuel.yields if fire.fuel is not None else plenty
    yields = np.array([[p.at, p.co, p.hcn, p.hcl, p.soot, p.trace] for p in points])
    if fire.smoulders_for > 0.0:
        times, power, yields = _smoulders_first(fire, times, power, yields)
    area = np.array(fire.area_curve) if fire.area_curve is not None else np.array([[0.0, np.nan]])
    base = np.array(fire.base_curve) if fire.base_curve is not None else np.array([[0.0, fire.base]])
    all_times = np.unique(np.concatenate([times, yields[:, 0], area[:, 0], base[:, 0]]))

    def at(table: Floats, k: int) -> Floats:
        return np.asarray(np.interp(all_times, table[:, 0], table[:, k]))

    return (
        all_times,
        np.interp(all_times, times, power),
        at(area, 1),
        at(base, 1),
        np.stack([at(yields, k) for k in range(1, 6)], axis=1),
    )


def _smoulders_first(fire: FireItem, times: Floats, power: Floats, yields: Floats) -> tuple[Floats, Floats, Floats]:
    """The smouldering before the flames, which goes on beside them while they are smaller.

    The item burns as much of its fuel as gives the heat of what smoulders, and all of that gives off what comes of it.
    """
    f, lasts = FUELS[fire.material], fire.smoulders_for
    whole, short = (
        float(products(f.carbon, f.hydrogen, f.oxygen, part * CARBON_MONOXIDE, 0.0, part * IRRITANT, part * SMOKE)[2])
        for part in (0.0, 1.0)
    )
    burns = (HEAT / HEAT_PER_OXYGEN + whole - short) / whole  # kg for a kilogram that smoulders
    before = np.linspace(0.0, lasts, 2 + int(lasts / SMOULDERING_POINTS))
    glows = np.array([burns * fuel_heat(fire.material) * smouldering_rate(t) for t in before.tolist()])
    gives = np.array([0.0, CARBON_MONOXIDE, 0.0, IRRITANT, SMOKE, 0.0]) / burns
    after = [lasts + CHANGES_IN, *yields[0, 1:]]
    if not fire.bursts_into_flames:
        end = [lasts + CHANGES_IN]
        return np.append(before, end), np.append(glows, 0.0), np.array([gives, [lasts, *gives[1:]], after])
    return (
        np.concatenate([before, lasts + times[1:]]),
        np.concatenate([glows, np.maximum(power[1:], glows[-1])]),
        np.array([gives, [lasts, *gives[1:]], after]),
    )


def assemble_fires(scenario: Scenario, rooms: list[str]) -> Fires:
    """Fires as arrays; curves are padded with their last point. Fuels of their own follow the known materials."""
    items = list(scenario.fires.values())
    curves = [fire_curves(item) for item in items]
    peaks = [design_curve(item)[2] for item in items]
    points = max((c[0].size for c in curves), default=1)
    later = np.arange(points) * 1e-6
    kinds = list(FUELS)
    own = [name for name, f in scenario.fires.items() if f.fuel is not None]
    inf = math.inf
    jet_distance, jet_free, jet_aside = before_openings(
        scenario, [(f.room, *fire_position(scenario, f)) for f in items]
    )

    def table(k: int) -> Floats:
        rows = [np.pad(c[k], [(0, points - len(c[k]))] + [(0, 0)] * (c[k].ndim - 1), mode="edge") for c in curves]
        return np.array(rows).reshape(len(items), points, *([5] if k == 4 else []))

    return Fires(
        room=ints(rooms.index(f.room) for f in items),
        curve_time=table(0) + later,
        curve_power=table(1),
        curve_area=table(2),
        curve_base=table(3),
        curve_yields=table(4),
        diameter=floats(
            math.sqrt(4 / math.pi * peak / f.heat_release_per_area) for f, peak in zip(items, peaks, strict=True)
        ),
        flames_from=floats(f.smoulders_for if f.bursts_into_flames or f.smoulders_for <= 0.0 else inf for f in items),
        power_per_area=floats(f.heat_release_per_area for f in items),
        oxygen_limit=floats(f.oxygen_limit for f in items),
        radiative_fraction=floats(f.radiative_fraction for f in items),
        fuel=ints(
            len(kinds) + own.index(name) if f.fuel is not None else kinds.index(f.material)
            for name, f in scenario.fires.items()
        ),
        ignites_at=floats(inf if f.ignition.at is None else f.ignition.at for f in items),
        ignites_above=floats(inf if f.ignition.above is None else f.ignition.above for f in items),
        ignites_flux=floats(inf if f.ignition.flux is None else f.ignition.flux for f in items),
        ignites_room=ints(rooms.index(f.ignition.room or f.room) for f in items),
        ignites_target=ints(f.ignition.target is not None for f in items),
        ignites_lasting=floats(f.ignition.lasting for f in items),
        energy=floats(inf if f.curve is not None else f.fire_load * f.area for f in items),
        decay_from=floats(f.decay_from for f in items),
        feedback=floats(f.curve is None for f in items),
        spread=floats(inf if f.curve is not None else spread(f) for f in items),
        flux_free=floats(f.heat_release_per_area / fuel_heat(f.material) * GASIFICATION for f in items),
        jet_distance=jet_distance,
        jet_free=jet_free,
        jet_aside=jet_aside,
        x=floats(fire_position(scenario, f)[0] for f in items),
        y=floats(fire_position(scenario, f)[1] for f in items),
    )


def fuel_heat(material: str) -> float:
    """Heat released per kilogram burnt in plenty of air. [J/kg]"""
    f = FUELS[material]
    return HEAT_PER_OXYGEN * float(
        products(f.carbon, f.hydrogen, f.oxygen, f.co[0], f.hcn[0], f.irritant[0], f.soot[0])[2]
    )


ATOMS = {"carbon": M_C, "hydrogen": M_H, "oxygen": M_O, "nitrogen": 0.014007, "chlorine": 0.03545}  # [kg/mol]


def mass_fractions(fuel: Fuel) -> dict[str, float]:
    """Of the elements in a molecule. [kg/kg]"""
    masses = {element: getattr(fuel, element) * mass for element, mass in ATOMS.items()}
    whole = sum(masses.values())
    return {element: mass / whole for element, mass in masses.items()}


_FUELS = Kept()


def assemble_fuels(scenario: Scenario) -> Fuels:
    """The known materials in the order of `FUELS`, then the fuels that fires bring along."""
    own = [f.fuel for f in scenario.fires.values() if f.fuel is not None]
    return _FUELS.of((*own,), lambda: _fuels(own))


def _fuels(own: list[Fuel]) -> Fuels:
    known = FUELS.values()
    elements = [mass_fractions(f) for f in own]
    heat = [fuel_heat(name) for name in FUELS]
    per_oxygen = [HEAT_PER_OXYGEN] * len(FUELS)
    yields = [[f.co, f.hcn, f.irritant, f.soot] for f in known]
    for fuel, parts in zip(own, elements, strict=True):
        y = fuel.yields[0]
        need = products(parts["carbon"], parts["hydrogen"], parts["oxygen"], y.co, y.hcn, y.hcl, y.soot)[2]
        heat.append(fuel.heat_of_combustion)
        per_oxygen.append(fuel.heat_of_combustion / max(float(need), 1e-3))
        yields.append([(y.co, y.co), (y.hcn, y.hcn), (y.hcl, y.hcl), (y.soot, y.soot)])

    def element(name: str) -> Floats:
        return np.array([getattr(f, name) for f in known] + [parts[name] for parts in elements])

    return Fuels(
        heat_of_combustion=np.array(heat),
        carbon=element("carbon"),
        hydrogen=element("hydrogen"),
        oxygen=element("oxygen"),
        nitrogen=element("nitrogen"),
        chlorine=element("chlorine"),
        heat_per_oxygen=np.array(per_oxygen),
        yields=np.array(yields),
    )
