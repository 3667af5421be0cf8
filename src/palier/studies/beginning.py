"""What keeps a study from beginning though all of it can be read: it would run for hours and tell nothing.

A study that has begun is read without these rules, so that what an older palier let pass can still be summed up.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from palier.scenario.problems import Fault
from palier.studies.definition import AS_IS, StudyDefinition
from palier.studies.draw import Building
from palier.studies.rules import once
from palier.studies.variables import saltelli_group

MOST_HELD = 50_000_000  # numbers of a design that is made all at once, 400 MB in every process [-]
SHARED = 0.0101  # by which the parts of the runs may miss all of them, as three of 0.33 do [-]


def begins(definition: StudyDefinition, buildings: dict[str, Building]) -> list[Fault]:
    """Every reason why it had better not begin.

    Parameters
    ----------
    definition : StudyDefinition
    buildings : dict of Building
        By measure, `as it is` first.
    """
    return [
        *_something_burns(definition, buildings[AS_IS]),
        *_measures_change_something(definition, buildings),
        *_strata_share_out_the_runs(definition),
        *_tails_come_up_more_often(definition),
        *_there_is_a_group(definition),
        *_points_can_be_held(definition),
        *_it_can_stop(definition),
    ]


def _something_burns(definition: StudyDefinition, building: Building) -> Iterator[Fault]:
    fires = building.scenario.fires
    if not fires:
        yield Fault(
            ("scenario",),
            f"no fire can start: {definition.scenario} has none, and nothing else harms anybody. Write 'dwelling: yes' "
            "for one of the ready-made set, or put one under 'fires' of the scenario",
        )
        return
    drawn = {keys[:3] for each in building.assigned.values() for keys in each.keys}
    first = min(
        0.0 if ("fires", name, "ignition") in drawn else math.inf if fire.ignition.at is None else fire.ignition.at
        for name, fire in fires.items()
    )
    if first >= definition.duration:
        yield Fault(
            ("duration",),
            f"no fire can start: {', '.join(fires)} of {definition.scenario} would begin after the "
            f"{definition.duration:g} s that are simulated",
        )


def _measures_change_something(definition: StudyDefinition, buildings: dict[str, Building]) -> Iterator[Fault]:
    base = buildings[AS_IS]
    for name, measure in definition.measures.items():
        building = buildings.get(name)
        if building is None or measure.vary or building.assigned != base.assigned:
            continue
        if building.scenario.model_copy(update={"title": base.scenario.title}) == base.scenario:
            yield Fault(
                ("measures", name),
                f"measure '{name}' changes nothing: the building is so without it. Say what it changes, or drop it",
            )


def _strata_share_out_the_runs(definition: StudyDefinition) -> Iterator[Fault]:
    shares = definition.strata.shares if definition.strata is not None else {}
    whole = sum(shares.values())
    if shares and abs(whole - 1.0) > SHARED:
        yield Fault(
            ("strata", "shares"),
            f"strata: the shares add up to {whole:g}: each is a part of the runs, so let all of them add up to 1",
        )


def _tails_come_up_more_often(definition: StudyDefinition) -> Iterator[Fault]:
    for name, variable in definition.vary.items():
        asked = variable.oversample
        if asked is not None and asked.share <= asked.tail * (1.0 + 1e-9):
            rarer = "as often as without" if math.isclose(asked.share, asked.tail) else "more seldom than without"
            yield Fault(
                ("vary", name, "oversample"),
                f"variable '{name}': oversample: {asked.tail:.3g} of all fires lie in this tail by themselves, so that "
                f"with 'share: {asked.share:g}' it comes up {rarer}. Give a share of more than {asked.tail:.3g}, or "
                "take oversample away",
            )


def _there_is_a_group(definition: StudyDefinition) -> Iterator[Fault]:
    group = saltelli_group(definition.vary)
    if definition.sampling == "saltelli" and definition.runs < group:
        yield Fault(
            ("runs",),
            f"Saltelli's design has no fewer than {group} runs here, 2 and one more for every variable, and good "
            f"indices take hundreds of such groups: write 'runs: {group * 256}'",
        )


def _points_can_be_held(definition: StudyDefinition) -> Iterator[Fault]:
    dimensions = len(once(definition))
    if definition.sampling in ("latin hypercube", "saltelli") and definition.runs * dimensions > MOST_HELD:
        yield Fault(
            ("runs",),
            f"sampling by {definition.sampling} is drawn all at once, and {definition.runs} runs of {dimensions} "
            f"variables would fill the memory of every process: take no more than {MOST_HELD // dimensions} runs, or "
            "'sampling: sobol'",
        )


def _it_can_stop(definition: StudyDefinition) -> Iterator[Fault]:
    stop = definition.stop
    if stop is not None and stop.at_least > definition.runs:
        yield Fault(
            ("stop", "at_least"),
            f"stop: {stop.at_least} runs that are done in any case are more than the {definition.runs} that there are: "
            "write 'at_least' with fewer, or 'runs' with more",
        )
