"""The dose clocks of the report, drawn from a run that nobody computed."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import numpy as np
import pandas as pd
import pytest

from fake_run import fake_run, fake_scenario
from palier.physics.outcome import CLASSES
from palier.report.clocks import clock_chart, dose_clocks, pair_chart
from palier.report.page import page_html
from palier.result import Run


@pytest.fixture(scope="module")
def run() -> Run:
    return fake_run()


def test_everyone_hurt_or_trapped_has_a_clock_and_nobody_else(run: Run):
    people = run.people
    wanted = people[(people["outcome"] != "unhurt") | people["trapped_at"].notna()]
    cards = dose_clocks(run)["cards"]
    assert sorted(card["name"] for card in cards) == sorted(wanted["person"])
    assert 0 < len(cards) < len(people)
    order = [list(reversed(CLASSES)).index(card["outcome"]) for card in cards]
    assert order == sorted(order)


def test_a_clock_stacks_the_parts_of_the_dose_up_to_the_whole(run: Run):
    p = int(run.people["fed"].to_numpy(float).argmax())
    drawn = clock_chart(run, p)
    ET.fromstring(drawn)
    tops = {
        name: min(float(pair.split(",")[1]) for pair in points.split())
        for name, points in re.findall(r'<polygon class="dose-(\w+)" points="([^"]*)"', drawn)
    }
    assert set(tops) == {"co", "hcn", "o2"}  # nothing of irritants in this run
    bottom = 36.0 + 80.0
    height = {name: bottom - y for name, y in tops.items()}
    assert height["co"] / height["o2"] == pytest.approx(0.7, abs=0.02)
    assert height["hcn"] / height["o2"] == pytest.approx(0.9, abs=0.02)


def test_what_is_endless_has_no_line_and_no_picture_holds_what_is_not_a_number():
    safe = fake_run()
    assert 'class="left"' in clock_chart(safe, 5)
    safe.paths["person_time_left"].values[:, 5] = np.inf
    assert 'class="left"' not in clock_chart(safe, 5)
    for p in range(len(safe.people)):
        assert not re.search(r"nan|inf\b", clock_chart(safe, p))


def test_a_small_child_stands_beside_the_adult_who_was_longest_in_the_same_smoke(run: Run):
    pair = dose_clocks(run)["pair"]
    people = run.people.set_index("person")
    child, adult = (text.split(" (")[0] for text in pair["told"])
    assert people.loc[child, "age"] < 6
    assert people.loc[adult, "age"] >= 18
    assert people.loc[child, "household"] == people.loc[adult, "household"]
    drawn = ET.fromstring(pair["chart"])
    kinds = [e.get("class") for e in drawn.iter() if e.tag.endswith("polyline")]
    assert kinds[:4] == ["young", "grown", "young", "grown"]  # dose, COHb


def test_without_children_there_is_no_pair_and_without_harm_no_section(run: Run):
    calm = fake_run(fake_scenario())
    calm.people["outcome"] = "unhurt"
    calm.people["trapped_at"] = pd.array([pd.NA] * len(calm.people), dtype="Float64")
    calm.paths["person_fed"].values[:] = 0.0
    assert dose_clocks(calm)["pair"] is None
    assert 'id="clocks"' not in page_html(calm)
    assert 'id="clocks"' in page_html(run)


def test_the_report_tells_the_chances_of_each_outcome(run: Run):
    columns = [f"chance_{name}" for name in CLASSES]
    assert run.people[columns].sum(axis=1).to_numpy(float) == pytest.approx(np.ones(len(run.people)), abs=1e-3)
    page = page_html(run)
    for card in dose_clocks(run)["cards"]:
        assert re.fullmatch(r"(\w+ \d+ %(, )?)+", card["chances"])
        assert card["chances"] in page


def test_two_people_share_the_axes(run: Run):
    one, other = pair_chart(run, 5, 0), pair_chart(run, 0, 5)
    swapped = one.replace("young", "#").replace("grown", "young").replace("#", "grown")
    points = lambda text, kind: re.findall(rf'<polyline class="{kind}" points="([^"]*)"', text)  # noqa: E731
    assert points(swapped, "young") == points(other, "young")
