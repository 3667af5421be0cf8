"""The smoke engine against exact solutions and hand limits."""

import math
from typing import NamedTuple

import numpy as np
import pytest
from numba import njit
from tests.buildings import adiabatic_room, block, scenario, steady_fire

from palier.engine.curves import mean_between
from palier.engine.surfaces import _conductances
from palier.physics.conduction import conduct, eliminate
from palier.physics.gas import GRAVITY, HEAT_RATIO, SPECIFIC_HEAT, density
from palier.physics.plume import plume_flow
from palier.physics.radiation import STEFAN_BOLTZMANN, enclosure_exchange
from palier.simulate import simulate

VOLUME = 5.0 * 4.0 * 2.5


def test_closed_heated_box_follows_the_first_law():
    """dp/dt = (gamma - 1) (Q + m' cp T) / V for a sealed, adiabatic box into which a fire brings fuel.

    Tolerance 0.5 %: the little that the walls of 0.01 emissivity take.
    """
    power, seconds = 5e3, 60.0
    run = simulate(
        scenario(
            {"box": adiabatic_room()},
            fires={"heater": steady_fire("box", power)},
            simulation={"duration": seconds, "output_every": 10},
        )
    )
    fuel = run.summary["balance"]["mass"]["produced"]
    assert 1e-3 < fuel < 0.1
    rise = (HEAT_RATIO - 1.0) * (power * seconds + fuel * SPECIFIC_HEAT * 293.15) / VOLUME
    assert float(run.zones["pressure"][-1, 0]) == pytest.approx(rise, rel=0.005)
    # mean temperature at constant volume
    mass = density(293.15) * VOLUME
    mean = 293.15 + power * seconds / (mass * SPECIFIC_HEAT / HEAT_RATIO)
    upper = float(run.zones["temperature"][-1, 0, 1])
    lower = float(run.zones["temperature"][-1, 0, 0])
    interface = float(run.zones["layer_height"][-1, 0])
    # gas at one pressure: the volume mean of 1 / T gives the mean temperature by mass
    blend = 1.0 / ((interface / 2.5) / lower + (1.0 - interface / 2.5) / upper)
    assert blend == pytest.approx(mean, rel=1e-3)


def test_filling_of_a_room_by_a_steady_fire_follows_zukoski():
    """dz/dt = -(m_plume / rho + Q / (rho cp T)) / A with a leak at the floor; z from a fine integration.

    The engine's own plume law is used, so the tolerance (2 cm + 2 %) is that of the time step and the first layer.
    """
    power = 20e3
    run = simulate(
        scenario(
            {"room": adiabatic_room(width=6.0, depth=6.0, height=3.0)},
            {"crack": {"kind": "leak", "between": ["room", "outside"], "width": 2.0, "height": 0.02}},
            {"fire": steady_fire("room", power)},
            simulation={"duration": 240, "output_every": 10, "longest_step": 0.25},
        )
    )
    rho = density(293.15)
    area, z, step = 36.0, 3.0, 0.01
    diameter = math.sqrt(4 / math.pi * power / 250e3)
    for _ in range(int(240 / step)):
        flow = plume_flow(power, 0.0, diameter, z)
        z -= step * (flow / rho + power / (rho * SPECIFIC_HEAT * 293.15)) / area
        z = max(z, 0.0)
    final = float(run.zones["layer_height"][-1, 0])
    assert final == pytest.approx(z, abs=0.02 + 0.02 * z)


def test_zukoski_closed_form_of_the_point_plume():
    """With 0.071 Q^(1/3) z^(5/3) alone: z = (H^(-2/3) + 2/3 * 0.071 Q^(1/3) t / (rho A))^(-3/2).

    The engine adds the expansion of the hot layer (10 % of the plume here) and Heskestad's near-source terms (7 %),
    which both lower the layer: it must lie under the closed form, by no more than a fifth.
    """
    power, height, area, seconds = 50e3, 4.0, 100.0, 180.0
    run = simulate(
        scenario(
            {"room": adiabatic_room(width=10.0, depth=10.0, height=height)},
            {"crack": {"kind": "leak", "between": ["room", "outside"], "width": 4.0, "height": 0.02}},
            {"fire": steady_fire("room", power)},
            simulation={"duration": seconds, "output_every": 10},
        )
    )
    rho = density(293.15)
    exact = (height ** (-2 / 3) + 2 / 3 * 0.071 * 50.0 ** (1 / 3) * seconds / (rho * area)) ** -1.5
    assert 0.8 * exact < float(run.zones["layer_height"][-1, 0]) < exact


def test_stack_effect_in_a_warm_column():
    """Two equal openings, one low one high, warm inside, the first seconds: volume in = volume out.

    The head drho g h is used up by both openings, (rho_c + rho_h) v^2 / 2, v in the contracted openings.
    """
    inside, outside = 293.15, 273.15
    run = simulate(
        scenario(
            {"shaft": adiabatic_room(width=3.0, depth=3.0, height=20.0)},
            {
                "low": {"kind": "grille", "between": ["shaft", "outside"], "width": 0.5, "height": 0.2, "sill": 0.0},
                "high": {"kind": "grille", "between": ["shaft", "outside"], "width": 0.5, "height": 0.2, "sill": 19.8},
            },
            site={"outside_temperature": f"{outside} K", "inside_temperature": f"{inside} K"},
            simulation={"duration": 5, "output_every": 5},
        )
    )
    rho_c, rho_h = density(outside), density(inside)
    head = (rho_c - rho_h) * GRAVITY * 19.8
    speed = math.sqrt(2.0 * head / (rho_c + rho_h))
    volume = 0.7 * 0.5 * 0.2 * speed
    flow = run.zones["opening_flow"].isel(time=-1)
    inward = float(flow.sel(opening="low").max())
    outward = float(flow.sel(opening="high").max())
    # 1 %: the laminar part at 2 mPa and the cold air that has come in by then
    assert inward == pytest.approx(rho_c * volume, rel=0.01)
    assert outward == pytest.approx(rho_h * volume, rel=0.01)


def test_conduction_into_a_thick_slab_matches_the_semi_infinite_solid():
    """Constant flux: surface rise 2 q sqrt(t / (pi k rho c)) (Carslaw & Jaeger). 1 %: grid and 0.5 s steps."""
    k, capacity, q, seconds = 0.5, 1.2e6, 2000.0, 600.0
    nodes = 200
    conductance = np.full(nodes - 1, k / 1e-3)
    weights = np.full(nodes, 1e-3)
    weights[0] = weights[-1] = 0.5e-3
    t = np.full(nodes, 300.0)
    factor = np.zeros((3, nodes))
    step = 0.5
    stored = 0.0
    eliminate(nodes, conductance, capacity * weights, step, 0.0, factor)
    for _ in range(int(seconds / step)):
        front = conduct(t, nodes, factor, q, 0.0, 300.0, t)
        stored += front * step
    rise = 2 * q * math.sqrt(seconds / (math.pi * k * capacity))
    assert t[0] - 300.0 == pytest.approx(rise, rel=0.01)
    assert (capacity * weights * (t - 300.0)).sum() == pytest.approx(stored, rel=1e-10)


class _Solid(NamedTuple):
    """What a face needs to know of the solid behind it."""

    nodes: np.ndarray
    conductance: np.ndarray
    curve: np.ndarray
    curve_temperature: np.ndarray
    curve_factor: np.ndarray


class _Warm(NamedTuple):
    solid: np.ndarray


class _Scratch(NamedTuple):
    conductance: np.ndarray
    factored: np.ndarray


@njit(error_model="numpy")
def _heat_through(slabs, zones, faces, capacity, steps):
    """Heat the first face for a long time, between 1200 and 300 K. [W/m2]"""
    factor = np.zeros((3, capacity.size))
    solid = zones.solid[0]
    front = 0.0
    for _ in range(steps):
        _conductances(0, slabs, zones, faces)
        eliminate(capacity.size, faces.conductance[0], capacity, 100.0, 1e9, factor)
        front = conduct(solid, capacity.size, factor, 0.0, 1e9, 300.0, solid)
    return front, 1e9 * (solid[-1] - 300.0)


def test_what_conducts_better_hot_carries_the_mean_conductivity():
    """Steady flux = integral of k dT / thickness (Kirchhoff): exact where k is linear in temperature."""
    thickness, nodes, cold, slope = 0.025, 9, 0.05, 1e-3
    spacing = np.diff(np.linspace(0.0, thickness, nodes))
    faces = 4
    solid = np.full((faces, nodes), 300.0)
    solid[0, 0] = 1200.0
    slabs = _Solid(
        nodes=np.array([nodes, 0, 0, 0]),
        conductance=np.tile(cold / spacing, (faces, 1)),
        curve=np.zeros((faces, nodes - 1), np.int64),
        curve_temperature=np.array([[300.0, 1300.0]]),
        curve_factor=np.array([[1.0, 1.0 + slope * 1000.0]]),
    )
    front, back = _heat_through(
        slabs,
        _Warm(solid),
        _Scratch(slabs.conductance.copy(), np.ones(faces)),
        np.full(nodes, 96.0 * 1000.0 * spacing[0]),
        500,
    )
    exact = cold * (900.0 + 0.5 * slope * 900.0**2) / thickness
    assert front == pytest.approx(exact, rel=1e-5)
    assert back == pytest.approx(exact, rel=1e-5)
    assert exact > 1.4 * cold * 900.0 / thickness


def test_a_curve_of_conductivity_that_never_changes_changes_nothing():
    board = {"conductivity": 0.2, "density": 700, "specific_heat": 900, "thickness": 0.02}

    def run(**given):
        made = scenario(
            {"box": {**adiabatic_room(), "ceiling": "board", "walls": "board", "floor": "board"}},
            {"door": {"kind": "door", "between": ["box", "outside"], "state": "open"}},
            {"fire": steady_fire("box", 3e5)},
            building={"linings": {"board": board | given}},
            simulation={"duration": 600, "output_every": 60},
        )
        return simulate(made).zones["temperature"].values

    plain = run()
    assert np.array_equal(run(conductivity_curve=[("0 °C", 0.2), ("1000 °C", 0.2)]), plain)
    better = run(conductivity_curve=[("0 °C", 0.2), ("1000 °C", 1.0)])
    assert better[-1, 0, 1] < plain[-1, 0, 1] - 2.0


def test_steady_conduction_carries_the_same_flux_through():
    nodes = 5
    spacing = np.array([0.001, 0.002, 0.004, 0.013])
    capacity = 1e5 * 0.5 * (np.append(spacing, 0.0) + np.append(0.0, spacing))
    t = np.full(nodes, 300.0)
    factor = np.zeros((3, nodes))
    eliminate(nodes, 1.0 / spacing, capacity, 100.0, 20.0, factor)
    for _ in range(2000):
        front = conduct(t, nodes, factor, 1000.0, 0.0, 300.0, t)
    back = 20.0 * (t[-1] - 300.0)
    assert back == pytest.approx(front, rel=1e-9)
    assert t[0] - 300.0 == pytest.approx(1000.0 * (0.02 / 1.0 + 1 / 20.0), rel=1e-9)


def test_radiation_in_an_enclosure_sums_to_zero_and_vanishes_at_one_temperature():
    args = (0.9, 0.7, 60.0, 50.0, 20.0)
    g1, g2, up, low = enclosure_exchange(500.0, 500.0, *args, 500.0, 500.0, 0.4, 0.1, 0.0, 0.0)
    black = STEFAN_BOLTZMANN * 500.0**4
    assert g1 == pytest.approx(black, rel=1e-12)
    assert g2 == pytest.approx(black, rel=1e-12)
    assert abs(up) < 1e-6 * black
    t1, t2 = 600.0, 320.0
    g1, g2, up, low = enclosure_exchange(t1, t2, *args, 900.0, 350.0, 0.4, 0.1, 0.0, 0.0)
    net1 = 60.0 * 0.9 * (g1 - STEFAN_BOLTZMANN * t1**4)
    net2 = 50.0 * 0.7 * (g2 - STEFAN_BOLTZMANN * t2**4)
    assert net1 + net2 + up + low == pytest.approx(0.0, abs=1e-9 * abs(up))


def test_clear_gas_leaves_two_grey_surfaces_with_the_textbook_exchange():
    """Two surfaces through an interface plane, e = 1: q = A_d sigma (T1^4 - T2^4)."""
    g1, _, up, low = enclosure_exchange(700.0, 300.0, 1.0, 1.0, 60.0, 50.0, 20.0, 500.0, 500.0, 0.0, 0.0, 0.0, 0.0)
    net1 = 60.0 * (g1 - STEFAN_BOLTZMANN * 700.0**4)
    assert net1 == pytest.approx(-20.0 * STEFAN_BOLTZMANN * (700.0**4 - 300.0**4), rel=1e-12)
    assert up == low == 0.0


def test_halving_the_step_halves_the_error():
    """First order in time: stair smoke of the burning block against a step sixteen times finer."""

    def at(step: float) -> np.ndarray:
        described = block(storeys=4, simulation={"duration": 150, "output_every": 150, "longest_step": step})
        zones = simulate(described).zones
        landings = [name for name in zones["room"].values if str(name).startswith("landing")]
        return zones["temperature"].sel(room=landings)[-1, :, 1].values

    fine = at(0.0625)
    coarse, middle = np.abs(at(1.0) - fine).max(), np.abs(at(0.5) - fine).max()
    assert middle < 0.75 * coarse
    assert coarse < 3.0  # K, of some hundred


@njit
def _mean(parts, times, first, last):
    return mean_between(parts, times, first, last)  # which only kernels can call


def test_a_schedule_acts_by_its_mean_over_a_step():
    times = np.array([0.0, 10.0, 10.0, 20.0])
    parts = np.array([0.0, 1.0, 0.0, 0.0])  # up over 10 s, then shut at once
    assert _mean(parts, times, 2.0, 4.0) == pytest.approx(0.3)
    assert _mean(parts, times, 9.0, 11.0) == pytest.approx(0.475)  # 0.95 over half of it
    assert _mean(parts, times, 0.0, 20.0) == pytest.approx(0.25)
    assert _mean(parts, times, 30.0, 32.0) == 0.0
