"""What gas gives to surfaces: radiation of its gases, heat of ceiling jets, soot."""

import math

import numpy as np
import pytest
from numba import njit

from palier.engine.arrays import CO2, H2O, N_SPECIES, SOOT, UPPER
from palier.engine.zones import Layers, emissivity_of_layer
from palier.physics.convection import ceiling_jet_coefficient
from palier.physics.deposition import thermophoretic_velocity
from palier.physics.gas import density
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


def test_ceiling_jet_coefficient_at_the_axis_and_beyond_is_coopers():
    """100 kW, 2.5 m, air of 20 °C, cp 1042.5 J/kg/K.

    sqrt(gH) = 4.9514 m/s; Q* = 100000 / (1.2041 x 1042.5 x 293.15 x 4.9514 x 6.25) = 0.0087815, its root 0.20631;
    Re = 4.9514 x 2.5 x 0.20631 / 1.6e-5 = 159610; h~ = 1282.3 W/m2/K; Pr^(-2/3) = 1.26844.
    Axis: 8.82 / 399.51 x 1.26844 x 1282.3 = 35.9. At r = H: 0.283 / 36.40 x 0.9229 / 1.279 x 1.26844 x 1282.3 = 9.12.
    """
    air = (density(293.15), 293.15)
    assert ceiling_jet_coefficient(100e3, 2.5, 0.0, *air) == pytest.approx(35.9, rel=3e-3)
    assert ceiling_jet_coefficient(100e3, 2.5, 2.5, *air) == pytest.approx(9.12, rel=3e-3)


def test_ceiling_jet_coefficient_falls_outwards_almost_without_a_jump_and_is_nothing_without_a_fire():
    told = [ceiling_jet_coefficient(100e3, 2.5, r, 1.2, 293.15) for r in (0.0, 0.25, 0.4999, 0.5001, 1.0, 3.0)]
    assert told == sorted(told, reverse=True)
    assert told[2] == pytest.approx(told[3], rel=1e-3)  # as well as Cooper's two fits meet
    assert ceiling_jet_coefficient(0.0, 2.5, 1.0, 1.2, 293.15) == 0.0


def test_ceiling_jet_coefficient_grows_as_the_power_to_the_third_less_reynolds():
    near, far = (ceiling_jet_coefficient(q, 3.0, 2.0, 1.2, 293.15) for q in (1e5, 8e5))
    assert far / near == pytest.approx(2.0 * 2.0**-0.3, rel=1e-12)


def test_soot_drifts_about_a_millimetre_a_second_for_a_kilowatt_per_square_metre():
    """0.55 x 0.7 x 1000 / (1.2041 x 1042.5 x 293.15) = 1.046 mm/s; so in hot gas, whose density x T is the same."""
    cold, hot = (thermophoretic_velocity(1000.0, density(t), t) for t in (293.15, 600.0))
    assert cold == pytest.approx(1.046e-3, rel=1e-3)
    assert hot == pytest.approx(cold, rel=1e-12)
    assert thermophoretic_velocity(0.0, 1.2, 293.15) == 0.0
