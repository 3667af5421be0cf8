"""How long each room and landing could be passed, judged at the height of a standing person's face."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from palier.physics.dose import HCN_DOSE, HCN_POWER, PPM
from palier.scenario.scenario import Scenario

# Height at which smoke and heat are judged. [m]
FACE_HEIGHT = 1.8
# Visibility under which strangers to a building, and residents, begin to turn back (limits in
# common use in fire-safety engineering, as quoted by ISO 13571 and SFPE practice). [m]
POOR_VISIBILITY = 10.0
NO_VISIBILITY = 3.0
# Air temperatures: saturated air burns the airways above 60 °C; dry air is borne for some
# minutes at 120 °C (as quoted from Purser, SFPE Handbook). [K]
HOT = 333.15
TOO_HOT = 393.15

# ISO 13571:2012, asphyxiants, as quoted in the CFAST Technical Reference: doses that incapacitate half of the people.
CO_DOSE = 35_000.0  # ppm min
CO2_PER_E_FOLD = 5.0  # % of carbon dioxide that raises breathing by a factor e

# Conditions for a person who stands in a place, in order of harm.
CLEAR, POOR, DARK, DEADLY = range(4)

Floats = npt.NDArray[np.float64]


def at_face(zones: xr.Dataset, quantity: str, height: float = FACE_HEIGHT) -> xr.DataArray:
    """A layer quantity where a standing person's face is; dimensions time, room."""
    in_upper = zones["layer_height"] < height
    values = zones[quantity]
    return values.isel(layer=1).where(in_upper, values.isel(layer=0))


def standing_dose(zones: xr.Dataset) -> Floats:
    """FED of an adult who has stood in each room since the start, [n_times, n_rooms].

    ISO 13571:2012 as quoted, carbon monoxide and hydrogen cyanide with hyperventilation by carbon dioxide,
    trapezoidal over the kept times. Personal doses, by age and effort, are in `Run.people`.
    """
    co, hcn = (at_face(zones, gas).values * PPM for gas in ("co", "hcn"))
    faster = np.exp(at_face(zones, "co2").values * 100.0 / CO2_PER_E_FOLD)
    rate = co * faster / CO_DOSE + (hcn * faster) ** HCN_POWER / HCN_DOSE  # 1/min
    step = np.diff(zones["time"].values)[:, None] / 60.0
    dose = np.zeros_like(rate)
    np.cumsum(0.5 * (rate[1:] + rate[:-1]) * step, axis=0, out=dose[1:])
    return dose


def conditions(zones: xr.Dataset) -> npt.NDArray[np.int64]:
    """CLEAR, POOR, DARK or DEADLY for a person who stands there, [n_times, n_rooms]."""
    seen = at_face(zones, "visibility").values
    hot = at_face(zones, "temperature").values > TOO_HOT
    state = np.where(seen < NO_VISIBILITY, DARK, np.where(seen < POOR_VISIBILITY, POOR, CLEAR))
    return np.where(hot | (standing_dose(zones) >= 1.0), DEADLY, state).astype(np.int64)


def impassable(zones: xr.Dataset) -> npt.NDArray[np.bool_]:
    """Whether a person is stopped, [n_times, n_rooms]; see `stopped`."""
    return stopped(zones["layer_height"].values, zones["visibility"].values, zones["temperature"].values)


def stopped(layer_height: Floats, visibility: Floats, temperature: Floats) -> npt.NDArray[np.bool_]:
    """Whether a person is stopped: visibility under 3 m or hotter than 120 °C at the face, [n_times, n_rooms].

    layer_height : [n_times, n_rooms] m; visibility, temperature : [n_times, n_rooms, 2] m, K
    """
    upper = layer_height < FACE_HEIGHT
    seen = np.where(upper, visibility[:, :, 1], visibility[:, :, 0])
    felt = np.where(upper, temperature[:, :, 1], temperature[:, :, 0])
    return np.asarray((seen < NO_VISIBILITY) | (felt > TOO_HOT))


def first_time(time: Floats, reached: npt.NDArray[np.bool_]) -> float | None:
    """First time at which something is reached; None if it never is. [s]"""
    return round(float(time[int(reached.argmax())]), 2) if reached.any() else None


def lasted(time: Floats, state: npt.NDArray[np.bool_]) -> float:
    """Time in the state; each kept time stands until the next. [s]"""
    return round(float(np.diff(time)[state[:-1]].sum()), 2)


def tenability_table(zones: xr.Dataset) -> pd.DataFrame:
    """First time at which each room or landing passes each limit; <NA> where it never does.

    Times in s after the start. Landings first, from the bottom, then the other rooms.
    """
    time = zones["time"].values
    seen, hot = at_face(zones, "visibility").values, at_face(zones, "temperature").values
    dose, shut = standing_dose(zones), impassable(zones)
    rows = []
    for i, name in enumerate(zones["room"].values):
        rows.append(
            {
                "place": str(name),
                "kind": "landing" if zones["room_is_landing"].values[i] else "room",
                "storey": int(zones["room_storey"].values[i]),
                "visibility_under_10_m": first_time(time, seen[:, i] < POOR_VISIBILITY),
                "visibility_under_3_m": first_time(time, seen[:, i] < NO_VISIBILITY),
                "over_60_C": first_time(time, hot[:, i] > HOT),
                "over_120_C": first_time(time, hot[:, i] > TOO_HOT),
                "fed_over_0.3": first_time(time, dose[:, i] >= 0.3),
                "fed_over_1": first_time(time, dose[:, i] >= 1.0),
                "impassable_from": first_time(time, shut[:, i]),
                "impassable_for": lasted(time, shut[:, i]),
                "lowest_visibility": round(float(seen[:, i].min()), 2),
                "highest_temperature": round(float(hot[:, i].max()), 2),
            }
        )
    rows.sort(key=lambda r: (r["kind"] != "landing", r["storey"]))
    times = ["visibility_under_10_m", "visibility_under_3_m", "over_60_C", "over_120_C", "fed_over_0.3", "fed_over_1"]
    table = pd.DataFrame(rows, columns=list(rows[0]) if rows else None)
    return table.astype(dict.fromkeys([*times, "impassable_from"], "Float64"))


def fire_room(scenario: Scenario) -> str | None:
    """Room of the first item set to burn by time, else of the first item; None without a fire."""
    if not scenario.fires:
        return None
    return min(scenario.fires.values(), key=lambda f: np.inf if f.ignition.at is None else f.ignition.at).room


def fire_storey(scenario: Scenario) -> int | None:
    """Storey where the fire begins; None without a fire."""
    room = fire_room(scenario)
    return None if room is None else scenario.building.rooms[room].storey


def stairs_above_the_fire(scenario: Scenario, rooms: list[str]) -> dict[str, list[int]]:
    """Places in `rooms` of the landings above the burning storey, by stair."""
    burning = fire_storey(scenario)
    stairs: dict[str, list[int]] = {}
    for i, name in enumerate(rooms):
        room = scenario.building.rooms[name]
        if room.kind == "landing" and (burning is None or room.storey > burning):
            stairs.setdefault(room.stair or "", []).append(i)
    return stairs


def stair_can_be_walked(shut: npt.NDArray[np.bool_], stairs: dict[str, list[int]]) -> npt.NDArray[np.bool_]:
    """Whether some stair can be walked along all its landings, [n_times]; shut : impassable, [n_times, n_rooms]."""
    walked = np.zeros(len(shut), dtype=bool)
    for landings in stairs.values():
        walked |= ~shut[:, landings].any(axis=1)
    return walked if stairs else ~walked


def stair_passable_time(scenario: Scenario, zones: xr.Dataset) -> float:
    """Time in which some stair can be walked along all its landings above the burning storey. [s]"""
    stairs = stairs_above_the_fire(scenario, [str(name) for name in zones["room"].values])
    return lasted(zones["time"].values, stair_can_be_walked(impassable(zones), stairs))
