"""Bad study files are told before anything runs."""

import pytest
from tests.small_study import STUDY, study, write

from palier.scenario.problems import ScenarioError
from palier.studies.study import study_from


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path)


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
