"""What a study draws: every measure meets the same fire and people, and rows tell what was drawn."""

from collections import Counter
from importlib import import_module

import pytest
from tests.small_study import SCENARIO, STUDY, study, write, yaml_of

import palier
from palier.scenario.checks import RULES, check
from palier.scenario.problems import ScenarioError
from palier.scenario.scenario import Scenario
from palier.scenario.variants import variant
from palier.simulate import outlined
from palier.studies.definition import AS_IS
from palier.studies.draw import Building
from palier.studies.entries import KEPT
from palier.studies.fields import renewed
from palier.studies.points import independent
from palier.studies.variables import Variable
from palier.studies.watch import rules_about

study_module = import_module("palier.studies.study")


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path)


def test_every_measure_meets_the_same_fire_people_and_weather(folder):
    made = study(folder)
    for run in (0, 5, 11):
        plain, shut, vent = (made.scenario(run, measure) for measure in made.measures)
        assert plain.fires == shut.fires == vent.fires
        assert plain.people == shut.people == vent.people
        assert plain.site == shut.site == vent.site
        assert plain.simulation == shut.simulation == vent.simulation
        assert "stair smoke vent" in vent.building.openings


@pytest.mark.parametrize("sampling", ["sobol", "saltelli"])
def test_a_measure_drawn_after_the_building_as_it_is_is_the_measure_drawn_alone(folder, sampling):
    text = STUDY.replace("runs: 400", f"runs: 400\nsampling: {sampling}")
    together, alone = study(folder, text), study(folder, text)
    for run in (3, 4, 0):
        point = together.points.at(run)
        for measure in together.measures:
            there, here = together.drawn(run, measure, point), alone.drawn(run, measure, alone.points.at(run))
            assert there == here
            if measure != "as it is":
                assert here[0]["inputs"] == together.drawn(run, "as it is", point)[0]["inputs"]
    assert all(each >= 0 for each in together.buildings["vent"]._shared)  # so that something is taken over


def test_renewed_is_what_a_copy_of_the_model_would_be(folder):
    base = palier.load(folder / "scenario.yaml")
    for model, update in ((base.people["flat-1-left"], {"asleep": True}), (base, {"title": "x"}), (base.site, {})):
        quick, copied = renewed(model, update), model.model_copy(update=update)
        assert quick == copied
        assert quick.model_fields_set == copied.model_fields_set
        assert quick.model_dump() == copied.model_dump()
        assert quick.model_copy() == copied
        assert model.model_fields_set is not quick.model_fields_set


def test_what_a_measure_sets_stays_and_draws_go_around_it(folder):
    made = study(folder)
    doors = [
        made.scenario(run, m).building.openings["flat-1-left entrance"].state
        for run in range(20)
        for m in ("as it is", "shut")
    ]
    assert set(doors[::2]) == {0.0, 1.0}
    assert set(doors[1::2]) == {0.0}


def test_a_measure_may_take_away_what_is_drawn_and_must_name_what_is_there_itself(folder):
    named = STUDY.replace("  away:", "  works: {set: alarms.alarm.works, chance: 0.5}\n  away:")
    made = study(folder, named + "  no alarm: {remove: alarms}\n")
    assert not made.scenario(0, "no alarm").alarms
    with pytest.raises(ScenarioError, match=r"alarms.alarm.works"):
        study(folder, named + "  wrong: {remove: alarms, vary: {works: {set: alarms.alarm.works, chance: 1}}}")
    for gone, what in (("flat-2-right", "households"), ("fires", "fires")):
        with pytest.raises(ScenarioError, match=f"it leaves the {what} that there are"):
            study(folder, STUDY + f"  gone: {{remove: {gone}}}\n")


def test_whole_numbers_have_their_unit_too(folder):
    text = STUDY.replace("lognormal: [12, 0.5], unit: W/s²", "choice: [12, 24.0], unit: kW/s²")
    assert {study(folder, text).scenario(run).fires["item"].growth for run in range(20)} == {12e3, 24e3}


def test_another_building_gets_the_fires_people_crews_and_weather_of_the_study(folder):
    other = SCENARIO.replace("storeys: 3", "storeys: 3, stairs: 2").replace(
        "growth: medium, area: 2 m²", "growth: fast, base: 1 m"
    )
    other = (
        other.replace("members: [45]", "members: [12, 70]")
        + "crews: {pump: {arrives: 1 min}}\nsite: {wind_speed: 9 m/s}\n"
    )
    (folder / "other.yaml").write_text(other)
    made = study(folder, STUDY + "  two stairs: {scenario: other.yaml}\n")
    for run in range(4):
        one, two = made.scenario(run), made.scenario(run, "two stairs")
        assert "landing-1-b" in two.building.rooms and "landing-1-b" not in one.building.rooms
        for part in ("fires", "people", "crews", "site", "habits", "simulation"):
            assert getattr(one, part) == getattr(two, part), part
    low = "building: {block: {storeys: 2}}\n"
    (folder / "other.yaml").write_text(low)
    with pytest.raises(ScenarioError, match=r"other.yaml has no room 'flat-2-left/hall' in flat 'flat-2-left'"):
        study(folder, STUDY + "  two stairs: {scenario: other.yaml}\n")


def test_closers_of_a_measure_are_not_wedged_open_by_what_the_study_draws(folder):
    wedged = "  wedged: {set: openings.flat-* entrance.schedule, each: yes, choice: [[[0 s, 1]], null]}\n"
    made = study(folder, STUDY.replace("measures:\n", wedged + "measures:\n  closers: {add: closers}\n"))
    for measure, count in (("as it is", 2), ("closers", 1)):
        doors = [made.scenario(run, measure).building.openings["flat-1-left entrance"] for run in range(20)]
        assert len({bool(door.schedule) for door in doors}) == count, measure


def test_a_measures_own_variables_take_the_place_of_the_studys_by_the_same_draws(folder):
    made = study(
        folder, STUDY + "  slow: {vary: {growth: {set: fires.item.growth, lognormal: [3, 0.5], unit: W/s²}}}\n"
    )
    for run in range(5):
        fast, slow = (made.scenario(run, m).fires["item"].growth for m in ("as it is", "slow"))
        assert fast / slow == pytest.approx(4.0)


def test_a_measures_own_variable_counts_where_one_of_the_study_sets_the_same(folder):
    own = "{vary: {x: {set: openings.flat-1-left entrance.state, each: yes, choice: [ajar]}}}"
    made = study(folder, STUDY + f"  ajar: {own}\n")
    for run in range(10):
        plain, ajar = (made.scenario(run, m).building.openings for m in ("as it is", "ajar"))
        assert ajar["flat-1-left entrance"].state == 0.1
        others = [name for name in plain if name != "flat-1-left entrance"]
        assert [plain[name].state for name in others] == [ajar[name].state for name in others]


def test_what_is_drawn_of_a_household_is_set_in_the_household_that_was_drawn(folder):
    more = (
        "  who: {set: people.flat-1-left.members, choice: [[{age: 45}], [{age: 70, mobility: cane}]]}\n"
        "  age: {set: people.flat-1-left.members.0.age, uniform: [20, 90]}\n"
    )
    made = study(folder, STUDY.replace("  away:", more + "  away:"))
    for run in range(12):
        values = made.buildings["as it is"].values(made.points.at(run))
        member = made.scenario(run).people["flat-1-left"].members[0]
        assert member.age == values["age"].value
        assert (member.mobility == "cane") == (values["who"].value[0]["age"] == 70)


RULE_BREAKING = """
vary:
  origin: {set: fires.item.room, choice: [flat-1-left/living, flat-2-right/living]}
  growth: {set: fires.item.growth, uniform: [1, 1e6], unit: W/s²}
  high: {set: fires.item.base, uniform: [0, 4]}
  gap: {set: openings.flat-*entrance.leakage, each: yes, uniform: [0, 2.1], unit: m²}
  wide: {set: openings.flat-1-left entrance.width, uniform: [0.5, 9], unit: m}
  sill: {set: openings.flat-2-left entrance.sill, uniform: [0, 0.8], unit: m}
  schedule: {set: openings.flat-2-right entrance.schedule, choice: [null, [[9 s, 1], [1 s, 0]]]}
  away: {remove: people.flat-*, chance: 0.3}
  rings: {set: people.flat-2-left.phones, choice: [[], [flat-2-right]]}
  warm: {set: site.inside_temperature, uniform: [290, 400], unit: K}
  heard: {set: alarms.alarm.room, choice: [flat-1-left/hall, flat-1-left/living]}
"""


def test_rules_that_a_draw_can_break_find_what_all_rules_find(folder):
    (folder / "study.yaml").write_text(STUDY.split("vary:")[0] + RULE_BREAKING)
    base = palier.load(folder / "scenario.yaml")
    given = yaml_of(RULE_BREAKING)["vary"]
    building = Building(base, {name: Variable.model_validate(each) for name, each in given.items()}, set())
    assert 5 < len(building._rules) < len(RULES) / 2
    few, broken = building._rules, Counter()
    for run in range(200):
        values = building.values(independent(building.variables, 3, run))
        building.__dict__["_rules"] = ()
        told = building.drawn(values, 3, run)
        found = [fault for rule in few for fault in rule(told)]
        assert found == check(told)
        broken.update(fault.message.split("'")[1] if "'" in fault.message else fault.message[:12] for fault in found)
        building.__dict__["_rules"] = few
        if found:
            with pytest.raises(ScenarioError):
                building.drawn(values, 3, run)
        else:
            assert building.drawn(values, 3, run) == told
    assert len(broken) > 6  # of many kinds


def test_of_a_scenario_that_breaks_a_rule_already_all_rules_are_asked(folder):
    base = palier.load(folder / "scenario.yaml")
    rooms = {**base.building.rooms, "cellar": base.building.rooms["flat-1-left/hall"]}
    broken = base.model_copy(update={"building": base.building.model_copy(update={"rooms": rooms})})
    assert rules_about(base, {("fires", "growth")}) != RULES
    assert rules_about(broken, {("fires", "growth")}) == RULES


def test_drawn_quickly_is_drawn_as_a_variant_would_set_it(folder):
    made = study(folder)
    base = palier.load(folder / "scenario.yaml")
    for run in range(5):
        told = made.scenario(run)
        values = made.buildings["as it is"].values(made.points.at(run))
        changes = {
            "site.outside_temperature": f"{values['air'].value!r} °C",
            "fires.item.room": values["where"].value,
            "fires.item.growth": f"{values['growth'].value!r} W/s²",
        }
        changes |= {
            f"openings.{name}.state": each.state for name, each in told.building.openings.items() if "entrance" in name
        }
        gone = [f"people.{name}" for name in base.people if name not in told.people]
        as_variant = variant(
            base.model_copy(
                update={"variants": {"it": palier.scenario.scenario.Variant(set=changes, remove=tuple(gone))}}
            ),
            "it",
        )
        assert (as_variant.site, as_variant.fires, as_variant.people) == (told.site, told.fires, told.people)
        assert as_variant.building == told.building


def test_a_variable_drawn_by_another_follows_it(folder):
    made = study(folder)
    months = [
        (
            made.buildings["as it is"].values(made.points.at(run))["month"].value,
            made.scenario(run).site.outside_temperature,
        )
        for run in range(40)
    ]
    assert all((temperature < 285.0) == (month == "january") for month, temperature in months)
    assert [month for month, _ in months].count("january") == 10


def test_a_case_may_be_a_pattern_and_a_value_named_itself_comes_first(folder):
    text = STUDY.replace(
        "  growth: {set: fires.item.growth, lognormal: [12, 0.5], unit: W/s²}",
        '  growth: {set: fires.item.growth, by: where, cases: {"flat-1-*": {choice: [slow]}, '
        '"*/living": {choice: [fast]}, flat-1-left/living: {choice: [ultra-fast]}, "*": {choice: [medium]}}}',
    )
    made = study(folder, text)
    found = {each.fires["item"].room: each.fires["item"].growth for each in map(made.scenario, range(150))}
    assert found["flat-1-left/living"] == "ultra-fast"
    for room, growth in found.items():
        if room != "flat-1-left/living":
            assert growth == (
                "slow" if room.startswith("flat-1-") else "fast" if room.endswith("/living") else "medium"
            )
    assert set(found.values()) == {"slow", "fast", "medium", "ultra-fast"}


def test_rooms_are_drawn_by_their_kind(folder):
    made = study(folder)
    rooms = [made.scenario(run).fires["item"].room for run in range(64)]
    assert sum(room.endswith("living") for room in rooms) == 48
    assert len(set(rooms)) == 8


def test_a_household_that_is_away_moves_no_other_draw(folder):
    with_it, without = (
        study(folder),
        study(folder, STUDY.replace("  away: {remove: people.flat-2-*, chance: 0.5}\n", "")),
    )
    for run in range(6):
        a, b = with_it.scenario(run), without.scenario(run)
        assert a.building == b.building
        assert a.fires == b.fires
        assert a.people.items() <= b.people.items()


def test_the_row_of_a_run_tells_what_its_run_tells(folder):
    made = study(folder, STUDY.replace("title: test", "title: test\nduration: 5 min"))
    for measure, row in zip(made.measures, made.rows(3), strict=True):
        run = made.replay(3, measure)
        counts = run.summary["counts"]
        assert row["status"] == "completed"
        assert all(
            row[key] == counts[key]
            for key in (
                "people",
                "dead",
                "severe",
                "hospital",
                "minor",
                "rescued",
                "trapped",
                "trapped_at_end",
                "out_by_themselves",
                "jumped",
            )
        )
        assert row["stair_impassable_for"] == pytest.approx(300.0 - run.summary["stair_passable"])
        told = {each["landing"]: each["impassable_from"] for each in row["landings"]}
        table = run.tenability.set_index("place")["impassable_from"]
        assert all(time == (None if table.isna()[place] else table[place]) for place, time in told.items())
        people = run.people.set_index("person")
        for each in row["persons"]:
            assert each["outcome"] == people.loc[each["person"], "outcome"]
            assert each["fed"] == people.loc[each["person"], "fed"]
            assert each["chance_dead"] == pytest.approx(people.loc[each["person"], "chance_dead"], abs=1e-3)


def test_no_more_forms_of_an_entry_are_kept_than_come_up_again(folder):
    more = (
        "  who: {set: people.flat-1-left.members, choice: [" + ", ".join(f"[{age}]" for age in range(20, 90)) + "]}\n"
    )
    made = study(folder, STUDY.replace("  away:", more + "  away:"))
    ages = {made.scenario(run).people["flat-1-left"].members[0].age for run in range(150)}
    assert len(ages) > KEPT
    forms = {each.at: len(each._forms) for each in made.buildings["as it is"]._entries}
    assert forms["people", "flat-1-left"] == KEPT
    assert max(forms.values()) <= KEPT


# --------------------------------------------------------------------------------- what is drawn for each


EACH = STUDY.replace(
    "measures:\n",
    "  gap: {set: openings.flat-*entrance.leakage, each: yes, uniform: [10, 100], unit: cm²}\n"
    "  works: {set: alarms.*.works, each: yes, chance: 0.5}\nmeasures:\n"
    "  alarms: {add: alarms}\n"
    "  doors: {vary: {doors: {set: openings.flat-*entrance.state, each: yes, choice: [shut]}}}\n",
)


def test_what_is_drawn_for_each_is_told_in_the_row_as_the_scenario_has_it(folder):
    made = study(folder, EACH.replace("title: test", "title: test\nduration: 1 min"))
    rows = {row["measure"]: row for row in made.rows(2)}
    assert {row["status"] for row in rows.values()} == {"completed"}
    told = {(each["variable"], each["which"]): each for each in rows["as it is"]["each"]}
    scenario = made.scenario(2)
    doors = [name for name in scenario.building.openings if name.startswith("flat-") and name.endswith("entrance")]
    named = {("doors", name) for name in doors} | {("gap", name) for name in doors} | {("works", "alarm")}
    assert told.keys() == named | {("away", name) for name in ("flat-2-left", "flat-2-right")}
    for name in doors:
        opening = scenario.building.openings[name]
        assert told["doors", name]["value"] == ("open" if opening.state == 1.0 else "shut")
        assert told["gap", name]["number"] / 1e4 == pytest.approx(opening.leakage, rel=1e-12)
    for name in ("flat-2-left", "flat-2-right"):
        assert told["away", name]["value"] == ("no" if name in scenario.people else "yes")
    assert told["works", "alarm"]["value"] == ("yes" if scenario.alarms["alarm"].works else "no")


def test_under_a_measure_only_what_is_drawn_otherwise_is_told(folder):
    made = study(folder, EACH.replace("title: test", "title: test\nduration: 1 min"))
    rows = {row["measure"]: row["each"] for row in made.rows(2)}
    assert rows["vent"] == rows["shut"] == []
    assert {each["variable"] for each in rows["alarms"]} == {"works"}
    assert all(each["which"] != "alarm" for each in rows["alarms"])
    assert {each["variable"] for each in rows["doors"]} == {"doors"}
    assert {each["value"] for each in rows["doors"]} == {"shut"}


def test_a_fire_that_a_measure_does_not_change_is_not_computed_again_and_has_the_same_rows(folder, monkeypatch):
    """Measures that hold the alarm either way, and a door shut that is drawn shut in this fire: two fires of four."""
    text = STUDY.replace("  away:", "  alarm: {set: alarms.alarm.works, choice: [yes, no]}\n  away:").replace(
        "  vent: {add: smoke vent}",
        "  works: {set: {alarms.alarm.works: yes}}\n  fails: {set: {alarms.alarm.works: no}}",
    )
    made = study(folder, text)
    computed = []
    monkeypatch.setattr(study_module, "outlined", lambda scenario: computed.append(scenario) or outlined(scenario))
    rows = {row["measure"]: row for row in made.rows(7)}
    assert len(rows) == 4 and len(computed) == 2
    held = rows["works" if made.scenario(7).alarms["alarm"].works else "fails"]
    assert {**held, "measure": AS_IS, "each": None} == {**rows[AS_IS], "each": None}
    assert held == made.row(7, held["measure"])
    other = rows["fails" if held["measure"] == "works" else "works"]
    assert other["history"] != held["history"]


def test_the_engine_reads_no_other_part_of_a_scenario_than_those_that_tell_whether_a_fire_is_the_same():
    words = {"title", "description", "variants", "notes", "source_text"}
    assert set(study_module.READ) == Scenario.model_fields.keys() - words
