"""Targets, detectors and sprinklers: DEVC."""

from __future__ import annotations

import math
from typing import Any

from palier.formats.cfast.draft import Draft, Entry, kelvin
from palier.formats.cfast.read_rooms import lining
from palier.scenario.building import OUTSIDE

TARGETS = {"PLATE": "plate", "CYLINDER": "cylinder"}
SENSORS = {"HEAT_DETECTOR": "heat", "SMOKE_DETECTOR": "smoke", "SPRINKLER": "sprinkler"}

# For targets CFAST names the walls along other axes than for vents. In its own validation inputs the targets around a
# fire look at it only if BACK is towards smaller x, FRONT towards larger x, LEFT towards smaller y, RIGHT larger y.
FACING = {
    "CEILING": "ceiling",
    "FLOOR": "floor",
    "BACK WALL": "left",
    "FRONT WALL": "right",
    "LEFT WALL": "front",
    "RIGHT WALL": "back",
    "FIRE": "fire",
}
SENSOR_TEMPERATURE = (135.0 - 32.0) / 1.8  # CFAST's default. [°C]
SMOKE_OBSCURATION = 100.0 * (1.0 - (1.0 - 0.08) ** (1.0 / 0.3048))  # CFAST's default, 8 % per foot. [%/m]


def read_devices(draft: Draft) -> tuple[list[str], list[str]]:
    """Names of the targets, and of the sensors."""
    targets: list[str] = []
    sensors: list[str] = []
    for entry in draft.all("DEVC"):
        kind = entry.word("TYPE", (*TARGETS, *SENSORS))
        room = draft.room(entry, "COMP_ID", entry.text("COMP_ID"))
        if room == OUTSIDE:
            if entry.text("COMP_ID", "") == "OUTSIDE":
                entry.wrong("COMP_ID", "COMP_ID: a device is in a compartment, not outside")
            continue
        content: dict[str, Any] = {"room": room, "position": _position(draft, entry, room)}
        if kind in TARGETS:
            _target(draft, entry, content, kind)
            name = entry.text("ID")
            targets.append(draft.add(("targets",), name, "target", entry, content))
            if name in draft.targets:
                entry.wrong("ID", "there is another target of that name: CFAST takes names once only")
            draft.targets[name] = targets[-1]
        else:
            _sensor(draft, entry, content, kind)
            sensors.append(draft.add(("detectors",), entry.text("ID"), "sensor", entry, content))
    return targets, sensors


def _position(draft: Draft, entry: Entry, room: str) -> tuple[float, ...]:
    """LOCATION; negative numbers count from the far side, as in CFAST."""
    described = draft.building["rooms"][room]
    sizes = (described["width"], described["depth"], described["height"])
    told = entry.numbers("LOCATION", None, 3)
    return tuple(size + value if value < 0 else value for value, size in zip(told, sizes, strict=True))


def _target(draft: Draft, entry: Entry, content: dict[str, Any], kind: str) -> None:
    word = next((key for key in ("SURFACE_ORIENTATION", "FRONT_SURFACE_ORIENTATION") if entry.has(key)), "")
    if word and entry.has("NORMAL"):
        entry.wrong("NORMAL", f"it has both {word} and NORMAL: keep one")
    if word:
        content["facing"] = FACING[entry.word(word, FACING)]
    else:
        normal = entry.numbers("NORMAL", (0.0, 0.0, 1.0), 3)
        if not any(normal):
            entry.wrong("NORMAL", "NORMAL points nowhere: one of its numbers must differ from 0")
        content["facing"] = "ceiling" if normal == (0.0, 0.0, 1.0) else normal
    if kind == "CYLINDER":
        content["shape"] = "cylinder"
    thickness = entry.number("THICKNESS", 0.0, 0.0)
    material = entry.text("MATL_ID", "")
    if material:
        content["material"] = lining(draft, entry, "MATL_ID", material, thickness)
        thickness = draft.building["linings"].get(content["material"], {"thickness": thickness})["thickness"]
    else:
        entry.wrong("MATL_ID", "MATL_ID is missing: name the material of the target")
    depth = entry.number("TEMPERATURE_DEPTH", 0.5, 0.0)
    is_part = entry.word("DEPTH_UNITS", ("FRACTION", "M", "DISTANCE"), "FRACTION") == "FRACTION"
    content["depth"] = depth * thickness if is_part else depth
    if entry.flag("ADIABATIC_TARGET"):
        content["adiabatic"] = True
    convection = entry.numbers("CONVECTION_COEFFICIENTS", (0.0, 0.0), 2)
    if any(convection):
        content["convection"] = tuple(value * 1e3 for value in convection)
    if entry.has("SURFACE_TEMPERATURE"):
        entry.wrong(
            "SURFACE_TEMPERATURE", "SURFACE_TEMPERATURE is not read by palier: targets begin as warm as the air"
        )


def _sensor(draft: Draft, entry: Entry, content: dict[str, Any], kind: str) -> None:
    content["kind"] = SENSORS[kind]
    if kind == "SMOKE_DETECTOR":
        obscuration = entry.number("SETPOINT", SMOKE_OBSCURATION)
        if not entry.has("SETPOINT") and entry.has("SETPOINTS"):
            obscuration = entry.numbers("SETPOINTS", None, 2)[1]
            draft.notice(entry.line("SETPOINTS"), f"{entry.label}: of SETPOINTS, the one for flaming fires is used")
        if not 0 <= obscuration < 100:
            entry.wrong("SETPOINT", f"SETPOINT = {obscuration:g} is out of range: it is in % per metre, below 100")
            return
        content["extinction"] = -math.log(1.0 - obscuration / 100.0)
    else:
        content["temperature"] = kelvin(entry.number("SETPOINT", SENSOR_TEMPERATURE))
    content["response_time_index"] = entry.number("RTI", 50.0, 0.0)
    if kind == "SPRINKLER":
        density = max(entry.number("SPRAY_DENSITY", 0.0), 0.0)
        content["wets"] = "cribs"
        content["spray_density"] = density if content["response_time_index"] > 0 else 0.0
