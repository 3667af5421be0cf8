"""Small words of a study's page: one run, no time, no price."""

import re

from tests.study_rows import rows
from tests.test_study_report import made, page

from palier.report import study_who


def test_what_was_seen_in_one_run_is_not_said_to_be_of_runs():
    assert study_who._runs(1) == "1 run" and study_who._runs(12) == "12 runs"


def test_a_fire_in_which_no_stair_was_lost_has_a_dash_for_both_times(tmp_path):
    found = rows(40)
    for row in found:
        row |= {"stair_impassable_from": None, "stair_impassable_for": None}
    _, text = page(made(tmp_path, found))
    last = re.findall(
        r"<td>([^<]*)</td><td>([^<]*)</td>(?:<td><code>|</tr>)",
        text.partition('id="worst"')[2].partition('id="from"')[0],
    )
    assert last and set(last) == {("–", "–")}


def test_costs_without_fires_a_year_are_said_to_tell_no_price(tmp_path):
    said = "What it costs to avert one is not told"
    (tmp_path / "a").mkdir()
    assert said in page(made(tmp_path / "a", fires_per_year=None))[0].words
    assert said not in page(made(tmp_path))[0].words


def test_a_variable_that_changed_nothing_has_no_interval_that_says_it_never_does():
    row = {"first": 0.0, "first_low": 0.0, "first_high": 0.0, "total": 0.0, "total_low": 0.0, "total_high": 0.0}
    assert study_who._indices_words(row, ["first", "total"]) == "changed nothing in these runs"
    assert study_who._indices_words(row | {"total_high": 0.3}, ["first", "total"]) == "0 (0 to 0); 0 (0 to 0.30)"


def test_no_marks_of_the_pages_of_the_documentation_are_left(tmp_path):
    assert "`" not in page(made(tmp_path))[0].words.replace("palier replay DIR", "")
