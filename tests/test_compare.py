from __future__ import annotations

from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from fake_run import fake_run, fake_scenario
from palier.compare import AS_DESCRIBED, COLUMNS, Comparison, compare, directories
from palier.result import Run, RunExists
from palier.scenario.scenario import Scenario, Variant

MODULE = import_module("palier.compare")  # the package gives its name to the function


def _simulated(scenario: Scenario, progress: object = None) -> Run:
    """A run by hand; with the fire flat's door shut no smoke leaves that flat."""
    if scenario.building.openings["flat-2-left/entrance"].state == 0.0:
        run = fake_run(scenario)
        clear = run.zones.copy(deep=True)
        for room in clear["room"].values:
            if not str(room).startswith("flat-2-left"):
                clear["visibility"].loc[{"room": room}] = 30.0
                clear["temperature"].loc[{"room": room}] = 293.15
        passable = float(np.ptp(clear["time"].values))
        return Run(
            run.scenario, clear, run.paths, run.people, run.events, run.rescue, run.refusals,
            {**run.summary, "stair_passable": passable}, run.decisions,
        )  # fmt: skip
    if callable(progress):
        progress(1800.0)
    return fake_run(scenario)


@pytest.fixture
def comparison(monkeypatch: pytest.MonkeyPatch) -> Comparison:
    monkeypatch.setattr(MODULE, "simulate", _simulated)
    return compare(fake_scenario())


def test_every_variant_is_run_beside_the_scenario_as_described(comparison: Comparison):
    assert list(comparison.runs) == [AS_DESCRIBED, "fire flat door shut", "smoke vent open"]
    assert comparison.base.scenario.title == fake_scenario().title
    shut = comparison.runs["fire flat door shut"].scenario
    assert shut.building.openings["flat-2-left/entrance"].state == 0.0


def test_the_table_has_a_row_per_variant_and_shows_the_effect(comparison: Comparison):
    table = comparison.table
    assert list(table.columns) == list(COLUMNS)
    assert table.loc[AS_DESCRIBED, "rescued"] == 6
    assert table.loc[AS_DESCRIBED, "first_landing_impassable"] == "landing-2"
    assert pd.isna(table.loc["fire flat door shut", "first_landing_impassable"])
    assert table.loc["fire flat door shut", "stair_passable_minutes"] == 30.0
    assert table.loc[AS_DESCRIBED, "stair_passable_minutes"] < 15.0


def test_progress_names_the_variant(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(MODULE, "simulate", _simulated)
    told: list[tuple[str, float]] = []
    compare(fake_scenario(), lambda name, time: told.append((name, time)))
    assert (AS_DESCRIBED, 1800.0) in told


def test_a_scenario_without_variants_gives_one_row(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(MODULE, "simulate", _simulated)
    alone = fake_scenario().model_copy(update={"variants": {}})
    assert len(compare(alone).table) == 1


def test_saved_comparison_holds_a_page_a_table_and_every_run(comparison: Comparison, tmp_path: Path):
    directory = comparison.save(tmp_path / "c")
    assert {p.name for p in directory.iterdir()} == {
        "compare.html", "compare.csv", "as-described", "fire-flat-door-shut", "smoke-vent-open",
    }  # fmt: skip
    read = pd.read_csv(directory / "compare.csv", index_col="variant")
    assert read.loc["as described", "deaths"] == 1
    assert 'id="variants"' in (directory / "as-described" / "report.html").read_text()
    page = (directory / "compare.html").read_text()
    assert 'href="fire-flat-door-shut/report.html"' in page
    assert "<script>alert" not in page
    again = Run.open(directory / "fire-flat-door-shut")
    assert again.scenario.building.openings["flat-2-left/entrance"].state == 0.0


def test_a_saved_comparison_is_replaced_only_by_force_and_foreign_files_never(comparison: Comparison, tmp_path: Path):
    comparison.save(tmp_path / "c")
    with pytest.raises(RunExists):
        comparison.save(tmp_path / "c")
    fewer = Comparison({AS_DESCRIBED: comparison.base})
    fewer.save(tmp_path / "c", force=True)
    assert not (tmp_path / "c" / "smoke-vent-open").exists()
    (tmp_path / "c" / "mine.txt").write_text("mine")
    with pytest.raises(RunExists, match=r"mine\.txt"):
        comparison.save(tmp_path / "c", force=True)


def test_directories_are_plain_and_differ():
    made = directories(["as described", "A/B: 5 min!", "a b 5 min", "…"])
    assert made == {
        "as described": "as-described",
        "A/B: 5 min!": "a-b-5-min",
        "a b 5 min": "a-b-5-min-2",
        "…": "variant",
    }


def test_variants_keep_their_description_on_the_page(comparison: Comparison, tmp_path: Path):
    base = comparison.base
    told = base.scenario.model_copy(update={"variants": {"quick": Variant(description="Crews come sooner.")}})
    run = Run(
        told, base.zones, base.paths, base.people, base.events, base.rescue, base.refusals, base.summary, base.decisions
    )
    Comparison({AS_DESCRIBED: run, "quick": run}).to_html(tmp_path / "c.html")
    assert "Crews come sooner." in (tmp_path / "c.html").read_text()
