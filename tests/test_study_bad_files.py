"""Bad study files are told before anything runs."""

import pytest
from tests.small_study import STUDY, study, write

from palier.scenario.problems import ScenarioError
from palier.studies import beginning
from palier.studies.study import study_from


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path)


GROWTH = "set: fires.item.growth, lognormal: [12, 0.5], unit: W/s²"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("lognormal: [12, 0.5]", "lognormal: [12]", r"study.yaml:9:.*lognormal takes 2 numbers: median, standard dev"),
        ("lognormal: [12, 0.5]", "lognormal: [-12, 0.5]", r"study.yaml:9:.*its numbers must be more than 0"),
        ("lognormal: [12, 0.5]", "normal: [12, 20]", r"study.yaml:9:.*growth.*can draw -1.*Cut it with 'between"),
        ("lognormal: [12, 0.5]", "lognormal: [12, 0.5], between: [40000, 50000]", r"study.yaml:9:.*holds nothing of"),
        ("lognormal: [12, 0.5]", "lognormal: [12, 0.5], uniform: [1, 2]", r"study.yaml:9:.*not both"),
        ("fires.item.growth", "fires.sofa.growth", r"'fires.sofa.growth': there is no 'sofa.growth' in fires"),
        ("openings.flat-*entrance.state", "openings.flat-9*.state", r"study.yaml:10:.*nothing in the scenario matches"),
        ("*/living", "*/kitchen", r"no room matches '\*/kitchen'"),
        ("by: month", "by: mnth", r"study.yaml:7:.*'mnth' is not a variable. Did you mean 'month'"),
        ("july: {normal", "june: {normal", r"study.yaml:7:.*there is no case for month = july"),
        ("july: {normal: [20, 2]}", 'july: {normal: [20, 2]}, "ju*": {normal: [1, 1]}', r"'ju\*' never holds: 'july'"),
        ("july: {normal: [20, 2]}", 'july: {normal: [20, 2]}, "x*": {normal: [1, 1]}', r"month is never x\*"),
        ("scenario: scenario.yaml", "scenario: scenery.yaml", r"scenery.yaml: there is no such file"),
        ("runs: 400", "run: 400", r"study.yaml:4:.*'run' is not known here. Did you mean 'runs'"),
        ("vent: {add: smoke vent}", "vent: {close: nothing}", r"measure 'vent': 'nothing' is not an opening"),
        ("vent: {add", "as it is: {add", r"study.yaml:14:.*means the building without measures"),
        ("measures:", "correlate: [[growth, nothing, 0.5]]\nmeasures:", r"correlate: 'nothing' is not a variable"),
        (
            "measures:",
            "correlate: [[growth, where, 0.9], [where, month, 0.9], [growth, month, -0.9]]\nmeasures:",
            "hold at",
        ),
        ("measures:", "outcomes: [deaths]\nmeasures:", r"study.yaml:\d+:.*'deaths' is not an outcome"),
        ("measures:", "stop: {figure: ded, width: 1}\nmeasures:", r"stop: 'ded' is not an outcome"),
        ("measures:", "stop: {figure: dead, width: 1, measure: shutt}\nmeasures:", r"stop: 'shutt' is not"),
        ("{add: smoke vent}", "{vary: {air: {set: site.wind_speed, by: mnth, cases: {x: {uniform: [0, 1]}}}}}",
         r"measure 'vent': variable 'air': 'mnth' is not a variable"),
        ("{add: smoke vent}", "{vary: {growth: {set: fires.item.growth, uniform: [3, 5], unit: W/s², "
         "oversample: {above: 0.9, share: 0.5}}}}", "oversample is for the study's own variables"),
        ("runs: 400", "runs: 400\nsampling: saltelli\nstop: {figure: dead, width: 1}", "is done whole"),
        ("by: month", "by: air", "must be drawn once for a fire, and stand before it"),
        ("weights: [1, 3]", "weights: [.nan, 3]", "weights are finite"),
        ("lognormal: [12, 0.5]", "lognormal: [.inf, 0.5]", "its numbers must be finite"),
        ("lognormal: [12, 0.5]", "gamma: [1, 1e200]", "no numbers can be drawn from it"),
        ("lognormal: [12, 0.5]", "gumbel: [1, 0.001], between: [-100, -90]", "holds nothing of"),
        ("remove: people.flat-2-*", "remove: rooms.hall", "may be there or not"),
        ("set: fires.item.growth", "set: ''", "'set' is empty"),
        ("unit: W/s²", "unit: kg", r"can draw 12 kg: .*nor a quantity"),
        ("measures:", "outcomes: []\nmeasures:", "outcomes"),
        ("measures:", "fires_per_year: .inf\nmeasures:", "fires_per_year"),
        ("measures:", "correlate: [[growth, where, 0.9], [where, growth, -0.9]]\nmeasures:", "there twice"),
        ("vent: {add", "' ': {add", "is no name for a measure"),
        ("measures:", "strata: {by: growth}\nmeasures:", r"strata: 'growth' is not a variable with a choice"),
        ("measures:", "strata: {by: month, shares: {july: 1}}\nmeasures:", r"strata: january has no share"),
        ("weights: [1, 3]", "weights: [1]", r"study.yaml:6:.*1 weights for 2 choices"),
        ("  away:", "  again: {set: fires.item.growth, choice: [fast, slow]}\n  away:",
         r"study.yaml:11:.*'fires.item.growth' is what 'growth' sets too"),
        ("  away:", "  again: {set: openings.flat-2-left entrance.state, chance: 0.5}\n  away:",
         r"study.yaml:11:.*'openings.flat-2-left entrance.state' is what 'doors' sets too"),
        ("  away:", "  a: {set: people.flat-1-left.members.0.age, choice: [5, 50]}\n"
         "  b: {set: people.flat-1-left.members, choice: [[70], [30]]}\n  away:", r"study.yaml:12:.*what 'a' sets too"),
        ("{add: smoke vent}", "{vary: {x: {set: fires.item.growth, each: yes, choice: [fast]}, "
         "y: {set: fires.*.growth, each: yes, choice: [slow]}}}", r"measure 'vent': variable 'y'.*what 'x' sets too"),
        ("set: site.outside_temperature", "set: site.outside_temprature", r"study.yaml:7:.*variable 'air': "
         "'site.outside_temprature': there is no 'outside_temprature' in site. Did you mean 'outside_temperature'"),
        ("fires.item.growth", "fires.sofa.growth", r"study.yaml:9:\d+: variable 'growth': 'fires.sofa.growth'"),
        ("*/living", "*/kitchen", r"study.yaml:8:\d+: variable 'where': no room matches"),
        ("{add: smoke vent}", "{set: {site.wind_sped: 3 m/s}}", r"study.yaml:14:\d+: measure 'vent': .*wind_sped"),
        ("{add: smoke vent}", "{set: {site.wind_speed: -3 m/s}}", r"study.yaml:14:\d+: measure 'vent': .*wind_speed"),
        ("{add: smoke vent}", "{vary: {x: {set: fires.sofa.growth, each: yes, choice: [fast]}}}",
         r"study.yaml:14:\d+: measure 'vent': variable 'x': 'fires.sofa.growth'"),
        ("{add: smoke vent}", "{}", r"study.yaml:14:\d+: measure 'vent' changes nothing"),
        ("{add: smoke vent}", "{set: {site.wind_speed: 0 m/s}}", r"study.yaml:14:\d+: measure 'vent' changes nothing"),
        ("measures:", "strata: {by: month, shares: {january: 2, july: 0.4}}\nmeasures:",
         r"study.yaml:\d+:.*add up to 2.4"),
        ("measures:", "strata: {by: month, shares: {january: 0.3, july: 0.4}}\nmeasures:",
         r"study.yaml:\d+:.*add up to 0.7"),
        ("runs: 400", "runs: 3\nsampling: saltelli", r"study.yaml:4:.*no fewer than 7 runs here.*'runs: 1792'"),
        ("runs: 400", "runs: 400\nduration: 130 s", r"^\S*study.yaml:5:\d+: 130 s is not a whole number of times 20 s, "
         r"the time between two kept states \(output_every\): write 'duration: 140 s'$"),
        ("runs: 400", "runs: 400\nduration: 60 s\noutput_every: 100 s",
         r"^\S*study.yaml:6:\d+: output_every is longer than the duration$"),
        ("  away:", "  walk: {set: habits.walking, uniform: [0, 1]}\n  away:",
         r"^\S*study.yaml:11:\d+: variable 'walk' can draw 0.5: 'habits.walking' is not one value but several: write "
         r"behind it which. There are: turn_back_share, .*\(\d+ more\)\.$"),
        (GROWTH, "set: fires.item, choice: [sofa]",
         r"study.yaml:9:\d+: variable 'growth' can draw sofa: 'fires.item' is not one value but several: .*growth"),
        (GROWTH, "set: fires.item.material, choice: [timber, tinder]",
         r"variable 'growth' can draw tinder: 'fires.item.material' 'tinder' is not one of timber, .*\. Did you mean "
         r"'timber'\?$"),
        ("july: {normal: [20, 2]}", "july: {normal: [20, 500]}",
         r"can draw -2978.9 °C: 'site.outside_temperature' must be more than -73.15 °C\. Cut it"),
        ("january: {normal: [3, 2]}, july: {normal: [20, 2]}}, unit: °C", "january: {normal: [1, 2]}, "
         "july: {normal: [3, 2]}}, unit: K", r"can draw 1 K: 'site.outside_temperature' must be more than 200 K\.\n"),
        (GROWTH, "set: fires.item.area, normal: [200, 50], unit: cm²",
         r"can draw -99.8904 cm²: 'fires.item.area' must be more than 0 cm²\. Cut"),
        ("measures:", "oversample: 3\nmeasures:", "'oversample' is not known here"),
        ("unit: W/s²", "unit: W/s², oversample: {above: 0.5, share: 0.1}",
         r"study.yaml:9:\d+: variable 'growth': oversample: 0.5 of all fires lie in this tail by themselves, so that "
         r"with 'share: 0.1' it comes up more seldom than without. Give a share of more than 0.5"),
        ("unit: W/s²", "unit: W/s², oversample: {below: 0.2, share: 0.2}", "it comes up as often as without"),
        ("  away:", "  luck: {set: simulation.seed, choice: [1, 2]}\n  away:",
         r"study.yaml:11:\d+: variable 'luck': 'simulation.seed': every run has its own, .* write another 'seed: ...'"),
        ("  away:", "  long: {set: simulation.duration, uniform: [60, 90]}\n  away:",
         r"variable 'long': 'simulation.duration': it is the same for all runs: .* write 'duration: ...' at the head"),
        ("  away:", "  name: {set: title, choice: [a, b]}\n  away:", "'title': nothing of a fire follows from it"),
        ("{add: smoke vent}", "{set: {simulation.seed: 3}}",
         r"study.yaml:14:\d+: measure 'vent': 'simulation.seed': every run has its own"),
        ("{add: smoke vent}", "{set: {simulation.duration: 300 s}}",
         r"study.yaml:14:\d+: measure 'vent': 'simulation.duration': it is the same for all runs"),
        ("measures:", "outcomes: [dead, hurt, dead]\nmeasures:", r"study.yaml:12:\d+: outcomes: 'dead' is there twice"),
        ("measures:", "stop: {figure: dead, width: .inf}\nmeasures:", r"study.yaml:12:\d+: stop: width: 'inf' is"),
        ("measures:", "stop: {figure: dead, width: 1, at_least: 500}\nmeasures:",
         r"study.yaml:12:\d+: stop: 500 runs that are done in any case are more than the 400 that there are"),
        ("lognormal: [12, 0.5]", "uniform: [5, 1]", r"study.yaml:9:\d+: variable 'growth': uniform \[5.0"),
        ("january: {normal: [3, 2]}", "january: {normal: [3, 0]}",
         r"study.yaml:7:\d+: variable 'air', case 'january': normal \[3.0, 0.0\]: its second number"),
        ("{add: smoke vent}", "smoke vent", r"study.yaml:14:\d+: measure 'vent': 'smoke vent' is not a mapping"),
        (STUDY, "", r"^\S*study.yaml:1:1: the file is empty: begin it with 'scenario: ...'$"),
        (STUDY, "# to do\n", r"^\S*study.yaml:1:1: the file is empty: begin it with 'scenario: ...'$"),
        (STUDY, "- runs\n", r"study.yaml:1:1: lines such as 'name: value' are needed here: begin with 'scenario: ...'"),
        ("runs: 400", "runs: many", r"^\S*study.yaml:4:7: runs: 'many' is not a whole number$"),
        ("runs: 400", "runs: {runs: 400}", r"^\S*study.yaml:4:7: runs: a mapping is not a whole number$"),
        ("scenario: scenario.yaml", "scenario: .",
         r"^\S*study.yaml:3:11: scenario: \S+: this is a directory, and a file is needed$"),
        ("scenario: scenario.yaml", "scenario: scenery.yaml",
         r"^\S*study.yaml:3:11: scenario: \S+scenery.yaml: there is no such file$"),
        ("{add: smoke vent}", "{scenario: other.yaml}",
         r"^\S*study.yaml:14:\d+: scenario: \S+other.yaml: there is no such file$"),
    ],
)  # fmt: skip
def test_a_bad_study_is_told_before_anything_runs(folder, old, new, said):
    assert old in STUDY
    with pytest.raises(ScenarioError, match=said):
        study(folder, STUDY.replace(old, new, 1))


def test_a_study_in_which_nothing_burns_does_not_begin_and_is_read_if_it_has(folder):
    scenario = (folder / "scenario.yaml").read_text()
    (folder / "scenario.yaml").write_text(scenario.partition("fires:")[0])
    text = "scenario: scenario.yaml\nvary:\n  wind: {set: site.wind_speed, uniform: [0, 5], unit: m/s}\n"
    with pytest.raises(ScenarioError, match=r"study.yaml:1:.*no fire can start: .*'dwelling: yes'.*'fires'"):
        study(folder, text)
    begun = study_from("study.yaml", lambda name: (folder / (name or "study.yaml")).read_text(), begun=True)
    assert begun.scenario(3).fires == {}
    assert study(folder, text + "dwelling: yes\n").scenario(3).fires


def test_a_study_whose_fire_would_begin_after_its_end_does_not_begin(folder):
    scenario = (folder / "scenario.yaml").read_text().replace("growth: medium", "ignition: {at: 60 min}")
    (folder / "scenario.yaml").write_text(scenario)
    with pytest.raises(
        ScenarioError, match=r"study.yaml:5:.*no fire can start: item of scenario.yaml would begin after"
    ):
        study(folder, STUDY.replace("runs: 400", "runs: 400\nduration: 60 min"))
    drawn = STUDY.replace("  away:", "  late: {set: fires.item.ignition.at, uniform: [0, 600], unit: s}\n  away:")
    assert study(folder, drawn).scenario(3).fires["item"].ignition.at < 600
    assert study(folder, STUDY.replace("runs: 400", "runs: 400\nduration: 61 min"))


def test_a_measure_that_holds_fast_what_is_drawn_changes_something(folder):
    text = STUDY.replace("{add: smoke vent}", "{set: {site.outside_temperature: 10 °C}}")
    (folder / "scenario.yaml").write_text(
        (folder / "scenario.yaml").read_text() + "site: {outside_temperature: 10 °C}\n"
    )
    assert study(folder, text).scenario(3, "vent").site.outside_temperature == pytest.approx(283.15)


def test_draws_that_do_not_go_together_are_a_failed_run_with_its_reason(folder):
    text = STUDY.replace("  away:", "  phones: {set: people.flat-1-left.phones, choice: [[flat-2-left]]}\n  away:")
    made = study(folder, text)

    def fails(run):
        try:
            made.scenario(run)
        except ScenarioError:
            return True
        return False

    failed = [run for run in range(20) if fails(run)]
    assert 3 < len(failed) < 17
    for row in made.rows(failed[0]):
        assert "the draws do not go together" in row["status"]
        assert "flat-2-left" in row["status"]
        assert "dead" not in row


LINING = "  LINED: {room: landing-1, area: 2 m², growth: fast, ignition: {flux: 12 kW/m²}}\npeople:\n"


def lined(folder, name, lining):
    """A scenario whose stair is lined with something of a name, which heat sets off."""
    text = (folder / "scenario.yaml").read_text()
    (folder / name).write_text(text.replace("people:\n", LINING.replace("LINED", lining)))


def test_a_lining_that_has_the_name_of_the_fire_of_the_set_for_dwellings_is_not_dropped(folder):
    plain = (folder / "scenario.yaml").read_text()
    (folder / "scenario.yaml").write_text(plain.replace("  item:", "  sofa:"))
    lined(folder, "scenario.yaml", "item")
    with pytest.raises(
        ScenarioError, match=r"study.yaml:2:\d+: scenario.yaml: fire 'item', which heat sets off: .*name"
    ):
        study(folder, "scenario: scenario.yaml\ndwelling: yes\n")
    some = "scenario: scenario.yaml\ndwelling: [month, air outside]\n"
    assert study(folder, some).scenario(1).fires["item"].room == "landing-1"  # a scenario that stays as it is
    (folder / "scenario.yaml").write_text(plain)
    lined(folder, "scenario.yaml", "panels")
    assert study(folder, "scenario: scenario.yaml\ndwelling: yes\n").scenario(1).fires["panels"].room == "landing-1"


@pytest.mark.parametrize("head", ["", "dwelling: yes\n"])
def test_another_building_of_a_measure_keeps_its_own_linings_and_gets_the_fires_of_the_study(folder, head):
    lined(folder, "panels.yaml", "panels")
    text = "scenario: scenario.yaml\nvary: {wind: {set: site.wind_speed, uniform: [0, 5]}}\nmeasures:\n"
    made = study(folder, head + text + "  panelled: {scenario: panels.yaml}\n")
    assert [*made.scenario(3).fires] == ["item"]
    assert [*made.scenario(3, "panelled").fires] == ["item", "panels"]
    bare = text.replace("scenario.yaml", "panels.yaml", 1) + "  bare: {scenario: scenario.yaml}\n"
    made = study(folder, head + bare)
    assert [*made.scenario(3).fires] == ["item", "panels"]
    assert [*made.scenario(3, "bare").fires] == ["item"]
    assert made.scenario(3, "bare").fires["item"] == made.scenario(3).fires["item"]


def test_another_building_whose_lining_has_the_name_of_the_fire_is_refused(folder):
    lined(folder, "panels.yaml", "item")
    (folder / "panels.yaml").write_text(
        (folder / "panels.yaml").read_text().replace("  item: {room: flat", "  sofa: {room: flat")
    )
    text = "scenario: scenario.yaml\nvary: {wind: {set: site.wind_speed, uniform: [0, 5]}}\n"
    with pytest.raises(
        ScenarioError, match=r"study.yaml:3:\d+: measure 'p': in panels.yaml 'item' is what heat sets off"
    ):
        study(folder, text + "measures: {p: {scenario: panels.yaml}}\n")


def test_points_that_are_drawn_all_at_once_fit_into_memory(folder, monkeypatch):
    monkeypatch.setattr(beginning, "MOST_HELD", 1500)  # numbers
    said = r"study.yaml:4:\d+: .*400 runs of 4 variables would fill the memory.* no more than 375 runs, or 'sampling: s"
    with pytest.raises(ScenarioError, match=said):
        study(folder, STUDY.replace("runs: 400", "runs: 400\nsampling: latin hypercube"))
    assert study(folder, STUDY.replace("runs: 400", "runs: 375\nsampling: latin hypercube"))
    assert study(folder).points.runs == 400
