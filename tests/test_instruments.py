"""Targets, detectors and sprinklers: views, exact solutions of conduction, steady states, and a room with a fire."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import pytest
from tests.buildings import scenario, steady_fire

from palier.engine.assemble_instruments import cylinder_nodes, facing, plate_nodes
from palier.engine.instruments import (
    BACK,
    CONVECTION,
    EMITTED,
    FIRE,
    FRONT,
    GAS,
    SURFACE,
    InstrumentState,
)
from palier.engine.march import fabric_of, initial_state, march
from palier.engine.recording import in_full
from palier.engine.reference import Reference
from palier.engine.zones import update_layers
from palier.physics.ceiling_jet import alpert_rise
from palier.physics.conduction import conduct, eliminate
from palier.physics.detection import extinguishing_time, link_temperature
from palier.physics.radiation import STEFAN_BOLTZMANN
from palier.physics.target import adiabatic_temperature, flame_flux, rectangle_factor
from palier.scenario.building import Lining
from palier.scenario.scenario import Scenario
from palier.simulate import assemble

STEEL = Lining(conductivity=45.0, density=7850.0, specific_heat=460.0, thickness=0.01, emissivity=0.9)
BOARD = Lining(conductivity=0.2, density=700.0, specific_heat=1000.0, thickness=0.05, emissivity=0.9)
AIR = 293.15


class Measured(NamedTuple):
    """A building after some time, with what was measured in it."""

    state: InstrumentState
    run: Any
    model: Any


def measure(described: Scenario, duration: float, prepare: Any = None) -> Measured:
    """March a scenario with its instruments; `prepare(zones)` may change it before the first step."""
    model, _ = assemble(described)
    run = initial_state(model)
    if prepare is not None:
        prepare(run.zones)
        update_layers(model.rooms, run.zones, run.smoke.layers)
    every = round(model.output_every / model.longest_step)
    rows = round(duration / model.output_every) + 1
    march(0, rows, every, Reference(fabric_of(model)), Reference(run), Reference(in_full(model)))
    return Measured(run.instruments, run, model)


def room_with(duration: float = 60.0, every: float = 1.0, **rest: Any) -> Scenario:
    """One room of 6 x 4 x 3 m with brick walls."""
    rooms = {
        "room": {
            "storey": 0,
            "width": 6.0,
            "depth": 4.0,
            "height": 3.0,
            "ceiling": "brick",
            "walls": "brick",
            "floor": "brick",
        }
    }
    simulation = {"duration": duration, "output_every": every}
    return scenario(rooms, simulation=simulation, **rest)


# ----------------------------------------------------------------------------- views


@pytest.mark.parametrize("place", [(3.0, 2.0, 1.0), (0.1, 3.9, 2.9), (6.0, 2.0, 1.5)])
@pytest.mark.parametrize("normal", [(0.0, 0.0, 1.0), (0.0, 0.0, -1.0), (-1.0, 0.0, 0.0), (-0.6, 0.48, 0.64)])
def test_a_surface_sees_all_of_an_enclosure_once(place, normal):
    """Ceiling, floor and, by Monte Carlo free quadrature over directions, walls together fill the half space."""
    ceiling = rectangle_factor(*place, *normal, 0.0, 6.0, 0.0, 4.0, 3.0)
    floor = rectangle_factor(*place, *normal, 0.0, 6.0, 0.0, 4.0, 0.0)
    # the same by brute force: cosine-weighted directions over the sphere
    n = 600
    u = (np.arange(n) + 0.5) / n * 2.0 - 1.0
    phi = (np.arange(2 * n) + 0.5) / (2 * n) * 2.0 * math.pi
    uz, angle = np.meshgrid(u, phi, indexing="ij")
    across = np.sqrt(1.0 - uz**2)
    dx, dy = across * np.cos(angle), across * np.sin(angle)
    weight = np.maximum(dx * normal[0] + dy * normal[1] + uz * normal[2], 0.0)
    weight /= weight.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        way_x = np.where(dx > 0.0, 6.0 - place[0], -place[0]) / dx
        way_y = np.where(dy > 0.0, 4.0 - place[1], -place[1]) / dy
        way_z = np.where(uz > 0.0, 3.0 - place[2], -place[2]) / uz
    first = np.minimum(way_x, way_y)
    assert ceiling == pytest.approx(weight[(way_z < first) & (uz > 0.0)].sum(), abs=3e-3)
    assert floor == pytest.approx(weight[(way_z < first) & (uz < 0.0)].sum(), abs=3e-3)


def test_square_overhead_is_seen_with_the_factor_of_the_handbook():
    # dA1 parallel to a rectangle over its corner, a = b = c: F = 0.1386 (Howell, catalogue B-3); four make a square
    assert rectangle_factor(0, 0, 0, 0, 0, 1, -1, 1, -1, 1, 1) == pytest.approx(4 * 0.1385, abs=2e-4)


def test_flame_is_a_point_far_away():
    distance, cosine = 60.0, 0.7
    flux = flame_flux(1e6, distance, -1.0, 2.0, cosine * distance, 0.0, 1.0)
    assert flux == pytest.approx(1e6 * cosine / (4 * math.pi * distance**2), rel=1e-3)


def test_flame_above_a_floor_is_seen_from_the_floor_but_not_from_a_surface_that_looks_away():
    assert flame_flux(1e6, 1.0, 0.0, 2.0, 0.0, 1.0, 10.0) > 0.0
    assert flame_flux(1e6, 1.0, 0.0, 2.0, 0.0, -1.0, 10.0) == 0.0
    # by hand: chi Q / (4 pi L) (1 / r - 1 / sqrt(r^2 + L^2))
    expected = 1e6 / (8 * math.pi) * (1.0 - 1.0 / math.sqrt(5.0))
    assert flame_flux(1e6, 1.0, 0.0, 2.0, 0.0, 1.0, 1.0) == pytest.approx(expected)


def test_no_surface_gets_more_than_the_flame_gives():
    assert flame_flux(1e6, 0.01, 0.0, 2.0, 0.01, 0.0, 5.0) == pytest.approx(2e5)


# ----------------------------------------------------------------------- conduction


def _heat(solid: Lining, nodes: Any, step: float, time: float, flux: float) -> tuple[np.ndarray, np.ndarray]:
    depths, conductance, capacity = nodes(solid)
    temperature = np.full(depths.size, AIR)
    factor = np.zeros((3, depths.size))
    eliminate(depths.size, conductance, capacity, step, 0.0, factor)
    for _ in range(round(time / step)):
        conduct(temperature, depths.size, factor, flux, 0.0, 0.0, temperature)
    return depths, temperature - AIR


def test_thick_plate_under_constant_flux_follows_the_semi_infinite_solid():
    flux, time = 2000.0, 300.0
    diffusivity = BOARD.conductivity / (BOARD.density * BOARD.specific_heat)
    depths, rise = _heat(BOARD, plate_nodes, 1.0, time, flux)
    length = math.sqrt(diffusivity * time)
    x = depths / (2.0 * length)
    left = np.exp(-(x**2)) / math.sqrt(math.pi) - x * np.array([math.erfc(each) for each in x])
    exact = 2.0 * flux / BOARD.conductivity * length * left
    assert rise[0] == pytest.approx(exact[0], rel=0.02)
    assert rise == pytest.approx(exact, abs=0.025 * exact[0])


def test_cylinder_under_constant_flux_warms_as_carslaw_and_jaeger_have_it():
    # section 7.8: q a / k (2 Fo + r^2 / 2 - 1 / 4), the rest of the series under 0.1 % from Fo = 0.5 on
    solid = BOARD.model_copy(update={"thickness": 0.02})
    flux, radius = 1000.0, 0.01
    diffusivity = solid.conductivity / (solid.density * solid.specific_heat)
    time = 0.5 * radius**2 / diffusivity
    depths, rise = _heat(solid, cylinder_nodes, time / 350, time, flux)
    r = (radius - depths) / radius
    exact = flux * radius / solid.conductivity * (1.0 + 0.5 * r**2 - 0.25)
    assert rise == pytest.approx(exact, rel=0.01)


@pytest.mark.parametrize(("nodes", "surface"), [(plate_nodes, 1.0), (cylinder_nodes, 0.25)])
def test_nodes_hold_the_heat_of_the_body(nodes, surface):
    # per area of front a plate of thickness d holds rho c d, a cylinder of diameter d rho c d / 4
    _, _, capacity = nodes(STEEL)
    whole = STEEL.density * STEEL.specific_heat * STEEL.thickness
    assert capacity.sum() == pytest.approx(surface * whole)


def test_adiabatic_temperature_lies_between_that_of_gas_and_of_radiation():
    falling = STEFAN_BOLTZMANN * 800.0**4
    assert adiabatic_temperature(falling, 0.9, 0.0, 300.0, 300.0) == pytest.approx(800.0)
    assert adiabatic_temperature(falling, 0.9, 25.0, 800.0, 300.0) == pytest.approx(800.0)
    assert 600.0 < adiabatic_temperature(falling, 0.9, 25.0, 400.0, 300.0) < 800.0


# ------------------------------------------------------------------------ detectors


def test_link_in_a_steady_flow_is_the_plunge_test():
    # 63 % of the way after RTI / sqrt(u), in one step or in many
    element = link_temperature(300.0, 500.0, 4.0, 100.0, 50.0)
    assert (element - 300.0) / 200.0 == pytest.approx(1.0 - math.exp(-1.0))
    stepwise = 300.0
    for _ in range(50):
        stepwise = link_temperature(stepwise, 500.0, 4.0, 100.0, 1.0)
    assert stepwise == pytest.approx(element)
    assert link_temperature(300.0, 500.0, 4.0, 0.0, 1.0) == 500.0


def test_seven_hundredths_of_a_millimetre_a_second_take_six_minutes():
    # 3 * 0.07^-1.8 = 360 s (NISTIR 4833)
    assert extinguishing_time(7e-5) == pytest.approx(359.7, abs=1.0)
    assert extinguishing_time(0.0) == math.inf
    assert extinguishing_time(7e-5, True) == extinguishing_time(2e-4, True) == pytest.approx(43.5, abs=0.1)
    assert extinguishing_time(3.5e-5, True) == pytest.approx(43.5 * 2.0**1.8, rel=1e-2)
    assert extinguishing_time(0.0, True) == math.inf


# ---------------------------------------------------------------- a room, still cold


def _target(position: tuple[float, float, float], **rest: Any) -> dict[str, Any]:
    return {"room": "room", "position": position, **rest}


TARGETS = {
    "middle": _target((3.0, 2.0, 1.5), facing="ceiling"),
    "tilted": _target((1.0, 3.0, 2.0), facing=(0.6, -0.64, 0.48)),
    "cable": _target((5.0, 1.0, 1.0), facing="left", shape="cylinder"),
    "on the wall": _target((0.0, 2.0, 1.0), facing="right"),
    "on the floor": _target((3.0, 1.0, 0.0), facing="ceiling"),
    "on the ceiling": _target((3.0, 1.0, 3.0), facing="floor"),
}


def test_nothing_warms_in_a_room_at_one_temperature():
    measured = measure(room_with(targets=TARGETS), 30.0)
    targets = measured.state.targets
    net = targets.flux[:, FRONT, : EMITTED + 1].sum(axis=1)
    assert np.abs(net).max() < 1e-3 * STEFAN_BOLTZMANN * AIR**4
    assert np.abs(targets.front - AIR).max() < 1e-3


def _warm(temperature: float) -> Any:
    def prepare(zones: Any) -> None:
        zones.solid[:] = temperature
        for layer in range(2):
            zones.mass[:, layer] *= AIR / temperature
            zones.species[:, layer] *= AIR / temperature

    return prepare


def test_targets_in_a_hot_furnace_come_to_its_temperature():
    measured = measure(room_with(600.0, 10.0, targets=TARGETS), 600.0, _warm(600.0))
    final = measured.state.targets.front[:3]
    gas = measured.state.targets.gas[:3]
    walls = measured.run.zones.solid[:, 0]
    assert np.all(final > 0.97 * min(walls.min(), gas.min()))
    assert np.all(final < 1.01 * max(walls.max(), gas.max()))


def test_the_first_flux_in_a_hot_furnace_is_that_of_black_walls_and_gas():
    measured = measure(room_with(targets=TARGETS), 1.0, _warm(500.0))
    flux = measured.state.targets.flux[:, FRONT]
    falling = 0.9 * STEFAN_BOLTZMANN * 500.0**4
    assert flux[:, SURFACE] + flux[:, GAS] == pytest.approx(falling, rel=0.02)
    assert np.all(flux[:, CONVECTION] > 0.0)


def test_back_against_a_wall_sees_the_cold_and_not_the_room():
    measured = measure(room_with(targets=TARGETS), 5.0, _warm(500.0))
    back = measured.state.targets.flux[:, BACK]
    assert back[3, SURFACE] == pytest.approx(0.9 * STEFAN_BOLTZMANN * AIR**4)
    assert back[0, SURFACE] > 4 * back[3, SURFACE]


# --------------------------------------------------------------------- a room on fire


def _fire(power: float, **changes: Any) -> dict[str, Any]:
    return {"fire": steady_fire("room", power, **{"radiative_fraction": 0.35, **changes})}


def test_target_that_looks_at_the_fire_gets_the_most():
    at = (1.0, 2.0, 1.0)
    targets = {
        "at it": _target(at, facing="fire"),
        "away": _target(at, facing="left"),
        "beside": _target(at, facing="front"),
    }
    described = room_with(targets=targets, fires=_fire(3e5, position=[4.5, 2.0]))
    normal = facing(described.targets["at it"], described)
    assert normal == pytest.approx(np.array([3.5, 0.0, -1.0]) / math.hypot(3.5, 1.0))
    flux = measure(described, 30.0).state.targets.flux
    # 105 kW radiated, 3.6 m away: 0.6 kW/m2 less what smoke takes
    assert 400.0 < flux[0, FRONT, FIRE] < 0.9 * 105e3 / (4 * math.pi * 3.5**2)
    assert flux[1, FRONT, FIRE] == 0.0
    assert flux[1, BACK, FIRE] == pytest.approx(flux[0, FRONT, FIRE], rel=0.2)
    assert flux[2, FRONT, FIRE] < 0.05 * flux[0, FRONT, FIRE]


def test_without_radiation_of_the_flame_a_target_gets_none_of_it():
    targets = {"at it": _target((1.0, 2.0, 1.0), facing="fire")}
    flux = measure(room_with(targets=targets, fires=_fire(3e5, radiative_fraction=0.0)), 20.0).state.targets.flux
    assert flux[0, FRONT, FIRE] == 0.0


def test_foil_that_looks_at_the_fire_is_colder_than_an_adiabatic_target_as_its_back_loses_heat():
    linings = {"foil": {k: getattr(STEEL, k) for k in ("conductivity", "density", "specific_heat", "emissivity")}}
    linings["foil"]["thickness"] = 1e-4
    target = _target((2.0, 1.0, 1.0), facing="fire", material="foil", convection=(10.0, 10.0))
    targets = {"foil": target, "adiabatic": {**target, "adiabatic": True}}
    described = room_with(120.0, targets=targets, fires=_fire(3e5), building={"linings": linings})
    front = measure(described, 120.0).state.targets.front
    assert front[1] > front[0] > AIR + 5.0


def test_jet_under_a_tall_open_ceiling_is_alpert_s():
    """A hall so wide that no layer gathers under its ceiling in half a minute."""
    hall = {"storey": 0, "width": 200.0, "depth": 200.0, "height": 10.0}
    detectors = {
        f"{r}": {"room": "room", "position": (100.0 + r, 100.0, 9.9), "kind": "heat", "response_time_index": 0.0}
        for r in (0, 2, 4, 8)
    }
    described = scenario(
        {"room": {**hall, "ceiling": "brick", "walls": "brick", "floor": "brick"}},
        fires=_fire(1e6, heat_release_per_area=1e6),
        detectors=detectors,
        simulation={"duration": 30.0, "output_every": 1.0},
    )
    measured = measure(described, 20.0)
    rise = measured.state.detectors.gas - AIR
    expected = np.array([alpert_rise(1e6, 10.0, r) for r in (0, 2, 4, 8)])
    assert rise == pytest.approx(expected, rel=0.3)
    assert np.all(np.diff(measured.state.detectors.speed[1:]) < 0.0)


def test_sprinkler_acts_and_wets_the_fire_and_a_detector_does_not():
    place = (4.0, 2.0, 2.9)
    for kind in ("sprinkler", "heat"):
        detectors = {"head": {"room": "room", "position": place, "kind": kind, "temperature": "340 K"}}
        measured = measure(room_with(120.0, detectors=detectors, fires=_fire(5e5)), 60.0)
        assert measured.state.detectors.active[0] == 1
        acted = measured.state.detectors.active_at[0]
        assert 5.0 < acted < 60.0
        wetted = measured.run.fire.water_at[0]
        assert wetted == (acted if kind == "sprinkler" else np.inf)
    assert measured.run.fire.power[0] == pytest.approx(5e5, rel=0.05)


def test_smoke_detector_under_the_ceiling_acts_before_a_heat_detector():
    place = (4.0, 2.0, 2.9)
    detectors = {
        "smoke": {"room": "room", "position": place, "kind": "smoke"},
        "heat": {"room": "room", "position": place, "kind": "heat"},
        "low": {"room": "room", "position": (4.0, 2.0, 0.2), "kind": "smoke"},
    }
    state = measure(room_with(120.0, detectors=detectors, fires=_fire(2e5)), 15.0).state.detectors
    assert state.active_at[0] < state.active_at[1]
    assert state.active[2] == 0
    assert state.element[2] < 1e-30  # what has run down along the cold walls in 15 s
