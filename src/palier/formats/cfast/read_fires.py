"""Fires: FIRE, the CHEM that says what burns, and the TABL that says how."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

from palier.formats.cfast.draft import Draft, Entry
from palier.formats.cfast.read_vents import curve, reached
from palier.scenario.building import OUTSIDE
from palier.scenario.fire import FireItem, YieldPoint
from palier.scenario.problems import nearest

SMALLEST_AREA = 0.25 * math.pi * 0.2**2  # CFAST lets no fire be smaller. [m2]
ATOMIC_MASS = {"carbon": 12.01, "hydrogen": 1.008, "oxygen": 16.0, "nitrogen": 14.01, "chlorine": 35.45}  # [g/mol]
COLUMNS = ("TIME", "HRR", "HEIGHT", "AREA", "CO_YIELD", "SOOT_YIELD", "HCN_YIELD", "HCL_YIELD", "TRACE_YIELD")
YIELDS = {"CO_YIELD": "co", "SOOT_YIELD": "soot", "HCN_YIELD": "hcn", "TRACE_YIELD": "trace"}

Curve = tuple[tuple[float, float], ...]


def read_fires(draft: Draft, oxygen_limit: float, duration: float) -> list[str]:
    """Names of the fires."""
    chemistry: dict[str, Entry] = {}
    for entry in draft.all("CHEM"):
        name = entry.text("ID")
        if name in chemistry:
            entry.wrong("ID", "there is another &CHEM of that name: keep one")
        chemistry[name] = entry
    tables = _tables(draft)
    names: list[str] = []
    used: set[str] = set()
    for entry in draft.all("FIRE"):
        room = draft.room(entry, "COMP_ID", entry.text("COMP_ID"))
        wanted = entry.text("FIRE_ID", "") or entry.text("ID", "")
        if wanted not in chemistry:
            tip = nearest(wanted, chemistry, "There are")
            entry.wrong("FIRE_ID", f"FIRE_ID: there is no &CHEM '{wanted}'. {tip}".strip())
        if room == OUTSIDE or wanted not in chemistry:
            if entry.text("COMP_ID", "") == "OUTSIDE":
                entry.wrong("COMP_ID", "COMP_ID: a fire is in a compartment, not outside")
            continue
        used.add(wanted)
        burns = chemistry[wanted]
        content: dict[str, Any] = {"room": room, "position": _position(draft, entry, room)}
        content |= _burning(draft, burns, tables.get(burns.text("TABLE_ID", "") or wanted), duration)
        if oxygen_limit != FireItem.model_fields["oxygen_limit"].default:
            content["oxygen_limit"] = oxygen_limit
        content["ignition"] = _ignition(draft, entry)
        names.append(draft.add(("fires",), entry.text("ID"), "fire", entry, content))
    for name in chemistry.keys() - used:
        draft.notice(chemistry[name].line(), f"&CHEM '{name}' belongs to no fire and is not used")
    return names


def _position(draft: Draft, entry: Entry, room: str) -> tuple[float, ...]:
    described = draft.building["rooms"][room]
    told = entry.numbers("LOCATION", (0.0, 0.0), 2)
    sizes = (described["width"], described["depth"])
    return tuple(size + value if value < 0 else value for value, size in zip(told, sizes, strict=True))


def _ignition(draft: Draft, entry: Entry) -> dict[str, Any]:
    criterion = entry.word("IGNITION_CRITERION", ("TIME", "TEMPERATURE", "FLUX"), "TIME")
    if criterion == "TIME":
        return {"at": max(entry.number("SETPOINT", 0.0), 0.0)}
    return {"target": draft.target(entry), **reached(entry, criterion)}


def _tables(draft: Draft) -> dict[str, tuple[Entry, dict[str, list[float]]]]:
    """Columns by label of every table, with the group that names them."""
    heads: dict[str, tuple[Entry, tuple[str, ...]]] = {}
    columns: dict[str, dict[str, list[float]]] = {}
    for entry in draft.all("TABL"):
        name = entry.text("ID")
        if entry.has("LABELS"):
            labels = tuple(label.upper() for label in entry.texts("LABELS", None, 100))
            for label in labels:
                if label not in COLUMNS:
                    tip = nearest(label, COLUMNS)
                    entry.wrong("LABELS", f"LABELS: '{label}' is not one of {', '.join(COLUMNS)}. {tip}")
            if "TIME" not in labels:
                entry.wrong("LABELS", "LABELS: TIME is missing")
            heads[name], columns[name] = (entry, labels), {label: [] for label in labels}
    for entry in draft.all("TABL"):
        name = entry.text("ID", "")
        if not entry.has("DATA"):
            continue
        if name not in heads:
            entry.wrong("DATA", f"the table '{name}' has no LABELS: add &TABL ID = '{name}', LABELS = 'TIME', 'HRR' /")
            heads[name], columns[name] = (entry, ()), {}
        row, labels = entry.numbers("DATA", None), heads[name][1]
        if labels and len(row) != len(labels):
            entry.wrong("DATA", f"DATA has {len(row)} numbers, LABELS {len(labels)} words")
            continue
        for label, value in zip(labels, row, strict=False):
            columns[name][label].append(value)
    return {name: (heads[name][0], columns[name]) for name in heads}


def _burning(
    draft: Draft, burns: Entry, table: tuple[Entry, dict[str, list[float]]] | None, duration: float
) -> dict[str, Any]:
    """Heat release, size, height and fuel, as constants of CHEM, a RAMP, or columns of a table."""
    columns: dict[str, list[float]] = {}
    if table is not None:
        head, columns = table
        times = columns.get("TIME", [])
        if not times:
            head.wrong("LABELS", "the table has no DATA")
        elif any(later <= earlier for earlier, later in pairwise(times)):
            head.wrong("LABELS", "the times of the table do not rise from row to row")

    def over_time(word: str, constant: float) -> Curve:
        if (ramp := burns.text(f"{word}_RAMP_ID", "") if word != "HCL_YIELD" else "") != "":
            return curve(draft, burns, f"{word}_RAMP_ID", ramp) or ((0.0, constant),)
        if columns.get(word):
            return _thinned(tuple(zip(columns["TIME"], columns[word], strict=False)))
        return ((0.0, constant),)

    power = tuple((time, 1e3 * kilowatts) for time, kilowatts in over_time("HRR", burns.number("HRR", 0.0, 0.0)))
    if len(power) == 1:
        power = ((0.0, power[0][1]), (duration, power[0][1]))
    area = over_time("AREA", burns.number("AREA", 0.0, 0.0))
    base = over_time("HEIGHT", 0.0)
    content: dict[str, Any] = {
        "curve": power,
        "area_curve": tuple((time, max(value, SMALLEST_AREA)) for time, value in area),
        "radiative_fraction": burns.number("RADIATIVE_FRACTION", 0.0, 0.0, 1.0),
    }
    content |= {"base": base[0][1]} if len(base) == 1 else {"base_curve": base}
    yields = {field: over_time(word, burns.number(word, 0.0)) for word, field in YIELDS.items()}
    content["fuel"] = _fuel(draft, burns, yields, over_time("HCL_YIELD", burns.number("HCL_YIELD", 0.0)))
    if burns.number("FLAMING_TRANSITION_TIME", 0.0):
        burns.wrong("FLAMING_TRANSITION_TIME", "smouldering before FLAMING_TRANSITION_TIME is not read by palier")
    return content


def _thinned(points: Curve) -> Curve:
    """One point if the value never changes, or else all of them."""
    return points if len({value for _, value in points}) > 1 else ((0.0, points[0][1]),)


def _fuel(draft: Draft, burns: Entry, yields: dict[str, Curve], told_hcl: Curve) -> dict[str, Any]:
    atoms = {element: burns.number(element.upper(), 0.0, 0.0) for element in ATOMIC_MASS}
    mass = sum(count * ATOMIC_MASS[element] for element, count in atoms.items())
    if atoms["carbon"] + atoms["hydrogen"] <= 0:
        burns.wrong("CARBON", "the fuel has neither CARBON nor HYDROGEN, so it cannot burn")
        mass = 1.0
    # As in CFAST, all chlorine of the fuel leaves as hydrogen chloride, whatever HCL_YIELD says.
    hcl = atoms["chlorine"] * (ATOMIC_MASS["chlorine"] + ATOMIC_MASS["hydrogen"]) / mass
    if any(value > 0 for _, value in told_hcl) and hcl == 0:
        draft.notice(burns.line(), f"{burns.label}: HCL_YIELD is not used, as in CFAST: HCl follows from CHLORINE")
    times = sorted({time for points in yields.values() for time, _ in points if len(points) > 1}) or [0.0]
    rows = [
        {"at": time, **{field: _at(points, time) for field, points in yields.items()}, "hcl": hcl} for time in times
    ]
    defaults = {"at": 0.0, **{field: YieldPoint.model_fields[field].default for field in (*yields, "hcl")}}
    return {
        **{element: count for element, count in atoms.items() if count or element in ("carbon", "hydrogen")},
        "heat_of_combustion": 1e3 * burns.number("HEAT_OF_COMBUSTION", 50_000.0),
        "yields": tuple({key: value for key, value in row.items() if value != defaults[key]} for row in rows),
    }


def _at(points: Curve, time: float) -> float:
    """A curve's value at a time, linear between its points."""
    for (before, low), (after, high) in pairwise(points):
        if before <= time < after:
            return low + (high - low) * (time - before) / (after - before)
    return points[0][1] if time < points[0][0] else points[-1][1]
