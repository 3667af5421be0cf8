"""Reads CFAST 7 inputs.

CFAST's units (°C, kW, kW/m², kJ/kg, % per metre) become SI here. The meaning of each keyword and its
default follow the CFAST Users Guide and what the program does with it.

References
----------
.. [1] R. D. Peacock, P. A. Reneke, G. P. Forney, "CFAST - Consolidated Fire And Smoke Transport (Version 7),
   Volume 2: User's Guide", NIST Technical Note 1889v2.
"""

from __future__ import annotations

import math
from pathlib import Path as FilePath
from types import MappingProxyType

from pydantic import ValidationError

from palier.formats.cfast.case import CfastCase
from palier.formats.cfast.draft import KELVIN, Draft, kelvin
from palier.formats.cfast.namelist import groups
from palier.formats.cfast.read_devices import read_devices
from palier.formats.cfast.read_fires import read_fires
from palier.formats.cfast.read_rooms import read_compartments, read_connections, read_materials
from palier.formats.cfast.read_vents import read_vents
from palier.formats.cfast.words import NOT_COMPUTED, ONCE
from palier.scenario.checks import check
from palier.scenario.checks_instruments import HOTTEST_CLIMATE
from palier.scenario.messages import faults_of
from palier.scenario.problems import Fault, Path, Problem, ScenarioError
from palier.scenario.scenario import Scenario

LARGEST_FILE = 4_000_000  # [byte]
LONGEST_STEP = 2.0  # without people nothing happens between the steps that the layers ask for. [s]
DEFAULT_DURATION, DEFAULT_PRINT, DEFAULT_SPREADSHEET = 900.0, 60.0, 15.0  # CFAST's. [s]
DEFAULT_TEMPERATURE, DEFAULT_HUMIDITY = 20.0, 50.0  # CFAST's. [°C], [%]
DEFAULT_PRESSURE = 101325.0  # CFAST's. [Pa]
LONG_FORM = (  # diagnostics with which CFAST writes its long spreadsheets
    "UPPER_LAYER_THICKNESS",
    "PARTIAL_PRESSURE_H2O",
    "PARTIAL_PRESSURE_CO2",
    "GAS_TEMPERATURE",
)


def read_cfast(path: str | FilePath) -> Scenario:
    """Read a CFAST 7 input as a scenario. Raises ScenarioError with every mistake, each at its line."""
    return read_case(path).scenario


def read_case(path: str | FilePath) -> CfastCase:
    """Read a CFAST 7 input. Raises ScenarioError with every mistake of the file, each at its line."""
    file = str(path)
    found, problems = groups(_text(FilePath(path)), file)
    if not found:
        problem = Problem(file, 0, 0, "this is no CFAST 7 input, it has no &HEAD: open it in CEdit 7 and save it")
        raise ScenarioError([problem])
    draft = Draft(file, found)
    draft.problems += problems
    for group in ("HEAD", "TIME", "COMP"):
        if not draft.all(group):
            draft.problem(0, f"&{group} is missing: every CFAST input has one")
    _notices(draft)
    head = draft.first("HEAD")
    version = head.number("VERSION", 7000.0)
    if not 7000 <= version < 8000:
        head.wrong("VERSION", f"VERSION = {version:g} is not read: save the input with CEdit 7 (7000 to 7999)")
    draft.data["title"] = title = head.text("TITLE", "") or FilePath(path).stem
    _site(draft)
    misc = draft.first("MISC")
    read_materials(draft)
    leaks = read_compartments(draft, adiabatic=misc.flag("ADIABATIC"))
    targets, sensors = read_devices(draft)
    duration, print_every, spreadsheet_every = _times(draft)
    fires = read_fires(draft, misc.number("LOWER_OXYGEN_LIMIT", 0.15, 0.0, 0.23), duration)
    wall, ceiling, fans = read_vents(draft)
    read_connections(draft)
    _seal(draft)
    diagnostics = {
        name.lower(): tuple(value for value in keyword.values if value is not None)
        for name, keyword in draft.first("DIAG").group.keywords.items()
    }
    if diagnostics:
        draft.notice(draft.first("DIAG").line(), "&DIAG sets parts of CFAST itself; the scenario does not have them")
    long_form = _asks_for_long_form(draft) or any(word.lower() in diagnostics for word in LONG_FORM)
    return CfastCase(
        scenario=_scenario(draft),
        title=title,
        version=int(version),
        compartments=tuple(draft.rooms.values()),
        wall_vents=tuple(wall),
        ceiling_floor_vents=tuple(ceiling),
        mechanical_vents=tuple(fans),
        leakage=tuple(leaks),
        fires=tuple(fires),
        targets=tuple(targets),
        sensors=tuple(sensors),
        duration=duration,
        print_every=print_every,
        spreadsheet_every=spreadsheet_every,
        validation_output=long_form,
        diagnostics=MappingProxyType(diagnostics),
        notices=tuple(draft.notices),
    )


def _text(file: FilePath) -> str:
    """The text of a file, in UTF-8 or else in Latin 1, with plain line ends."""
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise ScenarioError([Problem(str(file), 0, 0, "there is no such file")]) from None
    except IsADirectoryError:
        raise ScenarioError([Problem(str(file), 0, 0, "this is a directory, not a CFAST input")]) from None
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or error
        raise ScenarioError([Problem(str(file), 0, 0, f"the file cannot be read: {said}")]) from None
    if len(content) > LARGEST_FILE:
        message = f"the file has more than the {LARGEST_FILE / 1e6:.0f} MB of a CFAST input"
        raise ScenarioError([Problem(str(file), 0, 0, message)])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _asks_for_long_form(draft: Draft) -> bool:
    return any([entry.flag("VALIDATION_OUTPUT") for entry in draft.all("OUTP")])


def _notices(draft: Draft) -> None:
    for group, reason in NOT_COMPUTED.items():
        for entry in draft.all(group):
            draft.notice(entry.line(), f"&{group}: {reason}")
    for entry in draft.all("OUTP"):
        if entry.group.keywords.keys() != {"VALIDATION_OUTPUT"}:
            draft.notice(entry.line(), f"&OUTP: {NOT_COMPUTED['DUMP']}")
    for group in ONCE:
        for entry in draft.all(group)[1:]:
            draft.notice(entry.line(), f"a further &{group} is not used, as in CFAST")


def _site(draft: Draft) -> None:
    init = draft.first("INIT")
    draft.lines["site",] = init.line()
    outside = init.number("EXTERIOR_TEMPERATURE", DEFAULT_TEMPERATURE)
    inside = init.number("INTERIOR_TEMPERATURE", DEFAULT_TEMPERATURE)
    draft.data["site"] = {
        "outside_temperature": kelvin(outside),
        "inside_temperature": kelvin(inside),
        "furnace": max(outside, inside) + KELVIN >= HOTTEST_CLIMATE,
        "pressure": init.number("PRESSURE", DEFAULT_PRESSURE),
        "relative_humidity": init.number("RELATIVE_HUMIDITY", DEFAULT_HUMIDITY, 0.0, 100.0) / 100.0,
    }


def _times(draft: Draft) -> tuple[float, float, float]:
    """Duration and intervals as CFAST has them; the scenario's are made to fit each other."""
    entry, misc = draft.first("TIME"), draft.first("MISC")
    duration = entry.number("SIMULATION", DEFAULT_DURATION)
    printed, kept = entry.number("PRINT", DEFAULT_PRINT), entry.number("SPREADSHEET", DEFAULT_SPREADSHEET)
    if duration <= 0:
        entry.wrong("SIMULATION", f"SIMULATION = {duration:g} s: the time simulated is more than 0")
        duration = DEFAULT_DURATION
    every = kept if kept > 0 else DEFAULT_SPREADSHEET
    if kept <= 0:
        draft.notice(entry.line("SPREADSHEET"), f"SPREADSHEET = {kept:g}: states are kept every {every:g} s")
    if every > duration:
        draft.notice(entry.line("SPREADSHEET"), f"SPREADSHEET = {every:g} s is longer than the run: {duration:g} s")
        every = duration
    whole = math.ceil(duration / every - 1e-9) * every
    if abs(whole - duration) > 1e-9 * whole:
        draft.notice(entry.line("SIMULATION"), f"simulated for {whole:g} s, a whole number of times {every:g} s")
    simulation = draft.data["simulation"]
    simulation["duration"], simulation["output_every"] = whole, every
    simulation["longest_step"] = LONGEST_STEP
    if misc.has("MAX_TIME_STEP"):
        step = misc.number("MAX_TIME_STEP")
        draft.notice(misc.line("MAX_TIME_STEP"), f"MAX_TIME_STEP = {step:g} s is not used: palier finds its own steps")
    draft.lines["simulation",] = entry.line()
    return duration, printed, kept


def _seal(draft: Draft) -> None:
    """Compartments that nothing leads into are meant so."""
    parts = (*draft.building["openings"].values(), *draft.building["fans"].values())
    used = {room for part in parts for room in part["between"]}
    for name, room in draft.building["rooms"].items():
        if name not in used:
            room["sealed"] = True


def _scenario(draft: Draft) -> Scenario:
    """The scenario of a draft without mistakes; what palier itself finds wrong is told at CFAST's lines."""
    if draft.problems:
        raise ScenarioError(_sorted(draft.problems))
    try:
        scenario = Scenario.model_validate(draft.data)
        faults = check(scenario)
    except ValidationError as error:
        faults = faults_of(error, draft.data, Scenario)
    if faults:
        raise ScenarioError(_sorted([_located(draft, fault) for fault in faults]))
    return scenario


def _located(draft: Draft, fault: Fault) -> Problem:
    line = next((draft.lines[at] for at in _upwards(fault.path) if at in draft.lines), 0)
    return Problem(draft.file, line, 1 if line else 0, fault.message)


def _upwards(path: Path) -> list[Path]:
    return [path[:length] for length in range(len(path), 0, -1)]


def _sorted(problems: list[Problem]) -> list[Problem]:
    return sorted(dict.fromkeys(problems), key=lambda problem: (problem.line, problem.column))
