"""The page that sets variants of one scenario side by side."""

from __future__ import annotations

from palier.compare import COLUMNS, Comparison, directories
from palier.report.charts import tenability_chart
from palier.report.drawing import Section
from palier.report.layout import layout
from palier.report.page import asset, environment, variant_rows
from palier.report.section import section_css
from palier.report.words import outcome_sentences
from palier.result import Run
from palier.result.run import clock


def comparison_html(comparison: Comparison) -> str:
    """One card per variant, all drawn at the same moment, under a table of the outcomes."""
    names = directories(list(comparison.runs))
    moment = _moment(comparison)
    cards = [
        {
            "name": name,
            "directory": names[name],
            "description": _description(comparison.base, name),
            "sentences": outcome_sentences(run),
            "section": Section(run, layout(run.scenario.building)).svg(moment),
            "chart": tenability_chart(run),
        }
        for name, run in comparison.runs.items()
    ]
    return (
        environment()
        .get_template("compare.html.j2")
        .render(
            title=comparison.base.scenario.title,
            css=asset("page.css") + section_css(),
            moment=clock(moment),
            variants=variant_rows(comparison.table),
            meanings=[(name.replace("_", " "), words) for name, words in COLUMNS.items()],
            cards=cards,
            version=comparison.base.summary["version"],
            seed=comparison.base.summary["seed"],
        )
    )


def _moment(comparison: Comparison) -> float:
    """A time at which the variants differ: ten minutes in, or the middle of a shorter run. [s]"""
    return min(600.0, 0.5 * min(float(run.summary["simulated"]) for run in comparison.runs.values()))


def _description(base: Run, name: str) -> str:
    variant = base.scenario.variants.get(name)
    return (variant.description or "") if variant else ""
