"""Passers-by who see a fire in a flat where nobody is, in a gas that the test sets."""

import numpy as np
import pytest

from palier.engine import event_codes as codes
from palier.engine.posture import clear_view  # noqa: F401  (compiled beside what is tested)
from palier.result.story import _call
from people_world import World, block

CREW = {"engine": {"call_handling": 60, "turnout_and_travel": 300, "spread": 0, "ways": []}}


def called(mean, *, flames=0.0, smoke=0.0, window=0.0, run=0) -> list[float]:
    world = World(block(crews=CREW, habits={"awareness": {"passes_by": mean}}, run=run))
    world.gas.flames[world.room("bed 2")] = flames
    world.smoke("bed 2", smoke)
    world.opening_state[world.openings.index("window 2")] = window
    world.run(1200)
    return [at for at, *_ in world.events(codes.EV_CALL)]


def test_a_passer_by_who_sees_flames_behind_a_window_calls():
    (at,) = called(100.0, flames=200e3)
    assert 60.0 < at < 1200.0
    assert called(100.0, flames=50e3) == []


def test_smoke_is_seen_once_it_comes_out_of_a_window():
    assert len(called(100.0, smoke=2.0, window=1.0)) == 1
    assert called(100.0, smoke=2.0, window=0.0) == []


def test_where_nobody_passes_nobody_calls():
    assert called(0.0, flames=1e6, smoke=5.0, window=1.0) == []


def test_waits_are_exponential_with_the_mean_told():
    waits = [called(100.0, flames=200e3, run=run)[0] - 60.0 for run in range(40)]
    assert np.mean(waits) == pytest.approx(100.0, abs=45.0)


def test_the_crew_is_called_out_and_the_story_tells_by_whom():
    world = World(block(crews=CREW, habits={"awareness": {"passes_by": 10.0}}))
    world.gas.flames[world.room("bed 2")] = 200e3
    world.run(1200)
    ((at, *_),) = world.events(codes.EV_CALL)
    ((there, *_),) = world.events(codes.EV_ARRIVES)
    assert there - at == pytest.approx(360.0, abs=1.0)
    assert _call(None, -1, -1, 0.0)[2] == "A passer-by calls the fire service."
