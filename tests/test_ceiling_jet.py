"""Plumes and ceiling jets against published values, limits worked out by hand and the conservation of heat."""

from __future__ import annotations

import math

import numpy as np
import pytest

from palier.physics.ceiling_jet import (
    PEAK,
    alpert_rise,
    corridor_part,
    jet_profile,
    jet_rise_part,
    jet_speed,
    jet_thickness,
    jet_warmth,
    plume_radius,
)
from palier.physics.gas import GRAVITY, density
from palier.physics.plume import (
    FLAME_RISE,
    PLUME_HEAT,
    POWER_SCALE,
    flame_reach,
    plume_part,
    plume_rise,
    plume_speed,
    reflections,
    source_in_layer,
    virtual_origin,
)

AIR = 293.15


def test_alpert_under_a_ceiling_of_10_m_over_1_mw():
    # by hand: 16.9 * 1000^(2/3) / 10^(5/3) = 36.4 K; 5.38 * (1000 / 4.5)^(2/3) / 10 = 19.7 K
    assert alpert_rise(1e6, 10.0, 0.0) == pytest.approx(36.41, rel=1e-3)
    assert alpert_rise(1e6, 10.0, 4.5) == pytest.approx(19.74, rel=1e-3)
    # 0.96 * 100^(1/3) = 4.46 m/s; 0.195 * 10 * 10^0.5 / 4.5^(5/6) = 1.76 m/s
    assert jet_speed(1e6, 10.0, 1.0) == pytest.approx(4.456, rel=1e-3)
    assert jet_speed(1e6, 10.0, 4.5) == pytest.approx(1.761, rel=1e-3)


@pytest.mark.parametrize("radius", [2.0, 4.0, 8.0, 15.0])
def test_jet_of_a_weak_plume_agrees_with_alpert_within_three_tenths(radius):
    # 1 MW, a third of it radiated, under 10 m
    origin = virtual_origin(1e6, 1.0)
    rise = plume_rise(0.67e6, 10.0 - origin, AIR)
    jet = rise * jet_rise_part(radius, plume_radius(10.0 - origin, rise, AIR))
    assert jet == pytest.approx(alpert_rise(1e6, 10.0, radius), rel=0.3)


def test_heskestad_coefficients_in_kilowatts_are_25_and_1_03():
    # SFPE Handbook: dT = 25.0 Qc^(2/3) (z - z0)^(-5/3), u = 1.03 Qc^(1/3) (z - z0)^(-1/3) near 20 °C
    assert plume_rise(1e6, 20.0, AIR) == pytest.approx(25.0 * 1000 ** (2 / 3) * 20 ** (-5 / 3), rel=0.01)
    assert plume_speed(1e6, 20.0, AIR) == pytest.approx(1.03 * 1000 ** (1 / 3) * 20 ** (-1 / 3), rel=0.01)


def test_virtual_origin_of_a_methanol_pool_lies_below_the_base():
    # 0.083 * 420^(2/5) - 1.02 * 1.22 = -0.31 m (by hand)
    assert virtual_origin(420e3, 1.22) == pytest.approx(-0.314, abs=0.002)


def test_plume_carries_the_heat_that_the_fire_convects():
    # integral of rho cp u dT over the area, Gaussian profiles; Heskestad's velocity profile is 1.1 times as wide. The
    # correlation is of maxima in time and carries the heat within some per cent.
    power, distance = 1e6, 25.0
    rise, speed = plume_rise(power, distance, AIR), plume_speed(power, distance, AIR)
    radius = np.linspace(0.0, 15.0, 4000)
    warm = np.array([rise * plume_part(r, distance, rise, AIR) for r in radius])
    fast = np.array([speed * plume_part(r / 1.1, distance, rise, AIR) for r in radius])
    gas = np.array([density(AIR + each) for each in warm])
    carried = np.trapezoid(gas * PLUME_HEAT * fast * warm * 2.0 * math.pi * radius, radius)
    assert carried == pytest.approx(power, rel=0.15)


def test_rise_and_speed_end_at_those_of_the_flame():
    assert plume_rise(1e6, 0.1, AIR) == FLAME_RISE
    assert plume_rise(1e6, -1.0, AIR) == FLAME_RISE
    assert plume_speed(1e6, -1.0, AIR) == plume_speed(1e6, 0.3, AIR) > plume_speed(1e6, 5.0, AIR) > 0.0
    assert plume_rise(0.0, 1.0, AIR) == 0.0
    # 9.1 x 293 (1e6 / 1.111e6 / z^2.5)^(2/3) = 900 at 1.84 m
    assert flame_reach(1e6, AIR) == pytest.approx(1.84, abs=0.01)
    assert plume_rise(1e6, 1.001 * flame_reach(1e6, AIR), AIR) == pytest.approx(FLAME_RISE, rel=2e-3)


def test_substitute_source_is_the_fire_itself_where_both_layers_are_alike():
    power, distance = source_in_layer(5e5, 3.0, AIR, AIR)
    assert power == pytest.approx(5e5)
    assert distance == pytest.approx(3.0)


@pytest.mark.parametrize("upper", [320.0, 400.0])
def test_substitute_source_keeps_temperature_and_excess_enthalpy_across_the_interface(upper):
    power, distance = 5e5, 3.0
    below, under = source_in_layer(power, distance, AIR, upper)
    on_axis = AIR * (1.0 + 9.1 * (power / POWER_SCALE / distance**2.5) ** (2 / 3))
    assert upper * (1.0 + 9.1 * (below / POWER_SCALE / under**2.5) ** (2 / 3)) == pytest.approx(on_axis)
    assert 0.0 < below < power  # what the gas that the plume brought would need to be as warm as the layer


def test_plume_no_warmer_than_the_layer_does_not_enter_it():
    assert source_in_layer(1e4, 10.0, AIR, 600.0) == (0.0, 0.0)


def test_jet_falls_from_the_axis_outwards_without_a_step():
    values = [jet_rise_part(r, 1.0) for r in np.linspace(0.0, 40.0, 2000)]
    assert values[0] == 1.0
    assert np.all(np.diff(values) < 0.0)
    assert np.max(-np.diff(values)) < 0.03
    # Heskestad & Hamada: 1.92 / 4 - exp(-4.83) = 0.472
    assert jet_rise_part(4.0, 1.0) == pytest.approx(0.472, abs=5e-4)


def test_half_of_the_velocity_is_left_at_the_thickness_of_the_jet():
    thickness = jet_thickness(3.0, 3.0)
    assert thickness == pytest.approx(0.3)
    assert jet_profile(thickness, thickness) == pytest.approx(0.5)
    assert jet_profile(PEAK * thickness, thickness) == pytest.approx(1.0)
    assert jet_profile(0.0, thickness) == 0.0


def test_jet_is_as_warm_as_the_ceiling_at_the_ceiling():
    assert jet_warmth(0.0, 0.3, 0.25) == 0.25
    assert jet_warmth(PEAK * 0.3, 0.3, 0.25) == pytest.approx(1.0)


def test_corridor_keeps_more_of_the_rise_far_away_than_an_open_ceiling():
    assert corridor_part(6.0, 2.4, 0.9) > jet_rise_part(6.0, 0.3)
    # by hand: 0.37 * (2.4 / 0.9)^(1/3) * exp(-0.16 * 2.5 * (0.9 / 2.4)^(1/3)) = 0.385
    assert corridor_part(6.0, 2.4, 0.9) == pytest.approx(0.3846, abs=1e-3)


def test_four_fires_stand_in_a_corner_and_one_anywhere_else():
    assert reflections(0.3, 0.3, 10.0, 7.0, 0.6) == pytest.approx(4.0)
    assert reflections(9.7, 6.7, 10.0, 7.0, 0.6) == pytest.approx(4.0)
    assert reflections(5.0, 0.3, 10.0, 7.0, 0.6) == pytest.approx(1.0, abs=1e-6)
    assert reflections(5.0, 3.5, 10.0, 7.0, 0.6) == pytest.approx(1.0, abs=1e-6)
    assert 1.5 < reflections(0.48, 0.48, 10.0, 7.0, 0.6) < 2.5


def test_power_scale_is_that_of_air():
    assert pytest.approx(1.11e6, rel=2e-3) == POWER_SCALE
    assert pytest.approx(density(AIR) * PLUME_HEAT * AIR * math.sqrt(GRAVITY)) == POWER_SCALE
