"""The fingerprint of a fire."""

import importlib

import numpy as np
import pytest
from tests.small_study import STUDY, study, write

from palier.engine.fingerprint import fingerprint
from palier.engine.history import OF_LANDINGS
from palier.engine.smoke import NOT_FINITE
from palier.simulate import outlined, solve


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path)


def test_a_fire_has_one_fingerprint_and_another_fire_another(folder):
    short = STUDY.replace("title: test", "title: test\nduration: 2 min")
    made = study(folder, short)
    first = {run: [row["history"] for row in made.rows(run)] for run in (0, 1)}
    assert first[0] == [row["history"] for row in study(folder, short).rows(0)]
    assert all(len(each) == 16 for each in first[0])
    assert not set(first[0]) & set(first[1])
    assert first[0][0] != first[0][2]  # with the vent


def test_a_fingerprint_changes_with_any_bit_of_the_history(folder):
    made = study(folder, STUDY.replace("title: test", "title: test\nduration: 2 min"))
    solution = solve(made.scenario(0))
    history, events = solution.history, solution.state.events
    known = fingerprint(history, events)
    random = np.random.default_rng(1)
    for name, array in zip(history._fields, history, strict=True):
        if not array.size:
            continue
        words = array.reshape(-1).view(np.uint64)
        assert np.shares_memory(words, array)
        for place, bit in zip(random.integers(words.size, size=3), (0, 40, 63), strict=True):
            words[place] ^= np.uint64(1) << np.uint64(bit)
            assert fingerprint(history, events) != known, name
            words[place] ^= np.uint64(1) << np.uint64(bit)
    assert fingerprint(history, events) == known
    n = int(events.count[0])
    assert n > 0
    for column in events[1:6]:
        before = column[n - 1]
        column[n - 1] += 1
        assert fingerprint(history, events) != known
        column[n - 1] = before
    shorter = history._make(each[:-1] for each in history)
    assert fingerprint(shorter, events) != known


@pytest.mark.parametrize("measure", ["as it is", "vent"])
def test_a_study_keeps_an_outline_of_the_history_and_the_fingerprint_of_all_of_it(folder, measure):
    scenario = study(folder, STUDY.replace("title: test", "title: test\nduration: 10 min")).scenario(3, measure)
    whole, kept = solve(scenario), outlined(scenario)
    assert kept.fingerprint == fingerprint(whole.history, whole.state.events)
    landings = [k for k, name in enumerate(whole.names.rooms) if scenario.building.rooms[name].kind == "landing"]
    for name, some in kept.outline._asdict().items():
        column = getattr(whole.history, name)
        assert some.dtype == column.dtype
        assert np.array_equal(some, column[:, landings] if name in OF_LANDINGS else column), name
    assert len(landings) == 3
    assert np.ptp(kept.outline.temperature) > 5.0
    assert len(np.unique(kept.outline.person_status)) > 1


def test_a_run_that_stops_early_keeps_the_outline_so_far(folder, monkeypatch):
    scenario = study(folder, STUDY.replace("title: test", "title: test\nduration: 10 min")).scenario(3)
    module = importlib.import_module("palier.simulate")
    march = module.march

    def stops(first, last, *given):
        march(first, last // 2, *given)
        return NOT_FINITE, last // 2

    monkeypatch.setattr(module, "march", stops)
    whole, kept = solve(scenario), outlined(scenario)
    assert len(kept.outline.time) == len(whole.history.time) == 15
    assert kept.status == whole.status and whole.status.startswith("stopped at 280 s")
    assert kept.fingerprint == fingerprint(whole.history, whole.state.events)
