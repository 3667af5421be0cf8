"""What a study comes to: tables of estimates, each with its 95 % interval, made from the database of its runs."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from palier.studies.decides import sensitivity, tornado
from palier.studies.definition import AS_IS, StudyDefinition
from palier.studies.estimates import AT_ONCE, Pairs, Sums, difference, if_failed, probability
from palier.studies.figures import NAMES, OUTCOMES, Figures, beside, estimated, outcome, quoted, stacked, summed
from palier.studies.who import origin, people

STEPS = 40  # of the table of convergence [-]
MINUTE = 60.0  # s

# What makes a fire worse than another: the next counts where all before it are equal.
WORST_FIRST = ("dead", "severe", "hospital", "trapped", "coalesce(stair_impassable_for, 0)")


class Summary:
    """Tables of a study, each made when it is first asked for.

    Every figure but `worst` and `failures` is of completed runs; `outcomes` says what failed runs could change.
    The database sums up; what is kept here does not grow with the number of runs.

    Parameters
    ----------
    database : duckdb.DuckDBPyConnection
        With the views `runs`, `landings`, `persons` and `inputs` of a study.
    study : StudyDefinition
        As it was run.
    """

    def __init__(self, database: Any, study: StudyDefinition) -> None:
        self.study = study
        self.figures = Figures(database, study)
        self.measures = self.figures.measures

    @cached_property
    def empty_strata(self) -> list[str]:
        """Strata of which no run is completed: until there are some, nothing can be said of all fires."""
        found = self.figures.table(f"{self.figures.done} select distinct stratum from done")
        there = set(found["stratum"]) if len(found) else set()
        return [name for name in self.figures.parts or {} if name not in there]

    # ------------------------------------------------------------------ what happens

    @cached_property
    def counts(self) -> pd.DataFrame:
        """How many runs there are of each measure: `measure`, `runs`, `completed`, `failed`, `missing`.

        `missing` is the part of all runs that failed, by their weights and strata.
        """
        table = self.figures.table(
            """select measure::varchar as measure, coalesce(stratum::varchar, '') as stratum, count(*) as runs,
            count(*) filter (status = 'completed') as completed, sum(weight) as w,
            coalesce(sum(weight) filter (status <> 'completed'), 0) as lost from runs group by all order by stratum"""
        )
        part = table["lost"] / table["w"]
        table["missing"] = part * (1.0 if self.figures.parts is None else table["stratum"].map(self.figures.parts))
        added = table.groupby("measure", sort=False)[["runs", "completed", "missing"]].sum().reset_index()
        added.insert(3, "failed", added["runs"] - added["completed"])
        return added

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """What happens under each measure: `measure`, `outcome`, then the estimate.

        `least` and `most` are what the value would be had nothing happened in any of the failed runs, and the most
        that any run had in all of them: of counts three at least.
        """
        stack = stacked(self.figures.sums, ["measure", "outcome"], self.figures.parts)
        rows = stack.rows.merge(self.counts[["measure", "failed", "missing"]], "left", on="measure")
        found = estimated(stack, rows["outcome"], self.figures.largest, self.figures.shares, rows["failed"])
        table = beside(stack.rows, found)
        worst = {name: 1.0 if OUTCOMES[name].sure else max(n, AT_ONCE) for name, n in self.figures.largest.items()}
        table["least"], table["most"] = if_failed(found.value, rows["missing"], rows["outcome"].map(worst))
        return table

    @cached_property
    def landings(self) -> pd.DataFrame:
        """Probability that each landing cannot be walked at some time until each minute after ignition.

        `measure`, `stair`, `landing`, `storey`, `minute`, then the estimate. The last minute is the last in which a
        landing became impassable, long after others where a fire smouldered first: from then on nothing changes.
        """
        return self._impassable("impassable_from")

    @cached_property
    def landings_after_call(self) -> pd.DataFrame:
        """As `landings`, until each minute after the fire service was called.

        Minute 0 has all that were lost by the call. A landing that is lost in a fire of which nobody calls is in none.
        """
        since = "impassable_from - called_at"
        return self._impassable(f"case when {since} <= 0 then 0 else {since} end")  # `greatest` would pass over nulls

    def _impassable(self, since: str) -> pd.DataFrame:
        keys = ["measure", "stair", "landing", "storey"]
        found = self.figures.table(
            f"""{self.figures.done} select {", ".join(keys)}, stratum, ceil(since / {MINUTE}) as minute,
            count(*)::double as runs, sum(w) as w, sum(w * w) as ww
            from (select run, measure::varchar as measure, landing, storey, stair, {since} as since
                from landings join (select run, measure, called_at from runs) using (run, measure))
            join done using (run, measure) group by all order by stair, storey, landing, minute"""
        )
        last = 0 if found["minute"].isna().all() else int(found["minute"].max())
        return self._cumulated(found, keys, "minute", range(last + 1))

    @cached_property
    def fn(self) -> pd.DataFrame:
        """F-N curve: how often N or more persons die: `measure`, `dead`, the estimate per fire, and per year if known.

        The interval of each N is that of its own probability; it does not hold for all N at once.
        """
        found = self.figures.table(
            f"""{self.figures.done} select measure, stratum, -dead as fewer, count(*)::double as runs, sum(w) as w,
            sum(w * w) as ww from done join (select run, measure::varchar as measure, dead from runs)
            using (run, measure) group by all order by fewer"""
        )
        most = max(1, int(-found["fewer"].min())) if len(found) else 1
        table = self._cumulated(found, ["measure"], "fewer", range(-most, 0))
        table.insert(1, "dead", -table.pop("fewer"))
        return self._per_year(self.figures.in_order(table.sort_values("dead", kind="stable")))

    def _cumulated(self, found: pd.DataFrame, keys: list[str], level: str, levels: range) -> pd.DataFrame:
        """Probabilities that a level is reached, from how many runs reached which first."""
        of_all = self.figures.sums[self.figures.sums["outcome"] == "dead"].drop(
            columns=["events", "total", "cross", "squares"]
        )
        rows = found[keys].drop_duplicates().merge(pd.DataFrame({level: list(levels)}), "cross")
        parts = rows.merge(of_all, on="measure").merge(
            found.dropna(subset=level).rename(columns={"runs": "events", "w": "total", "ww": "squares"}),
            "left", on=[*keys, "stratum", level],
        )  # fmt: skip
        counted = ["events", "total", "squares"]
        parts[counted] = (
            parts.fillna(dict.fromkeys(counted, 0.0)).groupby([*keys, "stratum"], sort=False)[counted].cumsum()
        )
        parts["cross"] = parts["squares"]
        stack = stacked(parts, [*keys, level], self.figures.parts)
        failed = stack.rows.merge(self.counts[["measure", "failed"]], "left", on="measure")["failed"]
        return beside(stack.rows, probability(stack.sums, self.figures.shares, failed))

    def _per_year(self, table: pd.DataFrame) -> pd.DataFrame:
        if self.study.fires_per_year is not None:
            for name in ("value", "low", "high"):
                table[f"{name}_per_year"] = table[name] * self.study.fires_per_year
        return table

    # ------------------------------------------------------------------ what a measure does

    @cached_property
    def effects(self) -> pd.DataFrame:
        """What each measure changes, over the runs completed under it and as it is: `measure`, `outcome`, then

        `value`, `low`, `high` : the outcome under the measure less that as it is, per fire
        `runs`, `events` : pairs of runs, and those in which the two differ
        `failed` : runs that are missing, under the one or the other
        `variance_ratio` : variance of the difference over what as many other runs for the measure would have given
        `relative`, `relative_low`, `relative_high` : the difference as a part of the outcome as it is
        `verdict` : `less`, `more`, or `not told apart from none` where the interval holds 0
        `averted_per_year` with `_low`, `_high` : if the study says how many fires there are in a year
        `cost_per_averted` with `_low`, `_high` : if it also says what the measure costs; without an upper end where
        the measure may avert none, and without a value where it averted none

        Each interval holds for itself: of twenty measures that do nothing, one may be told apart by chance.
        """
        fields = {"a": "first_", "b": "second_", "greatest(b - a, 0)": "more_", "greatest(a - b, 0)": "less_"}
        found = self.figures.table(
            f"""{self.figures.done}, pairs as (
                select m.measure, m.stratum, m.w, unnest({NAMES}) as outcome, unnest(o.y) as a, unnest(m.y) as b
                from done m join done o on m.run = o.run and o.measure = '{AS_IS}' and m.measure <> '{AS_IS}'
            ) select measure, outcome, stratum, max(abs(b - a)) as widest,
            {", ".join(summed(y, name=name) for y, name in fields.items())}
            from pairs group by measure, outcome, stratum order by list_position({NAMES}, outcome), stratum"""
        )
        keys = ["measure", "outcome"]
        of = [stacked(found, keys, self.figures.parts, name) for name in fields.values()]
        rows = of[0].rows
        widest = rows.merge(found.groupby(keys)["widest"].max().reset_index(), "left", on=keys)["widest"]
        pairs = Pairs(*(stack.sums for stack in of))
        sure = np.array([outcome(name).sure for name in rows["outcome"]], bool)
        chances = difference(pairs, None, self.figures.shares)
        most = rows["outcome"].map(self.figures.largest).to_numpy(float)
        counts = difference(pairs, most, self.figures.shares, widest.to_numpy(float))
        columns = {
            name: np.where(sure, one, other) for name, one, other in zip(chances._fields, chances, counts, strict=True)
        }
        table = pd.concat([rows, pd.DataFrame(columns)], axis=1)
        whole = self.figures.number("select count(distinct run) from runs") if self.study.sampling != "saltelli" else 0
        table["failed"] = np.maximum(whole - table["runs"], 0)
        table["verdict"] = np.select([table["high"] < 0.0, table["low"] > 0.0], ["less", "more"], _NONE)
        return self._with_costs(table)

    def _with_costs(self, table: pd.DataFrame) -> pd.DataFrame:
        fires = self.study.fires_per_year
        if fires is None:
            return table
        averted = {"": "value", "_low": "high", "_high": "low"}
        for end, column in averted.items():
            table[f"averted_per_year{end}"] = -fires * table[column]
        cost = table["measure"].map({name: each.cost for name, each in self.study.measures.items()}).astype(float)
        if cost.notna().any():
            for end, other in {"": "", "_low": "_high", "_high": "_low"}.items():
                of = table[f"averted_per_year{other}"]
                table[f"cost_per_averted{end}"] = (cost / of.where(of > 0.0)).where(
                    (of > 0.0) | cost.isna() | (end != "_high"), np.inf
                )
        return table

    # ------------------------------------------------------------------ who and where

    @cached_property
    def people(self) -> pd.DataFrame:
        """Risk by place, storey, flat and age: see `palier.studies.who.people`."""
        return people(self.figures)

    @cached_property
    def origin(self) -> pd.DataFrame:
        """What follows from where the fire begins: see `palier.studies.who.origin`."""
        return origin(self.figures)

    # ------------------------------------------------------------------ single runs

    @cached_property
    def worst(self) -> pd.DataFrame:
        """The worst runs of each measure, as many as get a replay: most dead first, then overcome, in hospital,
        trapped, and the longest without a stair; the lower number of two that are alike."""
        order = ", ".join(f"{each} desc" for each in WORST_FIRST)
        found = []
        for measure in self.measures:
            table = self.figures.table(
                f"""select measure::varchar as measure, run, dead, severe, hospital, minor, trapped,
                stair_impassable_from, stair_impassable_for, fire_room::varchar as fire_room,
                fire_flat::varchar as fire_flat, weight from runs
                where status = 'completed' and measure in {quoted([measure])}
                order by {order}, run limit {self.study.replays}"""
            )
            table.insert(1, "place", range(1, len(table) + 1))
            found.append(table)
        return pd.concat(found, ignore_index=True)

    @cached_property
    def failures(self) -> pd.DataFrame:
        """Runs that gave no result: `run`, `measure`, `status`."""
        return self.figures.table(
            """select run, measure::varchar as measure, status::varchar as status from runs
            where status <> 'completed' order by run"""
        )

    @cached_property
    def median_run(self) -> int | None:
        """The run as it is in the middle of all, from the mildest to the worst, by their weights."""
        order = ", ".join(WORST_FIRST)
        parts = self.figures.parts or {}
        found = self.figures.database.execute(
            f"""{self.figures.done}, weighed as (
                select r.*, done.w * coalesce(part / count(*) over (partition by done.stratum), 1) as counts_for
                from done join runs r on r.run = done.run and r.measure::varchar = done.measure
                left join (select unnest(?::varchar[]) as stratum, unnest(?::double[]) as part) parts
                on parts.stratum = done.stratum where done.measure = '{AS_IS}'
            ) select run from (
                select run, sum(counts_for) over (order by {order}, run) as up_to, sum(counts_for) over () as whole
                from weighed
            ) where up_to >= whole / 2 order by up_to, run limit 1""",
            [list(parts), list(parts.values())],
        ).fetchone()
        return None if found is None else int(found[0])

    @cached_property
    def sample(self) -> list[int]:
        """Runs picked at random, always the same, of those completed under every measure."""
        whole = f"""select run from runs group by run
            having count(*) filter (status = 'completed') = {len(self.measures)}"""
        n = self.figures.number(f"select count(*) from ({whole})")
        places = np.random.default_rng(self.study.seed).choice(n, min(n, self.study.replays), replace=False)
        if not places.size:
            return []
        found = self.figures.database.execute(
            f"""select run from (select run, row_number() over (order by run) - 1 as place from ({whole}))
            where place in ({", ".join(map(str, places))}) order by run"""
        ).fetchall()
        return [int(run) for (run,) in found]

    # ------------------------------------------------------------------ how sure, and what decides

    @cached_property
    def convergence(self) -> pd.DataFrame:
        """The estimates of the study's chosen outcomes from the first runs only: about forty steps up to all."""
        step = -(-(self.figures.number("select coalesce(max(run), 0) from runs") + 1) // STEPS)
        found = self.figures.table(
            f"""{self.figures.done}, long as (select run // {step} as step, measure, stratum, w,
            unnest({NAMES}) as outcome, unnest(y) as y from done)
            select measure, outcome, stratum, step, {summed("y")} from long
            where outcome in {quoted(self.study.outcomes)} group by measure, outcome, stratum, step
            order by list_position({NAMES}, outcome), stratum, step"""
        )
        keys, fields = ["measure", "outcome", "stratum"], list(Sums._fields)
        steps = pd.DataFrame({"step": sorted(found["step"].unique())})
        every = found[keys].drop_duplicates().merge(steps, "cross").merge(found, "left", on=[*keys, "step"])
        every[fields] = every[fields].fillna(0.0)
        within = every.groupby(keys, sort=False)
        heaviest = within["heaviest"].cummax()
        every[fields] = within[fields].cumsum()
        every["heaviest"] = heaviest
        stack = stacked(every, ["measure", "outcome", "step"], self.figures.parts)
        found_ = estimated(stack, stack.rows["outcome"], self.figures.largest, self.figures.shares)
        return beside(stack.rows.drop(columns="step"), found_).drop(columns="failed")

    @cached_property
    def sensitivity(self) -> pd.DataFrame:
        """Sobol' indices: see `palier.studies.decides.sensitivity`."""
        return sensitivity(self.figures)

    @cached_property
    def tornado(self) -> pd.DataFrame:
        """What each variable changes by itself: see `palier.studies.decides.tornado`."""
        return tornado(self.figures)


_NONE = "not told apart from none"
