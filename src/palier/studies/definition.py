"""A study as its file describes it: a scenario, what varies, the measures, and when to stop."""

from __future__ import annotations

from hashlib import sha256
from typing import Literal

from pydantic import Field

from palier.scenario.building import Described
from palier.scenario.scenario import Note, Variant
from palier.scenario.units import Duration
from palier.studies.variables import Variable

AS_IS = "as it is"  # the building without any of the measures


def file_name(measure: str) -> str:
    """The name of a measure as that of a directory; two measures never share one."""
    plain = "".join(c if c.isalnum() else "-" for c in measure)[:60]
    return plain if plain == measure else f"{plain}-{sha256(measure.encode()).hexdigest()[:6]}"


class Measure(Variant):
    """Something that the building could have: a change of the scenario, and what it costs.

    What a measure sets stays as it sets it, whatever the study draws; things that it adds vary as the study says.
    """

    scenario: str | None = Field(
        default=None,
        description="Another scenario file, whose building stands in place of the study's: its flats and their rooms "
        "have the same names. Fires, people, crews, habits and weather are the study's; what heat sets off outside "
        "flats, such as the lining of a stair, is the building's own, as are its alarms.",
    )
    cost: float | None = Field(
        default=None, ge=0, allow_inf_nan=False, description="Per year, in the study's currency."
    )
    vary: dict[str, Variable] = Field(
        default_factory=dict,
        description="Variables under this measure: in place of the study's of the same name, by the same draws.",
    )


class Stop(Described):
    """Stop before the last run once an estimate is known well enough; looked at after every block of runs."""

    figure: str = Field(description="An outcome of the study, such as `stair impassable` or `dead`.")
    width: float = Field(
        gt=0, allow_inf_nan=False, description="Of its 95 % interval, from end to end, as a part of the estimate."
    )
    measure: str = Field(default=AS_IS, description="Under which measure.")
    at_least: int = Field(default=200, ge=20, description="Runs that are done in any case.")


class Strata(Described):
    """Stratified sampling: the runs are shared out among the values of one variable."""

    by: str = Field(description="A variable with a choice.")
    shares: dict[str, float] = Field(
        default_factory=dict, description="Part of the runs for each value, 1 in all; default as often as it comes up."
    )


class StudyDefinition(Described):
    """What a study file says."""

    title: str = Field(default="untitled study", description="What the report is headed with.")
    description: str | None = Field(default=None, description="A few sentences for the report.")
    scenario: str = Field(description="The scenario file, seen from this one.")
    dwelling: bool | tuple[str, ...] = Field(
        default=False,
        description="Draw where and what burns, who is at home, doors, alarms, weather and fire service from the "
        "ready-made set for flats; variables of the same name under `vary` take their place. Or names of some of its "
        "variables, such as `[growth, size]`, which join those under `vary`; the scenario stays as it is then.",
    )
    seed: int = Field(default=1, ge=0, description="Number from which everything drawn follows.")
    runs: int = Field(default=1000, ge=1, le=10_000_000, description="Fires, each under every measure.")
    sampling: Literal["sobol", "latin hypercube", "random", "saltelli"] = Field(
        default="sobol",
        description="How the variables are spread over the runs: Sobol' points, scrambled; a Latin hypercube, whose "
        "runs depend on how many there are; independent; or Saltelli's design for Sobol' indices.",
    )
    duration: Duration = Field(default=3600.0, gt=0, le=604800, description="Time simulated of each fire. [s]")
    output_every: Duration = Field(
        default=20.0, ge=0.1, le=3600, description="Time between the states that landings are judged by. [s]"
    )
    longest_step: Duration = Field(default=2.0, ge=0.01, le=5, description="Largest time step of the smoke solver. [s]")
    vary: dict[str, Variable] = Field(default_factory=dict, description="What differs from fire to fire.")
    correlate: tuple[tuple[str, str, float], ...] = Field(
        default=(),
        description="Pairs of variables and their rank correlation (Spearman), by a Gaussian copula; of variables with "
        "`by` that of their places within the case that holds, which among all fires is less.",
    )
    measures: dict[str, Measure] = Field(default_factory=dict, description="What the building could have.")
    strata: Strata | None = Field(default=None, description="Share the runs out among the values of one variable.")
    stop: Stop | None = Field(default=None, description="Stop early once an estimate is known well enough.")
    outcomes: tuple[str, ...] = Field(
        default=("stair impassable before the crew", "stair impassable", "dead", "hurt"),
        min_length=1,
        description="Shown while the study runs, and first in its report.",
    )
    fires_per_year: float | None = Field(
        default=None,
        gt=0,
        allow_inf_nan=False,
        description="In this building: turns what a fire costs into what a year costs.",
    )
    currency: str = Field(default="EUR", description="Of the costs.")
    replays: int = Field(default=10, ge=0, le=100, description="Worst fires that get a report of their own.")
    notes: tuple[Note, ...] = ()
