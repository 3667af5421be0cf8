"""Who is hurt in the fires of a study, and what follows from where they begin."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from palier.studies.estimates import AT_ONCE, share
from palier.studies.figures import NAMES, Figures, beside, estimated, part_of, summed

AGES = (15, 65, 80)  # first year of each age group but the youngest [year]


def _ages() -> str:
    groups = [f"when years < {AGES[0]} then 'under {AGES[0]}'"]
    groups += [f"when years < {b} then '{a} to {b - 1}'" for a, b in pairwise(AGES)]
    return f"case {' '.join(groups)} when years >= {AGES[-1]} then '{AGES[-1]} and over' else 'age unknown' end"


# Groupings of persons, as SQL.
GROUPS = {
    "place": "case when at_home = fire_flat then 'flat of origin' else 'elsewhere' end",
    "storey": "level::varchar",
    "flat": "coalesce(at_home, 'no flat')",
    "age": _ages(),
}


def people(figures: Figures) -> pd.DataFrame:
    """Risk of those who were in the building: `measure`, `by`, `group`, `outcome`, then the estimate.

    The value is the part of the persons of the group who are hurt (any injury, death included) or die; `part` is
    theirs of all who do. By flat, storey, age, and whether they were in the flat of origin when it began. Persons of
    one fire are not independent: the interval is that of a ratio of sums over runs.
    """
    found = [figures.table(_sums_of_persons(figures, where)) for where in figures.ranges()]
    if not found:
        found = [figures.table(_sums_of_persons(figures, "false"))]
    keys = ["measure", "by", "group", "outcome", "stratum"]
    added = pd.concat(found, ignore_index=True).groupby(keys)
    table = added.sum()
    table[["heaviest", "largest"]] = added[["heaviest", "largest"]].max()
    table = table.reset_index()
    table["by"] = pd.Categorical(table["by"], list(GROUPS))
    table["outcome"] = pd.Categorical(table["outcome"], ["hurt", "dead"])
    whole = figures.in_order(table.sort_values(keys[1:])).astype({"by": str, "outcome": str})
    keys.remove("stratum")
    rows, sums = figures.pooled(whole, keys)
    largest = rows.merge(whole.groupby(keys[1:])["largest"].max().reset_index(), "left", on=keys[1:])["largest"]
    table = beside(rows, share(sums, largest.to_numpy(float))).drop(columns="failed")
    table["part"] = part_of(sums.total, rows, ["measure", "by", "outcome"])
    return table


def origin(figures: Figures) -> pd.DataFrame:
    """What follows from where the fire begins: `measure`, `by`, `origin`, `outcome`, then the estimate per fire.

    The estimate is of the fires that begin there; `fires` is their part of all fires, and `part` is theirs of all
    that is counted. By flat, storey and kind of room: the last word of the room's name.
    """
    places = {
        "flat": "coalesce(fire_flat, 'no flat')",
        "storey": "fire_storey::varchar",
        "room": "list_last(string_split(fire_room, '/'))",
    }
    found = []
    for by, sql in places.items():
        table = figures.table(
            f"""{figures.done}, long as (select measure, stratum, w, {sql} as origin, unnest({NAMES}) as outcome,
            unnest(y) as y from done where fire_room is not null)
            select measure, origin, outcome, stratum, {summed("y")} from long
            group by measure, origin, outcome, stratum order by origin, list_position({NAMES}, outcome), stratum"""
        )
        table.insert(1, "by", by)
        found.append(table)
    whole = figures.in_order(pd.concat(found, ignore_index=True))
    stack = figures.pooled(whole, ["measure", "by", "origin", "outcome"])
    rows, sums = stack
    table = beside(rows, estimated(stack, rows["outcome"], figures.largest, None)).drop(columns="failed")
    over = ["measure", "by", "outcome"]
    table["fires"] = part_of(sums.exposure, rows, over)
    table["part"] = part_of(sums.total, rows, over)
    return table


def _sums_of_persons(figures: Figures, where: str) -> str:
    """SQL of the sums of hurt and dead by every grouping of persons, of some of the runs."""
    sets = ", ".join(f"(run, measure, stratum, w, {by})" for by in GROUPS)
    by = " ".join(f"when grouping({by}) = 0 then '{by}'" for by in GROUPS)
    return f"""{figures.done}, person as (
            select run, measure, stratum, w, outcome, {", ".join(f"{sql} as {by}" for by, sql in GROUPS.items())}
            from (select run, measure::varchar as measure, flat::varchar as at_home, storey as level, age as years,
                outcome from persons where {where})
            join (select * from done where {where}) using (run, measure)
        ), each as (
            select measure, stratum, w, case {by} end as "by", coalesce({", ".join(GROUPS)}) as "group",
            count(*)::double as e, count(*) filter (outcome <> 'unhurt') as hurt,
            count(*) filter (outcome = 'dead') as dead from person group by grouping sets ({sets})
        ), long as (
            select *, unnest(['hurt', 'dead']) as outcome, unnest([hurt, dead])::double as y from each
        ) select measure, "by", "group", outcome, stratum, greatest(max(y), least(max(e), {AT_ONCE})) as largest,
        {summed("y", "e")} from long group by measure, "by", "group", outcome, stratum"""
