"""A still picture of the section through the building, for a README or a paper."""

from __future__ import annotations

from importlib.resources import files
from typing import Literal

from palier.report.drawing import Section
from palier.report.layout import layout
from palier.result import Run


def section_css() -> str:
    """The colours of the drawing."""
    return (files("palier.report") / "templates" / "section.css").read_text(encoding="utf-8")


def section_svg(run: Run, time: float, width: int = 1200, theme: Literal["light", "dark"] = "light") -> str:
    """The section at a time [s] as a self-contained SVG, `width` pixels wide.

    Smoke is drawn as darkness, 1 - exp(-K x 2 m) for an extinction coefficient K in 1/m; hot gas
    is tinted from 60 to 600 °C; people are drawn to scale, by what they are doing.
    """
    drawn = layout(run.scenario.building)
    height = round(width * drawn.view[3] / drawn.view[2])
    css = (
        section_css().replace(".section.dark", "svg.dark").replace(".section {", "svg {").replace(".section svg", "svg")
    )
    css = css.replace(".section ", "")
    style = f"<style>{css}</style>"
    return Section(run, drawn).svg(time, style, f'width="{width}" height="{height}" class="{theme}"')
