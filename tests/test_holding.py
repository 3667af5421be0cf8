"""Rooms that exchange heat with their walls for several steps at once give and take what they would step by step."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import palier
from palier.simulate import solve

EXAMPLES = Path(__file__).parents[1] / "examples"


def _solved(longest_step: float):
    scenario = palier.load(EXAMPLES / "single-stair-modern.yaml")
    simulation = scenario.simulation.model_copy(update={"duration": 900.0, "longest_step": longest_step})
    return solve(scenario.model_copy(update={"simulation": simulation}))


@pytest.fixture(scope="module")
def coarse():
    return _solved(2.0)


def test_most_rooms_of_a_block_are_held_and_the_burning_one_is_not(coarse):
    held = coarse.state.smoke.faces.hold.doubled > 0
    assert held.mean() > 0.5
    assert not held[coarse.model.fires.room].any()


def test_walls_and_gas_of_held_rooms_are_those_of_short_steps(coarse):
    fine = _solved(0.25)
    still = coarse.history.temperature.max(axis=(0, 2)) < coarse.model.rooms.initial_temperature + 3.0
    assert still.sum() > 10
    walls = coarse.history.wall_temperature[-1] - fine.history.wall_temperature[-1]
    assert np.abs(walls[still]).max() < 0.1  # K
    gas = coarse.history.temperature[-1] - fine.history.temperature[-1]
    assert np.abs(gas[still, 0]).max() < 0.1
    warmed = fine.history.wall_temperature[-1] - fine.history.wall_temperature[0]
    assert np.abs(warmed[still]).max() > 1.0  # they do exchange heat


def test_energy_closes_where_rooms_are_held(coarse):
    end = coarse.state.zones.energy.sum()
    books = coarse.state.balance
    left = (
        books.initial[1] + books.in_from_outside[1] - books.out_to_outside[1] + books.produced[1]
        - books.lost_to_solids[1] - end
    )  # fmt: skip
    assert abs(left) < 1e-9 * end
    assert abs(books.lost_to_solids[1]) > 1e-3 * end
