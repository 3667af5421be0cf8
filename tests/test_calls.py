"""Who calls the fire service, and when: who is sure of a fire, and who is not."""

import pytest

from palier.engine import event_codes as codes
from palier.engine.posture import clear_view  # noqa: F401  (compiled beside what is tested)
from people_world import World, block

CREW = {"engine": {"call_handling": 60, "turnout_and_travel": 300, "spread": 0, "ways": []}}
AWAKE = {"flat": "flat 2", "members": [40], "does": "stay"}
EXACT = {f"{name}_spread": 0.0 for name in ("smells_smoke", "notices_smoke", "calls_after", "calls_late_after")}
SMELT, SEEN = 0.02, 0.1  # smoke in the room that is only smelt, and that is seen [1/m]


def world(smoke: float, at_once: float = 1.0, **household) -> World:
    habits = {"awareness": EXACT | {"calls_at_once": at_once}}
    made = World(block(people={"A": AWAKE | household}, crews=CREW, habits=habits))
    made.smoke("bed 2", smoke)
    return made


def called_after(made: World) -> float:
    """From the first cue to the call. [s]"""
    ((at, *_),) = made.run(1200).events(codes.EV_CALL)
    return at - made.people.aware_at[0]


def test_who_sees_smoke_calls_at_once_and_who_smells_something_late():
    assert called_after(world(SEEN)) == pytest.approx(45.0, abs=0.51)
    assert called_after(world(SMELT)) == pytest.approx(300.0, abs=0.51)


def test_what_is_smelt_first_and_seen_later_is_called_in_when_it_is_seen():
    made = world(SMELT).run(100)
    made.smoke("bed 2", SEEN)
    assert called_after(made) == pytest.approx(100.0 + 45.0 - made.people.aware_at[0], abs=1.01)


def test_who_looks_out_and_finds_smoke_is_sure():
    made = world(SMELT, investigates=True)
    made.smoke("landing 2", 2.0)
    after = called_after(made)
    ((looked, *_),) = made.events(codes.EV_INVESTIGATES)
    assert after == pytest.approx(looked - made.people.aware_at[0] + 45.0, abs=1.01)


def test_who_leaves_it_to_others_calls_late():
    assert called_after(world(SEEN, at_once=0.0)) == pytest.approx(300.0, abs=0.51)


def test_as_many_call_at_once_as_the_habit_says():
    people = {f"h{k}": {"flat": "flat 1", "members": [40]} for k in range(400)}
    assert World(block(people=people)).scene.who["calls_at_once"].mean() == pytest.approx(0.35, abs=0.08)
