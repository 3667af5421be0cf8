"""CFAST inputs: each group becomes what it means, and each mistake is told at its line."""

from __future__ import annotations

import math
import re
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

import palier
from palier.cli import app
from palier.formats.cfast import CfastCase, read_case
from palier.formats.cfast.namelist import groups
from palier.formats.cfast.words import KEYWORDS, UNUSED
from palier.scenario.problems import ScenarioError
from palier.scenario.writing import written

INPUTS = Path(__file__).parents[1] / ".." / "shared" / "validation" / "cfast"

CASE = """\
&HEAD VERSION = 7700, TITLE = 'Workshop and loft' /
&TIME SIMULATION = 600 PRINT = 60 SMOKEVIEW = 10 SPREADSHEET = 5 /
&INIT PRESSURE = 100000 RELATIVE_HUMIDITY = 40 INTERIOR_TEMPERATURE = 22 EXTERIOR_TEMPERATURE = 4 /
&MISC MAX_TIME_STEP = 0.5, LOWER_OXYGEN_LIMIT = 0.1 /

!! solids
&MATL ID = 'Board' MATERIAL = 'a board' CONDUCTIVITY = 0.2 DENSITY = 750
      SPECIFIC_HEAT = 1.1, THICKNESS = 0.0125 EMISSIVITY = 0.85 /
&MATL ID = 'Slab' CONDUCTIVITY = 1.6, DENSITY = 2300, SPECIFIC_HEAT = 0.9, THICKNESS = 0.2 /

&COMP ID = 'Workshop' WIDTH = 6 DEPTH = 4 HEIGHT = 3 ORIGIN = 0, 0, 0 GRID = 50, 50, 50
      CEILING_MATL_ID = 'Board', 'Slab' CEILING_THICKNESS = 0.025, 0.2 WALL_MATL_ID = 'Board' WALL_THICKNESS = 0.0125
      FLOOR_MATL_ID = 'OFF' LEAK_AREA_RATIO = 1.0E-4, 2d-4 /
&COMP ID = 'Loft' WIDTH = 6 DEPTH = 4 HEIGHT = 2.4 ORIGIN = 0, 0, 3.2 HALL = .TRUE.
      CEILING_MATL_ID = 'Board' WALL_MATL_ID = 'Board' FLOOR_MATL_ID = 'Slab'
      CROSS_SECT_AREAS = 24, 12 CROSS_SECT_HEIGHTS = 0, 2.4 /
&COMP ID = 'Shaft' WIDTH = 1 DEPTH = 1 HEIGHT = 6 ORIGIN = 6, 0, 0 SHAFT = T /

&VENT TYPE = 'WALL' ID = 'Gate' COMP_IDS = 'Workshop' 'OUTSIDE' BOTTOM = 0 HEIGHT = 2.1 WIDTH = 1.1
      FACE = 'FRONT' OFFSET = 1 CRITERION = 'TIME' T = 0, 60, 61 F = 0, 0, 1 /
&VENT TYPE = 'WALL' ID = 'Slit' COMP_IDS = 'OUTSIDE', 'Loft' BOTTOM = 1 TOP = 1.5 WIDTH = 3 /
&VENT TYPE = 'WALL' ID = 'Pane' COMP_IDS = 'Workshop', 'OUTSIDE' BOTTOM = 1 HEIGHT = 1 WIDTH = 1
      CRITERION = 'FLUX' SETPOINT = 12 DEVC_ID = 'Plate' PRE_FRACTION = 0.1 POST_FRACTION = 0.9 /
&VENT TYPE = 'CEILING' ID = 'Trap' COMP_IDS = 'Loft', 'Workshop' AREA = 0.64 SHAPE = 'SQUARE' OFFSETS = 1, 1 /
&VENT TYPE = 'FLOOR' ID = 'Drain' COMP_IDS = 'Workshop', 'OUTSIDE' AREA = 0.04 SHAPE = 'ROUND' /
&VENT TYPE = 'MECHANICAL' ID = 'Blower' COMP_IDS = 'OUTSIDE' 'Workshop' AREAS = 0.2, 0.3 HEIGHTS = 2.5, 0.5
      ORIENTATIONS = 'VERTICAL', 'HORIZONTAL' FLOW = 0.4 CUTOFFS = 150, 250 T = 0, 30 F = 0, 1
      FILTER_TIME = 20 FILTER_EFFICIENCY = 95 /

&FIRE ID = 'Bin' COMP_ID = 'Workshop' FIRE_ID = 'Bin burning' LOCATION = 2, 1.5 /
&FIRE ID = 'Rack' COMP_ID = 'Workshop' FIRE_ID = 'Rack burning' LOCATION = -1, 2
      IGNITION_CRITERION = 'TEMPERATURE' SETPOINT = 250 DEVC_ID = 'Rod' /
&CHEM ID = 'Bin burning' CARBON = 2 HYDROGEN = 3 CHLORINE = 1 HEAT_OF_COMBUSTION = 16000 RADIATIVE_FRACTION = 0.3 /
&TABL ID = 'Bin burning' LABELS = 'TIME', 'HRR', 'HEIGHT', 'AREA', 'CO_YIELD', 'SOOT_YIELD' /
&TABL ID = 'Bin burning', DATA = 0, 0, 0.4, 0.5, 0.06, 0.17 /
&TABL ID = 'Bin burning', DATA = 120, 300, 0.4, 1.5, 0.06, 0.17 /
&TABL ID = 'Bin burning', DATA = 600, 300, 0.4, 0, 0.06, 0.17 /
&CHEM ID = 'Rack burning' CARBON = 1 HYDROGEN = 4 HRR = 50 AREA = 0.3 SOOT_YIELD = 0.02 /

&DEVC ID = 'Plate' COMP_ID = 'Workshop' LOCATION = 4, 2, 1 TYPE = 'PLATE' MATL_ID = 'Board'
      SURFACE_ORIENTATION = 'BACK WALL' TEMPERATURE_DEPTH = 0.25 /
&DEVC ID = 'Rod' COMP_ID = 'Workshop' LOCATION = 5, 2, 1 TYPE = 'CYLINDER' MATL_ID = 'Slab' THICKNESS = 0.02
      NORMAL = 0, 0, -1 TEMPERATURE_DEPTH = 0.004 DEPTH_UNITS = 'M' CONVECTION_COEFFICIENTS = 0.01, 0.02 /
&DEVC ID = 'Smoke' COMP_ID = 'Loft' LOCATION = 3, 2, 2.3 TYPE = 'SMOKE_DETECTOR' SETPOINT = 20 RTI = 5 /
&DEVC ID = 'Head' COMP_ID = 'Workshop' LOCATION = 3, 2, 2.9 TYPE = 'SPRINKLER' SETPOINT = 68 RTI = 100
      SPRAY_DENSITY = 0.0001 /
&DEVC ID = 'Heat' COMP_ID = 'Workshop' LOCATION = 3, 2, 2.9 TYPE = 'HEAT_DETECTOR' /

&CONN TYPE = 'FLOOR' COMP_ID = 'Loft' COMP_IDS = 'Workshop' /
&SLCF DOMAIN = '2-D' PLANE = 'X' POSITION = 1 /
&DIAG GAS_TEMPERATURE = 700 /
&TAIL /
"""


@pytest.fixture
def read(tmp_path):
    """Read a text as a CFAST input."""

    def reading(text: str, encoding: str = "utf-8") -> CfastCase:
        file = tmp_path / "case.in"
        file.write_bytes(text.encode(encoding))
        return read_case(file)

    return reading


@pytest.fixture
def case(read):
    return read(CASE)


def told(read, text: str) -> list[str]:
    """What is said about a text, as `line: message`."""
    with pytest.raises(ScenarioError) as caught:
        read(text)
    return [f"{each.line}: {each.message}" for each in caught.value.problems]


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


# ------------------------------------------------------------------------- namelists


def values(text: str, word: str) -> list:
    found, problems = groups(f"&G {text} /", "f")
    assert problems == []
    return found[0].keywords[word].values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A = 1, 2 3", [1.0, 2.0, 3.0]),
        ("a=3*0.5 7", [0.5, 0.5, 0.5, 7.0]),
        ("A = 1d3 -2.5E-1 .5 +4.", [1000.0, -0.25, 0.5, 4.0]),
        ("A = .TRUE. T .false. F .t.", [True, True, False, False, True]),
        ("A = 'it''s a / b, c ! d' \"say \"\"so\"\"\" 'trailing   '", ["it's a / b, c ! d", 'say "so"', "trailing"]),
        ("A = 1,, 3", [1.0, None, 3.0]),
        ("A(3) = 5 6 A(1) = 4", [4.0]),
        ("A(2) = 5", [None, 5.0]),
        ("A = 1 ! 2 3\n 4", [1.0, 4.0]),
    ],
)
def test_values_are_read_as_fortran_reads_them(text, expected):
    assert values(text, "A") == expected


@pytest.mark.parametrize("after", [" ! s", " /", ", 12O"])
def test_a_long_list_takes_no_longer_whatever_follows_it(after):
    """A number that could be read in several ways would be tried in all of them, 4 to the power of 40."""
    found, _ = groups(f"&RAMP T = {', '.join(['1000'] * 40)}{after}\n/", "x.in")
    assert found[0].keywords["T"].values[:40] == [1000.0] * 40


def test_a_keyword_named_like_a_logical_is_a_keyword():
    found, _ = groups("&VENT T = 0, 1 F = 1, 0 HALL = T SHAFT = F /", "f")
    assert {name: each.values for name, each in found[0].keywords.items()} == {
        "T": [0.0, 1.0],
        "F": [1.0, 0.0],
        "HALL": [True],
        "SHAFT": [False],
    }


def test_text_between_groups_is_ignored_and_lines_are_counted():
    found, problems = groups(
        "a remark & more\n\n&ONE A = 1 /  said after\n! &NOT /\n&two\n  B = 2\n&END\n&THREE /", "f"
    )
    assert problems == []
    assert [(each.name, each.line) for each in found] == [("ONE", 3), ("TWO", 5), ("THREE", 8)]
    assert found[1].keywords["B"].line == 6


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("&A X = 1\n&B /", "f:1:1: &A: the group that begins here has no end: close it with /"),
        ("\n&A X = 'open\n /", "f:2:8: &A: the text that begins here has no closing '"),
        ("&A X = maybe /", "f:1:8: &A: X: 'maybe' is neither a number, .TRUE. or .FALSE., nor in quotes"),
        ("&A 3 /", "f:1:4: &A: '3' belongs to no keyword: write NAME = value"),
        ("&A X = 1\n X = 2 /", "f:2:2: &A: X is written twice: keep one"),
        ("&A X = 99999999*0. /", "f:1:8: &A: 99999999* repeats a value too often"),
        ("&A X = 1 = /", "f:1:10: &A: '=' has no meaning here: take it away"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_place(text, expected):
    assert expected in [str(problem) for problem in groups(text, "f")[1]]


# ----------------------------------------------------------------------- each group


def test_head_time_init_and_misc(case):
    site, simulation = case.scenario.site, case.scenario.simulation
    assert (case.title, case.version) == ("Workshop and loft", 7700)
    assert (case.duration, case.print_every, case.spreadsheet_every) == (600, 60, 5)
    assert (simulation.duration, simulation.output_every, simulation.longest_step) == (600, 5, 2.0)
    assert (site.inside_temperature, site.outside_temperature) == pytest.approx((295.15, 277.15))
    assert (site.pressure, site.relative_humidity) == (1e5, 0.4)
    assert [fire.oxygen_limit for fire in case.scenario.fires.values()] == [0.1, 0.1]


def test_materials_become_linings_of_the_thickness_that_a_compartment_gives(case):
    linings, rooms = case.scenario.building.linings, case.scenario.building.rooms
    assert linings["Board"].specific_heat == pytest.approx(1100)
    assert (linings["Slab"].emissivity, linings["Board"].emissivity) == (0.9, 0.85)
    assert rooms["Workshop"].ceiling == ("Board 25 mm", "Slab")
    assert linings["Board 25 mm"].thickness == 0.025
    assert linings["Board 25 mm"].density == 750
    assert (rooms["Workshop"].walls, rooms["Workshop"].floor) == (("Board",), ("adiabatic",))


def test_compartments_become_rooms(case):
    rooms = case.scenario.building.rooms
    assert case.compartments == ("Workshop", "Loft", "Shaft") == tuple(rooms)
    assert [room.storey for room in rooms.values()] == [0, 1, 0]
    assert [case.scenario.building.elevation(name) for name in rooms] == [0, 3.2, 0]
    assert (rooms["Loft"].corridor, rooms["Loft"].section) == (True, ((0, 24), (2.4, 12)))
    assert (rooms["Shaft"].mixed, rooms["Shaft"].sealed) == (True, True)
    assert (rooms["Workshop"].under, rooms["Loft"].under) == ("Loft", None)


def test_leakage_becomes_two_openings_of_the_area_told(case):
    walls, floor = (case.scenario.building.openings[name] for name in case.leakage)
    assert walls.width * walls.height == pytest.approx(1e-4 * 2 * (6 + 4) * 3)
    assert (walls.sill, walls.sill + walls.height) == pytest.approx((0.15, 2.85))
    assert floor.width * floor.height == pytest.approx(2e-4 * 6 * 4)
    assert (floor.sill, floor.width, floor.coefficient) == (0, pytest.approx(4.5), 0.7)


def test_wall_vents(case):
    gate, slit, pane = (case.scenario.building.openings[name] for name in case.wall_vents)
    assert case.wall_vents == ("Gate", "Slit", "Pane")
    assert (gate.kind, gate.coefficient, gate.leakage, gate.fails_after) == ("door", 0.7, 0, math.inf)
    assert gate.schedule == ((0, 0), (60, 0), (61, 1))
    assert (slit.kind, slit.between, slit.sill, slit.height) == ("grille", ("Loft", "outside"), 1, 0.5)
    assert (slit.state, slit.schedule) == (1, None)
    assert (pane.state, pane.opens_when.target, pane.opens_when.flux, pane.opens_when.then) == (0.1, "Plate", 12e3, 0.9)


def test_ceiling_and_floor_vents(case):
    trap, drain = (case.scenario.building.openings[name] for name in case.ceiling_floor_vents)
    assert (trap.kind, trap.between, trap.coefficient) == ("hatch", ("Workshop", "Loft"), 0.65)
    assert trap.width * trap.height == pytest.approx(0.64)
    assert (drain.between, drain.coefficient) == (("outside", "Workshop"), 0.68)


def test_mechanical_vents(case):
    (fan,) = (case.scenario.building.fans[name] for name in case.mechanical_vents)
    assert (fan.between, fan.flow) == (("outside", "Workshop"), 0.4)
    assert (fan.heights, fan.areas, fan.vertical, fan.cutoff) == ((2.5, 0.5), (0.2, 0.3), (True, False), (150, 250))
    assert (fan.schedule, fan.filter_from, fan.filter_efficiency) == (((0, 0), (30, 1)), 20, 0.95)


def test_fires(case):
    first, second = (case.scenario.fires[name] for name in case.fires)
    assert first.curve == ((0, 0), (120, 300e3), (600, 300e3))
    assert first.area_curve == ((0, 0.5), (120, 1.5), (600, pytest.approx(math.pi * 0.01)))
    assert (first.base, first.base_curve, first.position, first.ignition.at) == (0.4, None, (2, 1.5), 0)
    assert (first.radiative_fraction, first.fuel.heat_of_combustion) == (0.3, 16e6)
    (yields,) = first.fuel.yields
    molar_mass = 2 * 12.01 + 3 * 1.008 + 35.45
    assert (yields.co, yields.soot, yields.hcl) == (0.06, 0.17, pytest.approx(36.458 / molar_mass))
    assert second.position == (5, 2)  # -1 counts from the far side
    assert (second.ignition.target, second.ignition.above) == ("Rod", pytest.approx(523.15))
    assert (second.curve, second.area_curve) == (((0, 50e3), (600, 50e3)), ((0, 0.3),))
    assert (second.fuel.heat_of_combustion, second.fuel.yields[0].soot) == (50e6, 0.02)


def test_yields_that_change_are_told_at_each_time(read):
    text = CASE.replace("DATA = 120, 300, 0.4, 1.5, 0.06, 0.17", "DATA = 120, 300, 0.6, 1.5, 0.06, 0.10")
    fire = read(text).scenario.fires["Bin"]
    assert [(each.at, each.co, each.soot) for each in fire.fuel.yields] == [
        (0, 0.06, 0.17),
        (120, 0.06, 0.1),
        (600, 0.06, 0.17),
    ]
    assert fire.base_curve == ((0, 0.4), (120, 0.6), (600, 0.4))


def test_targets_and_sensors(case):
    plate, rod = (case.scenario.targets[name] for name in case.targets)
    assert (plate.facing, plate.depth, plate.shape) == ("left", pytest.approx(0.25 * 0.0125), "plate")
    assert (rod.facing, rod.material, rod.depth, rod.shape) == ((0, 0, -1), "Slab 20 mm", 0.004, "cylinder")
    assert rod.convection == pytest.approx((10, 20))
    assert case.sensors == ("Smoke", "Head", "Heat")
    smoke, head, heat = (case.scenario.detectors[name] for name in case.sensors)
    assert smoke.extinction == pytest.approx(-math.log(0.8))
    assert (head.kind, head.temperature, head.spray_density) == ("sprinkler", pytest.approx(341.15), 1e-4)
    assert (heat.temperature, heat.response_time_index) == (pytest.approx(330.372, abs=1e-3), 50)


def test_targets_beside_a_fire_look_at_it():
    from palier.formats.cfast.read_devices import FACING as WORDS
    from palier.scenario.instruments import FACING

    normals = {word: FACING[facing] for word, facing in WORDS.items() if facing != "fire"}
    assert normals["BACK WALL"] == (-1, 0, 0)
    assert normals["FRONT WALL"] == (1, 0, 0)
    assert normals["LEFT WALL"] == (0, -1, 0)
    assert normals["RIGHT WALL"] == (0, 1, 0)
    assert normals["CEILING"] == (0, 0, 1)


def test_what_is_not_computed_is_noticed(case):
    assert any(notice.endswith("&SLCF: slices are not computed") for notice in case.notices)
    assert case.notices[0].startswith(f"line {line_of(CASE, '&SLCF')}: ")
    assert case.diagnostics["gas_temperature"] == (700.0,)
    assert case.validation_output


@pytest.mark.parametrize(("written", "asked"), [("T", True), (".FALSE.", False)])
def test_an_input_asks_for_the_long_form(read, written, asked):
    head, _, tail = CASE.partition("&DIAG")
    case = read(head + f"&OUTP VALIDATION_OUTPUT = {written} /\n" + tail[tail.index("/") + 1 :])
    assert case.validation_output is asked
    assert not any("OUTP" in notice for notice in case.notices)


def test_what_is_neither_yes_nor_no_is_said(read):
    with pytest.raises(ScenarioError, match="VALIDATION_OUTPUT: 'T' is neither"):
        read(CASE.replace("&TAIL", "&OUTP VALIDATION_OUTPUT = 'T' /\n&TAIL"))


def test_calculations_after_the_run_are_noticed_under_either_name(read):
    asked = "ID = 'peak' TYPE = 'MAXIMUM' FIRST_FIELD = 'Time', 'ULT_1' CRITERION = 100 /"
    notices = read(CASE.replace("&TAIL", f"&OUTP {asked}\n&DUMP {asked}\n&TAIL")).notices
    assert sum("calculations after the run are not made" in notice for notice in notices) == 2


def test_ramps_of_older_inputs(read):
    text = CASE.replace("CRITERION = 'TIME' T = 0, 60, 61 F = 0, 0, 1", "OPENING_RAMP_ID = 'later'")
    text = text.replace("HRR = 50 AREA", "HRR_RAMP_ID = 'grow' AREA")
    text = text.replace(
        "&TAIL", "&RAMP ID = 'later' T = 0, 9 F = 0, 1 /\n&RAMP ID = 'grow' T = 0, 9 F = 0, 40 /\n&TAIL"
    )
    scenario = read(text).scenario
    assert scenario.building.openings["Gate"].schedule == ((0, 0), (9, 1))
    assert scenario.fires["Rack"].curve == ((0, 0), (9, 40e3))


def test_adiabatic_takes_the_heat_uptake_of_every_face_away(read):
    scenario = read(CASE.replace("&MISC ", "&MISC ADIABATIC = .TRUE. ")).scenario
    assert {
        face for room in scenario.building.rooms.values() for face in (*room.ceiling, *room.walls, *room.floor)
    } == {"adiabatic"}


def test_times_that_do_not_fit_are_stretched_and_noticed(read):
    case = read(CASE.replace("SIMULATION = 600", "SIMULATION = 603").replace("STEP = 0.5", "STEP = 0.001"))
    assert (case.duration, case.scenario.simulation.duration) == (603, 605)
    assert "line 2: simulated for 605 s, a whole number of times 5 s" in case.notices
    assert "line 4: MAX_TIME_STEP = 0.001 s is not used: palier finds its own steps" in case.notices


def test_air_of_a_furnace_is_meant_in_cfast(read):
    assert read(CASE.replace("INTERIOR_TEMPERATURE = 22", "INTERIOR_TEMPERATURE = 500")).scenario.site.furnace


def test_names_that_cannot_be_used_are_changed(read):
    text = CASE.replace("'Plate'", "'Rod'", 1).replace("ID = 'Slit'", "ID = 'Gate'")
    case = read(
        text.replace("DEVC_ID = 'Plate'", "DEVC_ID = 'Rod'").replace("&DEVC ID = 'Plate'", "&DEVC ID = 'other'")
    )
    assert case.wall_vents == ("Gate", "Gate (2)", "Pane")
    assert any("is called 'Gate (2)' here" in notice for notice in case.notices)


def test_line_ends_of_windows_and_latin_letters(read):
    case = read(CASE.replace("Workshop", "Küche").replace("\n", "\r\n"), "latin-1")
    assert case.compartments[0] == "Küche"


# ------------------------------------------------------------------------- mistakes


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("VERSION = 7700", "VERSION = 6000", "&HEAD: VERSION = 6000 is not read"),
        ("SIMULATION = 600", "SIMULATON = 600", "SIMULATON is not a keyword that palier knows here. Did you mean 'SIM"),
        ("SIMULATION = 600", "SIMULATION = 0", "SIMULATION = 0 s: the time simulated is more than 0"),
        ("SIMULATION = 600", "SIMULATION = 'x'", "SIMULATION: 'x' is not a number"),
        ("&CONN", "&CONM", "&CONM is not a group of CFAST 7. Did you mean 'CONN'"),
        ("RELATIVE_HUMIDITY = 40", "RELATIVE_HUMIDITY = 140", "RELATIVE_HUMIDITY = 140 is out of range: it must be at"),
        ("CONDUCTIVITY = 0.2 ", "", "&MATL 'Board': CONDUCTIVITY is missing"),
        ("'Slab' CONDUCTIVITY", "'Board' CONDUCTIVITY", "there is another material of that name"),
        ("WALL_MATL_ID = 'Board'", "WALL_MATL_ID = 'Bord'", "WALL_MATL_ID: 'Bord' is not a material. Did you mean 'Bo"),
        ("ID = 'Loft' WIDTH", "ID = 'Workshop' WIDTH", "'Workshop' is taken"),
        ("AREAS = 24, 12 C", "AREAS = 24 C", "CROSS_SECT_AREAS has 1 values and CROSS_SECT_HEIGHTS 2"),
        ("HEIGHTS = 0, 2.4", "HEIGHTS = 2.4, 0", "CROSS_SECT_HEIGHTS must rise"),
        ("2d-4 /", "2d-4 LEAK_AREA = 1, 0 /", "it has both LEAK_AREA_RATIO and LEAK_AREA: keep one"),
        ("HALL = .TRUE.", "HALL = 1", "HALL: 1 is neither .TRUE. nor .FALSE."),
        ("'WALL' ID = 'Gate'", "'WAL' ID = 'Gate'", "TYPE: 'WAL' is not one of WALL, CEILING, FLOOR, MECHANICAL"),
        (
            "'Workshop' 'OUTSIDE' BOTTOM",
            "'Worksop' 'OUTSIDE' BOTTOM",
            "'Worksop' is not a compartment. Did you mean 'W",
        ),
        ("'Workshop' 'OUTSIDE' BOTTOM", "'Workshop' 'Workshop' BOTTOM", "COMP_IDS joins 'Workshop' with itself"),
        ("'Workshop' 'OUTSIDE' BOTTOM", "'Workshop' BOTTOM", "COMP_IDS takes two names"),
        ("HEIGHT = 2.1 ", "", "&VENT 'Gate': it needs HEIGHT or TOP"),
        ("HEIGHT = 2.1 ", "HEIGHT = 2.1 TOP = 2 ", "it needs HEIGHT or TOP, not both"),
        ("HEIGHT = 2.1 ", "HEIGHT = 3.1 ", "opening 'Gate': its top at 3.10 m is above the ceiling of 'Workshop'"),
        ("T = 0, 60, 61 F", "T = 0, 60 F", "T has 2 values and F 3: each time needs its part"),
        ("T = 0, 60, 61 F", "T = 0, 61, 60 F", "T goes back in time"),
        ("DEVC_ID = 'Plate'", "DEVC_ID = 'Plat'", "DEVC_ID: 'Plat' is not a target. Did you mean 'Plate'?"),
        ("SHAPE = 'ROUND'", "SHAPE = 'OVAL'", "SHAPE: 'OVAL' is not one of ROUND, SQUARE"),
        ("FLOW = 0.4", "FLOW = 0.4 CRITERION = 'FLUX'", "a fan that a target switches is not read by palier"),
        ("'VERTICAL', 'HORI", "'UPRIGHT', 'HORI", "ORIENTATIONS: 'UPRIGHT' is neither VERTICAL nor HORIZONTAL"),
        ("FIRE_ID = 'Bin burning'", "FIRE_ID = 'Bin burnin'", "there is no &CHEM 'Bin burnin'. Did you mean 'Bin bur"),
        ("COMP_ID = 'Workshop' FIRE_ID = 'Bin", "COMP_ID = 'OUTSIDE' FIRE_ID = 'Bin", "a fire is in a compartment"),
        ("LOCATION = 2, 1.5", "LOCATION = 7, 1.5", "7 m is outside 'Workshop', whose width is 6 m"),
        ("CARBON = 1 HYDROGEN = 4", "NITROGEN = 2", "the fuel has neither CARBON nor HYDROGEN"),
        ("'HRR', 'HEIGHT'", "'HHR', 'HEIGHT'", "LABELS: 'HHR' is not one of TIME, HRR"),
        ("LABELS = 'TIME', 'HRR'", "LABELS = 'HRR', 'HRR'", "LABELS: TIME is missing"),
        ("DATA = 120, 300, 0.4", "DATA = 120, 300", "DATA has 5 numbers, LABELS 6 words"),
        ("DATA = 120, 300", "DATA = 700, 300", "the times of the table do not rise from row to row"),
        ("&TABL ID = 'Bin burning', DATA = 120", "&TABL ID = 'Bin', DATA = 120", "the table 'Bin' has no LABELS"),
        ("'BACK WALL'", "'REAR WALL'", "SURFACE_ORIENTATION: 'REAR WALL' is not one of CEILING"),
        ("NORMAL = 0, 0, -1", "NORMAL = 0, 0, 0", "NORMAL points nowhere"),
        ("LOCATION = 4, 2, 1", "LOCATION = 4, 2", "&DEVC 'Plate': LOCATION has 2 of 3 numbers"),
        ("LOCATION = 4, 2, 1", "LOCATION = 4, , 1", "&DEVC 'Plate': LOCATION: value 2 is empty"),
        ("TEMPERATURE_DEPTH = 0.004", "TEMPERATURE_DEPTH = 0.04", "target 'Rod': 40 mm is deeper than 'Slab 20 mm' is"),
        ("SETPOINT = 20 RTI", "SETPOINT = 200 RTI", "it is in % per metre, below 100"),
        ("'PLATE' MATL_ID = 'Board'", "'PLATE'", "&DEVC 'Plate': MATL_ID is missing"),
        ("TYPE = 'FLOOR' COMP_ID", "TYPE = 'WALL' COMP_ID", "TYPE = 'WALL', heat through walls to other compartments"),
        ("COMP_ID = 'Loft' COMP_IDS = 'Workshop'", "COMP_ID = 'Shaft' COMP_IDS = 'Workshop'", "floors at one height"),
    ],
)
def test_each_mistake_is_said_at_its_line(read, old, new, expected):
    assert old in CASE
    text = CASE.replace(old, new, 1)
    said = told(read, text)
    matching = [each for each in said if expected in each]
    assert matching, said
    line = int(matching[0].partition(":")[0])
    first = line_of(CASE, old)
    assert abs(line - first) <= 2, (line, first)


def test_all_mistakes_of_a_file_are_said_at_once(read):
    said = told(
        read, CASE.replace("SIMULATION", "SIMULATED").replace("'ROUND'", "'OVAL'").replace("FLOW = 0.4", "FLOW")
    )
    assert len(said) >= 3
    assert [int(each.partition(":")[0]) for each in said] == sorted(int(each.partition(":")[0]) for each in said)


def test_whatever_is_taken_away_the_input_is_read_or_its_mistake_is_said(read):
    pieces = re.split(r"(\s+)", CASE)
    for index in range(0, len(pieces), 2):
        try:
            read("".join(pieces[:index] + pieces[index + 1 :]))
        except ScenarioError as error:
            assert error.problems


@pytest.mark.parametrize("value", ["-1", "1e300", "'x'", ".TRUE.", "0, 0, 0, 0, 0", ""])
def test_whatever_a_keyword_is_given_the_input_is_read_or_its_mistake_is_said(read, value):
    for match in re.finditer(r"[A-Z_]+ = ", CASE):
        end = re.compile(r"[^=]*?(?=\s[A-Z_]+ = |/)").match(CASE, match.end())
        assert end is not None
        try:
            read(CASE[: match.end()] + value + CASE[end.end() :])
        except ScenarioError as error:
            assert error.problems


@pytest.mark.parametrize("group", ["HEAD", "TIME", "COMP"])
def test_what_every_input_has_must_be_there(read, group):
    text = re.sub(rf"(?ms)^&{group} .*?/\n", "", CASE)
    assert f"0: &{group} is missing: every CFAST input has one" in told(read, text)


def test_other_files_are_refused(read, tmp_path):
    assert told(read, "VERSN,6,Old input\n") == [
        "0: this is no CFAST 7 input, it has no &HEAD: open it in CEdit 7 and save it"
    ]
    with pytest.raises(ScenarioError, match="there is no such file"):
        read_case(tmp_path / "nothing.in")
    with pytest.raises(ScenarioError, match="a directory"):
        read_case(tmp_path)


def test_no_keyword_is_both_used_and_unused():
    assert {name: KEYWORDS[name] & unused.keys() for name, unused in UNUSED.items()} == {name: set() for name in UNUSED}


# ------------------------------------------------------------------ command and data


def test_the_scenario_written_down_reads_back(case):
    again = palier.loads(written(case.scenario, case.notices))
    assert again.model_copy(update={"source_text": ""}) == case.scenario


def test_import_prints_a_scenario(tmp_path):
    (tmp_path / "case.in").write_text(CASE, encoding="utf-8")
    done = CliRunner().invoke(app, ["import", str(tmp_path / "case.in")])
    assert done.exit_code == 0
    assert done.stdout.startswith("# Workshop and loft: from the CFAST 7700 input case.in, by palier ")
    assert "# line " in done.stdout
    assert palier.loads(done.stdout).title == "Workshop and loft"


def test_import_says_what_is_wrong_and_prints_nothing(tmp_path):
    (tmp_path / "case.in").write_text(CASE.replace("'ROUND'", "'OVAL'"), encoding="utf-8")
    done = CliRunner().invoke(app, ["import", str(tmp_path / "case.in")])
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"case.in:{line_of(CASE, chr(39) + 'ROUND')}:1: &VENT 'Drain': SHAPE" in done.stderr


@pytest.mark.skipif(not INPUTS.is_dir(), reason="CFAST's validation inputs are not beside the repository")
def test_every_validation_input_is_read_and_quickly():
    files = sorted(INPUTS.rglob("*.in"))
    begun = time.perf_counter()
    cases = [read_case(file) for file in files]
    assert len(cases) == 382
    assert (time.perf_counter() - begun) / len(cases) < 0.1


@pytest.mark.skipif(not INPUTS.is_dir(), reason="CFAST's validation inputs are not beside the repository")
def test_validation_inputs_written_down_read_back():
    for file in sorted(INPUTS.rglob("*.in"))[::10]:
        scenario = read_case(file).scenario
        assert palier.loads(written(scenario)).model_copy(update={"source_text": ""}) == scenario, file
