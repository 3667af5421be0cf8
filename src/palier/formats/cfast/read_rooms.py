"""Materials, compartments, their leakage and what lies above them: MATL, COMP, CONN."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from palier.formats.cfast.draft import Draft, Entry
from palier.scenario.building import ADIABATIC, OUTSIDE, Building
from palier.scenario.problems import nearest

OFF = "OFF"
LEAK_COEFFICIENT = 0.7  # of every vent in a wall, leaks included
LEAK_FOOT, LEAK_HEAD = 0.05, 0.95  # parts of the height between which CFAST spreads leakage of the walls
LEAK_WIDTH = 0.9  # of the mean of width and depth: the width of CFAST's leak along the floor
SMALLEST_SIZE = 0.05  # of a room of a scenario. [m]
NEW_STOREY = 1.5  # floors that lie closer than this are of one storey: an assumption. [m]


def read_materials(draft: Draft) -> None:
    """Each MATL becomes a lining."""
    for entry in draft.all("MATL"):
        content = {
            "conductivity": entry.number("CONDUCTIVITY"),
            "density": entry.number("DENSITY"),
            "specific_heat": entry.number("SPECIFIC_HEAT") * 1e3,
            "thickness": entry.number("THICKNESS"),
            "emissivity": entry.number("EMISSIVITY", 0.9),
        }
        name = entry.text("ID")
        if name in draft.materials:
            entry.wrong("ID", "there is another material of that name: CFAST takes names once only")
            continue
        usable = f"{name} material" if name == ADIABATIC else name
        draft.materials[name] = draft.add(("building", "linings"), usable, "material", entry, content)


def lining(draft: Draft, entry: Entry, key: str, name: str, thickness: float) -> str:
    """The lining of a material at a thickness; 0 for the material's own."""
    if name not in draft.materials:
        if name:
            tip = nearest(name, [*draft.materials, OFF], "There are")
            entry.wrong(key, f"{key}: '{name}' is not a material. {tip}")
        return ADIABATIC
    chosen = draft.materials[name]
    linings = draft.building["linings"]
    if thickness <= 0 or thickness == linings[chosen]["thickness"]:
        return chosen
    made = f"{chosen} {thickness * 1000:g} mm"
    wanted = linings[chosen] | {"thickness": thickness}
    while linings.setdefault(made, wanted) != wanted:
        made += "'"
    draft.lines.setdefault(("building", "linings", made), entry.line(key))
    return made


def read_compartments(draft: Draft, adiabatic: bool) -> list[str]:
    """Each COMP becomes a room, with its leaks; returns the names of the leaks."""
    leaks: list[str] = []
    entries = draft.all("COMP")
    storeys = _storeys([entry.numbers("ORIGIN", (0.0, 0.0, 0.0), 3)[2] for entry in entries])
    for entry, storey in zip(entries, storeys, strict=True):
        name = entry.text("ID")
        if name in draft.rooms or name == "OUTSIDE":
            entry.wrong("ID", f"'{name}' is taken: give the compartment another name")
            continue
        elevation = entry.numbers("ORIGIN", (0.0, 0.0, 0.0), 3)[2]
        content: dict[str, Any] = {
            "storey": storey,
            "width": entry.number("WIDTH", least=SMALLEST_SIZE),
            "depth": entry.number("DEPTH", least=SMALLEST_SIZE),
            "height": entry.number("HEIGHT", least=SMALLEST_SIZE),
            "behind": "outside",
        }
        if elevation != storey * Building.model_fields["storey_height"].default:
            content["elevation"] = elevation
        for face, word in (("ceiling", "CEILING"), ("walls", "WALL"), ("floor", "FLOOR")):
            layers = _layers(draft, entry, word)
            content[face] = (ADIABATIC,) if adiabatic else layers
        _section(entry, content)
        if entry.flag("SHAFT"):
            content["mixed"] = True
        if entry.flag("HALL"):
            content["corridor"] = True
        draft.rooms[name] = draft.add(("building", "rooms"), name, "compartment", entry, content)
        leaks += _leaks(draft, entry, draft.rooms[name], content)
    return leaks


def _storeys(floors: list[float]) -> list[int]:
    """Storey of each floor: the lowest is 0, and so is what lies up to 1.5 m above it, and so on."""
    levels: list[float] = []
    for floor in sorted(floors):
        if not levels or floor >= levels[-1] + NEW_STOREY:
            levels.append(floor)
    return [sum(level <= floor for level in levels) - 1 for floor in floors]


def _layers(draft: Draft, entry: Entry, word: str) -> tuple[str, ...]:
    key, thickness = f"{word}_MATL_ID", entry.numbers(f"{word}_THICKNESS", (0.0, 0.0, 0.0), 3)
    names = entry.texts(key, (OFF,), 3)
    given = [(name, thickness[index]) for index, name in enumerate(names) if name not in (OFF, "")]
    return tuple(lining(draft, entry, key, name, thick) for name, thick in given) or (ADIABATIC,)


def _section(entry: Entry, content: dict[str, Any]) -> None:
    areas, heights = entry.numbers("CROSS_SECT_AREAS", ()), entry.numbers("CROSS_SECT_HEIGHTS", ())
    if len(areas) != len(heights):
        entry.wrong(
            "CROSS_SECT_AREAS", f"CROSS_SECT_AREAS has {len(areas)} values and CROSS_SECT_HEIGHTS {len(heights)}"
        )
        return
    if len(areas) == 1:
        entry.wrong("CROSS_SECT_AREAS", "CROSS_SECT_AREAS has one value: write it at two heights at least")
    elif any(above <= below for below, above in pairwise(heights)):
        entry.wrong("CROSS_SECT_HEIGHTS", "CROSS_SECT_HEIGHTS must rise")
    elif areas:
        content["section"] = tuple(zip(heights, areas, strict=True))


def _leaks(draft: Draft, entry: Entry, room: str, content: dict[str, Any]) -> list[str]:
    """The two openings that CFAST makes of a compartment's leakage."""
    width, depth, height = content["width"], content["depth"], content["height"]
    ratios, areas = entry.numbers("LEAK_AREA_RATIO", (0.0, 0.0), 2), entry.numbers("LEAK_AREA", (0.0, 0.0), 2)
    if any(ratios) and any(areas):
        entry.wrong("LEAK_AREA", "it has both LEAK_AREA_RATIO and LEAK_AREA: keep one")
    in_walls = ratios[0] * 2.0 * (width + depth) * height + areas[0]
    at_floor = ratios[1] * width * depth + areas[1]
    low, high = LEAK_FOOT * height, LEAK_HEAD * height
    along = LEAK_WIDTH * 0.5 * (width + depth)
    made = []
    for what, area, sizes in (
        ("wall leak", in_walls, {"width": in_walls / (high - low), "height": high - low, "sill": low}),
        ("floor leak", at_floor, {"width": along, "height": at_floor / along}),
    ):
        if area < 0:
            entry.wrong("LEAK_AREA", "leakage is not negative")
        elif area > 0:
            opening = {"kind": "leak", "between": (room, OUTSIDE), **sizes, "coefficient": LEAK_COEFFICIENT}
            made.append(draft.add(("building", "openings"), f"{room} {what}", "leak", entry, opening))
    return made


def read_connections(draft: Draft) -> None:
    """CONN of a ceiling with the floor above it."""
    for entry in draft.all("CONN"):
        kind = entry.word("TYPE", ("FLOOR", "CEILING", "WALL"))
        if kind == "WALL":
            entry.wrong("TYPE", "TYPE = 'WALL', heat through walls to other compartments, is not read by palier")
            continue
        one = draft.room(entry, "COMP_ID", entry.text("COMP_ID"))
        names = entry.texts("COMP_IDS", None, 1_000)
        if len(names) > 1:
            entry.wrong("COMP_IDS", f"COMP_IDS has {len(names)} names; a floor or ceiling takes one")
        other = draft.room(entry, "COMP_IDS", names[0] if names else "")
        if OUTSIDE in (one, other):
            if "OUTSIDE" in (entry.text("COMP_ID"), *names):
                entry.wrong("COMP_IDS", "it joins two compartments; what lies outside is joined without CONN")
            continue
        rooms = draft.building["rooms"]
        lower, upper = sorted((one, other), key=lambda room: _floor(rooms[room]))
        if _floor(rooms[lower]) == _floor(rooms[upper]):
            entry.wrong("COMP_IDS", f"'{one}' and '{other}' have their floors at one height: look at ORIGIN")
        rooms[lower]["under"] = upper


def _floor(room: dict[str, Any]) -> float:
    storey_height = Building.model_fields["storey_height"].default
    return float(room.get("elevation", room["storey"] * storey_height))
