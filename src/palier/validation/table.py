"""The statistics per quantity, palier beside CFAST, what is worse first."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import NamedTuple

from palier.validation.comparisons import DEFAULT_UNCERTAINTY, Compared
from palier.validation.statistics import Moments, Statistics, moments, pooled, statistics

CFAST_SOURCE = (
    "CFAST 7.7 at the same inputs and comparisons, statistics taken in the same way; its Validation Guide (NIST "
    "Technical Note 1889v3) weights the data and uses other windows for some."
)


class Line(NamedTuple):
    """One quantity."""

    quantity: str
    uncertainty: float  # relative standard deviation of the measurement
    missing: int  # comparisons without a prediction, or without a positive one
    palier: Statistics | None
    cfast: Statistics | None

    @property
    def worse(self) -> tuple[str, ...]:
        """In what palier is worse than CFAST, both as printed, with two decimals."""
        if self.palier is None or self.cfast is None:
            return ()
        bias = abs(round(self.palier.bias, 2) - 1.0) > abs(round(self.cfast.bias, 2) - 1.0) + 1e-9
        scatter = round(self.palier.scatter, 2) > round(self.cfast.scatter, 2)
        return tuple(word for word, is_so in (("bias", bias), ("scatter", scatter)) if is_so)

    @property
    def better(self) -> bool:
        """Whether the bias is as near to 1 as CFAST's or nearer, the scatter not larger, and no comparison fewer."""
        held = self.palier is not None and self.cfast is not None and self.palier.n >= self.cfast.n
        return held and not self.worse


def lines(compared: Iterable[Compared], uncertainties: Mapping[str, float]) -> list[Line]:
    """A line per quantity: first those worse than CFAST, then those with nothing to go by, then by name.

    CFAST's statistics are of the comparisons that carry its prediction, or else of all that it makes for the same
    series of experiments.
    """
    compared = [each for each in compared if each.measured is not None]
    found = []
    for quantity in sorted({each.quantity for each in compared}):
        mine = [each for each in compared if each.quantity == quantity]
        uncertainty = uncertainties.get(quantity, DEFAULT_UNCERTAINTY)
        counted = [each for each in mine if each.counts]
        of = moments(((each.measured or 0.0, each.predicted or 0.0) for each in counted), uncertainty)
        theirs = [(each.measured or 0.0, each.cfast) for each in mine if each.cfast is not None]
        cfast = moments(theirs, uncertainty) if theirs else _published(quantity, {each.family for each in mine})
        palier = statistics(of, uncertainty)
        found.append(Line(quantity, uncertainty, len(mine) - len(counted), palier, statistics(cfast, uncertainty)))
    return sorted(found, key=lambda line: (not line.worse, line.palier is not None, line.quantity))


def _published(quantity: str, families: set[str]) -> Moments:
    """CFAST's moments over these series, from the figures that palier ships."""
    text = (files("palier.validation") / "cfast.csv").read_text(encoding="utf-8")
    rows = [row for row in csv.DictReader(text.splitlines()) if row["quantity"] == quantity]
    return pooled(
        Moments(int(row["n"]), float(row["mean"]), float(row["squares"]), int(row["within"]))
        for row in rows
        if row["family"] in families
    )
