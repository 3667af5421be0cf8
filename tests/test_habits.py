"""Assumptions about people are fields of the scenario, with a distribution where people differ."""

import re
from pathlib import Path

import numpy as np
import pytest

import palier
from palier.engine import event_codes as codes
from palier.engine.habits import BEFORE, PERSONAL, SPREAD, HabitValues, ladders_of, reaching_of, told
from palier.engine.posture import clear_view  # noqa: F401  (compiled beside what is tested)
from palier.physics.ladders import aerial_reaches
from palier.physics.limits import Ladders, Reaching
from palier.physics.outcome import share_overcome
from palier.physics.reach import REFUSED, risk_of_falling, straddle
from palier.scenario.checks import check
from palier.scenario.habits import Habits
from palier.scenario.people import Alarm
from palier.scenario.scenario import Scenario
from people_world import World, block
from test_responders import NEXT_DOOR, TRAPPED

FAMILY = {"A": {"flat": "flat 2", "members": [{"age": 40, "name": "she"}, {"age": 41, "name": "he"}]}}


DEFAULTS = {  # assumptions of the laws that a scenario changes: the field's default
    "CO2_MATTERS_ABOVE": "co2_dulls_from", "CONVECTION_MATTERS_ABOVE": "hot_air_from", "DENSITY_MOST": "densest",
    "EFFECTIVE_LEAST": "squeezes_through", "OXYGEN_LEAST": "capillary_oxygen",
}  # fmt: skip


OF_THE_SMOKE = {"GAP", "GAP_WAY", "SPREADS_AGAIN"}  # no habits: gaps of doors, fuel that catches again


def test_no_constant_is_an_assumption_that_a_scenario_cannot_change():
    package = Path(palier.__file__).parent
    constants = {
        found[1]: float(found[2])
        for folder in ("engine", "physics")
        for path in (package / folder).glob("*.py")
        for found in re.finditer(
            r"^([A-Z][A-Z0-9_]+) = \(?\s*([0-9.e-]+)\b.*assum", path.read_text(encoding="utf-8"), re.MULTILINE
        )
    }
    assert constants.pop("HEAT_LAG") == Alarm(room="hall").lag
    people = {name: value for name, value in constants.items() if name not in OF_THE_SMOKE}
    assert people == {name: told(Habits())[field] for name, field in DEFAULTS.items()}


def test_ladders_and_reach_are_as_the_laws_have_them_unless_told():
    assert ladders_of(Habits()) == Ladders()
    assert reaching_of(Habits()) == Reaching()


def test_what_is_said_of_ladders_and_reach_counts():
    low = Habits.model_validate({"ladders": {"pivot": 3.0, "lane": 6.0}})
    assert aerial_reaches(5.0, 23.0, 12.0, True, 5.0, ladders_of(low)).level == REFUSED
    assert aerial_reaches(5.0, 23.0, 12.0, True, 5.0).level != REFUSED
    bold = Habits.model_validate({"reach": {"straddle_most": 40.0, "risk_most": 0.05}})
    assert straddle(1.75, reaching_of(bold))[1] > straddle(1.75)[1]
    assert risk_of_falling(1.0, 0.5, 1.0, reaching_of(bold)) == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("part", "name", "value", "wrong"),
    [("reach", "leans_easy", 0.5, "above leans_most"), ("ladders", "least_overlap", 1.5, "above overlap")],
)
def test_limits_out_of_order_are_refused(part, name, value, wrong):
    with pytest.raises(ValueError, match=wrong):
        Habits.model_validate({part: {name: value}})


def test_a_neighbour_astride_is_judged_by_the_reach_of_the_scenario():
    def refused(**reach):
        man = {"building": "next door", "ledge": "ledge", "age": 39, "stature": "1.88 m"}
        made = World(block(people={"F": TRAPPED}, neighbours={"man": man}, habits={"reach": reach}, **NEXT_DOOR))
        return [refusal.reason for refusal in made.part.refusals if "hand-over" not in refusal.way]

    assert refused() == []
    assert "ledge" in refused(foot_marginal=0.5, foot_walkable=0.6)[0]


def test_limits_of_exits_and_carers_are_habits():
    carer = {"people": {"A": {"room": "hall", "members": [{"age": 2, "carer": "c"}, {"age": 10, "name": "c"}]}},
             "building": {"rooms": {"hall": {"storey": 0, "width": 2, "depth": 2}}}}  # fmt: skip

    def faults(youngest):
        told_so = Scenario.model_validate({**carer, "habits": {"care": {"youngest_carer": youngest}}})
        return [fault.message for fault in check(told_so, whole=False) if "too young" in fault.message]

    assert faults(8.0) == []
    assert len(faults(12.0)) == 1


def test_every_habit_is_named_once_and_says_what_it_is():
    parts = [type(getattr(Habits(), part)) for part in Habits.model_fields]
    names = [name for part in parts for name in part.model_fields]
    assert len(names) == len(set(names))
    loop = [part for part in Habits.model_fields if part not in BEFORE]
    looped = [name for part in loop for name in type(getattr(Habits(), part)).model_fields]
    assert list(told(Habits())) == looped
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
