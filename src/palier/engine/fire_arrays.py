"""What burns, as flat arrays."""

from __future__ import annotations

from typing import NamedTuple

from palier.engine.instrument_arrays import Floats, Ints


class Fires(NamedTuple):
    """Burning items, [n_fires]."""

    room: Ints
    curve_time: Floats  # [n_fires, n_points] s after ignition
    curve_power: Floats  # [n_fires, n_points] W, what the fuel surface gives in open air
    curve_area: Floats  # [n_fires, n_points] m2 burning, nan: it follows from the power per area
    curve_base: Floats  # [n_fires, n_points] m above the floor
    curve_yields: Floats  # [n_fires, n_points, 5] CO, HCN, irritant, soot, trace in plenty of air. [kg/kg]
    diameter: Floats  # m, at the peak
    flames_from: Floats  # s after ignition, until when it smoulders; inf: it never flames
    power_per_area: Floats  # W/m2
    oxygen_limit: Floats  # mass fraction in cool gas below which flaming stops
    radiative_fraction: Floats
    fuel: Ints  # row of the fuel tables
    ignites_at: Floats  # s, inf: not by time
    ignites_above: Floats  # K, inf: not by temperature
    ignites_flux: Floats  # W/m2, inf: not by flux
    ignites_room: Ints
    ignites_target: Ints  # 1: a target sets it off
    ignites_lasting: Floats  # s
    energy: Floats  # J, that there is to burn
    decay_from: Floats  # part of the energy burnt when decay begins
    feedback: Floats  # 1: bad air and hot smoke change the burning rate; 0: the curve is as prescribed
    spread: Floats  # W^1/2/s, fastest growth of the root of its power, by which starved flames grow again; inf: at once
    flux_free: Floats  # W/m2 with which the flame sustains free burning
    jet_distance: Floats  # [n_fires, n_openings] m from the wall with an opening of the fire's room, 0: not known
    jet_free: Floats  # [n_fires, n_openings] part of the velocity left before the opposite wall, 1 in the middle
    jet_aside: Floats  # [n_fires, n_openings] m from the middle of that opening, along the wall
    x: Floats  # m, middle of the fire along the room's width
    y: Floats  # m, along its depth


class Fuels(NamedTuple):
    """What a kilogram of each fuel gives, [n_fuels]."""

    heat_of_combustion: Floats  # J/kg
    carbon: Floats  # mass fractions of the elements, [-]
    hydrogen: Floats
    oxygen: Floats
    nitrogen: Floats
    chlorine: Floats
    heat_per_oxygen: Floats  # J/kg
    yields: Floats  # [n_fuels, 4 species, 2] CO, HCN, irritant, soot: well-ventilated and under-ventilated, kg/kg
