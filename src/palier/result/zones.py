"""The history of the loop as labelled arrays: smoke and heat per room, and where each person is."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import xarray as xr

from palier.engine import arrays as engine
from palier.engine.arrays import Model
from palier.engine.history import History
from palier.engine.names import Names
from palier.scenario.building import OUTSIDE
from palier.scenario.scenario import Scenario

# Visibility of reflecting signs and walls is this over the extinction coefficient (Jin, as quoted
# in the FDS User's Guide). [-]
VISIBILITY_FACTOR = 3.0
# Visibility is not reported beyond this, as in FDS and CFAST. [m]
CLEAR_VISIBILITY = 30.0

LAYERS = ("lower", "upper")
SURFACES = ("ceiling", "upper wall", "lower wall", "floor")

Floats = npt.NDArray[np.float64]
Attributes = dict[str, str]

_MOLE_FRACTIONS = {
    "o2": ("oxygen", None),
    "co2": ("carbon dioxide", "mole_fraction_of_carbon_dioxide_in_air"),
    "co": ("carbon monoxide", "mole_fraction_of_carbon_monoxide_in_air"),
    "hcn": ("hydrogen cyanide", "mole_fraction_of_hydrogen_cyanide_in_air"),
    "irritant": ("irritants, as hydrogen chloride", None),
}


def visibility(extinction: npt.ArrayLike) -> Floats:
    """Distance at which a wall or an unlit sign is seen, at most `CLEAR_VISIBILITY`. [m]

    `extinction` is the extinction coefficient of the smoke. [1/m]
    """
    k = np.asarray(extinction, dtype=np.float64)
    return np.asarray(VISIBILITY_FACTOR / np.maximum(k, VISIBILITY_FACTOR / CLEAR_VISIBILITY))


def filled(history: History) -> History:
    """The history without the rows that a run stopped early did not reach."""
    time = np.asarray(history.time)
    rows = 1 + int(np.cumprod(np.diff(time) > 0).sum())
    return History._make(column[:rows] for column in history)


def _described(units: str, long_name: str, standard_name: str | None = None) -> Attributes:
    attributes = {"units": units, "long_name": long_name}
    if standard_name:
        attributes["standard_name"] = standard_name
    return attributes


def zones_dataset(scenario: Scenario, names: Names, history: History) -> xr.Dataset:
    """Gas, surfaces, openings and fires over time, by name; dimensions time, room, layer, opening, vent, fire."""
    room, layer = ("time", "room"), ("time", "room", "layer")
    data: dict[str, tuple[tuple[str, ...], Floats, Attributes]] = {
        "layer_height": (room, history.interface, _described("m", "height of the layer interface above the floor")),
        "temperature": (layer, history.temperature, _described("K", "gas temperature", "air_temperature")),
        "extinction": (layer, history.extinction, _described("m-1", "extinction coefficient of the smoke")),
        "visibility": (
            layer,
            visibility(history.extinction),
            _described("m", "visibility of reflecting surfaces, at most 30 m", "visibility_in_air"),
        ),
        "pressure": (room, history.pressure, _described("Pa", "pressure above the outside at floor level")),
        "room_power": (room, history.room_power, _described("W", "heat released by burning in the room")),
        "fire_power": (
            ("time", "fire"),
            history.fire_power,
            _described("W", "heat released by the fire where it stands"),
        ),
        "opening_state": (("time", "opening"), history.opening_state, _described("1", "open part")),
        "opening_flow": (
            ("time", "opening", "direction"),
            history.opening_flow,
            _described("kg s-1", "mass flow from the first room to the second, and back"),
        ),
        "vent_state": (("time", "vent"), history.vent_state, _described("1", "open part")),
        "vent_flow": (
            ("time", "vent", "direction"),
            history.vent_flow,
            _described("kg s-1", "mass flow upwards, and downwards"),
        ),
        "wall_temperature": (
            ("time", "room", "surface"),
            history.wall_temperature,
            _described("K", "temperature of the surface that faces the room"),
        ),
    }
    for name, (words, standard) in _MOLE_FRACTIONS.items():
        data[name] = (layer, getattr(history, name), _described("1", f"volume fraction of {words}", standard))
    building = scenario.building
    described = [building.rooms[name] for name in names.rooms]
    coordinates = {
        "time": ("time", np.asarray(history.time), _described("s", "time after the start of the run")),
        "room": ("room", np.array(names.rooms, dtype=object)),
        "layer": ("layer", np.array(LAYERS, dtype=object)),
        "surface": ("surface", np.array(SURFACES, dtype=object)),
        "direction": ("direction", np.array(["forward", "back"], dtype=object)),
        "opening": ("opening", np.array(names.openings, dtype=object)),
        "vent": ("vent", np.array(names.vents, dtype=object)),
        "fire": ("fire", np.array(names.fires, dtype=object)),
        "room_height": ("room", np.array([r.height for r in described]), _described("m", "clear height of the room")),
        "room_elevation": (
            "room",
            np.array([building.elevation(name) for name in names.rooms]),
            _described("m", "floor above the street"),
        ),
        "room_storey": ("room", np.array([r.storey for r in described], dtype=np.int64), {"long_name": "storey"}),
        "room_is_landing": (
            "room",
            np.array([r.kind == "landing" for r in described], dtype=np.int64),
            {"long_name": "1 for a landing of a stair"},
        ),
    }
    return xr.Dataset(
        {name: (dims, np.asarray(values), attributes) for name, (dims, values, attributes) in data.items()},
        coords=coordinates,
        attrs={"Conventions": "CF-1.11", "title": scenario.title, "source": "palier"},
    )


def paths_dataset(names: Names, model: Model, history: History) -> xr.Dataset:
    """Where each person is and what they have taken in; dimensions time, person.

    `person_room` numbers `place`, the rooms with `outside` after them; `person_link` numbers
    `link`, -1 where the person is in a room. `person_time_left` is inf where nothing threatens.
    """
    dims = ("time", "person")
    flags = {
        "long_name": "what the person is doing",
        "flag_values": np.arange(len(engine.STATUS), dtype=np.int64),
        "flag_meanings": " ".join(word.replace(" ", "_") for word in engine.STATUS),
    }
    return xr.Dataset(
        {
            "person_status": (dims, np.asarray(history.person_status), flags),
            "person_room": (dims, np.asarray(history.person_room), {"long_name": "row of `place`"}),
            "person_link": (dims, np.asarray(history.person_link), {"long_name": "row of `link`, -1 in a room"}),
            "person_along": (dims, np.asarray(history.person_along), _described("1", "part of the present leg walked")),
            "person_cohb": (dims, np.asarray(history.person_cohb), _described("percent", "carboxyhaemoglobin")),
            "person_fed": (
                dims,
                np.asarray(history.person_fed),
                _described("1", "fractional effective dose of asphyxiants; may fall as CO leaves the blood"),
            ),
            "person_fed_co": (dims, np.asarray(history.person_fed_co), _described("1", "its part due to CO")),
            "person_fed_hcn": (dims, np.asarray(history.person_fed_hcn), _described("1", "its part due to HCN")),
            "person_fed_o2": (dims, np.asarray(history.person_fed_o2), _described("1", "its part due to low oxygen")),
            "person_fed_heat": (
                dims,
                np.asarray(history.person_heat),
                _described("1", "fractional effective dose of heat"),
            ),
            "person_time_left": (
                dims,
                np.asarray(history.person_left),
                _described("s", "time until incapacitated at the present rate"),
            ),
            "link_is_flight": (
                "link",
                np.array(model.links.is_flight, dtype=np.int64),
                {"long_name": "1 for a flight of stairs"},
            ),
            "link_from": (
                "link",
                np.array(model.links.a, dtype=np.int64),
                {"long_name": "row of `place`; the lower end of a flight"},
            ),
            "link_to": (
                "link",
                np.array(model.links.b, dtype=np.int64),
                {"long_name": "row of `place`; the upper end of a flight"},
            ),
        },
        coords={
            "time": ("time", np.asarray(history.time), _described("s", "time after the start of the run")),
            "person": ("person", np.array(names.people, dtype=object)),
            "place": ("place", np.array([*names.rooms, OUTSIDE], dtype=object)),
            "link": ("link", np.array(names.links, dtype=object)),
        },
    )
