"""Reach from anthropometry: what is feasible, marginal and refused, with the reason."""

import math

import pytest

import palier
from palier.physics import reach
from palier.reach import LedgePlace, Person


def test_straddle_of_an_inseam_of_80_cm():
    # 2 L sin(25 and 35 degrees): 0.68 and 0.92 m
    easy, most = reach.straddle(0.80 / reach.REACH.leg)
    assert easy == pytest.approx(0.676, abs=0.002)
    assert most == pytest.approx(2 * 0.8 * math.sin(math.radians(35)))


def stand(**given):
    values = dict(
        gap=0.6, depth=0.35, stature=1.88, sex="male", age=39.0, window_aside=0.6, window_above=0.9,
        receiver_aside=0.6, receiver=True,
    )  # fmt: skip
    return reach.stand_astride(**(values | given))


def test_a_tall_man_stands_astride_60_cm():
    assert stand().level == reach.FEASIBLE


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"gap": 1.4}, "gap of 1.40 m"),
        ({"depth": 0.1}, "no foothold"),
        ({"window_aside": 1.6}, "arm reaches"),
        ({"window_above": 2.5}, "sill is 2.50 m"),
        ({"receiver_aside": 2.5}, "receiver"),
    ],
)
def test_what_is_out_of_reach_is_refused_with_its_reason(given, word):
    verdict = stand(**given)
    assert verdict.level == reach.REFUSED
    assert word in verdict.reason


def test_a_gap_between_easy_and_most_is_marginal_and_slower():
    assert stand(gap=0.9).level == reach.MARGINAL
    assert reach.hand_over_time(8, 0.5, reach.MARGINAL) > reach.hand_over_time(8, 0.5, reach.FEASIBLE)


def test_a_small_woman_cannot_straddle_what_a_tall_man_can():
    assert stand(gap=0.95, stature=1.88).level != reach.REFUSED
    assert stand(gap=0.95, stature=1.55, sex="female").level == reach.REFUSED


def test_a_heavy_person_who_cannot_climb_is_refused():
    verdict = reach.hand_over(90.0, 82.0, False, "male", 40.0)
    assert verdict.level == reach.REFUSED
    assert "90 kg" in verdict.reason
    assert reach.hand_over(90.0, 40.0, True, "male", 40.0).level == reach.FEASIBLE
    assert reach.hand_over(8.0, 0.5, False, "female", 40.0).level == reach.FEASIBLE


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"place": LedgePlace(gap=math.nan)}, "gap nan m is not between 0 and 200"),
        ({"place": LedgePlace(gap=-0.5)}, "gap -0.5 m is not between"),
        ({"helper": Person(200.0)}, "age 200 years is not between 0 and 115"),
        ({"people": (Person(5.0, mass=1e6),)}, "mass 1e\\+06 kg is not between"),
        ({"people": (Person(5.0, stature=math.inf),)}, "stature inf m is not between"),
        ({"height": 1e9}, "height 1e\\+09 m is not between"),
    ],
)
def test_what_no_person_and_no_building_has_is_refused(change, said):
    given = {"place": LedgePlace(gap=0.6), "helper": Person(39.0)} | change
    with pytest.raises(ValueError, match=said):
        palier.reach(**given)
