"""Typical fires in flats, a study of many: casualties per thousand fires, beside what statistics say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from palier.studies.definition import AS_IS
from palier.studies.estimates import Estimate, Pairs, count, difference, share
from palier.studies.figures import stacked, summed
from palier.studies.summary import Summary
from palier.validation.incidents import folder

WITHOUT_ALARM, WITH_ALARM = "without alarm", "with a working alarm"
SPRINKLERS = "sprinklers"
DOOR_SHUT, DOOR_OPEN = "door shut", "door left open"
LEAST_PERSONS = 5  # that others are set against; with fewer a ratio says nothing
PER_THOUSAND = "per 1000"

HURT = "severe + hospital + minor"  # who lived
TAKEN_IN = "severe + hospital"  # to hospital
ATTENDED = f"((called_at is not null or dead + {HURT} > 0)::int)"  # fires that the fire service knows of
HURT_ELSEWHERE = "hurt_elsewhere - dead_elsewhere"


def dead_by(cause: str) -> str:
    """The dead of fires whose cause, the stratum of the study, is like that."""
    return f"case when stratum::varchar like '{cause}' then dead else 0 end"


class Figure(NamedTuple):
    """What the study comes to for an aim, with its 95 % interval."""

    aim: Aim
    value: float | None  # None where there is nothing to divide by
    low: float
    high: float
    fires: int
    persons: float  # that were counted, whatever each fire stands for
    over: float  # what they are set against, counted so: fires, or persons

    @property
    def verdict(self) -> str:
        """`inside`, `not told apart` where only the interval reaches the range, or `below` or `above`.

        Persons set against fewer than `LEAST_PERSONS` say nothing.
        """
        if self.value is None:
            return "no number"
        if self.aim.unit != PER_THOUSAND and self.over < LEAST_PERSONS:
            return "too few to say"
        if self.aim.low <= self.value <= self.aim.high:
            return "inside"
        if self.low <= self.aim.high and self.high >= self.aim.low:
            return "not told apart"
        return "below" if self.value < self.aim.low else "above"


class Aim(NamedTuple):
    """A figure from statistics: what it is, its range, and where it is from."""

    name: str
    says: str
    low: float
    high: float
    unit: str
    of: Callable[[Summary, Aim], Figure]
    source: str


def definition() -> Path:
    """The file of the study."""
    return folder().parent / "casualties" / "flat-fires.yaml"


def _per_fire(counted: str) -> Callable[[Summary, Aim], Figure]:
    """Persons per thousand attended fires, as the building is."""
    return lambda summary, aim: _over(summary, aim, counted, ATTENDED, counted, count, 1000.0)


def _part(counted: str, whole: str) -> Callable[[Summary, Aim], Figure]:
    """Some of the persons that something happened to, as the building is. [%]"""
    return lambda summary, aim: _over(summary, aim, counted, whole, whole, share, 100.0)


def _over(
    summary: Summary, aim: Aim, counted: str, over: str, largest: str, by: Callable[..., Estimate], scale: float
) -> Figure:
    """One sum over another, of the fires in the building as it is.

    The quotient of what either comes to over all strata (the combined ratio estimate, Cochran 1977, section 6.11). The
    interval does not take off what the strata have in common, which is next to nothing of what is rare.
    """
    found = summary.figures.table(
        f"""select '{AS_IS}' as measure, stratum, {summed("y", "e")},
        max(most) as most, sum(y) as persons, sum(e) as of from (
            select weight as w, coalesce(stratum::varchar, '') as stratum,
            ({counted})::double as y, ({over})::double as e, {largest} as most
            from runs where status = 'completed' and measure::varchar = '{AS_IS}'
        ) group by stratum"""
    )
    persons, of, fires = (float(found[name].sum()) for name in ("persons", "of", "runs"))
    if of == 0.0:
        return Figure(aim, None, np.nan, np.nan, int(fires), persons, of)
    most = float(found["most"].max())
    told = by(summary.figures.pooled(found, ["measure"]).sums, np.array([most]))
    value, low, high = (scale * float(np.asarray(each)[0]) for each in told[:3])
    return Figure(aim, value, low, high, int(fires), persons, of)


def _ratio(measure: str, to: str, counted: str) -> Callable[[Summary, Aim], Figure]:
    """Persons under one measure over those under another, in the same fires."""

    def of(summary: Summary, aim: Aim) -> Figure:
        fields = {"a": "first_", "b": "second_", "greatest(b - a, 0)": "more_", "greatest(a - b, 0)": "less_"}
        found = summary.figures.table(
            f"""with figures as (
                select run, measure::varchar as measure, coalesce(stratum::varchar, '') as stratum, weight as w,
                ({counted})::double as y from runs where status = 'completed'
            ), pairs as (
                select m.w, m.stratum, o.y as a, m.y as b from figures m join figures o
                on m.run = o.run and m.measure = '{measure}' and o.measure = '{to}'
            ) select '{measure}' as measure, stratum, {", ".join(summed(y, name=n) for y, n in fields.items())},
            max(greatest(a, b)) as most, max(abs(b - a)) as widest, sum(a) as before, sum(b) as after
            from pairs group by stratum"""
        )
        fires, before, after = (float(found[name].sum()) for name in ("first_runs", "before", "after"))
        if before == 0.0:
            return Figure(aim, None, np.nan, np.nan, int(fires), after, before)
        parts = summary.figures.parts
        told = difference(
            Pairs(*(stacked(found, ["measure"], parts, name).sums for name in fields.values())),
            np.array([found["most"].max()]),
            summary.figures.shares,
            np.array([found["widest"].max()]),
        )
        ratios = [1.0 + float(each[0]) for each in (told.relative, told.relative_low, told.relative_high)]
        if not np.isfinite(ratios[0]):  # a stratum without a pair of fires: nothing is known of it
            return Figure(aim, None, np.nan, np.nan, int(fires), after, before)
        value, low, high = (max(0.0, each) for each in ratios)
        return Figure(aim, value, low, high, int(fires), after, before)

    return of


AIMS = (
    Aim("deaths", "Deaths per 1000 attended fires", 3, 8, PER_THOUSAND, _per_fire("dead"),
        "France 2009: 3.6; England 2022/23: some 7.5; apartments in the United States: 3.5 to 4"),
    Aim("hospital", "Taken to hospital per 1000 attended fires", 20, 80, PER_THOUSAND, _per_fire(TAKEN_IN),
        "France 2009: 10 serious; England: some 75 to hospital"),
    Aim("hurt", "Any injury per 1000 attended fires", 90, 190, PER_THOUSAND, _per_fire(HURT),
        "France 2009: 107; England: some 180"),
    Aim("outside", "Part of the deaths outside the flat where the fire began", 0, 10, "%",
        _part("dead_elsewhere", "dead"), "England 2009/10: 22 of over 8000 fires in blocks made more than five leave"),
    Aim("cooking", "Part of the deaths in fires begun by cooking", 7, 14, "%", _part(dead_by("cooking%"), "dead"),
        "England, accidental fires in dwellings: 7 % in 2017/18, 14 % in 2019/20, 11 % in 2021/22"),
    Aim("smoking", "Part of the deaths in fires begun by smoking", 23, 37, "%", _part(dead_by("smoking%"), "dead"),
        "England, accidental fires in dwellings: 23 % in 2019/20, 24 % in 2021/22; Great Britain 2013/14: 37 %"),
    Aim("asleep", "Part of the deaths in fires that begin while people sleep", 49, 70, "%",
        _part(dead_by("%asleep"), "dead"), "by the hour: United States 2017 to 2019, 49 % from 11 at night to 7 in the "
        "morning; Paris, 70 % at night; 17 % of the fires here"),
    Aim("alarm", "Deaths with a working alarm over deaths without", 0.4, 0.65, "times",
        _ratio(WITH_ALARM, WITHOUT_ALARM, "dead"), "United States: 35 to 55 % fewer, by kind of alarm and years; "
        "Sweden: an alarm would have saved 37 % of the dead of 144 fires"),
    Aim("sprinklers", "Deaths with sprinklers over deaths without", 0.1, 0.2, "times",
        _ratio(SPRINKLERS, AS_IS, "dead"), "United States: 81 to 89 % fewer, in other homes than those "
        "without; Sweden: a sprinkler would have saved 68 % of the dead of 144 fires, which would be 0.32"),
    Aim("door", "Hurt outside the flat with its door shut over those with it left open", 0, 0.5, "times",
        _ratio(DOOR_SHUT, DOOR_OPEN, HURT_ELSEWHERE), "no statistic is known; a half at most is judgement"),
)  # fmt: skip


def evaluate(summary: Summary) -> list[Figure]:
    """What the study comes to for every aim."""
    return [aim.of(summary, aim) for aim in AIMS]


def rows(figures: list[Figure]) -> list[dict[str, object]]:
    """A row for each figure, JSON-able."""
    return [
        {
            "figure": figure.aim.name, "says": figure.aim.says, "low": figure.aim.low, "high": figure.aim.high,
            "unit": figure.aim.unit, "value": None if figure.value is None else round(figure.value, 4),
            "from": None if figure.value is None else round(figure.low, 4),
            "to": None if figure.value is None else round(figure.high, 4),
            "fires": figure.fires, "persons": round(figure.persons), "verdict": figure.verdict,
            "source": figure.aim.source,
        }
        for figure in figures
    ]  # fmt: skip
