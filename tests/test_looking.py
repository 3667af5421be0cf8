"""Targets that are looked at only when something has changed are what they are when looked at in every step."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.buildings import scenario

from palier.engine import instruments
from palier.engine.looking import MOST_STEPS
from palier.engine.march import initial_state
from palier.simulate import Solution, assemble, solve

ROOM = {"storey": 0, "width": 6.0, "depth": 4.0, "height": 3.0, "ceiling": "brick", "walls": "brick", "floor": "brick"}
PLATE = {"room": "room", "position": (1.0, 2.0, 1.5), "facing": "fire", "material": "steel"}
TARGETS = {
    "plate": PLATE,
    "thick": {**PLATE, "material": "brick"},
    "cable": {**PLATE, "shape": "cylinder"},
    "adiabatic": {**PLATE, "adiabatic": True},
    "under the ceiling": {**PLATE, "position": (4.0, 2.0, 2.9), "facing": "floor"},
}
# grows, burns evenly, jumps and goes out
CURVE = [[0.0, 0.0], [60.0, 2e5], [400.0, 2e5], [400.5, 4e5], [700.0, 4e5], [700.5, 0.0], [2000.0, 0.0]]
FIRE = {"room": "room", "position": [4.5, 2.0], "base": 0.3, "curve": CURVE, "material": "timber"}
DOOR = {"kind": "door", "between": ["room", "outside"], "width": 1.0, "height": 2.0, "state": "open"}


def _solved(output_every: float = 20.0) -> Solution:
    simulation = {"duration": 1000.0, "output_every": output_every, "longest_step": 2.0}
    return solve(scenario({"room": ROOM}, {"door": DOOR}, {"fire": FIRE}, targets=TARGETS, simulation=simulation))


@pytest.fixture(scope="module")
def waiting() -> Solution:
    return _solved()


def test_targets_wait_while_all_goes_on_evenly(waiting):
    assert waiting.state.instruments.sight.waits_at_most.tolist() == [MOST_STEPS]
    assert waiting.state.instruments.sight.waits[0] == MOST_STEPS


def test_targets_are_what_they_are_when_looked_at_in_every_step(waiting, monkeypatch):
    whole = instruments.new_sight

    def nothing_waits(*given: Any) -> Any:
        sight = whole(*given)
        sight.waits_at_most[:] = 1
        return sight

    monkeypatch.setattr(instruments, "new_sight", nothing_waits)
    every = _solved()
    assert every.state.instruments.sight.waits[0] == 1
    assert np.array_equal(every.history.temperature, waiting.history.temperature)
    assert np.array_equal(every.history.target_gas, waiting.history.target_gas)
    for name in ("target_front", "target_inner", "target_back"):
        ours, theirs = getattr(waiting.history, name), getattr(every.history, name)
        assert 0.0 < np.abs(ours - theirs).max() < 0.005 * np.ptp(theirs)
    falling = every.history.target_flux[..., :3].sum(axis=-1)
    assert np.abs(waiting.history.target_flux[..., :3].sum(axis=-1) - falling).max() < 0.005 * falling.max()


def test_targets_do_not_depend_on_how_often_they_are_written(waiting):
    often = _solved(2.0)
    for name in ("target_gas", "target_front", "target_inner", "target_back", "target_flux"):
        assert np.array_equal(getattr(waiting.history, name), getattr(often.history, name)[::10]), name


def test_targets_that_set_something_off_do_not_wait():
    door = {**DOOR, "state": "shut", "opens_when": {"target": "plate", "above": "330 K", "then": 1.0}}
    described = scenario({"room": ROOM}, {"door": door}, {"fire": FIRE}, targets=TARGETS)
    model, _ = assemble(described)
    assert initial_state(model).instruments.sight.waits_at_most.tolist() == [1]
