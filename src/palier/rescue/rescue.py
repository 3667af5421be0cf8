"""The rescue of a scenario as a plan, with what it is worth when played against simpler rules."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from palier.engine.arrays import SAFE
from palier.engine.names import Refusal, Remark
from palier.plan import Plan, Problem, planner, solve
from palier.rescue.checked import THE_PLAN, best_of, planned_and_played
from palier.rescue.ensemble import Ensemble, problem_of, watch
from palier.rescue.playback import RULES, Played
from palier.rescue.watching import Bools
from palier.result.store import write_whole
from palier.scenario.scenario import Scenario

FILES = ("rescue.html", "plan.csv", "people.csv", "comparison.csv")
STAYS, WALKS_OUT, OUT_OF_REACH = "left in place", "walks out later", "out of reach"
CERTAIN = 1.96  # standard errors on either side of 95 % of a normal distribution


class NothingToPlan(ValueError):
    """Nobody is trapped, or nobody comes; the message says which."""


@dataclass(frozen=True, repr=False, eq=False)
class Rescue:
    """A plan of rescue; nothing in it is meant to be changed.

    scenario : the scenario
    ensemble : runs without rescue, from which the plan is made
    problem, plan : what the plan was made from, and the plan
    played : by rule, one `Played` for each run; empty if nothing was played
    spared : whom each team does not take because it harms them when the plan is played, [n_teams, n_people]
    """

    scenario: Scenario
    ensemble: Ensemble
    problem: Problem
    plan: Plan
    played: dict[str, list[Played]]
    spared: Bools

    @property
    def advised(self) -> str:
        """What did best in the simulation and is to be followed: the plan, unless something simpler did better."""
        return best_of(self.played) if self.played else THE_PLAN

    @property
    def left_out(self) -> list[str]:
        """Whom some team would have taken, had that not harmed them when it was played."""
        return [self.ensemble.names.people[i] for i in np.flatnonzero(self.spared.any(axis=0))]

    @property
    def runs(self) -> int:
        """Number of runs."""
        return len(self.ensemble.status)

    @property
    def remarks(self) -> list[Remark]:
        """Ways that can be taken, and by what measures."""
        return self.ensemble.names.remarks

    @property
    def refusals(self) -> list[Refusal]:
        """Ways that cannot be taken, and why."""
        return self.ensemble.names.refusals

    @cached_property
    def steps(self) -> pd.DataFrame:
        """Who is taken by whom when: one row per person of the plan, times in s, in order."""
        names, p = self.ensemble.names, self.problem
        rows = []
        for trip in self.plan.trips:
            for i in trip.people:
                k = max(int(np.searchsorted(p.times, trip.taken, side="right")) - 1, 0)
                rows.append(
                    {
                        "team": names.teams[trip.team],
                        "person": names.people[i],
                        "room": names.rooms[trip.room],
                        "sets_out": trip.begins,
                        "taken": trip.taken,
                        "safe": trip.ends,
                        "chance_of_living": round(float(p.lives[trip.team, i, k]), 4),
                        "chance_unhurt": round(float(p.unhurt[trip.team, i, k]), 4),
                        "chance_if_left": round(float(p.lives_left[i]), 4),
                    }
                )
        columns = ["team", "person", "room", "sets_out", "taken", "safe"]
        return pd.DataFrame(rows, columns=[*columns, "chance_of_living", "chance_unhurt", "chance_if_left"])

    @cached_property
    def people(self) -> pd.DataFrame:
        """Everyone trapped in any run: in how many, since when, and how long until collapse if nobody comes.

        Times are medians with the 10 % and 90 % quantiles over the runs in which the person was trapped, in s;
        infinite beyond the end of the simulation. `planned` is a team, or what becomes of someone whom none takes.
        """
        e, planned = self.ensemble, self.steps.set_index("person")
        rows = []
        for i, name in enumerate(e.names.people):
            since, falls = e.trapped[:, i], e.falls[:, i]
            mine = np.isfinite(since)
            if not mine.any():
                continue
            left = np.where(np.isfinite(falls[mine]), np.maximum(falls[mine] - since[mine], 0.0), np.inf)
            team = planned["team"].get(name)
            rows.append(
                {
                    "person": name,
                    "trapped_in": float(mine.mean()),
                    "trapped_at": _quantile(since[mine], 0.5),
                    "left_10": _quantile(left, 0.1),
                    "left": _quantile(left, 0.5),
                    "left_90": _quantile(left, 0.9),
                    "collapses_in": float(np.isfinite(left).mean()),
                    "planned": self._unplanned(i, mine) if team is None else team,
                    "taken": np.inf if team is None else float(planned["taken"][name]),
                }
            )
        columns = [
            "person",
            "trapped_in",
            "trapped_at",
            "left_10",
            "left",
            "left_90",
            "collapses_in",
            "planned",
            "taken",
        ]
        return pd.DataFrame(rows, columns=columns)

    def _unplanned(self, person: int, mine: Bools) -> str:
        """What becomes of someone whom the plan does not take."""
        at_the_end = self.ensemble.status[mine, person, -1]
        if (at_the_end == SAFE).mean() > 0.5:
            return WALKS_OUT
        return STAYS if (self.problem.can | self.spared)[:, person].any() else OUT_OF_REACH

    @cached_property
    def comparison(self) -> pd.DataFrame:
        """What each rule and the plan come to in the simulation: means over the runs, and what the plan has more.

        `more` columns are the mean of the paired differences, the plan less the rule, and `pm` half the width of its
        95 % interval, nan for one run; empty if nothing was played. Deaths and injuries by falls in hand-overs are
        counted by their expectation.
        """
        best = self.played.get(THE_PLAN, ())
        rows = []
        for rule, runs in self.played.items():
            row: dict[str, object] = {"rule": rule}
            for key in ("lives", "unhurt"):
                mine = np.array([getattr(each, key) for each in runs])
                more = np.array([getattr(each, key) for each in best]) - mine
                row |= {key: float(mine.mean()), f"{key}_more": float(more.mean()), f"{key}_pm": _interval(more)}
            row["taken"] = float(np.mean([np.isfinite(each.taken_at).sum() for each in runs]))
            row["replans"] = float(np.mean([len(each.replans) for each in runs]))
            rows.append(row)
        columns = ["lives", "lives_more", "lives_pm", "unhurt", "unhurt_more", "unhurt_pm", "taken", "replans"]
        return pd.DataFrame(rows, columns=["rule", *columns]).set_index("rule")

    def to_html(self, path: str | Path) -> None:
        """Write the plan as one page that opens offline."""
        # The page stands above this; it is asked for by name, as in Run.to_html.
        page = importlib.import_module("palier.report.rescue")
        Path(path).write_text(page.rescue_html(self), encoding="utf-8", newline="\n")

    def save(self, directory: str | Path, force: bool = False) -> Path:
        """Write rescue.html, plan.csv, people.csv and comparison.csv, all or nothing.

        Raises RunExists if the directory holds anything and `force` is not given.
        """

        def write(made: Path) -> None:
            self.to_html(made / "rescue.html")
            self.steps.to_csv(made / "plan.csv", index=False, lineterminator="\n")
            self.people.to_csv(made / "people.csv", index=False, lineterminator="\n")
            self.comparison.to_csv(made / "comparison.csv", lineterminator="\n")

        write_whole(Path(directory), write, force, FILES)
        return Path(directory)

    def __repr__(self) -> str:
        """The plan and what it is worth, on a screen."""
        return (
            f"Rescue of '{self.scenario.title}' from {self.runs} runs: {self.plan.lives:.2f} of "
            f"{len(self.ensemble.names.people)} expected to live, gap {self.plan.gap:.2f}\n"
            f"{self.steps.to_string(index=False)}\n{self.comparison.to_string()}"
        )


def rescue(
    scenario: Scenario,
    runs: int = 20,
    compare: bool = True,
    progress: Callable[[str, float], None] | None = None,
) -> Rescue:
    """Plan a rescue from many runs of a scenario, and play it back.

    Parameters
    ----------
    scenario : Scenario
    runs : int
        Runs that show how long people have; each draws what people do and bear anew (`simulation.run` from 0).
    compare : bool
        Play the plan in the simulation, against nobody taken, first come first served and infants first, and against
        the plan never made again; where one of these does better, make it anew without those whom it harms.
    progress : callable, optional
        Called with what is done, and the part of all that is done already.

    Raises
    ------
    NothingToPlan
        Nobody is trapped, or no team can come.
    PlannerMissing
        OR-tools is not installed.
    """
    if runs < 1:
        raise ValueError("a plan needs at least one run")
    planner()  # said before the runs, not after
    whole = runs * (len(RULES) + 3 if compare else 1)
    done = 0

    def tell(stage: str) -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(stage, min(1.0, done / whole))  # a plan made anew takes longer

    ensemble = watch(scenario, runs, lambda _: tell("who is trapped, and for how long"))
    if not np.isfinite(ensemble.trapped).any():
        raise NothingToPlan("nobody is trapped in any of the runs: everybody walks out, or stays where it is safe")
    if not ensemble.names.teams:
        why = "; ".join(f"{r.responder}, {r.way}: {r.reason}" for r in ensemble.names.refusals)
        raise NothingToPlan(
            "nobody can come: no neighbour and no crew has a way to people"
            + (f" ({why})" if why else ". Give 'crews' an entry with 'ways'")
        )
    if not compare:
        problem = problem_of(ensemble)
        return Rescue(scenario, ensemble, problem, solve(problem), {}, np.zeros(ensemble.room.shape, bool))
    return Rescue(scenario, ensemble, *planned_and_played(scenario, runs, ensemble, tell))


def _quantile(values: np.ndarray, part: float) -> float:
    """A quantile in which inf stands for later than all; one of the values."""
    ordered = np.sort(values)
    return float(ordered[min(int(part * len(ordered)), len(ordered) - 1)])


def _interval(differences: np.ndarray) -> float:
    """Half the width of the 95 % interval of a mean; nan for one run."""
    n = len(differences)
    return float("nan") if n < 2 else float(CERTAIN * differences.std(ddof=1) / np.sqrt(n))
