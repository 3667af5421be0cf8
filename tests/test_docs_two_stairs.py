"""The page on one stair or two says what its figures say, whatever they are."""

from pathlib import Path

import pandas as pd
import pytest

from palier.studies.study import load_study

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


@pytest.fixture
def tool(monkeypatch):
    monkeypatch.syspath_prepend(str(DOCS))
    from tools import two_stairs

    return two_stairs


def figures(tool, tmp_path, monkeypatch, **changes):
    """The page of figures in which some are others: outcome and measure, value, low and high of the difference."""
    table = pd.read_csv(tool.FIGURES)
    for at, (more, low, high) in changes.items():
        outcome, measure = at.replace("_", " ").split(" at ")
        rows = (table["outcome"] == outcome) & (table["measure"] == measure)
        assert rows.sum() == 1
        table.loc[rows, ["more_value", "more_low", "more_high"]] = (more, low, high)
    monkeypatch.setattr(tool, "FIGURES", tmp_path / "figures.csv")
    table.to_csv(tool.FIGURES, index=False)
    return tool.page()


def test_the_figures_are_of_the_buildings_that_the_example_compares(tool):
    study = load_study(ROOT / "examples" / "studies" / "two-stairs.yaml")
    table = pd.read_csv(tool.FIGURES)
    assert study.measures == list(tool.CALLED) == list(table["measure"].unique())
    assert set(table["outcome"]) == set(tool.OUTCOMES)


def test_the_page_is_as_its_figures_make_it(tool):
    assert tool.page().strip() in (DOCS / "two-stairs.md").read_text(encoding="utf-8")


def test_what_is_said_follows_the_figures(tool, tmp_path, monkeypatch):
    before = "stair_impassable_before_the_crew_at_two_stairs"
    worse = figures(
        tool, tmp_path, monkeypatch, **{before: (-0.02, -0.04, -0.01), "hurt_at_two_stairs": (0.05, 0.01, 0.1)}
    )
    assert "- **Fires in which all ways are lost before the crew is there**: fewer with two stairs" in worse
    assert "- **People hurt**: more with two stairs; no difference told with" in worse
    assert "and more people are hurt all the same" in worse
    assert "| 50 (10 to 100) |" in worse
    alike = figures(
        tool, tmp_path, monkeypatch, **{before: (-0.02, -0.04, 0.01), "hurt_at_two_stairs": (0.05, -0.01, 0.1)}
    )
    assert "fewer with two stairs," not in alike and "more with two stairs" not in alike
    assert "hurt all the same" not in alike and "keeps a way open" not in alike
    better = figures(
        tool, tmp_path, monkeypatch, **{before: (-0.02, -0.04, -0.01), "hurt_at_two_stairs": (0, -0.01, 0.1)}
    )
    assert "That it keeps people from being hurt is not told here" in better
    nothing = {f"dead_at_{name.replace(' ', '_')}": (0.0, -0.02, 0.02) for name in tool.CALLED if name != tool.AS_IS}
    assert "- **People who die**: no building is told from the one with one stair." in figures(
        tool, tmp_path, monkeypatch, **nothing
    )


def test_figures_are_kept_from_the_summary_of_a_study(tool, tmp_path, monkeypatch):
    names = list(tool.CALLED)
    rows = [
        {"measure": m, "outcome": o, "value": 0.01, "low": 0.0, "high": 0.02, "runs": 40, "verdict": "more"}
        for m in names for o in [*tool.OUTCOMES, "trapped"]
    ]  # fmt: skip
    (tmp_path / "summary").mkdir()
    pd.DataFrame(rows).to_csv(tmp_path / "summary" / "outcomes.csv", index=False)
    pd.DataFrame(rows[5:]).to_csv(tmp_path / "summary" / "effects.csv", index=False)
    monkeypatch.setattr(tool, "FIGURES", tmp_path / "figures.csv")
    monkeypatch.setattr("palier.studies.conduct.read", lambda _: type("Study", (), {"measures": names}))
    tool.keep(tmp_path)
    page = tool.page()
    assert "40 fires in each of the 5 buildings, by palier" in page
    assert page.count("| 10 (0 to 20) |") >= 8 and "trapped" not in page
