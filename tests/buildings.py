"""Small buildings for the tests of the smoke engine."""

from __future__ import annotations

from typing import Any

from palier.scenario.scenario import Scenario

# A lining that takes up practically no heat: walls of these rooms are adiabatic.
ADIABATIC = {"conductivity": 1e-6, "density": 1.0, "specific_heat": 1.0, "thickness": 0.1, "emissivity": 0.01}


def adiabatic_room(**changes: Any) -> dict[str, Any]:
    """A room whose walls take no heat."""
    return {
        "storey": 0,
        "width": 5.0,
        "depth": 4.0,
        "height": 2.5,
        "ceiling": "none",
        "walls": "none",
        "floor": "none",
        **changes,
    }


def scenario(
    rooms: dict[str, Any],
    openings: dict[str, Any] | None = None,
    fires: dict[str, Any] | None = None,
    **rest: Any,
) -> Scenario:
    """A scenario of rooms and openings, adiabatic lining included."""
    building = {"rooms": rooms, "openings": openings or {}, "linings": {"none": ADIABATIC}, **rest.pop("building", {})}
    site = {"outside_temperature": "20 °C", "inside_temperature": "20 °C", **rest.pop("site", {})}
    return Scenario.model_validate({"building": building, "fires": fires or {}, "site": site, **rest})


def steady_fire(room: str, power: float, **changes: Any) -> dict[str, Any]:
    """A fire of constant power from the first moment, without radiation, at floor level."""
    return {
        "room": room,
        "curve": [[0.0, power], [1e5, power]],
        "radiative_fraction": 0.0,
        "base": 0.0,
        "material": "timber",
        **changes,
    }


def block(
    storeys: int = 7,
    flats: int = 2,
    rooms_per_flat: int = 3,
    fire_storey: int = 2,
    fire_door: str | float = "open",
    vent: str | float = "shut",
    **rest: Any,
) -> Scenario:
    """A block with an open stair: landings stacked over each other, flats on each, one burning."""
    rooms: dict[str, Any] = {}
    openings: dict[str, Any] = {}
    flights: dict[str, Any] = {}
    for s in range(storeys):
        rooms[f"landing-{s}"] = {
            "storey": s,
            "width": 4,
            "depth": 2.5,
            "height": 2.6,
            "kind": "landing",
            "stair": "stair",
        }
        for f in range(flats):
            for r in range(rooms_per_flat):
                name = f"flat-{s}-{f}/{r}"
                rooms[name] = {"storey": s, "width": 4, "depth": 4, "height": 2.6, "flat": f"flat-{s}-{f}"}
                if r:
                    openings[f"{name} door"] = {
                        "kind": "door",
                        "between": [f"flat-{s}-{f}/{r - 1}", name],
                        "state": "open",
                    }
                burning = s == fire_storey and f == 0 and r == rooms_per_flat - 1
                openings[f"{name} window"] = {
                    "kind": "window",
                    "between": [name, "outside"],
                    "width": 1.2,
                    "height": 1.4,
                    "sill": 0.9,
                    "leakage": 0.003,
                    "state": "open" if burning else "shut",
                }
            openings[f"flat-{s}-{f} entrance"] = {
                "kind": "door",
                "between": [f"flat-{s}-{f}/0", f"landing-{s}"],
                "state": fire_door if s == fire_storey and f == 0 else "shut",
                "fails_after": 1e6,
            }
        if s:
            flights[f"stair {s - 1}-{s}"] = {
                "between": [f"landing-{s - 1}", f"landing-{s}"],
                "length": 8.0,
                "opening_area": 3.0,
            }
    openings["street door"] = {"kind": "door", "between": ["landing-0", "outside"], "state": 0.5}
    openings["smoke vent"] = {
        "kind": "hatch",
        "between": [f"landing-{storeys - 1}", "outside"],
        "width": 1.0,
        "height": 1.0,
        "state": vent,
    }
    fire = {"room": f"flat-{fire_storey}-0/0", "growth": "fast", "peak": 3e6}
    building = {"storey_height": 2.6, "flights": flights}
    return scenario(rooms, openings, {"sofa": fire}, building=building, **rest)
