from __future__ import annotations

import base64
import json
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from fake_run import NASTY, fake_building, fake_run
from palier.report.charts import time_ticks
from palier.report.drawing import Section, flame_height
from palier.report.film import darkness, film, packed
from palier.report.layout import layout
from palier.report.page import page_html, script_data
from palier.report.places import Places
from palier.report.section import section_svg
from palier.report.words import count, defaults_in_use, outcome_sentences
from palier.result import Run
from palier.scenario.building import Building, Opening, Room


@pytest.fixture(scope="module")
def run() -> Run:
    return fake_run()


@pytest.fixture(scope="module")
def page(run: Run) -> str:
    return page_html(run)


class _Links(HTMLParser):
    """Collects what a page would fetch, the text of scripts, and the order of its sections."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.sections: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.fetched += [str(v) for k, v in attrs if k in ("src", "href", "xlink:href") and not str(v).startswith("#")]
        self.scripts += tag == "script"
        if tag == "section":
            self.sections.append(given.get("id") or "")


def _parsed(page: str) -> _Links:
    parser = _Links()
    parser.feed(page)
    return parser


def test_the_report_fetches_nothing(page: str):
    assert _parsed(page).fetched == []
    assert "http" not in re.sub(r'xmlns="[^"]*"|createElementNS\("[^"]*"', "", page)


def test_the_section_comes_first_and_the_parts_are_in_order(page: str):
    assert _parsed(page).sections == [
        "film",
        "outcome",
        "timeline",
        "tenability",
        "people",
        "clocks",
        "rescue",
        "assumptions",
        "books",
    ]


def test_names_with_markup_are_harmless(page: str):
    assert _parsed(page).scripts == 3  # theme, data, player: none from a name
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_data_in_the_page_reads_back_and_cannot_end_its_element(page: str):
    text = page.split('id="film-data">')[1].split("</script>")[0]
    assert "<" not in text
    assert any(NASTY in p["name"] for p in json.loads(text)["people"])
    assert json.loads(script_data("</script>\u2028")) == "</script>\u2028"


def test_the_same_run_gives_the_same_page(run: Run, page: str):
    assert page_html(run) == page
    assert "timings" not in page


def test_the_page_is_small_enough_to_send(page: str):
    assert len(page.encode()) < 1_000_000


def test_variants_are_shown_when_there_are_results(run: Run):
    table = pd.DataFrame({"deaths": [0, 3]}, index=pd.Index(["as described", NASTY], name="variant"))
    page = page_html(run, table)
    assert _parsed(page).sections.index("variants") == 7
    assert "<script>alert" not in page


def test_every_note_and_default_is_listed(page: str, run: Run):
    for note in run.scenario.notes:
        assert note.path in page
        assert note.value in page
    rows = defaults_in_use(run.scenario)
    assert {"site", "room", "opening", "fire", "household", "crew", "neighbour"} <= {r["where"] for r in rows}
    turnout = next(r for r in rows if r["field"] == "turnout and travel")
    assert turnout["value"] == "420"
    assert not any(r["where"] == "aerial ladder" and r["field"] == "rescue height" for r in rows)  # given as 18 m
    assert any(r["where"] == "aerial ladder" and r["field"] == "outreach" and r["value"] == "12" for r in rows)


def test_the_outcome_names_counts_stair_and_rescue(run: Run):
    text = " ".join(outcome_sentences(run))
    assert "Of 10 people one died" in text
    assert "The first landing that could not be passed was landing-2, from 2:50" in text
    assert "man next door brought out six by the ledge between 13:10 and 17:10" in text


def test_ways_of_rescue_are_told_with_measures_and_time(page: str):
    told = page[page.index("Ways that could be taken") : page.index("Ways that could not be taken")]
    assert "marginal; gap 0.70 of at most 0.99 m." in told
    assert "hand-over of mother, flat-6-left/living: feasible, 60 s a person; climbs with help." in told


def test_numbers_are_words_up_to_twelve():
    assert [count(n) for n in (0, 1, 12, 13)] == ["nobody", "one", "twelve", "13"]


def test_a_run_that_stopped_says_so_on_its_page(run: Run):
    stopped = replace(run, summary={**run.summary, "status": "stopped at 12 s in landing-3"})
    assert "This run stopped early" in page_html(stopped)
    assert "This run stopped early" not in page_html(run)


def test_rooms_without_position_do_not_overlap_and_landings_stand_over_each_other():
    drawn = layout(fake_building())
    boxes = list(drawn.boxes.values())
    for a in boxes:
        for b in boxes:
            if a.name < b.name and min(a.top, b.top) - max(a.z, b.z) > 0.3:
                assert a.right <= b.x + 1e-9 or b.right <= a.x + 1e-9, (a.name, b.name)
    assert len({round(b.x, 6) for b in boxes if b.is_landing}) == 1
    assert drawn.boxes["flat-3-left/living"].right < drawn.boxes["landing-3"].x < drawn.boxes["flat-3-right/living"].x


def test_rooms_placed_behind_each_other_are_drawn_side_by_side():
    rooms = {n: Room(storey=0, width=4, depth=4, position=0.0) for n in ("front", "back")}
    boxes = layout(Building(rooms=rooms)).boxes
    assert boxes["back"].x >= boxes["front"].right or boxes["front"].x >= boxes["back"].right


def test_a_door_between_rooms_side_by_side_is_cut_and_one_between_others_is_drawn_in_both():
    rooms = {n: Room(storey=0, width=3, depth=4) for n in ("a", "b", "c")}
    doors = {
        "ab": Opening(kind="door", between=("a", "b")),
        "ac": Opening(kind="door", between=("a", "c")),
    }
    holes = layout(Building(rooms=rooms, openings=doors)).holes
    assert [(h.name, h.drawn, h.room) for h in holes] == [("ab", "wall", "a"), ("ac", "face", "a"), ("ac", "face", "c")]


def test_the_neighbour_building_stands_on_the_side_of_the_ledge_and_the_street_on_the_other():
    drawn = layout(fake_building())
    beside = drawn.beside["zinc ledge"]
    assert beside.on_right
    assert beside.x == pytest.approx(drawn.right + 0.9)
    assert drawn.street < drawn.left


def test_people_walk_up_the_flight_they_are_on(run: Run):
    drawn = layout(run.scenario.building)
    where = Places(run, drawn).all
    k = int(np.searchsorted(run.paths["time"].values, 210.0))  # half way from the sixth to the fifth landing
    mother = list(run.paths["person"].values).index("mother")
    upper, lower = (drawn.boxes[f"landing-{s}"].z for s in (6, 5))
    assert lower < where[k, mother, 1] < upper


def test_everyone_inside_is_drawn_in_the_room_they_are_in(run: Run):
    drawn = layout(run.scenario.building)
    places = Places(run, drawn)
    where = places.all
    standing = (places.link < 0) & (places.status != 8) & (places.room < len(drawn.boxes))
    for k, p in zip(*np.nonzero(standing), strict=True):
        box = drawn.boxes[places.rooms[places.room[k, p]]]
        assert box.x <= where[k, p, 0] <= box.right
        assert box.z <= where[k, p, 1] <= box.top


def test_those_handed_over_end_in_the_neighbour_building(run: Run):
    drawn = layout(run.scenario.building)
    where = Places(run, drawn).all[-1]
    beside = drawn.beside["zinc ledge"]
    for p in range(6):
        assert beside.x < where[p, 0] < beside.x + beside.width
        assert where[p, 1] == beside.foothold


def test_smoke_is_darker_the_thicker_it_is():
    assert darkness(0.0, 290.0) == 0.0
    assert darkness(1.0, 290.0) == pytest.approx(1.0 - np.exp(-2.0))
    assert darkness(0.0, 900.0) == pytest.approx(0.45)  # hot clear gas is tinted


def test_packed_arrays_read_back_within_their_step():
    values = np.array([0.0, 12.6, 70000.0, -3.0])
    raw = np.frombuffer(base64.b64decode(packed(values, "u2")["data"]), dtype="<u2")
    assert raw.tolist() == [0, 13, 65535, 0]


def test_the_film_has_a_frame_for_every_kept_time(run: Run):
    drawn = layout(run.scenario.building)
    shown = film(run, drawn, Places(run, drawn))
    frames, rooms = len(shown["time"]), len(shown["rooms"])
    assert frames == len(run.zones["time"])
    assert len(base64.b64decode(shown["extinction"]["data"])) == frames * rooms * 2 * 2
    assert len(base64.b64decode(shown["person_xz"]["data"])) == frames * len(shown["people"]) * 2 * 2


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_still_section_is_well_formed_and_draws_everything(run: Run, theme: str):
    root = ElementTree.fromstring(section_svg(run, 860.0, 900, theme))  # type: ignore[arg-type]
    groups = [g.get("class") or "-" for g in root.iter("{http://www.w3.org/2000/svg}g")]
    assert sum(c.split()[0] == "room" for c in groups) == len(run.scenario.building.rooms)
    assert sum(c.startswith("person") for c in groups) == len(run.people)
    assert root.get("width") == "900"
    assert root.get("class") == theme


def test_smoke_in_the_picture_follows_the_time(run: Run):
    section = Section(run, layout(run.scenario.building))
    before, after = section.svg(0.0), section.svg(600.0)
    room = list(run.scenario.building.rooms).index("landing-3")
    upper = re.compile(rf'data-room="{room}">.*?class="layer upper"[^>]*fill-opacity="([\d.]+)"', re.S)
    assert float(upper.search(before).group(1)) < 0.05  # type: ignore[union-attr]
    assert float(upper.search(after).group(1)) > 0.8  # type: ignore[union-attr]


def test_flames_stay_inside_the_room_and_grow_with_the_fire():
    assert flame_height(0.0, 2.5) == 0.0
    assert flame_height(100e3, 2.5) == pytest.approx(0.235 * 100**0.4)
    assert flame_height(50e6, 2.5) == pytest.approx(0.92 * 2.5)


def test_time_ticks_are_whole_minutes_and_few():
    for end in (60.0, 1800.0, 3600.0, 86400.0):
        ticks = time_ticks(end)
        assert 2 <= len(ticks) <= 9
        assert all(t % 60 == 0 for t in ticks)


def test_a_run_without_people_or_rescue_has_a_report(run: Run):
    nobody = run.people.iloc[:0]
    counts = dict.fromkeys(run.summary["counts"], 0)
    empty = replace(
        run,
        people=nobody,
        paths=run.paths.isel(person=slice(0)),
        rescue=run.rescue.iloc[:0],
        refusals=run.refusals.iloc[:0],
        events=run.events.iloc[:1],
        summary={**run.summary, "counts": counts},
    )
    page = page_html(empty)
    assert "This scenario has no people" in page
    assert "Nobody was brought out by others" in page
    assert "Nobody is in the building" in page


def test_a_building_without_stair_is_drawn():
    rooms = {"kitchen": Room(storey=0, width=4, depth=3), "bedroom": Room(storey=1, width=4, depth=3)}
    drawn = layout(Building(rooms=rooms, openings={"w": Opening(kind="window", between=("kitchen", "outside"))}))
    assert drawn.boxes["bedroom"].z > drawn.boxes["kitchen"].z
    assert drawn.window_of("kitchen") is not None
    assert drawn.window_of("bedroom") is None
