"""The columns of CFAST's five spreadsheets, worked out from what a run of palier kept.

Names, order and units are those of CFAST 7.6 and 7.7. A column that palier does not work out is left out rather
than filled: flames outside (`DJET_Outside`), the flows through a vent told apart by layer, and the products that
unburnt fuel could still give.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from palier.engine.arrays import LOWER, UPPER, Floats, Ints
from palier.engine.instrument_arrays import (
    BACK,
    CONVECTION,
    CONVECTION_GAUGE,
    EMITTED,
    EMITTED_GAUGE,
    FIRE,
    FRONT,
    GAS,
    SURFACE,
)
from palier.engine.plume_history import plume_history
from palier.engine.recording import M_FUEL
from palier.engine.zones import SPECIFIC_EXTINCTION
from palier.formats.cfast.case import CfastCase
from palier.physics.combustion import M_CO, M_CO2, M_H2O, M_HCL, M_HCN, M_O2
from palier.physics.dose import HCN_DOSE, HCN_POWER, MINUTE, PPM, RADIATION_MATTERS_ABOVE
from palier.physics.gas import GAS_CONSTANT, MOLAR_MASS_AIR

if TYPE_CHECKING:
    from palier.simulate import Solution

FREEZING = 273.15  # 0 °C. [K]
LN_10 = math.log(10.0)  # from an extinction coefficient to an optical density, of which CFAST tells
CO_DOSE = 35_000.0  # that incapacitates (ISO 13571:2012). [ppm min]
OUTSIDE = "Outside"
TRACE_YIELD = 4  # where a fire's yields have that of the tracer
SURFACES = ("CEILT", "Ceiling"), ("UWALLT", "Upper Wall"), ("LWALLT", "Lower Wall"), ("FLOORT", "Floor")


class Column(NamedTuple):
    """Four rows of header, and a value per kept state."""

    short: str
    long: str
    place: str
    unit: str
    values: Floats


class Quantity(NamedTuple):
    """A column of each of many things."""

    short: str
    long: str
    unit: str
    values: Floats  # [n_times, n_columns]
    which: Ints  # [n_things] the column of each


class Columns(NamedTuple):
    """All quantities of the first thing, of the second, and so on; there may be thousands."""

    places: tuple[str, ...]
    quantities: list[Quantity]


class Species(NamedTuple):
    """One of the gases of a layer as CFAST tells them."""

    short: str
    long: str
    fraction: Floats  # [n_times, n_rooms, 2] by volume
    molar_mass: float  # kg/mol


def time(solution: Solution) -> Column:
    """The first column of every sheet."""
    return Column("Time", "Simulation Time", "Time", "s", solution.history.time)


def _species(solution: Solution) -> list[Species]:
    """Gases in CFAST's order; nitrogen is the remainder. Smoke has the molar mass of air throughout palier."""
    history = solution.history
    others = [
        Species("O2", "O2", history.o2, M_O2),
        Species("CO2", "CO2", history.co2, M_CO2),
        Species("CO", "CO", history.co, M_CO),
        Species("HCN", "HCN", history.hcn, M_HCN),
        Species("HCL", "HCl", history.irritant, M_HCL),
        Species("TUHC", "Unburned Fuel", history.fuel, M_FUEL),
        Species("H2O", "H2O", history.h2o, M_H2O),
    ]
    nitrogen = 1.0 - history.o2
    for each in others[1:]:
        nitrogen -= each.fraction
    return [Species("N2", "N2", nitrogen, MOLAR_MASS_AIR), *others]


def _layers(mixed: bool) -> list[tuple[int, str, str]]:
    """Which layers a compartment has in CFAST: index, letters, word. A shaft has the upper one alone."""
    return [(UPPER, "UL", "Upper")] if mixed else [(UPPER, "UL", "Upper"), (LOWER, "LL", "Lower")]


def compartments(case: CfastCase, solution: Solution, validation: bool) -> Iterator[Column]:
    """Layers, fires and flames away from them."""
    history, names, rooms = solution.history, solution.names, solution.model.rooms
    species = _species(solution)
    scale, unit = (1.0, "mol_frac") if validation else (100.0, "mol %")
    # What CFAST calls mg/m3 is the mass of soot, as its experiments have it; both follow from the extinction.
    smoke_scale, smoke_unit = (1e6 / SPECIFIC_EXTINCTION, "mg/m^3") if validation else (1.0 / LN_10, "1/m")
    for n, name in enumerate(case.compartments, start=1):
        i = names.rooms.index(name)
        mixed = bool(rooms.mixed[i])
        for layer, letters, word in _layers(mixed):
            yield _celsius(f"{letters}T_{n}", f"{word} Layer Temperature", name, history.temperature[:, i, layer])
        if not mixed:
            yield Column(f"HGT_{n}", "Layer Height", name, "m", history.interface[:, i])
        volume = np.full_like(history.time, rooms.volume[i]) if mixed else history.upper_volume[:, i]
        yield Column(f"VOL_{n}", "Upper Layer Volume", name, "m^3", volume)
        pressure = history.pressure[:, i] - history.pressure[0, i]
        yield Column(f"PRS_{n}", "Pressure", name, "Pa", pressure)
        for layer, letters, word in _layers(mixed):
            for gas in species:
                values = scale * gas.fraction[:, i, layer]
                yield Column(f"{letters}{gas.short}_{n}", f"{gas.long} {word} Layer", name, unit, values)
            smoke = smoke_scale * history.extinction[:, i, layer]
            yield from _smoke(f"{letters}OD", f"{word} Layer", n, name, smoke_unit, smoke)
    yield from _fires(case, solution)
    for n, name in enumerate(case.compartments, start=1):
        i = names.rooms.index(name)
        away = history.room_power[:, i] - history.fire_power[:, solution.model.fires.room == i].sum(axis=1)
        yield Column(f"DJET_{n}", "HRR Door Jet Fires", name, "W", np.maximum(away, 0.0))


def _smoke(letters: str, where: str, n: int, name: str, unit: str, values: Floats, of: str = "") -> list[Column]:
    """All smoke, that of flames and that of smouldering, of which palier knows none."""
    none = np.zeros_like(values)
    return [
        Column(f"{letters}_{n}", f"Optical Density {where}{of}", name, unit, values),
        Column(f"{letters}F_{n}", f"OD from Flaming {where}{of}", name, unit, values),
        Column(f"{letters}S_{n}", f"OD from Smoldering {where}{of}", name, unit, none),
    ]


def _fires(case: CfastCase, solution: Solution) -> Iterator[Column]:
    history, fires, rooms = solution.history, solution.model.fires, solution.model.rooms
    for n, name in enumerate(case.fires, start=1):
        f = solution.names.fires.index(name)
        i = int(fires.room[f])
        power, supply, diameter = history.fire_power[:, f], history.fire_supply[:, f], history.fire_diameter[:, f]
        mixed = bool(rooms.mixed[i])
        base = np.interp(_since_ignition(f, solution), fires.curve_time[f], fires.curve_base[f])
        rise = (np.full_like(base, rooms.height[i]) if mixed else history.interface[:, i]) - base
        radiative = float(fires.radiative_fraction[f])
        lit = _since_ignition(f, solution) >= 0.0
        drawn, flame = plume_history(power, radiative, diameter, rise)
        expected = supply * solution.model.fuels.heat_of_combustion[fires.fuel[f]]
        yield Column(f"IGN_{n}", "Ignition", name, "", lit.astype(np.float64))
        yield Column(f"PLUM_{n}", "Plume Entrainment Rate", name, "kg/s", drawn)
        yield Column(f"PYROL_{n}", "Pyrolysis Rate", name, "kg/s", supply)
        yield Column(f"HRR_E{n}", "HRR Expected", name, "W", expected)
        yield Column(f"HRR_{n}", "HRR Actual", name, "W", power)
        yield Column(f"HRRC_{n}", "HRR Convective Actual", name, "W", (1.0 - radiative) * power)
        if not mixed:
            yield Column(f"HRRL_{n}", "HRR Lower Actual", name, "W", np.where(rise > 0.0, power, 0.0))
            yield Column(f"HRRU_{n}", "HRR Upper Actual", name, "W", np.where(rise > 0.0, 0.0, power))
        yield Column(f"FLHGT_{n}", "Flame Height", name, "m", flame)


def _since_ignition(f: int, solution: Solution) -> Floats:
    """Time since a fire was lit at each kept state; -inf if it never was. [s]"""
    return np.asarray(solution.history.time - solution.state.fire.ignited[f])


def walls(case: CfastCase, solution: Solution, validation: bool) -> Iterator[Column]:
    """Temperatures of the surfaces of compartments."""
    for n, name in enumerate(case.compartments, start=1):
        i = solution.names.rooms.index(name)
        for face, (short, long) in enumerate(SURFACES):
            values = solution.history.wall_temperature[:, i, face]
            yield _celsius(f"{short}_{n}", f"{long} Temperature", name, values)


def masses(case: CfastCase, solution: Solution, validation: bool) -> Iterator[Column]:
    """What each layer holds of each species, and what fires have given off."""
    history, names, rooms = solution.history, solution.names, solution.model.rooms
    species = _species(solution)
    for n, name in enumerate(case.compartments, start=1):
        i = names.rooms.index(name)
        mixed = bool(rooms.mixed[i])
        squeeze = 1.0 + history.pressure[:, i] / rooms.reference_pressure
        for layer, letters, word in _layers(mixed):
            volume = history.upper_volume[:, i] if layer == UPPER else rooms.volume[i] - history.upper_volume[:, i]
            volume = squeeze * (np.full_like(volume, rooms.volume[i]) if mixed else volume)
            whole = rooms.reference_pressure / (GAS_CONSTANT * history.temperature[:, i, layer]) * volume
            soot = history.extinction[:, i, layer] / SPECIFIC_EXTINCTION * volume
            gases = [whole * each.fraction[:, i, layer] * (each.molar_mass / MOLAR_MASS_AIR) for each in species[1:]]
            nitrogen = whole - soot
            for values in gases:
                nitrogen -= values
            for gas, values in zip(species, [nitrogen, *gases], strict=True):
                yield Column(f"{letters}M{gas.short}_{n}", f"{gas.long} {word} Layer Mass", name, "kg", values)
            yield from _smoke(f"{letters}MOD", f"{word} Layer", n, name, "kg", soot, of=" Mass")
            trace = history.trace[:, i, layer] * volume
            yield Column(f"{letters}MTS_{n}", f"Trace Species {word} Layer Mass", name, "kg", trace)
    for n, name in enumerate(case.fires, start=1):
        f = names.fires.index(name)
        fires, supply = solution.model.fires, history.fire_supply[:, f]
        part = np.interp(_since_ignition(f, solution), fires.curve_time[f], fires.curve_yields[f, :, TRACE_YIELD])
        yield Column(f"PYTOL_T_{n}", "Total Pyrolysate Released", name, "kg", _summed(supply, history.time))
        yield Column(f"TRACE_T_{n}", "Total Trace Species Released", name, "kg", _summed(part * supply, history.time))


def _summed(rate: Floats, time: Floats) -> Floats:
    """Integral of rates from the start to each kept state, by trapezia. rate : [n_times, ...]"""
    sum_ = np.zeros_like(rate)
    steps = np.diff(time).reshape(-1, *[1] * (rate.ndim - 1))
    np.cumsum(0.5 * (rate[1:] + rate[:-1]) * steps, axis=0, out=sum_[1:])
    return sum_


# ---------------------------------------------------------------------------- vents


class End(NamedTuple):
    """The room at one end of a vent."""

    number: str
    words: str


def vents(case: CfastCase, solution: Solution, validation: bool) -> Iterator[Column]:
    """Net mass flows through everything open, and how far it is open."""
    history, names, model = solution.history, solution.names, solution.model
    ends = {names.rooms.index(name): End(f"{n}", f"Room {n}") for n, name in enumerate(case.compartments, start=1)}
    ends[len(names.rooms)] = End(OUTSIDE, OUTSIDE)
    for n, name in enumerate(case.wall_vents, start=1):
        o = names.openings.index(name)
        a, b, net = _upright(o, ends, solution)
        yield from _both_ways("W", "WVent", n, a, b, net, history.opening_state[:, o])
    for n, name in enumerate(case.ceiling_floor_vents, start=1):
        v = names.vents.index(name)
        a, b = ends[int(model.vents.below[v])], ends[int(model.vents.above[v])]
        net = history.vent_flow[:, v, 0] - history.vent_flow[:, v, 1]
        yield from _both_ways("CF", "CFVent", n, a, b, net, history.vent_state[:, v])
    for n, name in enumerate(case.mechanical_vents, start=1):
        k = names.fans.index(name)
        a, b = ends[int(model.fans.source[k])], ends[int(model.fans.target[k])]
        words = f"Fan {n} from {a.words} to {b.words}"
        pair, (mass, trace, filtered) = f"{a.number}_{b.number}_{n}", _drawn(k, solution)
        yield Column(f"M_{pair}", "Net Inflow", words, "kg/s", mass)
        yield Column(f"M_TRACE__{pair}", "Trace Species Flow", words, "kg", trace)
        yield Column(f"M_FILTERED_{pair}", "Trace Species Filtered", words, "kg", filtered)
        schedule = np.array(case.scenario.building.fans[name].schedule or ((0.0, 1.0),))
        part = np.interp(history.time, schedule[:, 0], schedule[:, 1])
        yield Column(f"MF_{b.number}_{a.number}_{n}", "Opening Fraction", words, "", part)
    for n, name in enumerate(case.leakage, start=1):
        a, b, net = _upright(names.openings.index(name), ends, solution)
        words = f"Leak {n} from {a.words} to {b.words}"
        yield Column(f"L_Room_{a.number}_{b.number}_{n}", "Net Inflow", words, "kg/s", net)


def _upright(o: int, ends: dict[int, End], solution: Solution) -> tuple[End, End, Floats]:
    """Ends of an upright opening, the lower number first and the outside last, and the net flow from one to other."""
    openings, flow = solution.model.openings, solution.history.opening_flow[:, o]
    a, b = ends[int(openings.a[o])], ends[int(openings.b[o])]
    net = flow[:, 0] - flow[:, 1]
    turned = a.number == OUTSIDE or (b.number != OUTSIDE and int(b.number) < int(a.number))
    return (b, a, -net) if turned else (a, b, net)


def _both_ways(letter: str, kind: str, n: int, a: End, b: End, net: Floats, part: Floats) -> list[Column]:
    """The flow out of each of the two rooms into the other, less what comes back, and the open part."""
    there, back = f"{kind} {n} from {a.words} to {b.words}", f"{kind} {n} from {b.words} to {a.words}"
    return [
        Column(f"{letter}_{a.number}_{b.number}_{n}", "Net Inflow", there, "kg/s", net),
        Column(f"{letter}_{b.number}_{a.number}_{n}", "Net Inflow", back, "kg/s", -net),
        Column(f"{letter}F_{b.number}_{a.number}_{n}", "Opening Fraction", there, "", part),
    ]


def _drawn(k: int, solution: Solution) -> tuple[Floats, Floats, Floats]:
    """What a fan takes from the layers that its grille reaches into: the flow, and the tracer so far and that kept
    back by its filter. [kg/s], [kg], [kg]
    """
    history, model = solution.history, solution.model
    fans, rooms, volume = model.fans, model.rooms, history.fan_flow[:, k]
    source = int(fans.source[k])
    none = np.zeros_like(volume)
    if source == rooms.volume.size:
        return rooms.reference_pressure / (GAS_CONSTANT * model.outside_temperature) * volume, none, none
    above = fans.source_height[k] - rooms.elevation[source] - history.interface[:, source]
    upper = np.clip(0.5 + above / max(float(fans.source_span[k]), 1e-3), 0.0, 1.0)
    parts = np.stack([1.0 - upper, upper], axis=1)  # of the grille in each layer
    density = rooms.reference_pressure / (GAS_CONSTANT * history.temperature[:, source])
    trace = volume * (parts * history.trace[:, source]).sum(axis=1)
    kept = np.where(history.time >= fans.filter_from[k], fans.filter_efficiency[k], 0.0)
    return (
        volume * (parts * density).sum(axis=1),
        _summed(trace, history.time),
        _summed(kept * trace, history.time),
    )


# -------------------------------------------------------------------------- devices


def devices(case: CfastCase, solution: Solution, validation: bool) -> Iterator[Column | Columns]:
    """Targets, then detectors and sprinklers."""
    if case.targets:
        yield _targets(case, solution, validation)
    history, names = solution.history, solution.names
    for n, name in enumerate(case.sensors, start=1):
        d = names.detectors.index(name)
        element = history.detector_element[:, d]
        if case.scenario.detectors[name].kind == "smoke":
            yield Column(f"SENSOD_{n}", "Sensor Obscuration", name, "1/m", element / LN_10)
        else:
            yield _celsius(f"SENST_{n}", "Sensor Temperature", name, element)
        active = history.detector_active[:, d].astype(np.float64)
        yield Column(f"SENSACT_{n}", "Sensor Activation", name, "1=yes", active)
        yield _celsius(f"SENSGAST_{n}", "Sensor Surrounding Gas Temperature", name, history.detector_gas[:, d])
        velocity = history.detector_velocity[:, d]
        yield Column(f"SENSGASV_{n}", "Sensor Surrounding Gas Velocity", name, "m/s", velocity)


def _targets(case: CfastCase, solution: Solution, validation: bool) -> Columns:
    """All that is told of targets; worked out for all of them at once, since there may be hundreds."""
    history = solution.history
    number = {name: t for t, name in enumerate(solution.names.targets)}
    order = [number[name] for name in case.targets]
    # as a slice nothing is copied
    which = slice(len(order)) if order == list(range(len(order))) else np.array(order)

    def parts(side: int) -> Floats:
        return np.asarray(history.target_flux[:, which, side])

    flux = parts(FRONT)
    gas = history.target_gas[:, which]
    every = np.arange(len(order))
    quantities = [
        Quantity("TRGGAST", "Target Surrounding Gas Temperature", "C", gas - FREEZING, every),
        Quantity("TRGSURT", "Target Surface Temperature", "C", history.target_front[:, which] - FREEZING, every),
        Quantity("TRGINT", "Target Internal Temperature", "C", history.target_inner[:, which] - FREEZING, every),
        *_fluxes("", "", flux, validation),
    ]
    if validation:
        quantities += _fluxes("B_", "Back ", parts(BACK), validation)
    quantities += _tenability(case, solution, gas, flux)
    return Columns(case.targets, quantities)


FALLING = (FIRE, SURFACE, GAS)  # radiation that the target takes up
FLUXES: tuple[tuple[str, str, tuple[int, ...]], ...] = (
    ("I", "Incident", FALLING),
    ("T", "Net", (*FALLING, CONVECTION, EMITTED)),
    ("R", "Radiative", (*FALLING, EMITTED)),
    ("C", "Convective", (CONVECTION,)),
    ("F", "Fire Radiative", (FIRE,)),
    ("S", "Surface Radiative", (SURFACE,)),
    ("G", "Gas Radiative", (GAS,)),
    ("RE", "Radiative Loss", (EMITTED,)),
    ("TG", "Total Gauge", (*FALLING, CONVECTION_GAUGE, EMITTED_GAUGE)),
    ("RG", "Radiative Gauge", (*FALLING, EMITTED_GAUGE)),
    ("CG", "Convective Gauge", (CONVECTION_GAUGE,)),
    ("REG", "Radiative Loss Gauge", (EMITTED_GAUGE,)),
)
ALWAYS_TOLD = 2  # of the fluxes; the others for validation only


def _fluxes(side: str, word: str, parts: Floats, validation: bool) -> Iterator[Quantity]:
    """Heat fluxes into one side of targets. parts : [n_times, n_targets, 7] W/m2"""
    falling = _together(parts, FALLING)
    for short, long, of in FLUXES if validation else FLUXES[:ALWAYS_TOLD]:
        values = falling.copy() if of == FALLING else _together(parts, of, falling)
        values /= 1000.0
        every = np.arange(values.shape[1])
        yield Quantity(f"{side}TRGFLX{short}", f"{word}Target {long} Flux", "kW/m^2", values, every)


def _together(parts: Floats, of: tuple[int, ...], falling: Floats | None = None) -> Floats:
    """Sum of some parts of the flux. parts : as of `_fluxes`; falling : what falls in, where it is known already"""
    if falling is not None and of[: len(FALLING)] == FALLING:
        sum_, of = falling.copy(), of[len(FALLING) :]
    else:
        sum_, of = parts[..., of[0]].copy(), of[1:]
    for part in of:
        sum_ += parts[..., part]
    return sum_


def _tenability(case: CfastCase, solution: Solution, gas: Floats, parts: Floats) -> Iterator[Quantity]:
    """Doses of someone at each target, by ISO 13571:2012, and the optical density there.

    Asphyxiants: CO/35000 + HCN^2.36/1.2e6 per minute in ppm, times exp(CO2/5), CO2 in per cent. Heat: T^3.61/4.1e8
    per minute, T in °C, on someone clothed, and q^1.9/4.2, q in kW/m2, from 2.5 kW/m2 on.
    gas : [n_times, n_targets] K, around them; parts : as of `_fluxes`.
    """
    history, names = solution.history, solution.names
    described = [case.scenario.targets[name] for name in case.targets]
    rooms = np.array([names.rooms.index(each.room) for each in described])
    heights = np.array([each.position[2] for each in described])
    # what a target meets is that of the lower layer of its room while it is below the interface: many meet the same
    below = heights < history.interface[:, rooms]  # [n_times, n_targets]
    ways = np.concatenate([rooms.astype(np.int64)[:, None].view(np.uint8), np.packbits(below, axis=0).T], axis=1)
    _, begins, alike = np.unique(
        np.ascontiguousarray(ways).view(f"V{ways.shape[1]}"), return_index=True, return_inverse=True
    )
    below, room, alike = below[:, begins], rooms[begins], alike.ravel()

    def around(kept: Floats) -> Floats:
        return np.where(below, kept[:, room, LOWER], kept[:, room, UPPER])

    co, hcn, co2 = (np.maximum(each, 0.0) for each in (history.co, history.hcn, history.co2))
    asphyxiant = (co * PPM / CO_DOSE + (hcn * PPM) ** HCN_POWER / HCN_DOSE) * np.exp(100.0 * co2 / 5.0)
    warm = np.maximum(gas - FREEZING, 0.0)
    flux = _together(parts, FALLING)
    radiant = np.power(flux / 1000.0, 1.9, out=np.zeros_like(flux), where=flux >= RADIATION_MATTERS_ABOVE) / 4.2
    every = np.arange(rooms.size)
    heat = warm**3.61 / 4.1e8 + radiant
    for letter, long, rate, which in ("G", "Gas", around(asphyxiant), alike), ("H", "Heat", heat, every):
        dose = _summed(rate / MINUTE, history.time)
        more = np.diff(dose, axis=0, prepend=0.0)
        yield Quantity(f"TRGFED{letter}", f"Target {long} FED", "", dose, which)
        yield Quantity(f"TRGDFED{letter}", f"Target {long} FED Increment", "", more, which)
    yield Quantity("TRGOBS", "Target Obscuration", "1/m", around(history.extinction) / LN_10, alike)


def _celsius(short: str, long: str, place: str, kelvin: Floats) -> Column:
    return Column(short, long, place, "C", kelvin - FREEZING)
