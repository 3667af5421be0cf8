"""Jets and plumes in a draught, against values worked out by hand."""

import math

import pytest

from palier.physics.mixing import entrainment_ratio, jet_profile, jet_velocity
from palier.physics.plume import crossflow_entrainment, jet_entrainment


def test_without_wind_a_plume_entrains_nothing_more():
    assert crossflow_entrainment(0.0, 0.5, 2.0, 1.2) == 0.0
    assert crossflow_entrainment(1.0, 0.5, 0.0, 1.2) == 0.0


def test_wind_enters_a_plume_over_its_surface():
    """2 pi (0.25 m x 2 m + 0.6 x 0.11 x 4 m2) = 4.8004 m2; x 0.6 x 1.5 m/s x 1.2 kg/m3 = 5.1844 kg/s."""
    assert crossflow_entrainment(1.5, 0.5, 2.0, 1.2) == pytest.approx(5.1844, rel=1e-4)


def test_wind_enters_in_proportion_to_its_speed_and_to_the_air():
    once = crossflow_entrainment(1.0, 0.3, 1.0, 1.0)
    assert crossflow_entrainment(2.0, 0.3, 1.0, 1.2) == pytest.approx(2.4 * once, rel=1e-12)


def test_a_jet_keeps_its_speed_near_the_opening_then_decays_like_a_plane_one_then_like_a_round_one():
    assert jet_velocity(2.0, 0.1, 2.0, 0.3) == 2.0
    # plane up to x = 5.6^2 w h / (2.47^2 b), 10.3 m for a slot of 0.1 m x 2 m
    assert jet_velocity(2.0, 0.1, 2.0, 4.0) == pytest.approx(2.0 * 2.47 * math.sqrt(0.1 / 4.0), rel=1e-12)
    assert jet_velocity(2.0, 0.1, 2.0, 40.0) == pytest.approx(2.0 * 5.6 * math.sqrt(0.2) / 40.0, rel=1e-12)


def test_a_jet_does_not_know_which_side_of_its_opening_is_the_width():
    assert jet_velocity(1.0, 0.2, 1.5, 3.0) == jet_velocity(1.0, 1.5, 0.2, 3.0)


def test_the_decay_of_a_jet_has_no_jump():
    far = 5.6**2 * 0.1 * 2.0 / (2.47**2 * 0.1)
    for change in (2.47**2 * 0.1, far):
        before, after = (jet_velocity(1.0, 0.1, 2.0, change * part) for part in (1.0 - 1e-9, 1.0 + 1e-9))
        assert before == pytest.approx(after, rel=1e-8)


def test_beside_a_jet_the_speed_is_half_at_a_tenth_of_the_distance_and_a_sixteenth_at_twice_that():
    assert jet_profile(0.0, 3.0) == 1.0
    assert jet_profile(0.3, 3.0) == pytest.approx(0.5, rel=1e-12)
    assert jet_profile(0.6, 3.0) == pytest.approx(1.0 / 16.0, rel=1e-12)


def test_streams_entrain_across_a_weak_density_step_only():
    assert entrainment_ratio(0.0) == 0.08
    assert entrainment_ratio(0.2) == pytest.approx(0.03, rel=1e-12)
    assert entrainment_ratio(0.81) == 0.0


def test_a_stream_of_next_to_nothing_entrains_next_to_nothing():
    for flow in (1e-6, 1e-12, 1e-29, 1e-31, 1e-120, 1e-300):
        assert 0.0 <= jet_entrainment(flow, 1e5 * flow, 2.0) < 0.071 * (100.0 * flow) ** (1 / 3) * 2.0 ** (5 / 3) * 2.0
