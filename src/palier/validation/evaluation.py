"""A folder of results against the measurements: the comparisons, their table, and the curves to draw."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from palier.validation import comparisons, small
from palier.validation.campaign import Outcome, read_ledger
from palier.validation.comparisons import Compared, Data, Floats, Planned
from palier.validation.table import Line, lines

COLUMNS = ("quantity", "family", "case", "instrument", "measured", "predicted", "ratio", "cfast", "problem")
RESULTS = "comparisons.csv"


class Drawn(NamedTuple):
    """A curve on a chart."""

    name: str
    measured: bool
    x: Floats
    y: Floats


class Chart(NamedTuple):
    """Measured and predicted curves of one case that belong together."""

    family: str
    case: str
    title: str
    axes: tuple[str, str]
    curves: list[Drawn]


@dataclass(frozen=True)
class Evaluation:
    """What a folder of results comes to."""

    title: str
    scope: str  # what was compared and what was not, in sentences
    compared: list[Compared]
    uncertainties: dict[str, float]
    outcomes: list[Outcome]
    charts: list[Chart] = field(repr=False)
    sources: list[str]

    @property
    def lines(self) -> list[Line]:
        """The statistics per quantity, what is worse than CFAST first."""
        return lines(self.compared, self.uncertainties)

    @property
    def failed(self) -> list[Outcome]:
        """Cases that did not run to their end."""
        return [each for each in self.outcomes if each.status != "completed"]

    def write_csv(self, path: Path) -> None:
        """Write every comparison, also those that could not be made."""
        with path.open("w", newline="", encoding="utf-8") as opened:
            writer = csv.writer(opened, lineterminator="\n")
            writer.writerow(COLUMNS)
            for each in self.compared:
                ratio = f"{each.ratio:.4g}" if each.counts else ""
                numbers = ["" if value is None else f"{value:.6g}" for value in (each.measured, each.predicted)]
                cfast = "" if each.cfast is None else f"{each.cfast:.6g}"
                writer.writerow([*each[:4], *numbers, ratio, cfast, each.problem])


def evaluate(data: Data, planned: list[Planned], results: Path) -> Evaluation:
    """All comparisons of `planned` with what is in `results`."""
    compared = [comparisons.compare(each, data, results) for each in planned]
    ledger = read_ledger(results)
    cases = {(each.family, each.case) for each in planned}
    families = comparisons.families(planned)
    derived = comparisons.left_out(data)
    return Evaluation(
        title="Validation of palier",
        scope=f"{len(compared)} comparisons of {len(cases)} cases from {len(families)} series of experiments: the "
        f"inputs and the list of comparisons of CFAST's validation. {derived} rows of the list are not compared here, "
        "as they take a further step between the model's output and the comparison.",
        compared=compared,
        uncertainties=comparisons.uncertainties(data),
        outcomes=[outcome for key, outcome in ledger.items() if key in cases],
        charts=list(_charts(planned, data, results)),
        sources=[
            "Measured curves: NIST's public experimental database (github.com/firemodels/exp).",
            "Inputs, list of comparisons and uncertainties: CFAST's repository (github.com/firemodels/cfast).",
        ],
    )


def evaluate_small(rows: list[small.Measured], results: Path) -> Evaluation:
    """The shipped values against what is in `results`."""
    cases = {(each.experiment_folder, each.case) for each in rows}
    return Evaluation(
        title="Validation of palier: the smaller one",
        scope=f"{len(rows)} measured values of {len(cases)} fires in {len({each.experiment for each in rows})} series "
        "of experiments, which palier brings along with scenarios of its own.",
        compared=[small.compare(each, results) for each in rows],
        uncertainties={each.quantity: each.uncertainty for each in rows},
        outcomes=[outcome for key, outcome in read_ledger(results).items() if key in cases],
        charts=list(_small_charts(rows, results)),
        sources=[*dict.fromkeys(f"{each.experiment}: {each.source}." for each in rows),
                 "Values taken from the curves of NIST's public experimental database (github.com/firemodels/exp)."],
    )  # fmt: skip


def _charts(planned: Iterable[Planned], data: Data, results: Path) -> Iterator[Chart]:
    """One chart per row of the table, with the curves that can be read."""
    rows: dict[int, list[Planned]] = {}
    for each in planned:
        rows.setdefault(each.row, []).append(each)
    for group in rows.values():
        first = group[0]
        wanted = [(each.measured, True) for each in group] + [(each.predicted, False) for each in group]
        drawn = []
        for curve, is_measured in dict.fromkeys(wanted):
            try:
                x, y = comparisons.points(curve, data.measured if is_measured else results)
            except (OSError, ValueError):
                continue
            drawn.append(Drawn(curve.along.strip(), is_measured, x / first.scale, y))
        if drawn:
            yield Chart(first.family, first.case, f"{first.quantity}: {first.title}", first.axes, drawn)


def _small_charts(rows: Iterable[small.Measured], results: Path) -> Iterator[Chart]:
    """One chart per case, room and output: palier's curve, and the levels that were measured."""
    groups: dict[tuple[str, str, str], list[small.Measured]] = {}
    for each in rows:
        groups.setdefault((each.case, each.room, each.output), []).append(each)
    for (case, room, output), group in groups.items():
        try:
            x, y = comparisons.points(group[0].curve, results)
        except (OSError, ValueError):
            continue
        drawn = []
        for each in group:
            falls = each.metric == "min" or each.output == "layer height"
            level = float(y[0]) + (-each.measured if falls else each.measured)
            seen = (x >= each.window[0]) & (x <= each.window[1])
            drawn.append(
                Drawn(f"{Path(each.file).stem} {each.instrument}", True, x[seen] / 60.0, x[seen] * 0.0 + level)
            )
        title = f"{output} of {room}"
        axes = ("Time (min)", small.AXES[output])
        yield Chart(group[0].experiment_folder, case, title, axes, [*drawn, Drawn("", False, x / 60.0, y)])
