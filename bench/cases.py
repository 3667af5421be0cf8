"""The buildings of the benchmark, as scenario texts: one simulated hour each."""

from __future__ import annotations

HOUR = "simulation: {duration: 1 h, output_every: 5 s}"

ONE_ROOM = f"""
title: one room
building:
  rooms:
    room: {{storey: 0, width: 4 m, depth: 4 m}}
  openings:
    door: {{kind: door, between: [room, outside], state: open}}
fires:
  sofa: {{room: room, growth: medium, peak: 500 kW}}
{HOUR}
"""


def house() -> str:
    """Two storeys of seven rooms around a hall, and a cellar: 17 rooms, a household of five."""
    rooms, doors = [], []
    for storey in (0, 1):
        rooms.append(f"    hall-{storey}: {{storey: {storey}, width: 2 m, depth: 8 m, kind: landing, stair: stair}}")
        for i in range(7):
            name = f"room-{storey}-{i}"
            state = "open" if i % 2 == 0 else "shut"
            rooms.append(f"    {name}: {{storey: {storey}, width: 4 m, depth: 3.5 m, flat: house}}")
            doors.append(f"    {name} door: {{kind: door, between: [hall-{storey}, {name}], state: {state}}}")
            doors.append(
                f"    {name} window: {{kind: window, between: [{name}, outside], width: 1.2 m, height: 1.3 m, "
                "sill: 0.9 m, facade: street}"
            )
    rooms.append("    cellar: {storey: -1, width: 8 m, depth: 8 m}")
    doors.append("    cellar hatch: {kind: hatch, between: [cellar, hall-0], state: shut}")
    doors.append("    front door: {kind: door, between: [hall-0, outside], state: shut}")
    return "\n".join(
        [
            "title: house of 17 rooms",
            "building:",
            "  rooms:",
            *rooms,
            "  openings:",
            *doors,
            "  flights:",
            "    stair: {between: [hall-0, hall-1], length: 5 m, opening_area: 3 m²}",
            "  facades:",
            "    street: {}",
            "fires:",
            "  sofa: {room: room-0-0, growth: fast, peak: 2 MW}",
            "people:",
            "  family: {flat: house, room: room-1-0, members: [39, 37, 11, 8, 1]}",
            HOUR,
        ]
    )


def block(storeys: int) -> str:
    """Two flats of three rooms on each landing but the ground floor's, three people in each flat."""
    return f"""
title: block of {storeys} storeys
building:
  block: {{storeys: {storeys}}}
  openings:
    flat-2-left entrance: {{state: open}}
fires:
  sofa: {{room: flat-2-left/living, growth: fast, peak: 3 MW}}
people:
  flat-*: {{members: [38, 36, 7]}}
{HOUR}
"""


def empty_block(storeys: int, minutes: int, one_flat: bool = False) -> str:
    """Flats of three rooms on every landing, two or one, the ground floor's included, and nobody in them."""
    flats = ", flats: {left: {hall: {}, living: {window: street}, bedroom: {window: yard}}}" if one_flat else ""
    return f"""
title: block of {storeys} storeys, empty
building:
  block: {{storeys: {storeys}, flats_from: 0{flats}}}
  openings:
    flat-1-left entrance: {{state: open}}
    flat-1-left/living window: {{state: open}}
fires:
  sofa: {{room: flat-1-left/living, growth: fast, peak: 3 MW}}
simulation: {{duration: {minutes} min, output_every: 5 s}}
"""


FORTY_NINE_ROOMS = empty_block(7, minutes=30)
FORTY_NINE_ROOMS_LIVED_IN = FORTY_NINE_ROOMS + "people: {flat-*: {members: [38, 36, 7]}}\n"


def crowded_tower() -> str:
    """Forty storeys with 9984 people, 128 behind each of two doors of every corridor, two stairs, and a fire."""
    ages = ", ".join(str(18 + 7 * k % 60) for k in range(128))
    return f"""
title: ten thousand people in forty storeys
building:
  block:
    storeys: 40
    stair: enclosed
    stairs: 2
    corridor: {{width: 20 m, depth: 2.4 m}}
    flight: {{width: 1.5 m}}
    flats:
      west: {{floor: {{width: 20 m, depth: 18 m, window: street}}}}
      east: {{floor: {{width: 20 m, depth: 18 m, window: yard}}}}
  openings:
    flat-5-west entrance: {{state: open}}
fires:
  desk: {{room: flat-5-west/floor, growth: medium, peak: 3 MW}}
people:
  flat-*: {{members: [{ages}]}}
alarms:
  smoke: {{room: flat-5-west/floor, sounds_in: building}}
{HOUR}
"""


CASES: dict[str, str] = {
    "1 room": ONE_ROOM,
    "house": house(),
    "7 storeys": block(7),
    "20 storeys": block(20),
    "40 storeys": block(40),
}
