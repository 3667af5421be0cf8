"""From a scenario to a run: the one door to the engine."""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from palier.engine.arrays import Model
from palier.engine.assemble import (
    assemble_fans,
    assemble_openings,
    assemble_rooms,
    assemble_vents,
    opening_names,
    vent_names,
)
from palier.engine.assemble_fires import assemble_fires, assemble_fuels
from palier.engine.assemble_instruments import assemble_instruments
from palier.engine.assemble_people import assemble_people
from palier.engine.assemble_slabs import assemble_slabs
from palier.engine.compiling import compile_aside
from palier.engine.fingerprint import sealed
from palier.engine.history import History, Outline
from palier.engine.march import State, fabric_of, initial_state, march
from palier.engine.names import Names
from palier.engine.recording import Recorder, in_full, in_outline, kept_times, outline_of
from palier.engine.reference import Reference
from palier.engine.scene import people_state
from palier.engine.smoke import NOT_FINITE, RUNNING, STEP_TOO_SMALL, total
from palier.engine.triggers import assemble_triggers
from palier.kernel_cache import is_compiled
from palier.result import Run
from palier.scenario.scenario import Scenario

STOPPED = {
    STEP_TOO_SMALL: "stopped at {time:.0f} s: the time step in '{room}' fell under 1 µs. Look for a room that is "
    "tiny beside its openings, and say so to the authors: the solver should not stall",
    NOT_FINITE: "stopped at {time:.0f} s: the state of '{room}' is no longer physical. This is an error of palier: "
    "please report it with the scenario",
}


def assemble(scenario: Scenario) -> tuple[Model, Names]:
    """The scenario as arrays, and the names of what they number."""
    building = scenario.building
    rooms = list(building.rooms)
    openings = opening_names(scenario)
    facades = list(building.facades)
    room_arrays, flats = assemble_rooms(scenario)
    opening_arrays = assemble_openings(scenario, rooms, facades)
    people = assemble_people(scenario, rooms, openings, room_arrays, opening_arrays)
    model = Model(
        rooms=room_arrays,
        openings=opening_arrays,
        vents=assemble_vents(scenario, rooms),
        fans=assemble_fans(scenario, rooms),
        slabs=assemble_slabs(scenario, rooms),
        fires=assemble_fires(scenario, rooms),
        fuels=assemble_fuels(scenario),
        people=people.people,
        households=people.households,
        links=people.links,
        alarms=people.alarms,
        teams=people.teams,
        responders=people.responders,
        habits=people.habits,
        instruments=assemble_instruments(scenario, rooms),
        triggers=assemble_triggers(scenario, openings, vent_names(scenario)),
        outside_temperature=scenario.site.outside_temperature,
        duration=scenario.duration,
        output_every=scenario.simulation.output_every,
        longest_step=scenario.simulation.step,
    )
    names = Names(
        rooms=rooms,
        openings=openings,
        vents=vent_names(scenario),
        fans=list(scenario.building.fans),
        targets=list(scenario.targets),
        detectors=list(scenario.detectors),
        fires=list(scenario.fires),
        people=people.person_names,
        households=people.household_names,
        links=people.link_names,
        alarms=people.alarm_names,
        responders=people.responder_names,
        teams=people.team_names,
        flats=flats,
        facades=facades,
        refusals=people.refusals,
        remarks=people.remarks,
        mobility=[member.mobility for home in scenario.people.values() for member in home.members],
    )
    return model, names


class Solution(NamedTuple):
    """What the engine makes of a scenario, before names and words are put to it."""

    model: Model
    names: Names
    history: History
    state: State
    status: str  # "completed", or a sentence that says when, where and why the run stopped
    timings: dict[str, float]  # s of wall clock by part, and the number of `steps`


class Outlined(NamedTuple):
    """What a study keeps of a solution."""

    model: Model
    names: Names
    outline: Outline
    fingerprint: str  # of the whole history
    state: State
    status: str
    timings: dict[str, float]


class _Marched(NamedTuple):
    model: Model
    names: Names
    recorder: Recorder
    rows: int  # that are written
    state: State
    status: str
    timings: dict[str, float]


def solve(scenario: Scenario, progress: Callable[[float], None] | None = None) -> Solution:
    """Assemble a scenario and march it to its end, or to where it has to stop. Arguments as of `simulate`."""
    model, names, recorder, rows, state, status, timings = _marched(scenario, in_full, progress)
    return Solution(model, names, History._make(kept[:rows] for kept in recorder.history), state, status, timings)


def outlined(scenario: Scenario) -> Outlined:
    """As `solve`, for a study: the history is not kept, but an outline of it and its fingerprint."""
    model, names, recorder, rows, state, status, timings = _marched(scenario, in_outline)
    fingerprint = sealed(recorder.lanes, recorder.history, rows, state.events)
    return Outlined(model, names, outline_of(model, recorder, rows), fingerprint, state, status, timings)


def _marched(
    scenario: Scenario, new_recorder: Callable[[Model], Recorder], progress: Callable[[float], None] | None = None
) -> _Marched:
    began = time.perf_counter()
    model, names = assemble(scenario)
    state = initial_state(model)
    recorder = new_recorder(model)
    assembled = time.perf_counter()
    status, rows = _march(model, state, recorder, progress)
    ended = time.perf_counter()
    sentence = "completed"
    if status != RUNNING:
        room = names.rooms[int(state.smoke.status[1])]
        sentence = STOPPED[status].format(time=(rows - 1) * model.output_every, room=room)
    timings = {"assemble": assembled - began, "march": ended - assembled, "steps": int(state.smoke.clock[2])}
    return _Marched(model, names, recorder, rows, state, sentence, timings)


def simulate(scenario: Scenario, progress: Callable[[float], None] | None = None) -> Run:
    """Run one fire from its start to the end of its duration.

    Parameters
    ----------
    scenario : Scenario
        As `palier.load` returns it, or made in Python.
    progress : callable, optional
        Called with the simulated time now and then. [s]

    Returns
    -------
    Run
        Also when the run had to stop early: its status says when, where and why, and what there is is kept.
    """
    solved = solve(scenario, progress)
    state = solved.state
    return Run.from_history(
        scenario,
        solved.names,
        solved.model,
        solved.history,
        state.balance._replace(final=total(state.zones)),
        state.events,
        people_state(state.people),
        state.teams,
        state.people,
        solved.status,
        dict(solved.timings),
        version("palier"),
    )


def _march(model: Model, state: State, recorder: Recorder, progress: Callable[[float], None] | None) -> tuple[int, int]:
    """Run the loop from one row of the history to the next; returns status and the rows written."""
    given = Reference(fabric_of(model)), Reference(state), Reference(recorder)
    if not march.signatures and not is_compiled(Path(march.stats.cache_path)):
        compile_aside(*given)
    every = max(1, round(model.output_every / model.longest_step))
    rows = kept_times(model)
    at_once = max(1, rows // 100) if progress is not None else rows
    done = 0
    while done < rows:
        status, reached = march(done, min(done + at_once, rows), every, *given)
        if status != RUNNING:
            return int(status), int(reached)
        done = int(reached)
        if progress is not None:
            progress((done - 1) * every * model.longest_step)
    return RUNNING, rows
