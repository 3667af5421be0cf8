"""CFAST's spreadsheets: what is written for a history of known numbers, column by column."""

from __future__ import annotations

import csv
import dataclasses
import io
import math
import sys
import types

import numpy as np
import pytest
from typer.testing import CliRunner

from palier import cli
from palier.formats.cfast.case import CfastCase
from palier.formats.cfast.columns import CONVECTION, CONVECTION_GAUGE, EMITTED, EMITTED_GAUGE, FIRE, GAS, SURFACE
from palier.formats.cfast.digits import rows_in_words
from palier.formats.cfast.write import spreadsheet_names, write_spreadsheets
from palier.result.store import RunExists, check_names_free, write_among
from palier.scenario.building import Building, Fan, Opening, Room
from palier.scenario.fire import FireItem, Fuel, YieldPoint
from palier.scenario.instruments import Detector, Target
from palier.scenario.scenario import Scenario, Simulation
from palier.simulate import assemble

TIMES = np.array([0.0, 10.0, 20.0])


def scenario() -> Scenario:
    return Scenario(
        building=Building(
            rooms={
                "store": Room(storey=0, width=4, depth=5, height=3, elevation=0),
                "shaft": Room(storey=1, width=1, depth=1, height=9, elevation=3, mixed=True),
                "hall, long": Room(storey=0, width=20, depth=2, height=2.5, elevation=0),
            },
            openings={
                "door": Opening(kind="door", between=("hall, long", "store"), state=1.0),
                "out": Opening(kind="door", between=("store", "outside"), state=0.5),
                "crack": Opening(kind="leak", between=("store", "outside")),
                "hatch": Opening(kind="hatch", between=("store", "shaft"), width=1, height=1, state=1.0),
            },
            fans={
                "extract": Fan(
                    between=("store", "outside"),
                    flow=0.5,
                    heights=(2.5, 2.5),
                    schedule=((0.0, 0.0), (10.0, 0.5), (20.0, 1.0)),
                    filter_from=15.0,
                    filter_efficiency=0.8,
                ),
                "supply": Fan(between=("outside", "store"), flow=0.5),
            },
        ),
        fires={
            "bin": FireItem(
                room="store",
                curve=((0.0, 0.0), (10.0, 100e3), (20.0, 200e3)),
                base=0.5,
                radiative_fraction=0.3,
                fuel=Fuel(carbon=1, hydrogen=4, heat_of_combustion=50e6, yields=(YieldPoint(trace=0.01),)),
            )
        },
        targets={"plate": Target(room="store", position=(1, 1, 2.5))},
        detectors={
            "link": Detector(room="store", position=(1, 1, 2.9), kind="sprinkler"),
            "nose": Detector(room="store", position=(1, 1, 2.9), kind="smoke"),
        },
        simulation=Simulation(duration=20.0, output_every=10.0),
    )


def case() -> CfastCase:
    return CfastCase(
        scenario=scenario(),
        title="Three rooms",
        version=7700,
        compartments=("store", "hall, long", "shaft"),  # not the order of the arrays
        wall_vents=("out", "door"),
        ceiling_floor_vents=("hatch",),
        mechanical_vents=("supply", "extract"),
        leakage=("crack",),
        fires=("bin",),
        targets=("plate",),
        sensors=("nose", "link"),
        duration=20.0,
        print_every=10.0,
        spreadsheet_every=10.0,
        validation_output=False,
        diagnostics={},
        notices=("line 3: GRID is not used",),
    )


def each(*values: float, shape: tuple[int, ...] = ()) -> np.ndarray:
    """The same value everywhere at each time."""
    return np.array(values).reshape(-1, *(1 for _ in shape)) * np.ones((len(values), *shape))


@pytest.fixture
def solved():
    """A solution with a made-up history: every field that the writer reads, and round numbers."""
    model, names = assemble(scenario())
    store = names.rooms.index("store")
    gases = {name: each(0.0, 0.0, 0.0, shape=(3, 2)) for name in ("co2", "co", "hcn", "irritant", "h2o", "fuel")}
    history = types.SimpleNamespace(
        time=TIMES,
        interface=each(3.0, 2.0, 1.0, shape=(3,)),
        upper_volume=each(0.0, 20.0, 40.0, shape=(3,)),
        temperature=np.stack([each(293.15, 303.15, 313.15, shape=(3,)), each(293.15, 393.15, 593.15, shape=(3,))], 2),
        extinction=np.stack([each(0.0, 0.0, 0.087, shape=(3,)), each(0.0, 0.87, 8.7, shape=(3,))], 2),
        o2=np.stack([each(0.21, 0.21, 0.2, shape=(3,)), each(0.21, 0.15, 0.1, shape=(3,))], 2),
        trace=each(0.0, 1e-3, 1e-3, shape=(3, 2)),
        pressure=each(2.0, 5.0, -3.0, shape=(3,)),
        fire_power=each(0.0, 80e3, 150e3, shape=(1,)),
        fire_supply=each(0.0, 0.002, 0.004, shape=(1,)),
        fire_diameter=each(0.4, 0.4, 0.4, shape=(1,)),
        room_power=each(0.0, 80e3, 170e3, shape=(3,)),
        opening_state=each(1.0, 1.0, 0.5, shape=(3,)),
        opening_flow=np.stack([each(0.0, 0.3, 0.1, shape=(3,)), each(0.0, 0.1, 0.2, shape=(3,))], 2),
        vent_state=each(1.0, 1.0, 1.0, shape=(1,)),
        vent_flow=np.stack([each(0.0, 0.5, 0.6, shape=(1,)), each(0.0, 0.1, 0.0, shape=(1,))], 2),
        fan_flow=each(0.0, 0.25, 0.5, shape=(2,)),
        wall_temperature=each(293.15, 294.15, 295.15, shape=(3, 4)) + np.array([3.0, 2.0, 1.0, 0.0]),
        target_gas=each(293.15, 373.15, 373.15, shape=(1,)),
        target_front=each(293.15, 313.15, 333.15, shape=(1,)),
        target_inner=each(293.15, 303.15, 313.15, shape=(1,)),
        target_flux=np.zeros((3, 1, 2, 7)),
        detector_element=np.array([[293.15, 0.0], [323.15, 0.0], [343.15, 0.46]]),
        detector_active=np.array([[0, 0], [0, 0], [1, 1]]),
        detector_gas=each(293.15, 343.15, 373.15, shape=(2,)),
        detector_velocity=each(0.0, 0.5, 1.0, shape=(2,)),
        **gases,
    )
    history.co[:, store] = 0.0035  # 3500 ppm: a tenth of the dose in a minute
    history.o2[:, names.rooms.index("shaft")] = 0.18
    for part, value in zip(
        (FIRE, SURFACE, GAS, CONVECTION, EMITTED, CONVECTION_GAUGE, EMITTED_GAUGE),
        (1000.0, 500.0, 250.0, 125.0, -400.0, 150.0, -380.0),
        strict=True,
    ):
        history.target_flux[1, 0, 0, part] = value
        history.target_flux[1, 0, 1, part] = 10.0 * value
    history.target_flux[2, 0, 0, FIRE] = 10e3
    return types.SimpleNamespace(
        model=model,
        names=dataclasses.replace(names, targets=["plate"], detectors=["link", "nose"]),
        history=history,
        state=types.SimpleNamespace(fire=types.SimpleNamespace(ignited=np.array([0.0]))),
        status="completed",
        timings={"assemble": 0.1, "march": 0.4, "steps": 20},
    )


@pytest.fixture
def sheets(solved, tmp_path):
    """The sheets as written: name of the sheet -> short name -> (long, place, unit, values)."""

    def written(validation=False):
        write_spreadsheets(case(), solved, tmp_path, "three", validation)
        tables = {}
        for sheet in ("compartments", "devices", "masses", "vents", "walls"):
            rows = list(csv.reader(io.StringIO((tmp_path / f"three_{sheet}.csv").read_text())))
            assert {len(row) for row in rows} == {len(rows[0])}
            assert len(set(rows[0])) == len(rows[0])
            assert len(rows) == 4 + TIMES.size
            values = np.array(rows[4:], dtype=float)
            tables[sheet] = {
                rows[0][k]: (rows[1][k], rows[2][k], rows[3][k], values[:, k]) for k in range(len(rows[0]))
            }
            np.testing.assert_array_equal(tables[sheet]["Time"][3], TIMES)
            assert tables[sheet]["Time"][:3] == ("Simulation Time", "Time", "s")
        return tables

    return written


def close(column, expected, rtol=1e-6):
    np.testing.assert_allclose(column[3], expected, rtol=rtol, atol=1e-12)


# -------------------------------------------------------------------------- headers


def test_columns_of_a_compartment_stand_in_cfasts_order(sheets):
    names = list(sheets()["compartments"])
    gases = ["N2", "O2", "CO2", "CO", "HCN", "HCL", "TUHC", "H2O", "OD", "ODF", "ODS"]
    first = ["Time", "ULT_1", "LLT_1", "HGT_1", "VOL_1", "PRS_1"]
    assert names[:6] == first
    assert names[6:28] == [f"{layer}{gas}_1" for layer in ("UL", "LL") for gas in gases]
    fire = ["IGN_1", "PLUM_1", "PYROL_1", "HRR_E1", "HRR_1", "HRRC_1", "HRRL_1", "HRRU_1", "FLHGT_1"]
    assert names[-12:] == [*fire, "DJET_1", "DJET_2", "DJET_3"]


def test_a_shaft_has_no_lower_layer_and_counts_whole(sheets, solved):
    tables = sheets()
    third = [name for name in tables["compartments"] if name.endswith("_3") and not name.startswith("DJET")]
    assert third[:4] == ["ULT_3", "VOL_3", "PRS_3", "ULN2_3"]
    assert len(third) == 14
    close(tables["compartments"]["VOL_3"], [9.0, 9.0, 9.0])
    close(tables["compartments"]["ULO2_3"], [18.0, 18.0, 18.0])
    assert not [name for name in tables["masses"] if name.startswith("LL") and name.endswith("_3")]
    mass = 101325.0 / (287.05 * 393.15) * 9.0 * (1 + 5.0 / 101325.0)
    assert tables["masses"]["ULMO2_3"][3][1] == pytest.approx(mass * 0.18 * 0.031998 / 0.0289652, rel=1e-5)


def test_the_third_row_names_the_compartment_even_with_a_comma_in_it(sheets):
    assert sheets()["compartments"]["ULT_2"][:3] == ("Upper Layer Temperature", "hall, long", "C")


def test_vents_are_numbered_by_room_with_the_outside_last(sheets):
    assert list(sheets()["vents"])[1:] == [
        "W_1_Outside_1", "W_Outside_1_1", "WF_Outside_1_1",
        "W_1_2_2", "W_2_1_2", "WF_2_1_2",
        "CF_1_3_1", "CF_3_1_1", "CFF_3_1_1",
        "M_Outside_1_1", "M_TRACE__Outside_1_1", "M_FILTERED_Outside_1_1", "MF_1_Outside_1",
        "M_1_Outside_2", "M_TRACE__1_Outside_2", "M_FILTERED_1_Outside_2", "MF_Outside_1_2",
        "L_Room_1_Outside_1",
    ]  # fmt: skip


def test_validation_adds_the_parts_of_the_fluxes_of_both_sides(sheets):
    short = [name for name in sheets()["devices"] if name.startswith(("TRG", "B_TRG"))]
    assert short == [f"TRG{x}_1" for x in
                     ("GAST", "SURT", "INT", "FLXI", "FLXT", "FEDG", "DFEDG", "FEDH", "DFEDH", "OBS")]  # fmt: skip
    parts = ["I", "T", "R", "C", "F", "S", "G", "RE", "TG", "RG", "CG", "REG"]
    long = [name for name in sheets(validation=True)["devices"] if "FLX" in name]
    assert long == [f"{side}TRGFLX{x}_1" for side in ("", "B_") for x in parts]


# --------------------------------------------------------------------------- values


def test_layers_are_told_in_celsius_metres_and_pascals_since_the_start(sheets):
    table = sheets()["compartments"]
    close(table["ULT_1"], [20.0, 120.0, 320.0])
    close(table["LLT_1"], [20.0, 30.0, 40.0])
    close(table["HGT_1"], [3.0, 2.0, 1.0])
    close(table["VOL_1"], [0.0, 20.0, 40.0])
    close(table["PRS_1"], [0.0, 3.0, -5.0])
    assert [table[name][2] for name in ("HGT_1", "VOL_1", "PRS_1", "ULO2_1", "ULOD_1")] == [
        "m", "m^3", "Pa", "mol %", "1/m",
    ]  # fmt: skip


def test_gases_are_percent_or_mole_fractions(sheets):
    close(sheets()["compartments"]["ULO2_1"], [21.0, 15.0, 10.0])
    close(sheets()["compartments"]["ULN2_1"], [78.65, 84.65, 89.65])
    long = sheets(validation=True)["compartments"]
    close(long["ULO2_1"], [0.21, 0.15, 0.10])
    close(long["ULCO_1"], [0.0035, 0.0035, 0.0035])
    assert long["ULO2_1"][2] == "mol_frac"


def test_smoke_is_an_optical_density_or_the_mass_of_soot_that_cfast_converts_it_to(sheets):
    short, long = sheets()["compartments"], sheets(validation=True)["compartments"]
    close(short["ULOD_1"], np.array([0.0, 0.87, 8.7]) / math.log(10.0))
    close(long["ULOD_1"], [0.0, 100.0, 1000.0])  # 8.7 1/m over 8700 m2/kg is 1 g/m3
    close(long["LLOD_1"], [0.0, 0.0, 10.0])
    assert long["ULOD_1"][2] == "mg/m^3"
    # CFAST's factor, 264.6903, rounds 1e6 ln(10) / 8700 = 264.665.
    np.testing.assert_allclose(long["ULOD_1"][3][1:], 264.6903 * short["ULOD_1"][3][1:], rtol=1.1e-4)
    close(long["ULODF_1"], long["ULOD_1"][3])
    close(long["ULODS_1"], [0.0, 0.0, 0.0])


def test_fires_are_told_in_watts(sheets):
    table = sheets()["compartments"]
    close(table["HRR_1"], [0.0, 80e3, 150e3])
    close(table["HRR_E1"], [0.0, 100e3, 200e3])
    close(table["HRRC_1"], [0.0, 56e3, 105e3])
    close(table["HRRL_1"], [0.0, 80e3, 150e3])
    close(table["HRRU_1"], [0.0, 0.0, 0.0])
    close(table["PYROL_1"], [0.0, 0.002, 0.004])
    close(table["IGN_1"], [1.0, 1.0, 1.0])
    close(table["DJET_1"], [0.0, 0.0, 20e3])
    assert table["FLHGT_1"][3][1] == pytest.approx(0.235 * 80.0**0.4 - 1.02 * 0.4, rel=1e-5)  # Heskestad
    assert table["FLHGT_1"][3][0] == 0.0
    # Heskestad's plume above the flame: 0.071 Qc^1/3 (z - z0)^5/3 + 0.00192 Qc
    z0 = -1.02 * 0.4 + 0.083 * 80.0**0.4
    expected = 0.071 * 56.0 ** (1 / 3) * (1.5 - z0) ** (5 / 3) + 0.00192 * 56.0
    assert table["PLUM_1"][3][1] == pytest.approx(expected, rel=1e-5)
    assert (table["HRR_1"][2], table["PLUM_1"][2], table["IGN_1"][1]) == ("W", "kg/s", "bin")


def test_a_fire_whose_surface_is_in_the_upper_layer_burns_there(sheets, solved):
    solved.history.interface[2] = 0.4
    table = sheets()["compartments"]
    close(table["HRRU_1"], [0.0, 0.0, 150e3])
    close(table["HRRL_1"], [0.0, 80e3, 0.0])


def test_masses_of_a_layer_add_up_to_the_gas_in_it(sheets):
    table = sheets()["masses"]
    species = ["N2", "O2", "CO2", "CO", "HCN", "HCL", "TUHC", "H2O", "OD"]
    whole = sum(table[f"ULM{name}_1"][3] for name in species)
    pressure = 101325.0 + np.array([2.0, 5.0, -3.0])
    expected = pressure * np.array([0.0, 20.0, 40.0]) / (287.05 * np.array([293.15, 393.15, 593.15]))
    np.testing.assert_allclose(whole, expected, rtol=1e-5)
    squeeze = pressure / 101325.0
    close(table["ULMOD_1"], np.array([0.0, 20.0 * 1e-4, 40.0 * 1e-3]) * squeeze)
    close(table["LLMTS_1"], np.array([0.0, 40e-3, 20e-3]) * squeeze)
    close(table["PYTOL_T_1"], [0.0, 0.01, 0.04])
    close(table["TRACE_T_1"], [0.0, 1e-4, 4e-4])
    assert table["ULMO2_1"][2] == "kg"


def test_flows_are_net_and_go_the_way_that_the_name_says(sheets):
    table = sheets()["vents"]
    close(table["W_1_Outside_1"], [0.0, 0.2, -0.1])
    close(table["W_Outside_1_1"], [0.0, -0.2, 0.1])
    close(table["W_1_2_2"], [0.0, -0.2, 0.1])  # the scenario has this door from the second room to the first
    close(table["W_2_1_2"], [0.0, 0.2, -0.1])
    close(table["WF_2_1_2"], [1.0, 1.0, 0.5])
    close(table["CF_1_3_1"], [0.0, 0.4, 0.6])  # upwards
    close(table["L_Room_1_Outside_1"], [0.0, 0.2, -0.1])
    assert table["CF_1_3_1"][:3] == ("Net Inflow", "CFVent 1 from Room 1 to Room 3", "kg/s")
    assert not np.signbit(table["W_Outside_1_1"][3][0])


def test_a_fan_is_told_by_mass_and_by_the_tracer_that_it_takes(sheets):
    table = sheets()["vents"]
    close(table["MF_Outside_1_2"], [0.0, 0.5, 1.0])
    close(table["MF_1_Outside_1"], [1.0, 1.0, 1.0])
    hot = 101325.0 / 287.05 / np.array([293.15, 393.15, 593.15])
    close(table["M_1_Outside_2"], np.array([0.0, 0.25, 0.5]) * np.array([0.0, hot[1], hot[2]]))
    outside = 101325.0 / (287.05 * scenario().site.outside_temperature)
    close(table["M_Outside_1_1"], outside * np.array([0.0, 0.25, 0.5]))
    close(table["M_TRACE__1_Outside_2"], [0.0, 1.25e-3, 5e-3])
    close(table["M_FILTERED_1_Outside_2"], [0.0, 0.0, 0.8 * 2.5e-3])  # kept back from 15 s on, by trapezia
    close(table["M_TRACE__Outside_1_1"], [0.0, 0.0, 0.0])


def test_targets_tell_each_part_of_the_flux_in_kilowatts(sheets):
    table = sheets(validation=True)["devices"]
    close(table["TRGGAST_1"], [20.0, 100.0, 100.0])
    close(table["TRGSURT_1"], [20.0, 40.0, 60.0])
    close(table["TRGINT_1"], [20.0, 30.0, 40.0])
    expected = {"I": 1.75, "T": 1.475, "R": 1.35, "C": 0.125, "F": 1.0, "S": 0.5, "G": 0.25, "RE": -0.4}
    gauge = {"TG": 1.52, "RG": 1.37, "CG": 0.15, "REG": -0.38}
    for name, value in {**expected, **gauge}.items():
        assert table[f"TRGFLX{name}_1"][3][1] == pytest.approx(value), name
        assert table[f"B_TRGFLX{name}_1"][3][1] == pytest.approx(10.0 * value), name
    assert table["TRGFLXTG_1"][2] == "kW/m^2"


def test_doses_at_a_target_follow_iso_13571(sheets):
    table = sheets()["devices"]
    close(table["TRGFEDG_1"], [0.0, 1 / 60, 2 / 60])  # 3500 ppm of CO, 35 000 ppm min
    close(table["TRGDFEDG_1"], [0.0, 1 / 60, 1 / 60])
    at_100 = 6.74629e-4  # 1/s at 100 °C, of CFAST's verification case heat_tenability
    at_20 = 20.0**3.61 / 4.1e8 / 60.0
    radiant = 10.0**1.9 / 4.2 / 60.0  # none under 2.5 kW/m2
    close(table["TRGDFEDH_1"], [0.0, 5.0 * (at_20 + at_100), 10.0 * at_100 + 5.0 * radiant], rtol=1e-5)
    close(table["TRGOBS_1"], np.array([0.0, 0.87, 8.7]) / math.log(10.0))


def test_a_target_below_the_interface_is_in_the_lower_layer(sheets, solved):
    solved.history.interface[:] = 2.6
    close(sheets()["devices"]["TRGOBS_1"], np.array([0.0, 0.0, 0.087]) / math.log(10.0))


def test_sensors_tell_their_element_and_when_they_act(sheets):
    table = sheets()["devices"]
    sensors = [name for name in table if name.startswith("SENS")]
    assert sensors == ["SENSOD_1", "SENSACT_1", "SENSGAST_1", "SENSGASV_1",
                       "SENST_2", "SENSACT_2", "SENSGAST_2", "SENSGASV_2"]  # fmt: skip
    close(table["SENSOD_1"], [0.0, 0.0, 0.46 / math.log(10.0)])
    close(table["SENST_2"], [20.0, 50.0, 70.0])
    close(table["SENSGAST_2"], [20.0, 70.0, 100.0])
    close(table["SENSGASV_2"], [0.0, 0.5, 1.0])
    # Time of activation, as validation reads it: the last row at which the sensor has not acted.
    time, active = table["Time"][3], table["SENSACT_2"][3]
    assert time[active < 0.5].max() == 10.0
    assert table["SENSACT_2"][:3] == ("Sensor Activation", "link", "1=yes")


def test_surfaces_stand_as_ceiling_upper_wall_lower_wall_floor(sheets):
    table = sheets()["walls"]
    assert list(table)[1:5] == ["CEILT_1", "UWALLT_1", "LWALLT_1", "FLOORT_1"]
    close(table["CEILT_1"], [23.0, 24.0, 25.0])
    close(table["FLOORT_1"], [20.0, 21.0, 22.0])


def in_words(columns, digits):
    return b"".join(bytes(rows) for rows in rows_in_words(columns, digits)).decode()


def test_validation_has_twelve_digits():
    column = np.array([1.0 / 3.0, 1e9 / 3.0])
    assert in_words([column], 12).splitlines() == ["0.333333333333", "333333333.333"]
    assert in_words([column], 7).splitlines() == ["0.3333333", "3.333333e+08"]


def printed(columns, digits):
    """The same rows by the formatting of C."""
    row = ",".join([f"%.{digits}g"] * len(columns)) + "\n"
    return "".join(row % tuple(value + 0.0 for value in values) for values in zip(*columns, strict=True))


@pytest.mark.parametrize("digits", [1, 2, 7, 12, 15])
def test_numbers_are_written_as_c_writes_them(digits):
    random = np.random.default_rng(3)
    sizes = 10.0 ** np.arange(-250, 250)
    special = [0.0, -0.0, math.nan, math.inf, -math.inf, 99999995e-1, 9999999.5, 0.00012345678, 1e-4, 1e-5, 123456.75]
    kinds = [
        np.exp(random.normal(0.0, 8.0, 500)) * random.choice([-1.0, 1.0], 500),
        np.round(random.uniform(0.0, 100.0, 500), 2),
        random.integers(0, 10**8, 500) / 2.0 ** random.integers(0, 6, 500),  # many halves of the last digit
        sizes,
        np.nextafter(sizes, 0.0),
        np.nextafter(sizes, np.inf),
        np.resize(special, 500),
    ]
    assert in_words(kinds, digits) == printed(kinds, digits)
    alike = [kinds[0], np.zeros(500), kinds[1], kinds[0], np.zeros(500)] * 40  # some blocks of them
    assert in_words(alike, digits) == printed(alike, digits)


def test_numbers_next_to_the_ends_of_floating_point_keep_seven_digits():
    ends = np.array([5e-324, 2.2250738585072014e-308, 9.99329911824393e-306, 7.751931919865846e305, sys.float_info.max])
    assert in_words([ends, -ends], 7) == printed([ends, -ends], 7)


def test_a_case_without_devices_still_has_its_sheet(solved, tmp_path):
    bare = dataclasses.replace(case(), targets=(), sensors=())
    write_spreadsheets(bare, solved, tmp_path, "bare")
    assert (tmp_path / "bare_devices.csv").read_text().splitlines() == ["Time", "Simulation Time", "Time", "s",
                                                                        "0", "10", "20"]  # fmt: skip


# --------------------------------------------------------------- keeping and command


def listed(directory):
    return sorted(each.name for each in directory.iterdir())


def test_other_files_in_the_directory_stay_as_they_are(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    names = spreadsheet_names("a")

    def write(place):
        for name in names:
            (place / name).write_text("new")

    write_among(tmp_path, write, names, force=False)
    assert listed(tmp_path) == sorted(["notes.txt", *names])
    with pytest.raises(RunExists, match="already holds a_compartments"):
        check_names_free(tmp_path, names)
    write_among(tmp_path, write, names, force=True)
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_failure_while_writing_leaves_what_there_was(tmp_path):
    (tmp_path / "a_walls.csv").write_text("old")

    def write(place):
        (place / "a_compartments.csv").write_text("new")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_among(tmp_path, write, spreadsheet_names("a"), force=True)
    assert listed(tmp_path) == ["a_walls.csv"]
    with pytest.raises(OSError, match="No space"):
        write_among(tmp_path / "deep" / "er", write, spreadsheet_names("a"), force=True)
    assert listed(tmp_path) == ["a_walls.csv"]


@pytest.fixture
def command(monkeypatch, solved, tmp_path):
    """`palier cfast` with the reader and the engine stood in for."""
    asked = []

    def solve(scenario, progress=None):
        asked.append(scenario)
        progress(10.0)
        return solved

    def ran(*arguments):
        return CliRunner().invoke(cli.app, ["cfast", "three.in", "--out", str(tmp_path / "out"), *arguments])

    read = types.SimpleNamespace(read_case=lambda path: case())
    monkeypatch.setitem(sys.modules, "palier.formats.cfast.read", read)
    monkeypatch.setitem(sys.modules, "palier.simulate", types.SimpleNamespace(solve=solve))
    return types.SimpleNamespace(ran=ran, asked=asked, out=tmp_path / "out")


def test_the_command_writes_the_sheets_and_says_the_hottest_and_the_lowest(command):
    result = command.ran()
    assert result.exit_code == 0, result.output
    assert listed(command.out) == sorted(spreadsheet_names("three"))
    assert "hottest (°C)  lowest layer (m)" in result.stdout
    lines = {line.split("  ")[0].strip(): line.split()[-2:] for line in result.stdout.splitlines()}
    assert lines["store"] == ["320", "1"]
    assert lines["shaft"] == ["320", "-"]
    assert "0:20 of fire in 0.5 s" in result.stdout
    assert "GRID is not used" in result.stderr


def test_the_command_does_not_replace_unless_told_and_asks_before_the_work(command):
    command.out.mkdir()
    (command.out / "three_walls.csv").write_text("old")
    result = command.ran()
    assert (result.exit_code, command.asked) == (2, [])
    assert "already holds three_walls.csv" in result.stderr
    assert (command.out / "three_walls.csv").read_text() == "old"
    assert command.ran("--force", "--validation").exit_code == 0
    assert "mol_frac" in (command.out / "three_compartments.csv").read_text()


def test_a_run_that_stopped_early_is_written_and_says_so(command, solved):
    solved.status = "stopped at 20 s: look at 'store'"
    result = command.ran()
    assert result.exit_code == 3
    assert "The run stopped at 20 s" in result.stderr
    assert (command.out / "three_walls.csv").exists()


def test_a_place_that_cannot_hold_them_is_a_users_error(command):
    command.out.write_text("a file")
    result = command.ran()
    assert (result.exit_code, command.asked) == (2, [])
    assert "is a file" in result.stderr
