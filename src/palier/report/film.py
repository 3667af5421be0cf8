"""What moves in the drawn section, packed small for the page."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import numpy.typing as npt

from palier.engine import arrays as e
from palier.report.layout import Layout
from palier.report.places import Places
from palier.report.told import small_events
from palier.result import Run
from palier.result.run import clock
from palier.result.tables import rows

# Depth of smoke that one looks through in the drawing: a room at 1 1/m (visibility 3 m) is then
# 86 % dark, one at 0.3 1/m (10 m) 45 %. [m]
LOOKED_THROUGH = 2.0
# The tint of hot gas, from no tint at 60 °C to full at 600 °C. [K]
WARM, GLOWING = 333.15, 873.15
TINTS = ("#24211f", "#33201a", "#4a2116", "#6b2710", "#8c300d", "#a83a0c", "#bf4a0f")
GLOWS_FROM = 1.0  # power without flames from which something is seen to smoulder: an assumption. [W]
LARGEST = 6_000_000  # cells of the smoke film before every second time is left out

Numbers = npt.NDArray[Any]


def darkness(extinction: npt.ArrayLike, temperature: npt.ArrayLike) -> Numbers:
    """Opacity of a layer as drawn, 0 to 1: of smoke, and of heat without smoke."""
    smoke = 1.0 - np.exp(-np.asarray(extinction, dtype=np.float64) * LOOKED_THROUGH)
    return np.maximum(smoke, 0.45 * warmth(temperature))


def warmth(temperature: npt.ArrayLike) -> Numbers:
    """Part of the way from WARM to GLOWING, 0 to 1."""
    return np.clip((np.asarray(temperature, dtype=np.float64) - WARM) / (GLOWING - WARM), 0.0, 1.0)


def tint(temperature: float) -> str:
    """Colour of a layer by its temperature. [K]"""
    return TINTS[min(int(float(warmth(temperature)) * len(TINTS)), len(TINTS) - 1)]


def packed(values: npt.ArrayLike, kind: str) -> dict[str, Any]:
    """A typed array that the page reads: kind is u1, u2 or i2, little-endian."""
    limits = np.iinfo(np.dtype("<" + kind))
    whole = np.clip(np.rint(np.asarray(values, dtype=np.float64)), limits.min, limits.max).astype("<" + kind)
    return {"kind": kind, "data": base64.b64encode(whole.tobytes()).decode("ascii")}


def flames(run: Run) -> Numbers:
    """Power of the flames in each room over time: what burns, without what only smoulders. [W]"""
    zones = run.zones
    time, power = zones["time"].values, zones["room_power"].values.copy()
    names = [str(name) for name in zones["fire"].values]
    rooms = [str(name) for name in zones["room"].values]
    for begins in rows(run.events[(run.events["kind"] == "ignites") & (run.events["value"] != 0.0)]):
        ends = begins.time + begins.value if begins.value > 0.0 else np.inf
        smoulders = (time >= begins.time) & (time <= ends)
        own = zones["fire_power"].values[smoulders, names.index(str(begins.subject))]
        power[smoulders, rooms.index(str(begins.object))] -= own
    flames: np.ndarray = np.maximum(power, 0.0)
    return flames


def film(run: Run, drawn: Layout, places: Places) -> dict[str, Any]:
    """Everything the page needs to play the run; lengths in cm, temperatures in 0.1 K, extinction in 1/km."""
    zones, paths = run.zones, run.paths
    n_times = len(zones["time"])
    every = max(1, int(np.ceil(n_times * len(zones["room"]) / LARGEST)))
    kept = np.arange(0, n_times, every)
    if kept[-1] != n_times - 1:
        kept = np.append(kept, n_times - 1)
    left = paths["person_time_left"].values[kept]
    return {
        "time": [round(float(t), 2) for t in zones["time"].values[kept]],
        "rooms": [
            {"name": b.name, "x": round(b.x, 3), "z": round(b.z, 3), "w": round(b.width, 3), "h": round(b.height, 3)}
            for b in drawn.boxes.values()
        ],
        "layer": packed(zones["layer_height"].values[kept] * 100, "u2"),
        "temperature": packed(zones["temperature"].values[kept] * 10, "u2"),
        "extinction": packed(zones["extinction"].values[kept] * 1000, "u2"),
        "co": packed(zones["co"].values[kept] * 1e6, "u2"),
        "power": packed(flames(run)[kept] / 1000, "u2"),
        "glows": packed((zones["room_power"].values - flames(run))[kept] > GLOWS_FROM, "u1"),
        "openings": [str(n) for n in zones["opening"].values],
        "opening_state": packed(zones["opening_state"].values[kept] * 100, "u1"),
        "vents": [str(n) for n in zones["vent"].values],
        "vent_state": packed(zones["vent_state"].values[kept] * 100, "u1"),
        "people": [
            {"name": str(p.person), "age": age_words(float(p.age)), "stature": float(p.stature)}
            for p in rows(run.people)
        ],
        "status_words": list(e.STATUS),
        "places": [str(n) for n in paths["place"].values],
        "person_status": packed(paths["person_status"].values[kept], "u1"),
        "person_room": packed(paths["person_room"].values[kept], "u2"),
        "person_xz": packed(places.all[kept] * 100, "i2"),
        "person_fed": packed(paths["person_fed"].values[kept] * 1000, "u2"),
        "person_left": packed(np.where(np.isfinite(left), left, 65535), "u2"),
        "events": [
            {"t": float(v.time), "clock": clock(float(v.time)), "kind": str(v.kind), "text": str(v.text)}
            for v, small in zip(rows(run.events), small_events(run), strict=True)
            if not small
        ],
        "ladders": ladders(run, drawn),
        "helpers": helpers(run, drawn, places),
        "looked_through": LOOKED_THROUGH,
        "warm": [WARM, GLOWING],
        "tints": list(TINTS),
    }


def age_words(age: float) -> str:
    """5 months, 18 months, 31 years."""
    return f"{round(age * 12)} months" if age < 2.5 else f"{age:.0f} years"


def ladders(run: Run, drawn: Layout) -> list[dict[str, Any]]:
    """Where a ladder stands, and when."""
    found = []
    rooms = {name: i for i, name in enumerate(str(n) for n in run.paths["place"].values)}
    names = list(rooms)
    people = {str(n): i for i, n in enumerate(run.paths["person"].values)}
    for task in rows(run.rescue[(run.rescue["task"] == "takes") & (run.rescue["way"].str.endswith("ladder"))]):
        k = max(int(np.searchsorted(run.paths["time"].values, task.begins, side="right")) - 1, 0)
        room = names[int(run.paths["person_room"].values[k, people[str(task.person)]])]
        window = drawn.window_of(room)
        if window is None:
            continue
        x = window.x if window.drawn == "wall" else window.x + 0.5 * window.width
        foot = x - 0.25 * window.z if x < 0.5 * (drawn.left + drawn.right) else x + 0.25 * window.z
        found.append(
            {
                "begins": task.begins,
                "ends": task.ends,
                "x": round(x, 2),
                "z": round(window.z, 2),
                "foot": round(foot, 2),
            }
        )
    return found


def helpers(run: Run, drawn: Layout, places: Places) -> list[dict[str, Any]]:
    """Neighbours who stand on a ledge, and crews that have arrived in the street."""
    found: list[dict[str, Any]] = []
    tasks = run.rescue
    for name in dict.fromkeys(tasks["responder"]):
        mine = tasks[tasks["responder"] == name]
        beside = places.beside(str(name))
        if beside is not None:
            first, last = float(mine["ends"][mine["person"].isna()].max()), float(mine["ends"].max())
            x = 0.5 * (beside.x + beside.face) if beside.on_right else 0.5 * (beside.x + beside.width + beside.face)
            inside = beside.x + (1.4 if beside.on_right else beside.width - 1.4)
            start = float(mine["begins"].min())
            found.append(
                {
                    "name": str(name),
                    "from": start,
                    "until": first,
                    "x": round(inside, 2),
                    "z": beside.foothold,
                    "what": "astride",
                }
            )
            found.append(
                {
                    "name": str(name),
                    "from": first,
                    "until": last,
                    "x": round(x, 2),
                    "z": beside.foothold,
                    "what": "astride",
                }
            )
    for name in run.scenario.crews:
        arrival = crew_arrival(run, name)
        if arrival is not None:
            found.append(
                {
                    "name": name,
                    "from": arrival,
                    "until": 1e9,
                    "x": round(drawn.street + (4.0 if drawn.street_on_right else -4.0), 2),
                    "z": 0.0,
                    "what": "engine",
                }
            )
    return found


def crew_arrival(run: Run, crew: str) -> float | None:
    """When a crew stands in the street, as far as its tasks tell. [s]"""
    tasks = run.rescue[(run.rescue["responder"] == crew) & (run.rescue["task"] == "set-up")]
    if len(tasks):
        return float(tasks["begins"].min())
    water = run.events[(run.events["kind"] == "water") & (run.events["subject"] == crew)]
    return float(water["time"].min()) if len(water) else None
