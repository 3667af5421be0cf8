"""Rooms that exchange heat with their walls for several steps at once give and take what they would step by step."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import palier
from palier.engine import surfaces
from palier.simulate import solve

EXAMPLES = Path(__file__).parents[1] / "examples"


def _solved(step: float, output_every: float = 10.0, duration: float = 900.0):
    scenario = palier.load(EXAMPLES / "single-stair-modern.yaml")
    said = {"duration": duration, "longest_step": step, "output_every": output_every}
    assert said.keys() <= type(scenario.simulation).model_fields.keys()
    return solve(scenario.model_copy(update={"simulation": scenario.simulation.model_copy(update=said)}))


@pytest.fixture(scope="module")
def coarse():
    return _solved(2.0)


def test_most_rooms_of_a_block_are_held_and_the_burning_one_is_not():
    solved = _solved(2.0, duration=300.0)
    held = solved.state.smoke.faces.hold.doubled > 0
    assert held.mean() > 0.5
    burning = solved.model.fires.room[solved.state.fire.power > 0.0]
    assert burning.size > 0
    assert not held[burning].any()


def test_walls_and_gas_of_held_rooms_are_those_that_are_worked_out_at_every_step(coarse, monkeypatch):
    whole = surfaces.new_hold

    def nothing_held(model):
        hold = whole(model)
        hold.measured[:] = 1
        return hold

    monkeypatch.setattr(surfaces, "new_hold", nothing_held)
    every = _solved(2.0)
    assert every.state.smoke.faces.hold.doubled.max() == 0
    walls = coarse.history.wall_temperature - every.history.wall_temperature
    warmed = every.history.wall_temperature - every.history.wall_temperature[0]
    assert 0.0 < np.abs(walls).max() < 0.01 * warmed.max()  # at any time
    assert np.abs(walls[-1]).max() < 0.1
    still = coarse.history.temperature.max(axis=(0, 2)) < coarse.model.rooms.initial_temperature + 3.0
    assert still.sum() > 10
    gas = coarse.history.temperature[-1] - every.history.temperature[-1]
    assert np.abs(gas[still, 0]).max() < 0.1
    assert np.abs(warmed[-1, still]).max() > 1.0  # they do exchange heat


def test_results_do_not_depend_on_how_often_they_are_written(coarse):
    often = _solved(2.0, output_every=2.0)
    for name in ("temperature", "interface", "wall_temperature", "pressure", "extinction"):
        assert np.array_equal(getattr(coarse.history, name), getattr(often.history, name)[::5]), name


def test_energy_closes_where_rooms_are_held(coarse):
    end = coarse.state.zones.energy.sum()
    books = coarse.state.balance
    left = (
        books.initial[1] + books.in_from_outside[1] - books.out_to_outside[1] + books.produced[1]
        - books.lost_to_solids[1] - end
    )  # fmt: skip
    assert abs(left) < 1e-9 * end
    assert abs(books.lost_to_solids[1]) > 1e-3 * end
