"""The ten-storey stair tower: hot gas in a stair, storey by storey, against the experiment.

What was asked for is 25 % or 20 K, whichever is more, at every storey. The steady stages keep to it; while the fire
burns its hardest the two lowest storeys come out too hot, and the tests hold how far (see `docs/stairs.md`).
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from tests.tower import MEASURED, STOREYS, Comparison, arrival, compare, rise, tower

from palier.result import Run
from palier.simulate import simulate

TEST = "CLC-II-R"
STEADY = ("quasi steady 0.37MW", "quasi steady 0.195MW")
HARDEST = "peak plateau"
UNTIL = 1600.0  # s


@pytest.fixture(scope="module")
def landings() -> Run:
    return simulate(tower(TEST, until=UNTIL))


def _outside(run: Run, test: str = TEST) -> list[Comparison]:
    return [row for row in compare(test, run) if not row.within]


def _reach(rises: dict[int, float]) -> float:
    """Height over which the rise falls by a factor e, from storey 3 to 8, 13 m. [m]"""
    return 13.0 / math.log(rises[3] / rises[8])


def test_steady_stages_are_within_tolerance_at_every_storey(landings: Run):
    assert [row for row in _outside(landings) if row.what in STEADY] == []


def test_storeys_above_the_third_are_within_tolerance_while_the_fire_burns_its_hardest(landings: Run):
    assert [row for row in _outside(landings) if row.storey >= 4] == []


def test_lower_storeys_are_at_most_half_too_warm_at_the_peak(landings: Run):
    """The fire room itself is too hot then, here as in a CFD model of the same test."""
    for row in compare(TEST, landings):
        if row.what in (HARDEST, "peak") and row.storey < 6:
            assert 0.9 < row.modelled / row.measured < 1.5, row


FALLS_TOO_FAST = pytest.mark.xfail(strict=True, reason="8.0 m for 10.2 m: 22 %")


@pytest.mark.parametrize("stage", [HARDEST, STEADY[0], pytest.param(STEADY[1], marks=FALLS_TOO_FAST)])
def test_the_rise_falls_with_height_as_measured(landings: Run, stage: str):
    rows = [row for row in compare(TEST, landings) if row.what == stage]
    measured = _reach({row.storey: row.measured for row in rows})
    assert _reach({row.storey: row.modelled for row in rows}) == pytest.approx(measured, rel=0.2)


def test_smoke_climbs_storey_by_storey_and_arrives_a_third_too_early_at_most(landings: Run):
    time = landings.zones["time"].values
    modelled = [arrival(time, rise(landings, TEST, storey)) for storey in STOREYS[1:]]
    measured = [MEASURED[TEST]["stair"][str(storey)]["arrival"] for storey in STOREYS[1:]]
    assert all(np.diff(modelled) > 0)
    for ours, theirs in zip(modelled, measured, strict=True):
        assert 0.67 * theirs <= ours <= theirs


def test_air_drawn_in_at_the_ground_floor_stays_cold(landings: Run):
    time, rises = landings.zones["time"].values, rise(landings, TEST, 1)
    for begin, end in MEASURED[TEST]["windows"].values():
        assert abs(float(rises[(time >= begin) & (time <= end)].mean())) < 2.0  # K


@pytest.mark.parametrize("way", ["room", "zone"])
def test_a_stair_as_one_room_puts_as_much_heat_at_the_top_as_at_the_bottom_and_fails(landings: Run, way: str):
    """The ways in which a stair is given to CFAST in its own validation."""
    other = simulate(tower(TEST, way, until=UNTIL))
    assert len(_outside(other)) > 2 * len(_outside(landings))
    time = other.zones["time"].values
    assert arrival(time, rise(other, TEST, 10)) < 0.5 * MEASURED[TEST]["stair"]["10"]["arrival"]


def test_less_leakage_means_slower_smoke():
    """The leakage was not measured: it decides how much air passes through the stair."""
    times = []
    for leak in (0.04, 0.06, 0.10):
        run = simulate(tower(TEST, leak=leak, until=500.0))
        times.append(arrival(run.zones["time"].values, rise(run, TEST, 9)))
    assert times == sorted(times, reverse=True)
    assert times[0] > 1.3 * times[-1]
