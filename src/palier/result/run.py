"""One fire: what was described, what happened, how sure the books are."""

from __future__ import annotations

import importlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import xarray as xr

from palier.engine.arrays import STATUS, Events, Model, PeopleState, Scene, TeamState
from palier.engine.fingerprint import fingerprint
from palier.engine.history import Balance, History
from palier.engine.names import Names
from palier.result.balance import accounts, relative_errors
from palier.result.decisions import Explanation, decisions_table, explain, read_decisions
from palier.result.people import counts, people_table, read_people
from palier.result.rescue import (
    COLUMNS,
    DTYPES,
    REMARK_COLUMNS,
    REMARK_DTYPES,
    no_remarks,
    refusals_table,
    remarks_table,
    rescue_table,
)
from palier.result.store import input_hash, scenario_json, to_json, write_whole
from palier.result.story import events_table
from palier.result.tables import records
from palier.result.tenability import stair_passable_time, tenability_table
from palier.result.values import clock as clock
from palier.result.zones import filled, paths_dataset, zones_dataset
from palier.scenario.problems import nearest
from palier.scenario.scenario import Scenario

OK_STATUS = "completed"


class NotInRun(ValueError):
    """A person or a time that a run does not have."""


@dataclass(frozen=True, repr=False, eq=False)
class Run:
    """The result of one run; nothing in it is meant to be changed.

    scenario : the scenario that was run, variants worked in
    zones : Dataset over time, room, layer, opening, vent, fire
    paths : Dataset over time, person: status, room, flight, dose, time left
    people : one row per person
    events : time [s], kind, subject, object, value, text
    rescue : tasks of the rescuers against the time each person had left
    refusals : ways of rescue that cannot be taken, and why
    summary : status, balance, counts, steps, seed, version, timings; JSON-able
    decisions : what people chose, when, and what it was held against
    remarks : ways of rescue that can be taken: feasible or marginal, seconds per person, and by what measures
    """

    scenario: Scenario
    zones: xr.Dataset
    paths: xr.Dataset
    people: pd.DataFrame
    events: pd.DataFrame
    rescue: pd.DataFrame
    refusals: pd.DataFrame
    summary: dict[str, Any]
    decisions: pd.DataFrame
    remarks: pd.DataFrame = field(default_factory=no_remarks)

    @classmethod
    def from_history(
        cls,
        scenario: Scenario,
        names: Names,
        model: Model,
        history: History,
        balance: Balance,
        events: Events,
        people_state: PeopleState,
        team_state: TeamState,
        scene: Scene | None,
        status: str,
        timings: dict[str, Any],
        version: str,
    ) -> Run:
        """Put names, units and words to what the loop left.

        `status` is "completed" or a sentence that says where and why the run stopped. `timings`
        holds wall-clock seconds by part; an entry "steps" is the number of time steps taken.
        """
        history = filled(history)
        zones = zones_dataset(scenario, names, history)
        people = people_table(names, model, history, events, people_state)
        timings = dict(timings)
        steps = timings.pop("steps", None)
        summary = {
            "title": scenario.title,
            "status": status,
            "simulated": float(history.time[-1]),
            "steps": None if steps is None else int(steps),
            "version": version,
            "seed": scenario.simulation.seed,
            "run": scenario.simulation.run,
            "input_hash": input_hash(scenario),
            "history": fingerprint(history, events),
            "counts": counts(people),
            "stair_passable": stair_passable_time(scenario, zones),
            "balance_error": relative_errors(balance),
            "balance": accounts(balance),
            "notes": [note.model_dump() for note in scenario.notes],
            "timings": timings,
        }
        return cls(
            scenario=scenario,
            zones=zones,
            paths=paths_dataset(names, model, history),
            people=people,
            events=events_table(names, model, events),
            rescue=rescue_table(scenario, names, model, history, events),
            refusals=refusals_table(names),
            summary=summary,
            decisions=decisions_table(names, scene),
            remarks=remarks_table(names),
        )

    def why(self, person: str, time: float) -> Explanation:
        """Why somebody was doing what they were doing at a time; `print` it.

        Parameters
        ----------
        person : str
            As named in `people`.
        time : float
            After ignition. [s]

        Returns
        -------
        Explanation
            The decision in force, what the person knew, and the places held to be full of smoke.

        Raises
        ------
        NotInRun
            Nobody of this name, or the time is outside the run: a ValueError.
        """
        everyone = [str(name) for name in self.people["person"]]
        if person not in everyone:
            raise NotInRun(f"nobody is called '{person}'. {nearest(person, everyone, 'People are')}")
        last = float(self.zones["time"][-1])
        if not 0.0 <= time <= last:
            raise NotInRun(f"the run lasts from 0 to {last:g} s, and {time:g} s is outside it")
        at = self.paths.sel(person=person).sel(time=time, method="ffill")
        place = str(self.paths["place"].values[int(at["person_room"])])
        status = STATUS[int(at["person_status"])]
        return explain(self.decisions, self.events, person, time, f"{status}, in {place}")

    @cached_property
    def tenability(self) -> pd.DataFrame:
        """Per landing and room: when each limit was passed, and for how long nobody could pass."""
        return tenability_table(self.zones)

    @property
    def completed(self) -> bool:
        """Whether the run reached its end."""
        return bool(self.summary["status"] == OK_STATUS)

    def to_html(self, path: str | Path, variants: pd.DataFrame | None = None) -> None:
        """Write the report: one file that opens offline. `variants` is the table of a Comparison."""
        # The page stands above the results; it is asked for by name so that results never need it.
        page = importlib.import_module("palier.report.page")
        Path(path).write_text(page.page_html(self, variants), encoding="utf-8", newline="\n")

    def save(self, directory: str | Path, force: bool = False, variants: pd.DataFrame | None = None) -> Path:
        """Write report.html, events.csv, people.csv, decisions.csv, zones.nc, summary.json and scenario.yaml.

        All or nothing. Raises RunExists if the directory holds a run and `force` is not given.
        """
        write_whole(Path(directory), lambda made: self._write(made, variants), force)
        return Path(directory)

    def _write(self, made: Path, variants: pd.DataFrame | None) -> None:
        self.events.to_csv(made / "events.csv", index=False, lineterminator="\n")
        self.people.to_csv(made / "people.csv", index=False, lineterminator="\n")
        self.decisions.to_csv(made / "decisions.csv", index=False, lineterminator="\n")
        kept = {**self.summary, "rescue": records(self.rescue), "refusals": records(self.refusals)}
        kept["remarks"] = records(self.remarks)
        kept["tenability"] = records(self.tenability)
        (made / "summary.json").write_text(to_json(kept), encoding="utf-8")
        text = self.scenario.source_text or scenario_json(self.scenario)  # JSON is YAML
        (made / "scenario.yaml").write_text(text, encoding="utf-8")
        merged = xr.merge([self.zones, self.paths], combine_attrs="override")
        everything = xr.Dataset(
            {name: merged.variables[name] for name in sorted(map(str, merged.data_vars))},
            coords={name: merged.variables[name] for name in sorted(map(str, merged.coords))},
            attrs=merged.attrs,
        )
        everything.attrs["scenario"] = scenario_json(self.scenario)
        packed = {"zlib": True, "complevel": 4, "shuffle": True}
        encoding = {
            name: {**(packed if v.ndim > 1 else {}), **({"_FillValue": None} if v.dtype.kind == "f" else {})}
            for name, v in everything.variables.items()
        }
        everything.to_netcdf(made / "zones.nc", engine="h5netcdf", encoding=encoding)
        self.to_html(made / "report.html", variants)

    @classmethod
    def open(cls, directory: str | Path) -> Run:
        """A run again from the directory that `save` wrote."""
        directory = Path(directory)
        summary = json.loads((directory / "summary.json").read_text(encoding="utf-8"))
        rescue = pd.DataFrame(summary.pop("rescue"), columns=COLUMNS).astype(DTYPES)
        refusals = pd.DataFrame(summary.pop("refusals"), columns=["responder", "way", "room", "reason"])
        remarks = pd.DataFrame(summary.pop("remarks"), columns=REMARK_COLUMNS).astype(REMARK_DTYPES)
        summary.pop("tenability")
        with xr.open_dataset(directory / "zones.nc", engine="h5netcdf", decode_times=False) as opened:
            everything = opened.load()
        source = (directory / "scenario.yaml").read_text(encoding="utf-8")
        resolved = json.loads(everything.attrs.pop("scenario"))
        scenario = Scenario.model_validate({**resolved, "source_text": source})
        of_people = [name for name in everything.data_vars if str(name).startswith(("person_", "link_"))]
        events = pd.read_csv(directory / "events.csv", keep_default_na=False)
        return cls(
            scenario=scenario,
            zones=everything.drop_vars([*of_people, "person", "place", "link"]),
            paths=everything[of_people].assign_coords(place=everything["place"]),
            people=read_people(str(directory / "people.csv")),
            events=events,
            rescue=rescue,
            refusals=refusals,
            summary=summary,
            decisions=read_decisions(str(directory / "decisions.csv")),
            remarks=remarks,
        )

    def __repr__(self) -> str:
        """One screen: the outcome, the first hours of the stair, the books."""
        s, c = self.summary, self.summary["counts"]
        stopped = self.tenability[self.tenability["kind"] == "landing"].dropna(subset=["impassable_from"])
        lines = [
            f"Run of '{self.scenario.title}' (seed {s['seed']}, run {s['run']}): {s['status']}",
            f"  {s['simulated']:.0f} s simulated, {len(self.zones['room'])} rooms, {c['people']} people, "
            f"{len(self.events)} events",
            f"  dead {c['dead']}, severe {c['severe']}, hospital {c['hospital']}, "
            f"minor {c['minor']}, unhurt {c['unhurt']}",
            f"  out by themselves {c['out_by_themselves']}, rescued {c['rescued']}, "
            f"trapped at the end {c['trapped_at_end']}",
        ]
        if len(stopped):
            first = stopped.sort_values("impassable_from", kind="stable").iloc[0]
            lines.append(f"  first landing impassable: {first['place']} at {clock(first['impassable_from'])}")
        else:
            lines.append("  every landing could be passed all the time")
        worst = max(s["balance_error"].items(), key=lambda kv: kv[1])
        lines.append(f"  largest balance error: {worst[1]:.1e} ({worst[0]})")
        lines.append(
            "  .zones .paths .people .events .decisions .why(person, time) .tenability .rescue .remarks .refusals "
            ".summary; .save(dir) .to_html(path)"
        )
        return "\n".join(lines)
