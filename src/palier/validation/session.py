"""What `palier validate` does: which cases, with what data, and what they come to."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

from palier.validation import campaign, comparisons, evaluation, small
from palier.validation.campaign import Job, Work
from palier.validation.comparisons import Data
from palier.validation.evaluation import Evaluation

DEFAULT_DATA = Path("../shared/validation")


class UnknownFamily(ValueError):
    """A series of experiments that is not there; the message has those that are."""


@dataclass(frozen=True)
class Session:
    """The cases of one validation, how one is run, and how a folder of results is evaluated."""

    jobs: list[Job]
    work: Work
    evaluate: Callable[[Path], Evaluation] = field(repr=False)

    def waiting(self, out: Path) -> list[Job]:
        """The jobs that have not run to their end in `out`."""
        ledger = campaign.read_ledger(out)
        ended = {key for key, outcome in ledger.items() if outcome.status == campaign.OK}
        return [job for job in self.jobs if (job.family, job.case) not in ended]

    def done(self, out: Path) -> int:
        """How many of the jobs have results in `out`."""
        ledger = campaign.read_ledger(out)
        return sum((job.family, job.case) in ledger for job in self.jobs)


def whole(data: Data, wanted: Collection[str]) -> Session:
    """The cases of CFAST's validation: those of the series `wanted`, or all if there are none.

    The evaluation also covers the other series that a folder has results of.
    """
    planned = comparisons.plan(data)
    names = _chosen(wanted, comparisons.families(planned))

    def evaluate(results: Path) -> Evaluation:
        covered = {*names, *(family for family, _ in campaign.read_ledger(results))}
        return evaluation.evaluate(data, [each for each in planned if each.family in covered], results)

    todo = campaign.jobs([each for each in planned if each.family in names], data)
    return Session(todo, campaign.run_cfast_input, evaluate)


def smaller(wanted: Collection[str]) -> Session:
    """The experiments that palier brings along, as `whole`."""
    rows = small.measured()
    names = _chosen(wanted, sorted({row.experiment_folder for row in rows}, key=str.lower))

    def evaluate(results: Path) -> Evaluation:
        covered = {*names, *(family for family, _ in campaign.read_ledger(results))}
        return evaluation.evaluate_small([row for row in rows if row.experiment_folder in covered], results)

    todo = small.jobs([row for row in rows if row.experiment_folder in names])
    return Session(todo, small.run_scenario, evaluate)


def _chosen(wanted: Collection[str], there: list[str]) -> list[str]:
    """The names that are wanted, whatever their capitals; all if none is."""
    known = {name.lower(): name for name in there}
    for name in wanted:
        if name.lower() not in known:
            raise UnknownFamily(f"there is no series of experiments '{name}': {', '.join(there)}")
    return [known[name.lower()] for name in wanted] or there
