"""The analytic cases of CFAST's verification suite: rooms whose end state follows from a balance.

First as scenarios and inputs of our own with the answer worked out here; then, where the suite lies beside the
repository, its own inputs against its own tables. Rooms of one zone have one temperature to compare.
"""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import palier
from palier.engine.smoke import total
from palier.physics.gas import GAS_CONSTANT, HEAT_RATIO, REFERENCE_PRESSURE, SPECIFIC_HEAT, density
from palier.result.balance import relative_errors
from palier.scenario.scenario import Scenario
from palier.simulate import Solution, simulate, solve

SUITE = Path(__file__).parents[2] / "shared" / "validation" / "cfast" / "Verification"
OUTSIDE_AIR = density(293.15)
VOLUME = 4.0 * 4.0 * 3.0
METHANE = {"carbon": 1, "hydrogen": 4, "heat_of_combustion": 50e6}
C, H, O, N, CL = 12.011, 1.008, 15.999, 14.007, 35.45  # [g/mol]  # noqa: E741


def room(**changes: Any) -> dict[str, Any]:
    """A room of one zone, 48 m3, whose surfaces take no heat."""
    faces = dict.fromkeys(("ceiling", "walls", "floor"), "adiabatic")
    return {"storey": 0, "width": 4, "depth": 4, "height": 3, "mixed": True, **faces, **changes}


def burner(where: str, curve: list[list[float]], fuel: dict[str, Any] | None = None, **yields: float) -> dict[str, Any]:
    """A fire on the floor that burns as told; yields by name. [kg/kg]"""
    return {"room": where, "curve": curve, "base": 0.0, "fuel": {**(fuel or METHANE), "yields": [yields]}}


def steady(power: float) -> list[list[float]]:
    return [[0.0, power], [1e6, power]]


def scenario(
    rooms: dict[str, Any], duration: float, fires: dict[str, Any] | None = None, site: Any = None, **building: Any
) -> Scenario:
    """Rooms with what is between them, everything at 20 °C, kept every 10 s."""
    temperatures = {"outside_temperature": "20 °C", "inside_temperature": "20 °C"}
    return Scenario.model_validate(
        {
            "site": {**temperatures, **(site or {})},
            "building": {"rooms": rooms, **building},
            "fires": fires or {},
            "simulation": {"duration": duration, "output_every": 10},
        }
    )


def closed_books(run: palier.Run) -> palier.Run:
    """The run, once its mass, energy and species are known to add up."""
    assert run.summary["status"] == "completed"
    assert max(run.summary["balance_error"].values()) < 1e-9
    return run


def burnt(run: palier.Run, power: float, heat: float) -> float:
    """Fuel that came, which a steady fire tells. [kg]"""
    fuel = float(run.summary["balance"]["mass"]["produced"])
    assert fuel == pytest.approx(power * run.summary["simulated"] / heat, rel=1e-9)
    return fuel


def hole(first: str, second: str, **changes: Any) -> dict[str, Any]:
    return {"kind": "grille", "between": [first, second], "state": "open", "leakage": 0.0, **changes}


# ------------------------------------------------------------------------- energy


def first_law(power: float, fuel: float, seconds: float, volume: float) -> tuple[float, float]:
    """Overpressure and temperature of a sealed room that a fire heats and fills with fuel. [Pa], [K]

    dE/dt = Q + m' cp T with T = E / (cv m), m = m' (t + t0), so E = A (t + t0)^gamma - Q (t + t0) / (gamma - 1).
    """
    before = REFERENCE_PRESSURE * volume / (HEAT_RATIO - 1.0)
    t0 = OUTSIDE_AIR * volume / fuel
    line = power / (HEAT_RATIO - 1.0)
    scale = (before + line * t0) / t0**HEAT_RATIO
    energy = scale * (t0 + seconds) ** HEAT_RATIO - line * (t0 + seconds)
    mass = fuel * (t0 + seconds)
    return (energy - before) * (HEAT_RATIO - 1.0) / volume, energy * HEAT_RATIO / (SPECIFIC_HEAT * mass)


@pytest.mark.parametrize("radiated", [0.0, 0.35])
def test_a_sealed_room_warms_by_the_first_law_however_the_fire_gives_its_heat(radiated):
    """Tolerance 1e-4: steps of 1 s, explicit in the small enthalpy of the fuel."""
    fire = {**burner("box", steady(10e3)), "radiative_fraction": radiated}
    run = closed_books(simulate(scenario({"box": room(sealed=True)}, 300.0, {"burner": fire})))
    rate = 10e3 / 50e6
    pressure, temperature = first_law(10e3, rate, burnt(run, 10e3, 50e6) / rate, VOLUME)
    assert float(run.zones["pressure"][-1, 0]) == pytest.approx(pressure, rel=1e-4)
    assert run.zones["temperature"][-1, 0].values == pytest.approx([temperature] * 2, rel=1e-4)


def plastered(**changes: Any) -> dict[str, Any]:
    board = {"ceiling": "board", "walls": "board", "floor": "adiabatic", "behind": "outside"}
    return room(**board, **changes)


BOARD = {"board": {"conductivity": 0.16, "density": 790, "specific_heat": 900, "thickness": 0.016}}
WARMER = {"outside_temperature": "25 °C"}


def test_a_closed_room_takes_the_temperature_outside_and_the_pressure_of_gay_lussac():
    run = closed_books(
        simulate(scenario({"box": plastered(sealed=True)}, 12 * 3600.0, site=WARMER, linings=BOARD)),
    )
    expected = REFERENCE_PRESSURE * (298.15 / 293.15 - 1.0)
    assert float(run.zones["pressure"][0, 0]) == 0.0
    assert run.zones["temperature"][-1, 0].values == pytest.approx([298.15] * 2, abs=1e-3)
    assert float(run.zones["pressure"][-1, 0]) == pytest.approx(expected, rel=1e-3)


def test_a_room_with_a_window_takes_the_temperature_outside_and_keeps_no_pressure():
    window = hole("box", "outside", kind="window", width=1.0, height=2.0, sill=0.5)
    run = closed_books(
        simulate(scenario({"box": plastered()}, 5 * 3600.0, site=WARMER, linings=BOARD, openings={"window": window}))
    )
    cold = run.zones["temperature"][60, 0].values  # after ten minutes
    assert (cold < 298.15 - 1.0).all()
    assert run.zones["temperature"][-1, 0].values == pytest.approx([298.15] * 2, abs=0.1)
    assert float(run.zones["pressure"][-1, 0]) == pytest.approx(0.0, abs=0.1)


def test_a_schedule_opens_the_way_between_two_rooms_and_they_come_to_one_pressure_and_temperature():
    """One is warmed shut, then both have its energy: p by volumes, T by masses.

    What is left of the difference in temperature drives the exchange, which dies out as 1 / t: 0.5 K after
    half an hour.
    """
    opens = [[0.0, 0.0], [200.0, 0.0], [220.0, 1.0]]
    run = closed_books(
        simulate(
            scenario(
                {"warm": room(), "cold": room(width=8)},
                2000.0,
                {"burner": burner("warm", [[0.0, 10e3], [100.0, 10e3], [100.5, 0.0], [1e6, 0.0]])},
                openings={"door": hole("warm", "cold", height=2.5, schedule=opens)},
            )
        )
    )
    times = run.zones["time"].values
    pressure = run.zones["pressure"].values
    shut, ramp, open_ = (int(np.flatnonzero(times == t)[0]) for t in (190.0, 210.0, 230.0))
    assert run.zones["opening_state"].values[[shut, ramp, open_], 0] == pytest.approx([0.0, 0.5, 1.0], abs=0.05)
    assert run.zones["opening_flow"].values[:shut].max() == 0.0
    assert pressure[shut, 1] == 0.0
    assert pressure[shut, 0] > 1e3
    shared = pressure[shut, 0] * VOLUME / (3.0 * VOLUME)
    assert pressure[open_:, :] == pytest.approx(np.full_like(pressure[open_:], shared), abs=1.0)
    books = run.summary["balance"]
    mean = books["energy"]["final"] * HEAT_RATIO / (SPECIFIC_HEAT * books["mass"]["final"])
    assert mean > 293.15 + 1.0
    assert run.zones["temperature"].values[-1] == pytest.approx(np.full((2, 2), mean), abs=0.5)


# ------------------------------------------------------------------------- ventilation


def supply(flow: float, **changes: Any) -> dict[str, Any]:
    return {"between": ["outside", "a"], "flow": flow, "heights": [1.5, 1.5], **changes}


def test_what_a_fan_blows_in_leaves_through_the_holes_and_sets_their_pressures():
    """0.05 m3/s through two holes of 0.04 m2 in a row: each takes (q / C A)^2 rho / 2."""
    wide = {"width": 0.2, "height": 0.2, "sill": 1.4, "coefficient": 0.7}
    run = closed_books(
        simulate(
            scenario(
                {"a": room(), "b": room()},
                600.0,
                openings={"inner": hole("a", "b", **wide), "outer": hole("b", "outside", **wide)},
                fans={"fan": supply(0.05)},
            )
        )
    )
    flows = run.zones["opening_flow"].values[-1]
    assert flows[:, 0] == pytest.approx([0.05 * OUTSIDE_AIR] * 2, rel=2e-3)
    assert flows[:, 1].max() == 0.0
    step = 0.5 * OUTSIDE_AIR * (0.05 / (0.7 * 0.04)) ** 2
    # 0.05 Pa: the balance of a room is closed to 5 W
    assert run.zones["pressure"].values[-1] == pytest.approx([2.0 * step, step], abs=0.05)


def test_cracks_take_the_power_law_of_leaks():
    """q = C A sqrt(2 p_r / rho) (dp / p_r)^0.65 at 75 Pa, solved for the pressure."""
    area, flow, coefficient = 0.002, 0.01, 0.61
    sizes = {"width": 0.02, "height": 0.1, "sill": 1.45}
    crack = {"kind": "leak", "between": ["a", "outside"], "coefficient": coefficient, **sizes}
    run = closed_books(
        simulate(scenario({"a": room()}, 600.0, openings={"crack": crack}, fans={"fan": supply(flow)})),
    )
    at_reference = coefficient * area * math.sqrt(2.0 * 75.0 / OUTSIDE_AIR)
    expected = 75.0 * (flow / at_reference) ** (1.0 / 0.65)
    assert 30.0 < expected < 60.0  # far from the reference, where the exponent would not matter
    assert float(run.zones["pressure"][-1, 0]) == pytest.approx(expected, abs=0.1)
    assert float(run.zones["opening_flow"][-1, 0, 0]) == pytest.approx(flow * OUTSIDE_AIR, rel=2e-3)


def test_a_fan_fills_a_sealed_room_no_further_than_it_can_press():
    """dp/dt = gamma p q / V up to the lower cut-off; none passes the upper one."""
    fan = {"fan": supply(0.005, cutoff=[200.0, 300.0])}
    run = closed_books(simulate(scenario({"a": room(sealed=True)}, 600.0, fans=fan)))
    pressure = run.zones["pressure"].values[:, 0]
    assert pressure[1] == pytest.approx(HEAT_RATIO * REFERENCE_PRESSURE * 0.005 / VOLUME * 10.0, rel=0.01)
    assert 270.0 < pressure[-1] <= 300.0


# ------------------------------------------------------------------------- species


def made_per_fuel(run: palier.Run) -> dict[str, float]:
    """Of each species per kilogram of fuel that came."""
    books = run.summary["balance"]
    fuel = books["mass"]["produced"]
    return {name: books[name]["produced"] / fuel for name in books}


def test_a_methane_flame_turns_air_into_water_and_carbon_dioxide_by_the_equation():
    run = closed_books(
        simulate(scenario({"box": room(sealed=True)}, 100.0, {"burner": burner("box", steady(5e3))})),
    )
    made = made_per_fuel(run)
    molecule = C + 4 * H
    assert burnt(run, 5e3, 50e6) > 0.0
    assert made["CO2"] == pytest.approx((C + 2 * O) / molecule, rel=1e-4)
    assert made["H2O"] == pytest.approx(2 * (2 * H + O) / molecule, rel=1e-4)
    assert made["O2"] == pytest.approx(-4 * O / molecule, rel=1e-4)
    assert made["CO"] == made["soot"] == made["HCN"] == made["irritant"] == 0.0


def test_a_fuel_of_five_elements_gives_off_what_they_leave_after_the_yields():
    fuel = {"carbon": 6, "hydrogen": 8, "oxygen": 2, "nitrogen": 1, "chlorine": 1, "heat_of_combustion": 15e6}
    molecule = 6 * C + 8 * H + 2 * O + N + CL
    yields = {"co": 0.05, "soot": 0.08, "hcn": 0.02, "hcl": (H + CL) / molecule, "trace": 0.001}
    run = closed_books(
        simulate(scenario({"box": room(sealed=True)}, 100.0, {"burner": burner("box", steady(5e3), fuel, **yields)}))
    )
    made = made_per_fuel(run)
    left = 6 * C / molecule - 0.08 - 0.05 * C / (C + O) - 0.02 * C / (H + C + N)
    hydrogen = 8 * H / molecule - 0.02 * H / (H + C + N) - yields["hcl"] * H / (H + CL)
    co2, h2o = left * (C + 2 * O) / C, hydrogen * (2 * H + O) / (2 * H)
    oxygen = left * 2 * O / C + 0.05 * O / (C + O) + hydrogen * O / (2 * H) - 2 * O / molecule
    expected = {"CO2": co2, "H2O": h2o, "O2": -oxygen, "CO": 0.05, "soot": 0.08, "HCN": 0.02}
    expected |= {"irritant": yields["hcl"], "trace": 0.001}
    assert {name: made[name] for name in expected} == pytest.approx(expected, rel=2e-4)


PUFF = [[0.0, 100.0], [20.0, 100.0], [21.0, 0.0], [1e6, 0.0]]  # so weak that nothing warms


def test_a_tracer_is_washed_out_of_a_ventilated_room_exponentially():
    """c ~ exp(-q t / V); 0.3 % for steps of a thousandth of the time constant."""
    flow = 0.05
    run = closed_books(
        simulate(
            scenario(
                {"a": room()},
                2000.0,
                {"puff": burner("a", PUFF, trace=0.5)},
                openings={"inlet": hole("a", "outside", width=0.3, height=0.3, sill=0.5)},
                fans={"exhaust": {"between": ["a", "outside"], "flow": flow, "heights": [1.5, 1.5]}},
            )
        )
    )
    trace = solve(run.scenario).history.trace[:, 0, 0]
    times = run.zones["time"].values
    first = int(np.flatnonzero(times == 50.0)[0])
    assert trace[first] > 0.0
    assert trace[first:] == pytest.approx(trace[first] * np.exp(-flow / VOLUME * (times[first:] - 50.0)), rel=3e-3)


def test_a_filter_keeps_its_part_of_soot_and_tracer_and_lets_gases_pass():
    exhaust = {"between": ["a", "outside"], "flow": 0.1, "heights": [1.5, 1.5], "filter_efficiency": 0.6}
    run = closed_books(
        simulate(
            scenario(
                {"a": room()},
                300.0,
                {"burner": burner("a", steady(2e3), soot=0.1, trace=0.01, co=0.02)},
                openings={"inlet": hole("a", "outside", width=0.3, height=0.3, sill=0.5)},
                fans={"exhaust": exhaust},
            )
        )
    )
    books = run.summary["balance"]
    for name in ("soot", "trace"):
        passed, kept = books[name]["out_to_outside"], books[name]["lost_to_solids"]
        assert kept > 0.0
        assert kept / (kept + passed) == pytest.approx(0.6, rel=1e-9)
    assert books["CO"]["lost_to_solids"] == books["CO2"]["lost_to_solids"] == 0.0
    assert books["CO"]["out_to_outside"] > 0.0


def test_a_filter_works_from_its_time_on():
    rooms = {"a": room(), "b": room()}
    there = {"between": ["a", "b"], "flow": 0.05, "heights": [1.5, 1.5]}
    back = {**there, "between": ["b", "a"]}
    described = scenario(
        rooms,
        600.0,
        {"puff": burner("a", PUFF, trace=0.5)},
        fans={"there": {**there, "filter_from": 300.0, "filter_efficiency": 1.0}, "back": back},
        openings={"slit": hole("b", "outside", width=0.1, height=0.1, sill=1.0)},
    )
    closed_books(simulate(described))
    history = solve(described).history
    in_b = history.trace[:, 1, 0]
    at = {t: int(np.flatnonzero(history.time == t)[0]) for t in (100.0, 300.0, 600.0)}
    assert 0.0 < in_b[at[100.0]] < in_b[at[300.0]]
    # nothing arrives any more, and what is there goes back: exp(-q t / V)
    assert in_b[at[600.0]] == pytest.approx(in_b[at[300.0]] * math.exp(-0.05 / VOLUME * 300.0), rel=0.01)


# ------------------------------------------------------------------------- through the CFAST format

CHAMBER = """\
&HEAD VERSION = 7700 TITLE = 'Chamber' /
&TIME SIMULATION = 200 PRINT = 50 SMOKEVIEW = 10 SPREADSHEET = 10 /
&INIT PRESSURE = 101325 RELATIVE_HUMIDITY = 0 INTERIOR_TEMPERATURE = 20 EXTERIOR_TEMPERATURE = 20 /
&MISC ADIABATIC = .TRUE. /
&COMP ID = 'Chamber' WIDTH = 4 DEPTH = 3 HEIGHT = 2 SHAFT = .TRUE. ORIGIN = 0, 0, 0 /
&FIRE ID = 'Burner' COMP_ID = 'Chamber' FIRE_ID = 'Gas' LOCATION = 2, 1.5 /
&CHEM ID = 'Gas' CARBON = 3 HYDROGEN = 8 HEAT_OF_COMBUSTION = 46000 RADIATIVE_FRACTION = 0.3 /
&TABL ID = 'Gas' LABELS = 'TIME', 'HRR', 'HEIGHT', 'AREA', 'CO_YIELD', 'SOOT_YIELD', 'TRACE_YIELD' /
&TABL ID = 'Gas', DATA = 0, 4, 0, 0.1, 0, 0, 0.002 /
&TABL ID = 'Gas', DATA = 900, 4, 0, 0.1, 0, 0, 0.002 /
&TAIL /
"""


def test_a_cfast_input_of_a_sealed_chamber_follows_the_same_laws(tmp_path):
    file = tmp_path / "chamber.in"
    file.write_text(CHAMBER, encoding="utf-8")
    run = closed_books(simulate(palier.read_cfast(file)))
    rate = 4e3 / 46e6
    pressure, temperature = first_law(4e3, rate, burnt(run, 4e3, 46e6) / rate, 24.0)
    assert float(run.zones["pressure"][-1, 0]) == pytest.approx(pressure, rel=1e-4)
    assert run.zones["temperature"][-1, 0].values == pytest.approx([temperature] * 2, rel=1e-4)
    made = made_per_fuel(run)
    assert made["CO2"] == pytest.approx(3 * (C + 2 * O) / (3 * C + 8 * H), rel=1e-4)
    assert made["trace"] == pytest.approx(0.002, rel=1e-9)


# ------------------------------------------------------------------------- the suite itself

only_with_suite = pytest.mark.skipif(not SUITE.exists(), reason="CFAST's suite is not beside the repository")


def suite_run(name: str) -> Solution:
    """An input of the suite, run to its end with closed books."""
    solution = solve(palier.read_cfast(SUITE / f"{name}.in"))
    assert solution.status == "completed"
    books = solution.state.balance._replace(final=total(solution.state.zones))
    assert max(relative_errors(books).values()) < 1e-9
    return solution


def table(name: str) -> dict[str, np.ndarray]:
    """Columns of numbers of a table of the suite; a line of units is left out."""
    with (SUITE / f"{name}.csv").open(encoding="utf-8-sig") as lines:
        head, *rows = csv.reader(lines)
    rows = [row for row in rows if row[0].replace(".", "").isdigit()]
    return {title: np.array([float(row[k]) for row in rows]) for k, title in enumerate(head)}


def at(solution: Solution, times: np.ndarray, column: np.ndarray) -> np.ndarray:
    return np.interp(times, solution.history.time, column)


@only_with_suite
@pytest.mark.parametrize("name", ["sealed_test", "sealed_test_2_layers"])
def test_suite_sealed_room(name):
    """5.5 %: cp / cv of smoke is 1.38 here, 1.4 in the table, which makes 5 %. Two layers once smoke fills the room."""
    solution, expected = suite_run(f"Energy_Balance/{name}"), table("Energy_Balance/sealed_test")
    times = expected["Time"]
    rise = at(solution, times, solution.history.temperature[:, 0, 1]) - 293.15
    pressure = at(solution, times, solution.history.pressure[:, 0])
    full = expected["Time"] >= (300.0 if "layers" in name else 60.0)
    assert rise[full] == pytest.approx(expected["ULT"][full] - 20.0, rel=0.055)
    assert pressure[1:] == pytest.approx(expected["PRS"][1:], rel=0.055)


@only_with_suite
@pytest.mark.parametrize(
    "name",
    [
        "basic_tempequilib",
        "basic_tempequilib_window",
        "basic_tempequilib_window_elevation",
    ],
)
def test_suite_thermal_equilibrium(name):
    """0.3 K of the 5 K at the start: through a window the last of the difference goes slowly."""
    solution, expected = suite_run(f"Thermal_Equilibrium/{name}"), table(f"Thermal_Equilibrium/{name}")
    for layer, column in enumerate(("LLT", "ULT")):
        there = at(solution, expected["Time"], solution.history.temperature[:, 0, layer])
        assert there - 273.15 == pytest.approx(expected[column], abs=0.3)
    assert at(solution, expected["Time"], solution.history.pressure[:, 0]) == pytest.approx(
        expected["PRS"], rel=0.01, abs=0.1
    )


@only_with_suite
@pytest.mark.parametrize("name", ["Leakage_1", "Leakage_2"])
def test_suite_leakage_passes_what_the_fan_brings(name):
    """1 %: the table rounds the density. Its pressure is that of an orifice; that of cracks is tested above."""
    solution, expected = suite_run(f"Ventilation/{name}"), table("Ventilation/Leakage_Flow")
    out = solution.history.opening_flow[:, :, 0].sum(axis=1)
    assert at(solution, expected["Time"], out) == pytest.approx(expected["MFLOW"], rel=0.01)


@only_with_suite
def test_suite_flow_up_and_down_through_ceiling_vents():
    """1 %: the table's air is a little lighter. Up, down, and half each way where there are two ways."""
    solution, expected = suite_run("Ventilation/VVent_Tests"), table("Ventilation/VVent_Flow")
    through = np.sort(solution.history.vent_flow.max(axis=2), axis=1)[:, ::-1]
    for k in range(6):  # those in a single row
        assert at(solution, expected["Time"], through[:, k])[1:] == pytest.approx(expected["MFLOW"][1:], rel=0.01)


@only_with_suite
@pytest.mark.xfail(strict=True, reason="openings take the density at the pressure outside: 11 % at 12 kPa")
def test_suite_pressure_of_a_fan_against_a_small_hole():
    solution, expected = suite_run("Ventilation/ventilation_1"), table("Ventilation/ventilation_1")
    pressure = at(solution, expected["Time"], solution.history.pressure[:, 0])
    assert pressure == pytest.approx(expected["Pressure"], rel=0.05)


@only_with_suite
def test_suite_ventilation_of_like_air_changes_nothing():
    """5 Pa are what the flow needs through the openings."""
    solution, expected = suite_run("Ventilation/ventilation_2"), table("Ventilation/ventilation_2")
    for k in range(4):
        assert solution.history.temperature[:, k] - 273.15 == pytest.approx(expected[f"ULT_{k + 1}"][0], abs=0.01)
        assert solution.history.pressure[:, k] == pytest.approx(expected[f"PRS_{k + 1}"][0], abs=5.0)


@only_with_suite
def test_suite_a_fan_presses_a_room_whose_doors_open_one_after_the_other():
    """3 %: cp / cv of 1.38, not 1.4."""
    solution, expected = suite_run("Ventilation/ventilation_3"), table("Ventilation/ventilation_3")
    shut = expected["Time"] < 200.0
    times = expected["Time"][shut]
    pressure = at(solution, times, solution.history.pressure[:, 0])
    told = expected["PRS_1"][shut]
    later = times > 30.0
    assert pressure[later] == pytest.approx(told[later], rel=0.03)
    rise = at(solution, times, solution.history.temperature[:, 0, 1]) - 293.15
    assert rise[later] == pytest.approx(expected["ULT_1"][shut][later] - 20.0, rel=0.05)


def masses(solution: Solution, species: str) -> np.ndarray:
    """Of a species in each room of one zone over time, by the air at first and the fuel that came. [kg]"""
    molar = {"o2": 2 * O, "co2": C + 2 * O, "co": C + O, "h2o": 2 * H + O, "hcn": H + C + N, "irritant": H + CL}
    rooms = solution.model.rooms
    air = rooms.reference_pressure / (GAS_CONSTANT * rooms.initial_temperature) * rooms.volume
    history = solution.history
    supplied = history.fire_supply[:, 0]
    steps = 0.5 * (supplied[1:] + supplied[:-1]) * np.diff(history.time)
    fuel = np.zeros((history.time.size, air.size))
    fuel[1:, solution.model.fires.room[0]] = np.cumsum(steps)
    return np.asarray(getattr(history, species)[:, :, 0] * molar[species] / 28.9652 * (air + fuel))


@only_with_suite
@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("methane_flame_simple", {"mo21": "o2", "mco21": "co2", "mco1": "co", "mh2o1": "h2o"}),
        (
            "species_test",
            {"mo2": "o2", "mco2": "co2", "mco": "co", "mh2o": "h2o", "mhcl": "irritant", "mhcn": "hcn"},
        ),
    ],
)
def test_suite_species_of_a_flame(name, columns):
    """1 % of what there is in the end: the table starts at full power at once. Oxygen is told as what was used."""
    solution, expected = suite_run(f"Species/{name}"), table(f"Species/{name}_calculated")
    for column, species in columns.items():
        mass = masses(solution, species)[:, 0]
        change = np.abs(at(solution, expected["Time"], mass) - mass[0])
        assert change == pytest.approx(expected[column], abs=0.01 * expected[column][-1] + 1e-9), column


@only_with_suite
@pytest.mark.parametrize("number", [1, 2, 3])
def test_suite_tracer(number):
    """2 % of 10 mg at any time, 1e-7 of it in the end.

    Densities are told at the reference pressure, which the sealed rooms leave by up to 1.5 %.
    """
    solution, expected = suite_run(f"Species/Trace_Species_{number}"), table("Species/trace_calculated")
    volumes = solution.model.rooms.volume
    pressed = 1.0 + solution.history.pressure / solution.model.rooms.reference_pressure
    trace = solution.history.trace[:, :, 0] * pressed * volumes
    times, told = expected[f"Time{number}"], expected[f"Trace{number}"]
    assert at(solution, times, trace[:, 0]) == pytest.approx(told, abs=2e-7)
    assert solution.state.balance.produced[-1] == pytest.approx(1e-5, rel=1e-7)


@only_with_suite
def test_suite_species_spread_over_four_rooms():
    """Minutes in the table. 2 % once the rooms of one zone have mixed, half an hour after each opening."""
    solution, expected = suite_run("Mass_Balance/species_mass_4"), table("Mass_Balance/species_mass_4_theoretical")
    for species, label in (("co2", "mCO2"), ("h2o", "mH2O")):
        mass = masses(solution, species)
        for minute in (14.5, 41.66666667, 83.33333333, 125.0):
            row = int(np.argmin(np.abs(expected["Time"] - minute)))
            there = [np.interp(60.0 * minute - 10.0, solution.history.time, mass[:, k]) for k in range(4)]
            told = [expected[f"{label}{k + 1}"][row] for k in range(4)]
            assert there == pytest.approx(told, rel=0.02, abs=1e-9), (species, minute)
