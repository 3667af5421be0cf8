"""Scenarios written down: the same scenario back, nothing that needs no telling, units that people use."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import palier
from palier.scenario.building import Building, Opening, Room
from palier.scenario.scenario import Scenario
from palier.scenario.writing import written

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.yaml"))


def a_room(**told) -> Room:
    return Room(**({"storey": 0, "width": 4, "depth": 3, "sealed": True} | told))


def again(scenario: Scenario) -> Scenario:
    return palier.loads(written(scenario)).model_copy(update={"source_text": scenario.source_text})


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_read_back_the_same(path):
    scenario = palier.load(path)
    assert again(scenario) == scenario


def test_only_what_differs_from_the_defaults_is_written():
    text = written(Scenario(building=Building(rooms={"hall": a_room()})))
    assert text.splitlines() == [
        "building:",
        "  rooms:",
        "    hall: {storey: 0, width: 4 m, depth: 3 m, sealed: yes}",
    ]


def test_numbers_are_in_the_units_that_people_use():
    scenario = palier.loads(
        """
site: {outside_temperature: 21.5 °C}
building:
  linings: {board: {conductivity: 0.2, density: 700, specific_heat: 1100, thickness: 0.0125}}
  rooms: {hall: {storey: 0, width: 4, depth: 3, walls: board}}
  openings:
    gap: {kind: window, between: [hall, outside], width: 1, breaks_at: never, schedule: [[0, 0], [120 s, 0.5]]}
fires: {bin: {room: hall, peak: 2e6, heat_release_per_area: 500e3, fire_load: 400e6}}
simulation: {duration: 1800 s, output_every: 90}
"""
    )
    text = written(scenario)
    for part in (
        "outside_temperature: 21.5 °C",
        "thickness: 12.5 mm",
        "specific_heat: 1100 J/kg/K",
        "walls: board",
        "breaks_at: never",
        "schedule: [[0 s, 0], [120 s, 0.5]]",
        "peak: 2 MW",
        "heat_release_per_area: 500 kW/m²",
        "fire_load: 400 MJ/m²",
        "output_every: 90 s",
    ):
        assert part in text


def test_comments_stand_at_the_top_in_one_line_each():
    text = written(Scenario(title="one", building=Building(rooms={"hall": a_room()})), ["from here", "two\nlines"])
    assert text.startswith("# from here\n# two lines\n\ntitle: one\n\nbuilding:\n")


def test_long_curves_have_a_row_for_each_point():
    points = ", ".join(f"[{10 * step}, {1e3 * step}]" for step in range(30))
    fires = f"fires: {{bin: {{room: hall, curve: [{points}]}}}}"
    text = written(
        palier.loads(f"building: {{rooms: {{hall: {{storey: 0, width: 4, depth: 3, sealed: yes}}}}}}\n{fires}")
    )
    assert "\n      - [290 s, 29 kW]\n" in text


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.text(
            st.one_of(st.sampled_from(" :#'\"-?*&!|>%@`,[]{}~.0159eEynTrufalsoNuMB°²"), st.characters(codec="utf-8")),
            min_size=1,
            max_size=12,
        ).filter(lambda name: name.strip() and name.isprintable() and name != "outside"),
        min_size=1,
        max_size=4,
        unique=True,
    )
)
def test_any_usable_name_reads_back(names):
    scenario = Scenario(title=names[0], building=Building(rooms={name: a_room() for name in names}))
    try:
        assert again(scenario) == scenario
    except palier.ScenarioError as error:
        assert "cannot be shown or kept" in str(error)  # letters that no scenario may have


@settings(max_examples=300, deadline=None)
@given(
    width=st.floats(0.05, 500),
    kelvin=st.floats(201, 339),
    flow=st.floats(1e-9, 0.1),
    seconds=st.floats(1e-3, 1e4),
)
def test_any_number_reads_back_exactly(width, kelvin, flow, seconds):
    opening = Opening(
        kind="leak", between=("hall", "outside"), width=flow, height=flow, schedule=((0.0, 0.5), (seconds, 1.0))
    )
    scenario = Scenario(
        site={"outside_temperature": f"{kelvin!r} K"},
        building=Building(rooms={"hall": a_room(width=width, sealed=False)}, openings={"gap": opening}),
    )
    assert again(scenario) == scenario
