"""What gas gives to surfaces: radiation of its gases, heat of still and of stirred gas, soot."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from numba import njit

from palier.engine.arrays import CO2, H2O, N_SPECIES, SOOT, UPPER
from palier.engine.surface_convection import _stirred
from palier.engine.zones import Layers, emissivity_of_layer
from palier.physics.convection import (
    HORIZONTAL,
    STIRRED_LEAST,
    mixed_convection,
    natural_convection,
    stable_convection,
    stirred_convection,
)
from palier.physics.deposition import thermophoretic_velocity
from palier.physics.gas import GRAVITY, SPECIFIC_HEAT, density
from palier.physics.radiation import carbon_dioxide_emissivity, layer_emissivity, overlap, water_emissivity


@pytest.mark.parametrize(("temperature", "path", "charted"), [(1000.0, 0.1, 0.14), (1000.0, 1.0, 0.36)])
def test_emissivity_of_water_vapour_is_that_of_the_charts(temperature, path, charted):
    """Read from Leckner's charts, hence 3 %."""
    assert water_emissivity(temperature, path) == pytest.approx(charted, rel=0.03)


@pytest.mark.parametrize(("temperature", "path", "charted"), [(1000.0, 0.1, 0.115), (1000.0, 1.0, 0.17)])
def test_emissivity_of_carbon_dioxide_is_that_of_the_charts(temperature, path, charted):
    """Read from Leckner's charts, hence 3 %."""
    assert carbon_dioxide_emissivity(temperature, path) == pytest.approx(charted, rel=0.03)


@pytest.mark.parametrize("emissivity", [water_emissivity, carbon_dioxide_emissivity])
def test_emissivity_grows_with_the_path_from_nothing_and_without_a_jump(emissivity):
    paths = [0.0, 1e-5, 1e-3, 0.01, 0.1, 1.0]
    told = [emissivity(900.0, path) for path in paths]
    assert told[0] == 0.0
    assert told == sorted(told)
    assert max(told) < 0.5
    thin = 0.1 / 101.325
    assert emissivity(900.0, thin * (1 - 1e-9)) == pytest.approx(emissivity(900.0, thin * (1 + 1e-9)), rel=1e-7)
    assert emissivity(900.0, 0.5 * thin) == pytest.approx(0.5 * emissivity(900.0, thin), rel=1e-12)


def test_overlap_is_leckners_formula_and_needs_both_gases():
    """Half of each, 1 atm m = 101.3 bar cm: (0.5 / 61.2 - 0.0089 x 0.5^10.4) x 2.00572^2.76 = 0.0557."""
    assert overlap(0.5, 0.5) == pytest.approx(0.0557, abs=5e-5)
    assert overlap(0.5, 0.0) == 0.0
    assert overlap(0.0, 0.5) == pytest.approx((1 / 111.7 - 0.0089) * math.log10(50.6625) ** 2.76, abs=1e-9)
    assert overlap(0.004, 0.004) == 0.0


def test_a_layer_of_clean_smoke_has_what_its_gases_have_less_their_overlap():
    both = water_emissivity(1000.0, 0.2) + carbon_dioxide_emissivity(1000.0, 0.1)
    assert layer_emissivity(1000.0, 0.0, 0.1, 0.2, 2.0) == pytest.approx(both - overlap(0.1, 0.2), rel=1e-12)
    assert layer_emissivity(1000.0, 0.0, 0.0, 0.0, 2.0) == 0.0


def test_soot_alone_is_grey():
    """1e-3 kg/m3 over 1800 kg/m3, at 1000 K over 2 m: 1 - exp(-1863 x 5.556e-7 x 1000 x 2) = 0.8738."""
    assert layer_emissivity(1000.0, 1e-3, 0.0, 0.0, 2.0) == pytest.approx(0.8738, abs=1e-4)


@njit(error_model="numpy")
def _emissivity(layers):
    return emissivity_of_layer(0, UPPER, layers, 90.0)


def test_emissivity_of_a_layer_is_kept_while_its_causes_change_by_less_than_a_thousandth():
    # the engine's own tuple: kernels are kept on disk with the types that they were compiled for
    full = {"temperature": 500.0, "density": 0.7, "volume": 50.0}
    layers = Layers(**{name: np.full((1, 2), full.get(name, 0.0)) for name in Layers._fields})
    layers = layers._replace(fraction=np.zeros((1, 2, N_SPECIES)), seen=np.zeros((1, 2, 5)))
    layers.fraction[0, UPPER, [CO2, H2O, SOOT]] = 0.05, 0.03, 1e-4
    for cause, place in (("temperature", ()), ("fraction", (CO2,)), ("fraction", (H2O,)), ("fraction", (SOOT,))):
        value = getattr(layers, cause)[(0, UPPER, *place)]
        before = _emissivity(layers)
        getattr(layers, cause)[(0, UPPER, *place)] = value * (1 + 3e-4)
        assert _emissivity(layers) == before
        getattr(layers, cause)[(0, UPPER, *place)] = value * 1.02
        after = _emissivity(layers)
        assert after != before
        assert after == pytest.approx(before, rel=0.02)
    layers.seen[:] = 0.0
    assert _emissivity(layers) == after  # as if nothing had been kept


def test_stirred_gas_gives_heat_by_the_law_of_tanaka_and_yamada():
    """100 kW, 2.5 m, air of 20 °C, cp 1042.5 J/kg/K.

    sqrt(gH) = 4.9514 m/s; Q* = 100000 / (1.2041 x 1042.5 x 293.15 x 4.9514 x 6.25) = 0.0087815;
    h = 0.08 x 0.0087815^(2/3) x 1.2041 x 1042.5 x 4.9514 = 0.0034053 x 6215.4 = 21.16.
    """
    air = (density(293.15), 293.15)
    assert stirred_convection(100e3, 2.5, *air, STIRRED_LEAST) == pytest.approx(21.16, rel=3e-3)
    assert stirred_convection(1e3, 2.5, *air, STIRRED_LEAST) == pytest.approx(0.002 * 6215.4, rel=1e-3)
    assert stirred_convection(0.0, 2.5, *air, STIRRED_LEAST) == 0.0


def test_stirred_gas_gives_heat_as_the_power_to_two_thirds_and_without_a_jump():
    at = (2.5, 1.2, 293.15, STIRRED_LEAST)
    assert stirred_convection(8e5, *at) / stirred_convection(1e5, *at) == pytest.approx(4.0, rel=1e-12)
    turn = 4e-3 * 1.2 * SPECIFIC_HEAT * 293.15 * math.sqrt(GRAVITY) * 2.5**2.5
    assert stirred_convection(turn * 0.999, *at) == pytest.approx(stirred_convection(turn * 1.001, *at), rel=0.01)
    whole = turn / 4e-3
    assert stirred_convection(9 * whole, *at) == pytest.approx(stirred_convection(whole, *at), rel=1e-12)


def test_gas_that_is_stirred_and_sinks_along_a_wall_gives_more_heat_than_either_and_no_more_than_a_quarter():
    """(4^3 + 5^3)^(1/3) = 189^(1/3) = 5.7388; alike 2^(1/3) = 1.2599; one of them ten times the other 0.03 %."""
    assert mixed_convection(4.0, 5.0) == pytest.approx(5.7388, rel=1e-5)
    assert mixed_convection(6.0, 6.0) == pytest.approx(6.0 * 1.2599, rel=1e-4)
    assert mixed_convection(1.0, 10.0) == pytest.approx(10.0, rel=4e-4)
    assert mixed_convection(7.0, 0.0) == pytest.approx(7.0, rel=1e-12)


def _stirred_by(fire, stream, difference=100.0):
    """Of a room 4 m by 5 m by 2.5 m that is full of hot gas. fire, stream : [W]"""
    rooms = SimpleNamespace(mixed=[0], height=[2.5])
    layers = SimpleNamespace(density=np.array([[1.2, 0.8]]), temperature=np.array([[293.15, 440.0]]))
    state = SimpleNamespace(room_power=[fire], radiated=[0.3 * fire])
    rates = SimpleNamespace(buoyant=[stream])
    return _stirred.py_func(0, difference, np.array([20.0, 45.0, 0.0, 20.0]), rooms, layers, state, rates)


def test_a_small_fire_stirs_its_room_by_the_least_coefficient_and_a_stream_of_that_power_does_not():
    """20 kW: Q* = 0.00176, under the 0.004 from which the law of Tanaka and Yamada grows; over it both stir alike."""
    floor = STIRRED_LEAST * 1.2 * SPECIFIC_HEAT * math.sqrt(GRAVITY * 2.5)
    assert _stirred_by(20e3, 0.0, difference=10.0) == pytest.approx(floor, rel=1e-12)
    stream = _stirred_by(0.0, 20e3, difference=10.0)
    assert stream == pytest.approx(stirred_convection(20e3, 2.5, 1.2, 293.15, 0.0), rel=1e-12)
    assert stream < 0.6 * floor
    assert _stirred_by(0.0, 400e3, 10.0) == pytest.approx(_stirred_by(400e3, 0.0, 10.0), rel=1e-12)


def test_a_spark_does_not_make_a_stream_stir_its_room_more():
    assert _stirred_by(1.0, 5e3) == pytest.approx(_stirred_by(0.0, 5e3), rel=1e-3)


def test_stirred_gas_gives_no_more_than_fires_and_streams_bring():
    """10 kW that radiate 3 to 65 m2 that are 100 K colder: 7000 / 65 / 100 = 1.077 W/m2/K."""
    assert _stirred_by(10e3, 0.0) == pytest.approx(7000.0 / 65.0 / 100.0, rel=1e-12)
    assert _stirred_by(0.0, 3e3) == pytest.approx(3000.0 / 65.0 / 100.0, rel=1e-12)
    assert _stirred_by(0.0, 0.0) == 0.0


def test_gas_that_layers_on_a_floor_gives_it_a_fifth_of_what_gas_under_a_ceiling_does():
    """0.59 x (81 / 1)^(1/4) = 1.77; 1.52 x 81^(1/3) = 6.58."""
    assert stable_convection(381.0, 300.0, 1.0) == pytest.approx(1.77, rel=1e-9)
    assert natural_convection(HORIZONTAL, 381.0, 300.0) == pytest.approx(6.577, rel=1e-3)
    assert stable_convection(300.001, 300.0, 1.0) == 1.0  # as much as still air


def test_soot_drifts_about_a_millimetre_a_second_for_a_kilowatt_per_square_metre():
    """0.55 x 0.7 x 1000 / (1.2041 x 1042.5 x 293.15) = 1.046 mm/s; so in hot gas, whose density x T is the same."""
    cold, hot = (thermophoretic_velocity(1000.0, density(t), t) for t in (293.15, 600.0))
    assert cold == pytest.approx(1.046e-3, rel=1e-3)
    assert hot == pytest.approx(cold, rel=1e-12)
    assert thermophoretic_velocity(0.0, 1.2, 293.15) == 0.0
