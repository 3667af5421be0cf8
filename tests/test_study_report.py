"""The page of a study and its tables: all of it there, and nothing claimed beyond the intervals."""

import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from tests.study_rows import MEASURES, database, rows
from tests.test_study_summary import FAILED, RUNS, definition

from palier.report import study as written_study
from palier.report import study_words as words
from palier.report.study import TABLES, write_summary
from palier.report.study_charts import Curve, Mark, Row, number_curve, panel, strips
from palier.report.study_page import Conduct, Replay, study_html
from palier.report.study_sources import variables
from palier.result.store import RunExists
from palier.scenario.scenario import Note
from palier.studies import replay as replay_of
from palier.studies.conduct import begin
from palier.studies.definition import AS_IS, Measure
from palier.studies.figures import OUTCOMES
from palier.studies.identity import StudyError
from palier.studies.rows import pack
from palier.studies.study import Study
from palier.studies.summary import Summary
from palier.studies.variables import Variable

ALONE = {"meta", "br", "hr", "img", "link", "input"}  # elements without an end


class Page(HTMLParser):
    """Elements that do not close, links, ids and the text of a page."""

    def __init__(self, text):
        super().__init__()
        self.open, self.links, self.ids, self.text, self.wrong = [], [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag not in ALONE:
            self.open.append(tag)
        if "href" in attrs:
            self.links.append(attrs["href"])
        if "id" in attrs:
            self.ids.append(attrs["id"])

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("script", "style"):
            self.text.append(data)

    @property
    def words(self):
        return " ".join(" ".join(self.text).split())


def made(tmp_path, found=None, **changes):
    found = rows(RUNS, failed=FAILED) if found is None else found
    told = definition(**changes)
    if not told.measures:
        found = [row for row in found if row["measure"] == AS_IS]
    return Summary(database(found, tmp_path), told)


def page(summary, **changes):
    study = Study(summary.study, {}, {}, None)
    conduct = Conduct(**{"palier": "1.2", "seed": 7, "asked": RUNS, "directory": "DIR", **changes})
    text = study_html(summary, study, conduct)
    read = Page(text)
    assert not read.wrong and not read.open, (read.wrong, read.open)
    assert len(read.ids) == len(set(read.ids))
    assert {link[1:] for link in read.links if link.startswith("#")} <= set(read.ids)
    assert "nan" not in read.words.split() and "inf" not in read.words.split()
    for piece in text.split("<svg")[1:]:
        ElementTree.fromstring("<svg" + piece.split("</svg>")[0] + "</svg>")
    return read, text


@pytest.fixture(scope="module")
def summary(tmp_path_factory):
    return made(tmp_path_factory.mktemp("study"))


@pytest.fixture(scope="module")
def whole(summary):
    return page(summary)


# ------------------------------------------------------------------------------------------------ the page


def test_the_page_opens_offline_and_tells_what_was_run(whole):
    read, text = whole
    assert "http://" not in text and "https://" not in text and "@import" not in text
    assert "a made-up study" in read.words
    for said in ("1.2", "7", "fires, each as it is and under 2 measures 300", "3 variables"):
        assert said in read.words, said


def test_every_chosen_outcome_is_told_in_a_sentence_with_its_interval(summary, whole):
    row = next(r for r in summary.outcomes.to_dict("records") if r["measure"] == AS_IS)
    value, low, high = (f"{100 * row[name]:.0f}" for name in ("value", "low", "high"))
    assert f"In {value} of 100 fires ({low} to {high}) no stair above the fire could be walked" in whole[0].words


def test_failed_runs_are_told_with_their_reasons_and_what_they_could_change(summary, whole):
    said = whole[0].words
    assert "4 runs failed" in said
    assert "2 of 300 as it is" in said
    assert said.count("the engine stopped: the step became too small") == 4
    row = next(r for r in summary.outcomes.to_dict("records") if (r["measure"], r["outcome"]) == (AS_IS, "dead"))
    assert f"{words.plain(100 * row['most'], 3)} if in each the most" in said


def test_a_page_without_failures_says_nothing_of_them(tmp_path):
    read, _ = page(made(tmp_path, rows(60)), asked=60)
    assert "failed and" not in read.words
    assert "Runs that failed" not in read.words


def test_each_measure_has_its_panel_of_landings_and_the_table_the_minutes_that_were_simulated(whole, tmp_path):
    _, text = whole
    assert text.count('aria-label="Impassable landings') == len(MEASURES)
    part = text.split('id="landings"')[1].split("</section>")[0]
    heads = [re.findall('<th scope="col">([^<]*)</th>', head) for head in part.split("<thead>")[1:]]
    assert heads[0] == ["landing", *(f"by {n} min" for n in (5, 10, 20, 30, 60)), "ever"]
    assert heads[1] == ["landing", "by the call", *(f"{n} min after it" for n in (5, 10, 15))]
    assert len(heads) == 2 * len(MEASURES)
    _, text = page(made(tmp_path, rows(40), duration="10 min"), asked=40)
    heads = re.findall('<th scope="col">([^<]*)</th>', text.split('id="landings"')[1].split("<thead>")[1])
    assert heads == ["landing", "by 5 min", "by 10 min", "ever"]


def test_landings_lost_after_long_smouldering_are_told_and_do_not_squeeze_the_picture(tmp_path):
    """In every second fire the stair is lost five hours after ignition and four minutes after the call."""
    found = rows(40)
    for row in found:
        row["called_at"] = 300.0 if row["run"] % 2 else 17_760.0
        late = {"impassable_from": 200.0 if row["run"] % 2 else 18_000.0, "impassable_for": 600.0}
        row["landings"] = [{**row["landings"][2], **late}]
    _, text = page(made(tmp_path, found), asked=40)
    part = text.split('id="landings"')[1].split("</section>")[0]
    cells = re.findall("<td>([^<]*)</td>", part.split("</details>")[0])
    values = [float(re.match("[0-9.]+", cell)[0]) for cell in cells]
    assert values == [50.0, 50.0, 50.0, 50.0, 50.0, 100.0, 50.0, 100.0, 100.0, 100.0]
    assert ">60</text>" in part and ">300</text>" not in part


def test_of_a_tower_eight_landings_are_drawn_and_all_are_in_the_table(tmp_path):
    found = rows(40)
    for row in found:
        first = row["landings"][2]
        row["landings"] = [{**first, "landing": f"landing-{k}", "storey": k} for k in range(21)]
    _, text = page(made(tmp_path, found), asked=40)
    part = text.split('id="landings"')[1].split("</section>")[0]
    assert part.count('class="curve s') == 8 * len(MEASURES)
    key = part.split('<ul class="key">')[1].split("</ul>")[0]
    assert "landing-0<" in key and "landing-20<" in key
    assert part.count('<th scope="row">') == 2 * 21 * len(MEASURES)
    assert "13 landings between are in the table" in part


def test_a_title_cannot_break_the_page(tmp_path):
    bad = '</title><script>alert("1")</script> & co'
    found = rows(40)
    for row in found:
        row["fire_room"] = "flat-0/<b>kitchen"
        row["measure"] = {"second stair": "second <i>stair"}.get(row["measure"], row["measure"])
    measures = {"door closers": Measure(description="<b>shut"), "second <i>stair": Measure(cost=5.0)}
    read, text = page(made(tmp_path, found, title=bad, measures=measures), asked=40)
    assert "alert" not in text.replace("alert(&#34;1&#34;)", "")
    assert bad in read.words
    assert "<i>stair" not in text and "<b>" not in text


def test_a_study_without_measures_has_its_page(tmp_path):
    read, _ = page(made(tmp_path, measures={}))
    assert "measures" not in read.ids
    assert "each as it is" in read.words and "and under" not in read.words


def test_where_nobody_died_the_page_says_what_is_not_ruled_out(tmp_path):
    found = rows(60)
    for row in found:
        row |= {name: 0 for name in ("dead", "dead_elsewhere", "hurt_elsewhere", "expected_dead", "expected_hurt")}
        row["persons"] = [{**each, "outcome": "unhurt"} for each in row["persons"]]
    summary = made(tmp_path, found)
    read, text = page(summary, asked=60)
    assert "Nobody died in any run" in read.words
    high = next(r["high"] for r in summary.outcomes.to_dict("records") if r["outcome"] == "dead")
    assert f"Persons who died: none in 60 runs; up to {words.plain(100 * high)} in 100 fires" in read.words
    assert "F-N curve" not in text


def test_a_study_without_a_completed_run_has_its_page(tmp_path):
    found = rows(3, failed=tuple((run, measure) for run in range(3) for measure in MEASURES))
    read, _ = page(made(tmp_path, found), asked=3)
    assert "No run has been completed yet" in read.words
    assert "9 runs failed" in read.words


def test_a_single_run_has_its_page(tmp_path):
    page(made(tmp_path, rows(1)), asked=1)


def test_a_study_that_still_runs_says_so(summary):
    read, _ = page(summary, asked=5000)
    assert "300 of 5000 runs are in" in read.words


def test_weights_and_strata_are_told(tmp_path):
    random = np.random.default_rng(4)
    weights = np.where(random.random(RUNS) < 0.5, 0.2, 1.8)
    tail = {"above": 0.9, "share": 0.5}
    vary = {
        **definition().vary,
        "growth": Variable(uniform=(0.0, 300.0), set=("fires.fire.growth",), oversample=tail),
        "kind": Variable(choice=("common", "rare"), weights=(9.0, 1.0), set=("fires.fire.kind",)),
    }
    strata = ["rare" if run % 2 else "common" for run in range(RUNS)]
    found = rows(RUNS, weights=weights, strata=strata)
    read, _ = page(made(tmp_path, found, vary=vary, strata={"by": "kind"}))
    assert "A tail of growth was drawn more often" in read.words
    assert "shared out by kind" in read.words


def test_the_worst_fires_are_a_click_away_or_have_their_command(summary):
    worst = [int(run) for run in summary.worst.loc[summary.worst["measure"] == AS_IS, "run"]]
    replays = {(AS_IS, worst[0]): Replay(f"fires/{worst[0]}/report.html", "dead 1 for 2")}
    read, text = page(summary, replays=replays, directory="my study")
    assert re.search(rf'<th scope="row"><a href="fires/{worst[0]}/report.html"[^>]*>{worst[0]}</a></th>', text)
    assert "not as it was kept: dead 1 for 2" in read.words
    assert f"palier replay 'my study' {worst[1]}" in read.words


def test_what_it_costs_to_avert_one_stands_first_beside_its_measure(whole):
    table = whole[1].partition("What it costs to avert one")[2].partition("</table>")[0]
    heads = re.findall(r'<th scope="col">([^<]*)</th>', table)
    assert heads == ["measure", "for each averted", "averted a year"]
    assert 'class="scroll prices"' in table  # whose cells may have several lines


def test_fires_that_never_began_have_no_origin_and_a_page_all_the_same(tmp_path):
    found = rows(40)
    for row in found:
        row |= {"fire_room": None, "fire_flat": None, "fire_storey": None}
    made_up = made(tmp_path, found)
    assert made_up.origin.empty
    page(made_up)


# ------------------------------------------------------------------------------------------------ words


def test_every_outcome_has_a_sentence():
    assert set(words.SAID) == set(OUTCOMES)


def test_no_more_digits_are_told_than_the_interval_is_wide():
    assert words.interval(0.525, 0.36128, 0.68488, 100.0) == "52 (36 to 68)"
    assert words.interval(0.99852, 0.9961, 0.99961, 100.0) == "99.85 (99.61 to 99.96)"
    assert words.interval(0.0, 0.0, 0.0881, 100.0) == "0 (0 to 8.8)"
    assert words.interval(0.02, 0.0004, 0.13, 100.0) == "2 (0.04 to 13)"  # not 0: it is not ruled in
    assert words.interval(-0.32, -0.49, -0.16, 100.0, signed=True) == "−32 (−49 to −16)"
    assert words.plain(923076.9) == "920\u202f000"
    assert words.plain(0.0000331) == "0.000033"


def test_rare_things_are_told_of_as_many_fires_as_make_one_of_them():
    row = {"outcome": "any death", "value": 0.0005, "low": 0.0001, "high": 0.0015, "runs": 4000, "events": 2}
    assert words.happens(row).startswith("In 5 of 10\u202f000 fires (1 to 15)")


def effect(**changes):
    row = {"measure": "m", "outcome": "dead", "value": -0.1, "low": -0.3, "high": 0.1, "verdict": "not told apart",
           "relative": -0.5, "relative_low": -1.0, "relative_high": np.inf, "averted_per_year_high": 0.3,
           "cost_per_averted": 10_000.0, "cost_per_averted_low": 3_000.0, "cost_per_averted_high": np.inf}  # fmt: skip
    return {**row, **changes}


def test_a_price_never_claims_that_something_is_averted_where_the_interval_holds_none():
    assert words.price(effect(), "EUR") == "10\u202f000 EUR (3000 or more: it may avert none)"
    assert words.price(effect(cost_per_averted=np.nan), "EUR") == "none averted in these runs; 3000 EUR or more"
    never = effect(averted_per_year_high=-0.1, cost_per_averted=np.nan, cost_per_averted_low=np.nan)
    assert words.price(never, "EUR") == "averts none"
    assert "to 20\u202f000" in words.price(effect(cost_per_averted_high=20_000.0), "EUR")


def test_a_measure_is_said_to_change_something_only_where_its_interval_does_not_hold_none(summary):
    said = next(each for each in words.changed(summary) if each.startswith("Dead"))
    assert "less with door closers −" in said
    assert "not told apart from no change: second stair" in said


def test_a_part_without_an_upper_end_is_told_without_one():
    assert words.relative(effect()) == "−50 % (from −100)"


# ------------------------------------------------------------------------------------------------ charts


def test_an_interval_that_goes_beyond_the_axis_has_an_arrowhead_and_all_estimates_lie_within():
    several = [Row(f"r{k}", [Mark(1.0 + k, 0.5, 2.0 + k)], "said") for k in range(5)]
    drawn = strips([*several, Row("unsure", [Mark(0.0, 0.0, 900.0)], "said")], "unit")
    assert drawn.count("›") == 1
    assert "‹" not in drawn
    places = [float(piece.split("%")[0]) for piece in drawn.split('cx="')[1:]]
    assert all(0.0 <= place <= 100.0 for place in places)
    assert places[:5] == sorted(places[:5])


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_no_change_lies_within_the_axis_of_differences(sign):
    drawn = strips([Row("m", [Mark(sign * 30.0, *sorted((sign * 20.0, sign * 50.0)))], "said")], "unit", zero=True)
    place = float(drawn.split('<line class="none" x1="')[1].split("%")[0])
    assert 0.0 < (place if sign > 0.0 else 100.0 - place) < 10.0


def test_only_what_is_told_apart_has_the_colour_of_less_or_more(summary, whole):
    verdicts = summary.effects["verdict"].value_counts()
    _, text = whole
    measures = text.split('id="measures"')[1].split("</section>")[0]
    assert measures.count('class="interval less"') == verdicts["less"] > 0
    assert measures.count('class="interval apart"') == len(summary.effects) - verdicts["less"]


def test_what_never_came_up_has_a_bar_and_no_dot_in_the_f_n_curve():
    curve = Curve([1.0, 2.0], [0.1, 0.0], [0.05, 0.0], [0.2, 0.01], "h0")
    drawn = number_curve([curve], "N or more", 1e-3, 0.3, "words")
    assert drawn.count("<circle") == 1
    assert drawn.count("<title>") == 2


def test_a_curve_stays_within_its_panel():
    drawn = panel([Curve([0.0, 1.0], [0.2, 0.5], [0.0, 0.1], [50.0, 2.0], "h0")], "x", "y", 1.0, "words")
    heights = [float(at.split(",")[1]) for at in drawn.split('points="')[1].split('"')[0].split()]
    assert min(heights) >= 0.0


def test_settings_stand_in_lines_of_their_own_and_are_escaped():
    drawn = strips([Row("v", [Mark(1.0, 0.5, 2.0)], "<a & b 1 (0 to 2); c 2 (1 to 3)")], "unit")
    assert "&lt;a &amp; b 1 (0 to 2)<br>c 2 (1 to 3)" in drawn


# ------------------------------------------------------------------------------------------------ sources


def test_every_variable_has_its_distribution_and_where_it_comes_from():
    told = definition(
        vary={
            "door": Variable(choice=("open", "shut"), weights=(1.0, 3.0), set=("openings.door.state",)),
            "growth": Variable(lognormal=(300.0, 0.5), between=(30.0, 3000.0), unit="s", set=("fires.f.growth",)),
        },
        notes=(
            Note(path="vary.growth", value="", status="known", source="A Book 1999", reason="cut by hand"),
            Note(path="measures.door closers.cost", value="1000", status="assumed", reason="ten doors"),
        ),
    )
    found = {row["name"]: row for row in variables(Study(told, {}, {}, None))}
    assert found["door"]["drawn"] == "open (25 %), shut (75 %)"
    assert found["door"]["source"] == "the study file says no source"
    assert found["growth"]["drawn"] == (
        "log-normal, median 300 s, standard deviation of the logarithm 0.5, cut to 30 to 3000 s"
    )
    assert found["growth"]["source"] == "A Book 1999. Assumed: cut by hand"
    assert (found["measures.door closers.cost"]["drawn"], found["measures.door closers.cost"]["source"]) == (
        "1000",
        "ten doors",
    )


# ------------------------------------------------------------------------------------------------ on disk


class Fire:
    """A fire that can be run again without an engine."""

    def __init__(self, number, history="known"):
        self.number = number
        self.history = history

    def save(self, place, force=False):
        place.mkdir(parents=True, exist_ok=True)
        (place / "report.html").write_text(f"fire {self.number}", encoding="utf-8")
        known = f'"version": "{written_study.version("palier")}", "input_hash": "hash of {self.number}"'
        text = f'{{{known}, "history": "{self.history}"}}'
        (place / "summary.json").write_text(text, encoding="utf-8")


class Made(Study):
    """A study whose fires are not run."""

    def scenario(self, run, measure=AS_IS):
        return run if measure == AS_IS else (run, measure)

    def replay(self, run, measure=AS_IS, progress=None):
        return Fire(run if measure == AS_IS else (run, measure))

    def row(self, run, measure):
        return {"dead": 99}


@pytest.fixture
def directory(tmp_path, monkeypatch):
    """A study's directory whose rows, and fires, are made up."""
    there = tmp_path / "study"
    there.mkdir()
    (there / "parts").mkdir()
    (tmp_path / "rows").mkdir()
    found = rows(RUNS, failed=FAILED)
    connection = database(found, tmp_path / "rows")

    class Opened:
        identity = type("Identity", (), {"palier": "1.2", "seed": 7, "runs": RUNS})

        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

    worst = max((row for row in found if row["status"] == "completed" and row["measure"] == AS_IS),
                key=lambda row: (row["dead"], row["trapped"], row["stair_impassable_for"], -row["run"]))  # fmt: skip
    kept = {
        (row["run"], row["measure"]): {"dead": row.get("dead"), "history": "another" if row is worst else "known"}
        for row in found
    }
    monkeypatch.setattr(written_study, "summed", lambda _: Summary(connection, definition()))
    monkeypatch.setattr(written_study, "read", lambda _: Made(definition(), {}, {}, None))
    monkeypatch.setattr(written_study, "stored", lambda _, run, measure: kept[run, measure])
    monkeypatch.setattr(written_study, "input_hash", lambda scenario: f"hash of {scenario}")
    monkeypatch.setattr(replay_of, "computed_by", lambda *_: "It was another processor.")
    monkeypatch.setattr(written_study.Store, "open", lambda _: Opened())
    return there


def test_every_table_is_written_beside_the_page(directory):
    written = write_summary(directory, replays=False)
    assert written.page == directory / "summary" / "report.html"
    assert {each.name for each in written.page.parent.iterdir()} == {"report.html", *(f"{name}.csv" for name in TABLES)}
    for name in TABLES:
        table = pd.read_csv(written.page.parent / f"{name}.csv")
        assert len(table) == len(getattr(written.summary, name)), name
    dead = pd.read_csv(written.page.parent / "outcomes.csv").query("measure == 'as it is' and outcome == 'dead'")
    assert dead["high"].iloc[0] == pytest.approx(
        written.summary.outcomes.query("measure == 'as it is' and outcome == 'dead'")["high"].iloc[0]
    )


def test_a_second_summary_replaces_the_first_and_leaves_what_is_not_of_it(directory):
    page_ = write_summary(directory, replays=False).page
    page_.write_text("old")
    (page_.parent / "mine.txt").write_text("mine")
    write_summary(directory, replays=False)
    assert page_.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert (page_.parent / "mine.txt").read_text() == "mine"
    assert not [each for each in page_.parent.iterdir() if each.name.startswith(".")]


def test_a_summary_that_fails_leaves_the_one_before_it(directory, monkeypatch):
    page_ = write_summary(directory, replays=False).page
    before = {each.name: each.read_bytes() for each in page_.parent.iterdir()}

    def broken(*_, **__):
        raise OSError("no space left")

    monkeypatch.setattr(pd.DataFrame, "to_csv", broken)
    with pytest.raises(OSError, match="no space left"):
        write_summary(directory, replays=False)
    assert {each.name: each.read_bytes() for each in page_.parent.iterdir()} == before


def test_something_else_in_the_place_of_the_page_is_not_replaced(directory):
    (directory / "summary" / "report.html").mkdir(parents=True)
    with pytest.raises(RunExists):
        write_summary(directory, replays=False)


def test_the_worst_fires_are_run_again_once_and_linked(directory, monkeypatch):
    told = []
    written = write_summary(directory, told=lambda done, total: told.append((done, total)))
    assert told == [(k, 5) for k in range(6)]
    read = Page(written.page.read_text(encoding="utf-8"))
    links = [link for link in read.links if link.startswith("fires/")]
    assert len(links) == 5
    assert all((written.page.parent / link).is_file() for link in links)
    assert read.words.count("not as it was kept") == 1
    assert "not as it was kept: dead 99 for 2. It was another processor." in read.words
    monkeypatch.setattr(Made, "replay", lambda *_: pytest.fail("a fire was run again that was there"))
    again = write_summary(directory)
    assert again.page.read_bytes() == written.page.read_bytes()


def test_the_worst_fires_under_a_measure_are_run_again_where_they_are_asked_for(directory):
    only = write_summary(directory)
    assert not [each for each in (only.page.parent / "fires").iterdir() if "-" in each.name]
    with pytest.raises(StudyError, match=r"no measure 'door closer'. Did you mean 'door closers'"):
        write_summary(directory, of=["door closer"])
    for of in (["door closers"], ["all"]):
        written = write_summary(directory, of=of)
        read = Page(written.page.read_text(encoding="utf-8"))
        links = [link for link in read.links if link.startswith("fires/")]
        assert all((written.page.parent / link).is_file() for link in links)
        assert len({link for link in links if "door-closers" in link}) == 5
        assert len({link for link in links if "second-stair" in link}) == 5 * (of == ["all"])
        assert len(links) == 5 * (2 if of != ["all"] else len(MEASURES))
    text = written.page.read_text(encoding="utf-8")
    assert "Under door closers" in text and "Under second stair" in text


def test_a_fire_made_by_another_palier_is_run_again(directory, monkeypatch):
    written = write_summary(directory)
    monkeypatch.setattr(written_study, "input_hash", lambda scenario: "another")
    run_again = []
    monkeypatch.setattr(Made, "replay", lambda self, run, measure: run_again.append(run) or Fire(run))
    write_summary(directory)
    assert len(run_again) == 5
    assert written.page.is_file()


def test_indices_that_saltellis_design_cannot_give_leave_the_rest_of_the_summary(directory, monkeypatch):
    def refused(_):
        raise ValueError("Saltelli's design takes every run, and 1 of 300 failed")

    monkeypatch.setattr(Summary, "sensitivity", property(refused))
    written = write_summary(directory, replays=False)
    assert "Saltelli's design takes every run, and 1 of 300 failed" in Page(written.page.read_text("utf-8")).words
    assert list(pd.read_csv(written.page.parent / "sensitivity.csv")) == ["outcome", "variable"]
    assert len(pd.read_csv(written.page.parent / "tornado.csv"))


# ------------------------------------------------------------------------------------------------ a real directory

ROOM = """
title: a light fire
building:
  rooms:
    room: {storey: 0, width: 4 m, depth: 4 m, flat: home}
  openings:
    door: {kind: door, between: [room, outside], state: open}
fires:
  chair: {room: room, growth: fast, peak: 1 MW}
people:
  home: {members: [40]}
"""
STUDY = """
title: A light fire, often
scenario: light.yaml
runs: 120
duration: 1 min
replays: 1
vary:
  door: {set: openings.door.state, choice: [open, shut], source: A Book 1999}
  growth: {set: fires.chair.growth, uniform: [0.02, 0.06], unit: kW/s², reason: nobody knows}
  wind: {set: site.wind_speed, uniform: [0, 5]}
measures:
  door closers: {close: door, cost: 100}
  second stair: {open: door}
"""


def test_a_study_that_still_runs_is_summed_up_and_its_worst_fire_run_again_once(tmp_path):
    (tmp_path / "light.yaml").write_text(ROOM)
    (tmp_path / "often.yaml").write_text(STUDY)
    study, store = begin(tmp_path / "often.yaml", tmp_path / "often")
    with store:
        for run in range(110):
            store.add(run, pack(run, rows(run + 1)[-3:]))
        before = {each: each.read_bytes() for each in (tmp_path / "often").rglob("*.*") if each.suffix != ".duckdb"}
        page_ = write_summary(tmp_path / "often").page
        after = {each: each.read_bytes() for each in before}
        assert after == before
        read = Page(page_.read_text(encoding="utf-8"))
        assert "110 of 120 runs are in" in read.words
        (link,) = [link for link in read.links if link.startswith("fires/")]
        fire = page_.parent / link
        assert "<!doctype html>" in fire.read_text(encoding="utf-8")[:20].lower()
        when = fire.stat().st_mtime_ns
        write_summary(tmp_path / "often")
        assert fire.stat().st_mtime_ns == when
    assert "A Book 1999" in read.words and "nobody knows" in read.words
    assert len(study.measures) == 3


def test_the_fire_in_the_middle_and_a_sample_are_named(summary, whole):
    told = whole[0].words
    assert f"Half of the fires are worse than run {summary.median_run}" in told
    assert ", ".join(map(str, summary.sample)) in told
