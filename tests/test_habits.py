"""Assumptions about people are fields of the scenario, with a distribution where people differ."""

import re
from pathlib import Path

import numpy as np
import pytest

import palier
from palier.engine import event_codes as codes
from palier.engine.bodies import clear_view  # noqa: F401  (compiled beside what is tested)
from palier.engine.habits import PERSONAL, SPREAD, HabitValues, told
from palier.physics.outcome import share_overcome
from palier.scenario.habits import Habits
from people_world import World, block

FAMILY = {"A": {"flat": "flat 2", "members": [{"age": 40, "name": "she"}, {"age": 41, "name": "he"}]}}


def test_no_constant_of_the_engine_is_an_assumption():
    """What is a guess is a field that a scenario can change; the laws of physics keep theirs where they are."""
    engine = Path(palier.__file__).parent / "engine"
    constants = [
        f"{path.name}: {line}"
        for path in engine.glob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.match(r"[A-Z][A-Z_, ]+ = .*assumption", line)
    ]
    assert constants == []


def test_every_habit_is_named_once_and_says_what_it_is():
    parts = [type(getattr(Habits(), part)) for part in Habits.model_fields]
    names = [name for part in parts for name in part.model_fields]
    assert len(names) == len(set(names)) == len(told(Habits()))
    for part in parts:
        for name, field in part.model_fields.items():
            assert field.description, name
    drawn = {name.removesuffix(SPREAD) for name in names if name.endswith(SPREAD)} & set(names)
    assert set(PERSONAL) <= drawn
    assert not drawn & set(HabitValues._fields)  # nobody reads a median where a person has an own value


def test_a_habit_of_the_scenario_reaches_the_loop():
    def warned_at(**awareness):
        world = World(block(people=FAMILY, habits={"awareness": awareness}))
        world.scene.who["notice_extinction"][1] = world.scene.who["smell_extinction"][1] = 100.0
        world.smoke("bed 2", 0.2)
        world.run(120)
        (warned,) = [event for event in world.events(codes.EV_AWARE) if event[1] == 1]
        return warned[0]

    assert warned_at() == pytest.approx(10.5, abs=0.5)
    assert warned_at(warns_after="45 s") == pytest.approx(45.5, abs=0.5)


def test_who_is_drawn_from_a_spread_has_its_median_and_a_spread_of_nought_makes_all_alike():
    people = {f"A{k}": {"flat": "flat 2", "members": [{"age": 40}]} for k in range(800)}

    def drawn(spread):
        habits = {"refuge": {"looks_every": "20 s", "looks_every_spread": spread}}
        return World(block(people=people, habits=habits)).scene.who["looks_every"]

    assert set(drawn(0.0)) == {20.0}
    logs = np.log(drawn(0.5) / 20.0)
    assert abs(np.median(logs)) < 3 * 1.2533 * 0.5 / np.sqrt(800)
    assert np.std(logs) == pytest.approx(0.5, rel=0.1)  # cut at 2.5 spreads


def test_lists_that_make_a_curve_must_fit_together():
    with pytest.raises(ValueError, match="belong together"):
        Habits.model_validate({"care": {"load_up_to": [5, 12], "load_speed": [1.0]}})
    with pytest.raises(ValueError, match="must rise"):
        Habits.model_validate({"walking": {"crew_width": [1.6, 1.2, 0.8]}})


def test_who_carries_more_children_than_at_a_time_goes_more_than_once():
    def out(children):
        small = [{"age": 1, "mass": 9, "sex": "female"} for _ in range(children)]
        members = [{"age": 40, "speed": 1.0, "name": "she"}, *small]
        world = World(block(people={"A": {"flat": "flat 2", "members": members, "starts": 10}}))
        world.run(10.5)
        world.run(600)
        assert world.where("she") == "outside"
        return world.people.reached_by[0] - 10.0

    two, three = out(2), out(3)
    assert three / two == pytest.approx(0.75 / 0.3, rel=0.01)  # 18 kg at 0.75 of the speed; 27 kg in turns at 0.3


def test_the_limits_of_injury_are_those_of_the_scenario():
    def told(**injuries):
        scenario = palier.load("examples/house.yaml")
        habits = scenario.habits.model_copy(update={"injuries": scenario.habits.injuries.model_copy(update=injuries)})
        return palier.simulate(scenario.model_copy(update={"habits": habits})).people.outcome.tolist()

    assert "unhurt" not in told(minor_fed=0.0)
    assert "minor" not in told(minor_fed=9.0, minor_cohb=99.0, minor_irritant=9e9, minor_smoke=9e9)


def test_ranges_stand_in_order_and_a_spread_of_nought_divides_the_overcome_from_the_others():
    with pytest.raises(ValueError, match="smoker_least is above smoker_most"):
        Habits.model_validate({"bodies": {"smoker_least": 9, "smoker_most": 3}})
    assert [share_overcome(dose, 0.0) for dose in (0.0, 0.99, 1.0)] == [0.0, 0.0, 1.0]
