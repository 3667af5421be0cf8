"""The ten-storey stair tower of the NRCC fire tests as a scenario, and what was measured in it.

Set-up and curves: the input files of FDS's validation guide (NIST, NRCC_Smoke_Tower); measurements: NIST's public
experimental database. What neither says is an assumption and is named so in `docs/stairs.md`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from palier.result import Run
from palier.scenario.scenario import Scenario
from palier.simulate import simulate

Floats = npt.NDArray[np.float64]
MEASURED: dict[str, Any] = json.loads((Path(__file__).parent / "data" / "stair_tower.json").read_text())

STOREYS = range(1, 11)  # as they are numbered there: the ground floor is 1
FLOOR = {1: 0.0, **{n: 3.6 + 3.6 * (n - 2) for n in (2, 3)}, **{n: 7.2 + 2.6 * (n - 3) for n in range(4, 11)}}  # m
ROOF = 27.8  # underside. [m]
CLEAR = {n: 3.4 if n < 3 else 2.4 for n in STOREYS}  # m
SENSOR = {1: 2.8, 2: 6.4, **{n: 9.0 + 2.6 * (n - 3) for n in range(3, 11)}}  # between the flights. [m]
FIRE_STOREY = 2
OPEN_TO_STAIR = (4, 6, 8, 10)
SHAFT = (5.0, 2.5)  # m
LEAK = 0.06  # per storey, loose walls (NFPA 92); not measured. [m2]
LEAK_HEIGHT = 1.5  # m
IN_LINE = 1.0  # of two doors in one line, a short way apart: both together as one of 0.7. [-]
TOLERANCE, LEAST_TOLERANCE = 0.25, 20.0  # of the rise; K

PROPANE = {
    "carbon": 3,
    "hydrogen": 8,
    "heat_of_combustion": 46.46e6,
    "yields": [{"co": 0.005, "soot": 0.024}],
}
LININGS = {
    "concrete wall": {"conductivity": 1.6, "density": 2300, "specific_heat": 1000, "thickness": 0.2},
    # a blanket of 96 kg/m3: conductivity and specific heat of the maker's curves, averaged from 20 to 800 °C
    "blanket": {"conductivity": 0.12, "density": 96, "specific_heat": 960, "thickness": 0.0254, "emissivity": 0.97},
    "blanket by its curve": {
        "conductivity": 0.052,
        "conductivity_curve": [("20 °C", 0.052), ("400 °C", 0.100), ("800 °C", 0.252), ("1200 °C", 0.505)],
        "density": 96,
        "specific_heat": 960,
        "thickness": 0.0254,
        "emissivity": 0.97,
    },
    # sheet of 5 mm with gas on both sides: half of it belongs to either
    "steel sheet": {
        "conductivity": 50,
        "density": 7833,
        "specific_heat": 450,
        "thickness": 0.0025,
        "emissivity": 0.95,
    },
}


class Test(NamedTuple):
    """One fire test."""

    ambient: float  # °C, in and out
    through_rooms: bool  # the ground floor's way in: through room and vestibule, or straight into the stair
    curve: tuple[tuple[float, float], ...]  # s, MW


TESTS = {
    "CLC-I-R": Test(
        15.0,
        True,
        (
            (0, 0), (20, 0.123), (50, 0.123), (80, 0.960), (140, 0.625), (160, 0.674), (220, 2.365), (240, 2.565),
            (250, 2.416), (310, 0.696), (350, 0.569), (400, 0.432), (500, 0.369), (560, 0.400), (620, 0.322),
        ),
    ),
    "CLC-II-R": Test(
        2.0,
        True,
        (
            (0, 0), (10, 0.170), (110, 0.176), (230, 1.914), (270, 2.400), (320, 2.950), (380, 3.370), (410, 3.250),
            (480, 1.175), (560, 0.770), (730, 0.480), (1610, 0.175), (2140, 0.075), (2150, 0),
        ),
    ),
    "CMP-R": Test(
        6.0,
        False,
        (
            (0, 0), (10, 0.160), (250, 0.160), (290, 0.377), (330, 0.364), (350, 0.297), (400, 0.301), (540, 1.982),
            (560, 1.829), (600, 2.671), (690, 3.193), (730, 3.162), (740, 3.000), (770, 0.747), (1310, 0.160),
            (1620, 0.160), (1720, 0.364), (1820, 0.257), (1840, 0),
        ),
    ),
}  # fmt: skip


def tower(
    test: str,
    stair: str = "landings",
    leak: float = LEAK,
    until: float = 1650.0,
    blanket: str = "blanket",
    **flight: Any,
) -> Scenario:
    """One test as a scenario.

    stair : `landings` (a room per storey: two layers up to the fire's, one zone above it), `room` (all of it one room
        of two layers) or `zone` (all of it one mixed zone)
    blanket : name of the lining of the fire room
    flight : changes to the flights between landings
    """
    described = TESTS[test]
    rooms: dict[str, Any] = {}
    openings: dict[str, Any] = {}
    flights: dict[str, Any] = {}
    wall = "concrete wall"

    def room(name: str, storey: int, width: float, depth: float, height: float, **rest: Any) -> None:
        lined = {"ceiling": wall, "walls": wall, "floor": wall, **rest}
        size = {"width": width, "depth": depth, "height": height}
        rooms[name] = {"storey": storey - 1, "elevation": FLOOR[storey], **size, **lined}

    def door(name: str, a: str, b: str, width: float, height: float = 2.1, **rest: Any) -> None:
        size = {"width": width, "height": height, **rest}
        openings[name] = {"kind": "door", "between": [a, b], "state": "open", "fails_after": "never", **size}

    def landing(storey: int) -> str:
        return f"stair {storey}" if stair == "landings" else "stair"

    for n in STOREYS:
        lined = [blanket, wall] if n == FIRE_STOREY else wall
        covered = {"ceiling": lined, "walls": lined, "floor": lined}
        vestibule, space, corridor = f"vestibule {n}", f"room {n}", f"corridor {n}"
        room(vestibule, n, 2.3, 1.1, CLEAR[n], **covered)
        room(space, n, 3.8, 8.9, CLEAR[n], **covered)
        room(corridor, n, 1.2, 27.5, CLEAR[n])
        openings[f"leak {n}"] = {
            "kind": "leak",
            "between": [corridor, "outside"],
            "width": leak / LEAK_HEIGHT,
            "height": LEAK_HEIGHT,
            "sill": 0.7 if n < 3 else 0.9,
        }
        if stair == "landings":
            above = FLOOR.get(n + 1, ROOF)
            seen = {"kind": "landing", "stair": "stair", "mixed": n > FIRE_STOREY}
            room(landing(n), n, *SHAFT, above - FLOOR[n], ceiling="steel sheet", **seen)
            if n > 1:
                turn = {"width": 1.2, "length": 2 * (above - FLOOR[n]), "riser": 0.2, "tread": 0.3, **flight}
                flights[f"flight {n - 1}"] = {"between": [landing(n - 1), landing(n)], **turn}
        if n == FIRE_STOREY:
            door("fire door", space, vestibule, 0.8, coefficient=IN_LINE)
            door("low opening", space, corridor, 1.2, 0.9)
        if n == FIRE_STOREY or n in OPEN_TO_STAIR:
            # described from the vestibule, whose floor is that of the storey
            in_line = {"coefficient": IN_LINE} if n == FIRE_STOREY else {}
            door(f"stair door {n}", vestibule, landing(n), 0.8, 1.9 if n == 6 else 2.1, **in_line)
        if n in OPEN_TO_STAIR:
            door(f"room door {n}", vestibule, space, 0.4)
        if n > 2 or n == 1:
            door(f"corridor door {n}", space, corridor, 0.9)
        if n in (6, 8, 10):
            door(f"corridor gap {n}", space, corridor, 1.2, 2.4)
        if n in (3, 5, 7, 9):
            door(f"vestibule gap {n}", vestibule, corridor, 1.9, 1.9)
    if stair != "landings":
        room("stair", 1, *SHAFT, ROOF, mixed=stair == "zone")
    if described.through_rooms:
        door("street door", "room 1", "outside", 0.85)
        door("room door 1", "room 1", "vestibule 1", 0.9)
        door("stair door 1", "vestibule 1", landing(1), 0.78)
    else:
        door("street door", landing(1), "outside", 0.9)
    ambient = f"{described.ambient} °C"
    return Scenario.model_validate(
        {
            "title": f"Stair tower, test {test}",
            "site": {"outside_temperature": ambient, "inside_temperature": ambient},
            "building": {"rooms": rooms, "openings": openings, "flights": flights, "linings": LININGS},
            "fires": {
                "burner": {
                    "room": "room 2",
                    "curve": [(t, 1e6 * q) for t, q in described.curve],
                    "base": 0.8,
                    "fuel": PROPANE,
                    "radiative_fraction": 0.3,
                    "heat_release_per_area": max(q for _, q in described.curve) * 1e6 / 3.66,
                }
            },
            "simulation": {"duration": until, "output_every": 10.0},
        }
    )


def rise(run: Run, test: str, storey: int) -> Floats:
    """Temperature rise where the stair's sensor of a storey is, by time. [K]"""
    room = f"stair {storey}" if f"stair {storey}" in run.zones["room"] else "stair"
    z = SENSOR[storey] - (FLOOR[storey] if room != "stair" else 0.0)
    seen = run.zones.sel(room=room)
    lower, upper = seen["temperature"].values.T
    return np.where(seen["layer_height"].values < z, upper, lower) - 273.15 - TESTS[test].ambient


def arrival(time: Floats, rises: Floats, of: float = 5.0) -> float:
    """First time from which the rise stays above some kelvins for three readings. [s], inf: never"""
    above = rises > of
    lasting = above[:-2] & above[1:-1] & above[2:]
    return float(time[np.argmax(lasting)]) if lasting.any() else math.inf


class Comparison(NamedTuple):
    """A rise of temperature in the stair, measured and modelled. [K]"""

    storey: int
    what: str  # name of the window, or `peak`
    measured: float
    modelled: float

    @property
    def within(self) -> bool:
        """Whether the two are as near as was asked for."""
        return abs(self.modelled - self.measured) <= max(LEAST_TOLERANCE, TOLERANCE * self.measured)


def compare(test: str, run: Run) -> Iterator[Comparison]:
    """Every window and the peak of every storey above the ground floor."""
    time = run.zones["time"].values
    told = MEASURED[test]
    for storey in STOREYS[1:]:
        rises = rise(run, test, storey)
        stair = told["stair"][str(storey)]
        for name, (begin, end) in told["windows"].items():
            inside = (time >= begin) & (time <= end)
            yield Comparison(storey, name, stair[name] - stair["initial"], float(rises[inside].mean()))
        yield Comparison(storey, "peak", stair["peak"] - stair["initial"], float(rises.max()))


WAYS = {"landings": "palier", "room": "one two-zone room", "zone": "one mixed zone"}


def tables() -> str:
    """What `docs/stairs.md` shows, from fresh runs."""
    until = {name: max(end for _, end in MEASURED[name]["windows"].values()) for name in TESTS}
    runs = {(test, way): simulate(tower(test, way, until=until[test])) for test in TESTS for way in WAYS}
    lines = []
    for test in TESTS:
        compared = {way: list(compare(test, runs[test, way])) for way in WAYS}
        for name, (begin, end) in [*MEASURED[test]["windows"].items(), ("peak", (0, until[test]))]:
            lines += ["", f"**{test}, {name}** ({begin:.0f} to {end:.0f} s), K", ""]
            lines += [f"| storey | measured | {' | '.join(WAYS.values())} |", "|---|---|---|---|---|"]
            for storey in STOREYS[1:]:
                picked = [next(c for c in compared[w] if c.storey == storey and c.what == name) for w in WAYS]
                cells = [f"{c.modelled:.0f}" if c.within else f"*{c.modelled:.0f}*" for c in picked]
                lines.append(f"| {storey} | {picked[0].measured:.0f} | {' | '.join(cells)} |")
        lines += ["", f"**{test}, first lasting rise of 5 K**, s", ""]
        lines += [f"| storey | measured | {' | '.join(WAYS.values())} |", "|---|---|---|---|---|"]
        for storey in STOREYS[1:]:
            seen = MEASURED[test]["stair"][str(storey)]["arrival"]
            times = [arrival(runs[test, way].zones["time"].values, rise(runs[test, way], test, storey)) for way in WAYS]
            cells = [f"{t:.0f}" if t < math.inf else "never" for t in times]
            lines.append(f"| {storey} | {'not within' if seen is None else f'{seen:.0f}'} | {' | '.join(cells)} |")
        for way, called in WAYS.items():
            outside = sum(not c.within for c in compared[way])
            lines += ["", f"{test}, {called}: {outside} of {len(compared[way])} outside."]
    return "\n".join(lines)


if __name__ == "__main__":
    print(tables())
