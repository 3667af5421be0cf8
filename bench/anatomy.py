"""What the time of a step goes into, and how much arithmetic the equations ask for.

The state of a run is taken at twelve moments. From each, the pieces of one step are called again and again by a small
compiled loop: first the first, then the first two, and so on; the differences are what each piece takes among the
others. People, detectors and rescuers walk on for ten seconds in the smoke of the moment. What a whole run takes
beyond the sum of the pieces is told as the rest.
"""

from __future__ import annotations

import copy
from typing import Any, NamedTuple

import numpy as np
from cases import FORTY_NINE_ROOMS_LIVED_IN
from machine import best_of, timed
from numba import njit

from palier.engine.burning import burn, burn_jets
from palier.engine.march import PEOPLE_STEP, fabric_of, live
from palier.engine.pressure import solve_pressure
from palier.engine.recording import new_history, record
from palier.engine.reference import Reference
from palier.engine.surfaces import exchange_heat
from palier.engine.transport import across_interfaces, clear, through_openings
from palier.engine.zones import update_layers, view_gas

MOMENTS = tuple((k + 0.5) / 12 for k in range(12))  # of the duration: the middles of its twelfths.
AGAIN = 100  # times that the pieces of one step are called.
LIVED = 20  # steps of people taken from each moment.
PIECES = ("layers", "burning", "surfaces", "pressures", "openings", "interfaces")

# Not kept on disk: kept code would not follow when what it calls changes.
_options: dict[str, Any] = {"error_model": "numpy", "_nrt": False}
_kernel: Any = njit(**_options)


@_kernel
def _rates_up_to(last, times, time, step, fabric, zones, fire, smoke, pressure, previous):
    """Work out the rates of a step, as far as the piece `last`, a number of times."""
    rooms, openings, layers, rates, flows = fabric.rooms, fabric.openings, smoke.layers, smoke.rates, smoke.flows
    for _ in range(times):
        update_layers(rooms, zones, layers)
        clear(rates)
        if last >= 1:
            burn(time, step, rooms, fabric.fires, fabric.fuels, zones, layers, smoke.gas, fire, rates)
            burn_jets(step, fabric.fires, fabric.fuels, zones, layers, fire, rates)
        if last >= 2:
            longest, slabs = fabric.longest_step, fabric.slabs
            exchange_heat(step, longest, rooms, openings, slabs, zones, layers, fire, smoke.solid, rates, smoke.faces)
        if last >= 3:
            for i in range(rooms.floor_area.size):
                flows.pressure[i] = pressure[i]
                flows.previous[i] = previous[i]
                smoke.heat[i] = rates.heat[i, 0] + rates.heat[i, 1]
            solve_pressure(
                rooms,
                openings,
                fabric.vents,
                fabric.fans,
                zones,
                layers,
                step,
                smoke.heat,
                smoke.pattern,
                smoke.factor,
                flows,
            )
        if last >= 4:
            through_openings(
                time, rooms, openings, fabric.vents, fabric.fans, fabric.fires, zones, layers, flows, rates
            )
        if last >= 5:
            across_interfaces(step, rooms, layers, rates)


@_kernel
def _view(times, fabric, fire, smoke):
    for _ in range(times):
        view_gas(fabric.rooms, smoke.layers, fire.flames, fire.smoulders, smoke.gas)


@_kernel
def _live(times, time, span, fabric, state):
    for k in range(times):
        live(time + (k + 1) * span, span, fabric, state)


@_kernel
def _record(times, time, state, history):
    for _ in range(times):
        record(0, time, state, history)


class Counts(NamedTuple):
    """What there is to be worked out in a step."""

    rooms: float
    awake: float  # rooms whose walls exchange heat
    nodes: float  # in their walls
    openings: float
    pieces: float  # of openings between interfaces, horizontal openings counted as two
    streams: float  # that pass openings
    iterations: float  # of Newton's method


# Additions, multiplications, divisions, powers, roots and exponentials in the equations, each counted as one, as far
# as they are worked out in a usual case. Comparisons, addresses and the reading of memory are not counted.
LAYERS = 52  # state of two layers with nine species, and the interface; a room.
NODE = 13  # tridiagonal elimination and substitution; a node.
FACE = 70  # convection on the front and the back, flux and its slope; a face.
LAYER_RADIATION = 70  # emissivity by gases and soot, expected warming; a layer.
ENCLOSURE = 130  # radiosities of ceiling and floor through two layers; a room.
HYDROSTATIC = 58  # pressures over the height of an opening on its two sides; an opening.
PIECE = 47  # flow through a piece of an opening, and its slope; a piece, each time it is evaluated.
BOOKING = 17  # into residuals and matrix; an opening, each time.
RESIDUAL = 9  # storage and norm; a room, each time.
ELIMINATION = 15  # one room in the order of elimination, nearly a tree; each iteration.
STREAM = 120  # jet, entrainment and nine species carried; a stream.
INTERFACE = 95  # overturning, stirring, feeding and what they carry; a room.


def arithmetic(counts: Counts) -> dict[str, float]:
    """Operations that the equations of one step ask for, by piece."""
    evaluated = counts.iterations + 1.0
    per_evaluation = counts.pieces * PIECE + counts.openings * BOOKING + counts.rooms * RESIDUAL
    return {
        "layers": counts.rooms * LAYERS,
        "surfaces": counts.nodes * NODE + counts.awake * (4 * FACE + 2 * LAYER_RADIATION + ENCLOSURE),
        "pressures": counts.openings * HYDROSTATIC
        + evaluated * per_evaluation
        + counts.iterations * counts.rooms * ELIMINATION,
        "openings": counts.streams * STREAM,
        "interfaces": counts.rooms * INTERFACE,
    }


def _counted(model: Any, state: Any, iterations: float) -> Counts:
    smoke = state.smoke
    awake = smoke.faces.resting == 0
    return Counts(
        rooms=model.rooms.floor_area.size,
        awake=int(awake.sum()),
        nodes=int(model.slabs.nodes.reshape(-1, 4)[awake].sum()),
        openings=model.openings.a.size + model.vents.below.size,
        pieces=int(smoke.flows.pieces.sum()) + 2 * model.vents.below.size,
        streams=int((smoke.flows.opening > 0.0).sum()) + 4 * model.vents.below.size,
        iterations=iterations,
    )


def _pieces(model: Any, state: Any, time: float, repeats: int) -> dict[str, float]:
    """Processor time of one call of each piece from this moment. [s]"""
    fabric, zones, fire = Reference(fabric_of(model)), Reference(state.zones), Reference(state.fire)
    smoke, referred = state.smoke, Reference(state.smoke)
    kept = smoke.flows.pressure.copy(), smoke.flows.previous.copy()
    step = smoke.clock[0]
    up_to = []
    for last in range(len(PIECES)):

        def work(last: int = last) -> None:
            _rates_up_to(last, AGAIN, time, step, fabric, zones, fire, referred, *kept)

        up_to.append(best_of(repeats, work)[1] / AGAIN)
    taken = dict(zip(PIECES, np.diff(up_to, prepend=0.0).tolist(), strict=True))
    taken["view"] = best_of(repeats, lambda: _view(AGAIN, fabric, fire, referred))[1] / AGAIN
    lives = []
    for _ in range(repeats):
        there = Reference(copy.deepcopy(state))
        lives.append(timed(lambda there=there: _live(LIVED, time, PEOPLE_STEP, fabric, there))[1] / LIVED)  # type: ignore[misc]
    taken["people"] = min(lives)
    kept_whole = Reference(state), Reference(new_history(model, 1))
    taken["recording"] = best_of(repeats, lambda: _record(AGAIN, time, *kept_whole))[1] / AGAIN
    return taken


def anatomy(repeats: int) -> dict[str, Any]:
    """The block of 49 rooms, lived in: a whole run, and its pieces. Times by step of the smoke. [s]"""
    import palier
    from palier.simulate import assemble, solve

    scenario = palier.loads(FORTY_NINE_ROOMS_LIVED_IN)
    duration = scenario.simulation.duration
    solve(scenario)
    whole, seconds = best_of(repeats, lambda: solve(scenario))
    _, assembling = best_of(repeats, lambda: assemble(scenario))
    _, iterations, steps, retaken = whole.state.smoke.clock.tolist()
    macro_steps = duration / whole.model.longest_step
    often = {
        **dict.fromkeys(PIECES, (steps + retaken) / steps),
        "view": macro_steps / steps,
        "people": macro_steps * max(1.0, whole.model.longest_step / PEOPLE_STEP) / steps,
        "recording": whole.history.time.size / steps,
    }
    taken = {name: 0.0 for name in often}
    operations = dict.fromkeys(arithmetic(Counts(*[0.0] * 7)), 0.0)
    counts = np.zeros(7)
    for moment in MOMENTS:
        until = scenario.simulation.model_copy(update={"duration": moment * duration})
        solution = solve(scenario.model_copy(update={"simulation": until}))
        there = _counted(solution.model, solution.state, iterations / (steps + retaken))
        counts += np.array(there) / len(MOMENTS)
        for name, number in arithmetic(there).items():
            operations[name] += number * often[name] / len(MOMENTS)
        if moment == MOMENTS[0]:
            _pieces(solution.model, copy.deepcopy(solution.state), moment * duration, 1)  # compiles the loops
        for name, each in _pieces(solution.model, solution.state, moment * duration, repeats).items():
            taken[name] += each * often[name] / len(MOMENTS)
    step = (seconds - assembling) / steps
    return {
        "steps": steps,
        "taken_again": retaken,
        "step_s": step,
        "assembling_s": assembling,
        "counts": Counts(*counts.tolist())._asdict(),
        "pieces_s": {**taken, "rest": step - sum(taken.values())},
        "operations": operations,
    }
