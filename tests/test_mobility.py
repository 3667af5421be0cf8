"""How fast people walk with an aid, how far they differ, and what pins it; and what pins the dose that kills."""

from __future__ import annotations

import numpy as np
import pytest

from people_world import World, block


def drawn(members, seed=1, **habits):
    """Persons of one household as arrays."""
    people = {"A": {"flat": "flat 1", "members": [{"name": f"p{k}", **each} for k, each in enumerate(members)]}}
    return World(block(storeys=2, people=people, seed=seed, habits=habits)).part.people


def test_people_with_a_cane_differ_on_stairs_as_older_residents_did():
    """0.31 +- 0.16 m/s, from 0.07 to 0.91 (two residential facilities); 0.32 is the mean with a cane."""
    down = drawn([{"age": 75, "mobility": "cane"}] * 400).stair_down
    assert down.mean() == pytest.approx(0.32, abs=0.03)
    assert down.std() == pytest.approx(0.16, abs=0.03)
    assert 0.07 < down.min() < 0.13 and 0.7 < down.max() < 0.96
    alike = drawn([{"age": 75, "mobility": "cane"}] * 9, mobility={"cane_down_stairs_spread": 0.0})
    assert alike.stair_down == pytest.approx(0.28)


@pytest.mark.parametrize(("aid", "level", "stairs"), [("cane", 0.81, 0.28), ("frame", 0.57, 0.14)])
def test_who_is_told_to_walk_faster_does_so_on_stairs_in_proportion(aid, level, stairs):
    habits = {"mobility": {f"{aid}_{way}_stairs_spread": 0.0 for way in ("down", "up")}}
    as_told = drawn([{"age": 40, "mobility": aid, "speed": speed} for speed in (level, 2 * level)], **habits)
    assert as_told.stair_down == pytest.approx([stairs, 2 * stairs])
    assert as_told.stair_up == pytest.approx([stairs, 2 * stairs])


def test_speeds_on_stairs_can_be_pinned_for_one_person():
    members = [
        {"age": 30, "speed": 1.0},
        {"age": 30, "speed": 1.0, "speed_down_stairs": 0.4, "speed_up_stairs": 0.2},
        {"age": 70, "mobility": "wheelchair"},
        {"age": 70, "mobility": "wheelchair", "speed_down_stairs": 0.7},
    ]
    told = drawn(members)
    assert told.stair_down == pytest.approx([0.6, 0.4, 0.0, 0.7])
    assert told.stair_up == pytest.approx([0.47, 0.2, 0.0, 0.0])


def test_a_pinned_susceptibility_has_the_same_rank_in_what_kills():
    """Both are lognormal, of spreads 1.0 and 0.15: exp(0.15 ln 0.2) = 0.786 of 2.5 times the median dose."""
    for seed in (1, 2):
        told = drawn([{"age": 30, "susceptibility": 0.2}, {"age": 30, "susceptibility": 1.0}], seed)
        assert told.dies_at == pytest.approx([2.5 * 0.786, 2.5], rel=1e-3)
        assert told.cohb_lethal == pytest.approx([55.0 * 0.786, 55.0], rel=1e-3)
    pinned = drawn([{"age": 30, "susceptibility": 0.2, "dies_at": 1.5}])
    assert pinned.dies_at == pytest.approx(2.5 * 1.5)
    assert pinned.susceptibility == pytest.approx(0.2)
    free = drawn([{"age": 30}] * 200)
    assert np.log(free.dies_at / 2.5) == pytest.approx(0.15 * np.log(free.susceptibility))
