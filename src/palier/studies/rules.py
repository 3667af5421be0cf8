"""What a study file's models cannot see because it lies between its parts: one function per rule."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from palier.scenario.problems import Fault, nearest
from palier.studies.definition import AS_IS, StudyDefinition
from palier.studies.outcomes import OUTCOMES
from palier.studies.points import MOST_SOBOL, correlation
from palier.studies.variables import LONGEST, Variable, among, that_hold, told


def rules(definition: StudyDefinition) -> list[Fault]:
    """Every breach of every rule."""
    return [fault for rule in RULES for fault in rule(definition)]


def once(definition: StudyDefinition) -> dict[str, Variable]:
    """The variables that are drawn once for a fire."""
    return {name: each for name, each in definition.vary.items() if not each.each and each.remove is None}


def variables_refer_to_each_other(definition: StudyDefinition) -> Iterator[Fault]:
    """`by` names a variable that stands before, and there is a case for each of its values."""
    for name, fault in among(definition.vary):
        yield Fault(("vary", name), f"variable '{name}': {fault}")


def there_are_dimensions(definition: StudyDefinition) -> Iterator[Fault]:
    """Sobol' points have no more dimensions than their tables."""
    if len(once(definition)) > MOST_SOBOL and definition.sampling == "sobol":
        yield Fault(("vary",), f"more variables than Sobol' points have dimensions ({MOST_SOBOL})")


def measures_are_named(definition: StudyDefinition) -> Iterator[Fault]:
    """No measure has the name of the building without one; its variables drawn once are the study's."""
    for name, measure in definition.measures.items():
        if not name.strip() or not name.isprintable() or len(name) > LONGEST:
            yield Fault(("measures", name), f"{name!r} is no name for a measure: write a line of visible text")
        if name == AS_IS:
            yield Fault(("measures", name), f"'{AS_IS}' means the building without measures: use another name")
        whole = {**definition.vary, **measure.vary}
        for key, each in definition.vary.items():
            if key not in measure.vary and each.by in measure.vary and each.cases:
                whole[key] = that_hold(each, whole[each.by])  # a measure may leave fewer values to come by
        for key, fault in among(whole):
            if key in measure.vary or definition.vary[key].by in measure.vary:
                yield Fault(("measures", name, "vary", key), f"measure '{name}': variable '{key}': {fault}")
        for key, each in measure.vary.items():
            if each.oversample is not None:
                yield Fault(
                    ("measures", name, "vary", key, "oversample"),
                    f"measure '{name}': variable '{key}': oversample is for the study's own variables, as a fire "
                    "counts the same under every measure",
                )
            if not each.each and each.remove is None and key not in once(definition):
                yield Fault(
                    ("measures", name, "vary", key),
                    f"measure '{name}': '{key}' is not a variable of the study that is drawn once for a fire: write it "
                    "under the study's 'vary' too, for the building as it is, or say 'each: yes'",
                )


def correlations_can_hold(definition: StudyDefinition) -> Iterator[Fault]:
    """Correlations are between variables drawn once, and all can hold together."""
    single = once(definition)
    sound = True
    for index, (a, b, rank) in enumerate(definition.correlate):
        here = ("correlate", index)
        for name in (a, b):
            if name not in single:
                tip = nearest(name, single, "There are")
                yield Fault(here, f"correlate: '{name}' is not a variable that is drawn once for a fire. {tip}")
                sound = False
        if {a, b} in [{c, d} for c, d, _ in definition.correlate[:index]]:
            yield Fault(here, f"correlate: '{a}' and '{b}' are there twice")
            sound = False
        if a == b or not -1.0 < rank < 1.0:
            yield Fault(
                here, f"correlate: {rank:g} between '{a}' and '{b}': take a number between -1 and 1, and two names"
            )
            sound = False
    if sound and definition.correlate:
        matrix = correlation(list(single), definition.correlate)
        if np.linalg.eigvalsh(matrix).min() <= 1e-9:
            yield Fault(
                ("correlate",),
                "correlate: these correlations cannot all hold at once, as when two things that go with a third go "
                "against each other: bring them nearer to 0",
            )


def one_way_of_sampling(definition: StudyDefinition) -> Iterator[Fault]:
    """A variable is correlated, oversampled or stratified by, one of these; Saltelli's design takes none."""
    joined = {name for a, b, _ in definition.correlate for name in (a, b)}
    bent = {name for name, each in definition.vary.items() if each.oversample is not None}
    for name in sorted(joined & bent):
        yield Fault(("vary", name), f"variable '{name}' is correlated and oversampled: its weights would not be known")
    if definition.strata is not None and definition.strata.by in joined | bent:
        yield Fault(("strata", "by"), f"strata: '{definition.strata.by}' is also correlated or oversampled")
    if definition.sampling == "saltelli" and (bent or joined or definition.strata):
        yield Fault(
            ("sampling",), "Saltelli's design takes independent variables: no 'correlate', 'oversample' or 'strata'"
        )
    if definition.sampling == "saltelli" and definition.stop is not None:
        yield Fault(("stop",), "Saltelli's design is done whole: take 'stop' away")
    if definition.sampling == "saltelli" and not once(definition):
        yield Fault(("sampling",), "Saltelli's design needs variables that are drawn once for a fire")


def strata_share_out_a_choice(definition: StudyDefinition) -> Iterator[Fault]:
    """Strata are the values of a variable with a choice of its own; every value that comes up has a share."""
    strata = definition.strata
    if strata is None:
        return
    able = {n: v for n, v in once(definition).items() if v.options and v.by is None and not v.one_of}
    if strata.by not in able:
        tip = nearest(strata.by, able, "There are")
        yield Fault(
            ("strata", "by"), f"strata: '{strata.by}' is not a variable with a choice of its own drawn once. {tip}"
        )
        return
    variable = able[strata.by]
    options = {told(option): share for option, share in zip(variable.options, variable.shares, strict=True)}
    for name, share in strata.shares.items():
        if name not in options:
            yield Fault(("strata", "shares", name), f"strata: '{strata.by}' is never {name}. {nearest(name, options)}")
        elif not 0.0 <= share < np.inf:
            yield Fault(("strata", "shares", name), f"strata: the share of {name} must be finite and not negative")
    unseen = [name for name, chance in options.items() if chance > 0.0 and strata.shares.get(name, 0.0) == 0.0]
    if strata.shares and unseen:
        yield Fault(
            ("strata", "shares"), f"strata: {unseen[0]} has no share, so its fires would be missing from all estimates"
        )


def outcomes_are_known(definition: StudyDefinition) -> Iterator[Fault]:
    """The outcomes that are shown, and what the study stops by, are such as a study counts."""
    for index, name in enumerate(definition.outcomes):
        if name not in OUTCOMES:
            yield Fault(("outcomes", index), f"'{name}' is not an outcome. {nearest(name, OUTCOMES, 'Outcomes are')}")
        if name in definition.outcomes[:index]:
            yield Fault(("outcomes", index), f"outcomes: '{name}' is there twice")
    stop = definition.stop
    if stop is None:
        return
    if stop.figure not in OUTCOMES:
        tip = nearest(stop.figure, OUTCOMES, "Outcomes are")
        yield Fault(("stop", "figure"), f"stop: '{stop.figure}' is not an outcome. {tip}")
    measures = [AS_IS, *definition.measures]
    if stop.measure not in measures:
        tip = nearest(stop.measure, measures, "There are")
        yield Fault(("stop", "measure"), f"stop: '{stop.measure}' is not a measure. {tip}")


RULES = (
    outcomes_are_known,
    variables_refer_to_each_other,
    there_are_dimensions,
    measures_are_named,
    correlations_can_hold,
    one_way_of_sampling,
    strata_share_out_a_choice,
)
