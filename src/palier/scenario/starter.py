"""A scenario to begin with: commented, complete, ready to run."""

from __future__ import annotations

SIDES = ("left", "right")


def starter(storeys: int = 7, flats: int = 2, stair: str = "open", stairs: int = 1) -> str:
    """The YAML text of a block of flats with a fire, people, alarms and the fire service.

    storeys : int, 2 or more, the ground floor included; flats : int, on each landing; stair : `open`
    or `enclosed`; stairs : 1 or 2.
    """
    names = SIDES[:flats] if flats <= 2 else tuple("abcdefghijkl"[:flats])
    fire_storey = 1 if storeys < 4 else 2
    fire_flat = f"flat-{fire_storey}-{names[0]}"
    others = names[1:] or names
    doors = (
        "closer: yes            # it shuts itself"
        if stair == "enclosed"
        else "closer: no             # `yes` and see what it changes"
    )
    described = "\n".join(
        f"""      {name}:
        hall: {{width: 1.5 m, depth: 4 m}}                        # the first room lies behind the entrance
        living: {{width: 5 m, depth: 4 m, window: street}}
        bedroom: {{width: 3.5 m, depth: 4 m, window: yard}}"""
        for name in names
    )
    households = "\n".join(
        f"  flat-*-{name}: {{members: {_MEMBERS[k % len(_MEMBERS)]}}}" for k, name in enumerate(others)
    )
    return f"""\
# A fire in an apartment block. Run it:     palier run block.yaml --out block
#                              Check it:   palier check block.yaml
# Lengths, times and so on take their unit (90 cm, 6 min, 24 °C); a bare number is in SI units.
# A value may say where it comes from:      {{value: 6 min, status: assumed, reason: median of the district}}
title: A block of {storeys} storeys, {"one" if stairs == 1 else "two"} {stair} stair{"" if stairs == 1 else "s"}

site:
  outside_temperature: 10 °C
  wind_speed: 2 m/s

building:
  storey_height: 2.8 m
  block:                          # writes all storeys; names are landing-2, {fire_flat}/living, ...
    storeys: {storeys}                    # the ground floor (0) included; flats from storey 1 up
    stair: {stair}{" " * (20 - len(stair))}# open: flats on the landings; enclosed: a corridor and doors between
    stairs: {stairs}
    entrance_doors:
      {doors}
    flats:
{described}
  openings:                       # any generated part is changed by its name
    {fire_flat}/bedroom door: {{state: shut}}

fires:
  sofa:
    room: {fire_flat}/living
    growth: fast                  # slow, medium, fast, ultra-fast, or a curve
    peak: {{value: 3 MW, status: assumed, reason: an upholstered three-seat sofa and what is near it}}
    material: mixed               # timber, polyurethane, mixed

people:                           # ages are enough; `*` stands for every flat not named itself
  {fire_flat}: {{members: [34, 36], leaves_door_open: yes}}
{households}

alarms:
  hall: {{room: {fire_flat}/hall, sounds_in: flat}}

crews:
  engine: {{turnout_and_travel: 7 min, ways: [{{kind: aerial ladder}}, {{kind: stair, hoods: 4}}]}}

simulation:
  duration: 30 min

variants:                         # palier compare block.yaml
  fire door shut:
    close: {fire_flat} entrance
    set: {{people.{fire_flat}.leaves_door_open: no}}
  smoke vent: {{add: smoke vent}}
  alarms everywhere: {{add: alarms}}
  self-closing doors: {{add: closers}}
"""


_MEMBERS = ("[41, 39, 8, 3]", "[72, 70]", "[28]", "[33, 31, 5 months]")
