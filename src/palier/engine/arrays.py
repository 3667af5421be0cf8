"""The model as flat arrays: what the compiled loop reads, and what it advances.

Axis order is run, time, room or person. Room index `n_rooms` is the outside. Layer index 0 is
the lower layer, 1 the upper. All SI. A NamedTuple of read-only arrays describes the model; the
ones named `...State` are written by the loop.
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from palier.engine.fire_arrays import Fires as Fires
from palier.engine.fire_arrays import Fuels as Fuels
from palier.engine.instrument_arrays import Floats as Floats
from palier.engine.instrument_arrays import Instruments, Triggers
from palier.engine.instrument_arrays import Ints as Ints
from palier.engine.people_arrays import Households as Households
from palier.engine.people_arrays import People as People
from palier.engine.rescue_arrays import AERIAL_LADDER as AERIAL_LADDER
from palier.engine.rescue_arrays import HOOK_LADDER as HOOK_LADDER
from palier.engine.rescue_arrays import LEDGE as LEDGE
from palier.engine.rescue_arrays import PORTABLE_LADDER as PORTABLE_LADDER
from palier.engine.rescue_arrays import ROOF_HATCH as ROOF_HATCH
from palier.engine.rescue_arrays import STAIR as STAIR
from palier.engine.rescue_arrays import WAYS as WAYS
from palier.engine.rescue_arrays import WINDOW_TO_WINDOW as WINDOW_TO_WINDOW
from palier.engine.rescue_arrays import Responders as Responders
from palier.engine.rescue_arrays import ResponderState as ResponderState
from palier.engine.rescue_arrays import Teams as Teams
from palier.engine.rescue_arrays import TeamState as TeamState

LOWER, UPPER = 0, 1

# Species carried as mass per layer; nitrogen is the remainder.
O2, CO2, CO, HCN, IRRITANT, H2O, SOOT, FUEL, TRACE = range(9)
N_SPECIES = 9
SPECIES = ("O2", "CO2", "CO", "HCN", "irritant", "H2O", "soot", "fuel", "trace")

# Arrays whose lengths behind the first axis are the same in every building: kernels take them from here.
Pairs = Annotated[Floats, 2]  # [n, 2] one for each layer, side or direction
Mixtures = Annotated[Floats, 2, N_SPECIES]  # [n, 2, N_SPECIES] one for each layer
Fours = Annotated[Floats, 4]  # [n, 4] one for each face of a room, or each stream through an opening

# Kinds of vertical opening.
DOOR, WINDOW, LEAK, GRILLE = range(4)


class Rooms(NamedTuple):
    """Compartments, [n_rooms]."""

    floor_area: Floats  # m2
    height: Floats  # m
    width: Floats  # m
    depth: Floats  # m
    elevation: Floats  # m, floor above the street
    crossing: Floats  # m, distance walked to cross the room
    storey: Ints
    flat: Ints  # -1: none
    is_landing: Ints  # 0 or 1
    has_window: Ints  # 1 if an operable window or door to a façade is in the room
    initial_temperature: Floats  # K
    volume: Floats  # m3
    ceiling_area: Floats  # m2
    mixed: Ints  # 1: one zone from floor to ceiling
    corridor: Ints  # 1: long and narrow
    level: Floats  # [n_rooms, n_levels] m above the floor, at which the next three are given
    level_volume: Floats  # [n_rooms, n_levels] m3 below
    level_wall: Floats  # [n_rooms, n_levels] m2 of wall below
    level_area: Floats  # [n_rooms, n_levels] m2, horizontal
    reference_pressure: float  # Pa
    initial_vapour: float  # kg/kg, water in the air at the start, inside and outside


class Openings(NamedTuple):
    """Vertical openings: doors, windows, leaks, grilles, [n_openings]."""

    a: Ints  # room
    b: Ints  # room, or n_rooms for outside
    sill: Floats  # m above the street
    soffit: Floats  # m above the street
    width: Floats  # m
    leak_width: Floats  # m, leakage area / height, when shut
    coefficient: Floats  # discharge coefficient, [-]
    kind: Ints  # DOOR, WINDOW, LEAK, GRILLE
    state: Floats  # open part at the start, 0 to 1
    closer: Ints  # 1: shuts behind people
    operable: Ints
    wind_pressure: Floats  # Pa, of the outside at this opening
    breaks_at: Floats  # K, inf: never
    fails_after: Floats  # s above 300 °C, inf: never
    facade: Ints  # -1: inside, or no façade
    schedule_time: Floats  # [n_openings, n_points] s; empty without a schedule in the building
    schedule_part: Floats  # [n_openings, n_points] open part, nan: not scheduled


class Vents(NamedTuple):
    """Horizontal openings: stair wells, hatches, smoke vents, [n_vents]."""

    below: Ints
    above: Ints  # n_rooms for outside
    elevation: Floats  # m
    area: Floats  # m2, fully open
    leak_area: Floats  # m2, shut
    coefficient: Floats
    state: Floats  # open part at the start
    is_smoke_vent: Ints  # 1: crews open it
    wind_pressure: Floats  # Pa
    schedule_time: Floats  # as of openings
    schedule_part: Floats


class Fans(NamedTuple):
    """Mechanical ventilation, [n_fans]."""

    source: Ints  # room it draws from, n_rooms for outside
    target: Ints
    flow: Floats  # m3/s
    source_height: Floats  # m above the street, middle of the grille
    target_height: Floats  # m
    target_area: Floats  # m2 of the grille that the gas leaves through
    source_span: Floats  # m from its lower to its upper edge, 0 if it lies flat
    falls_from: Floats  # Pa adverse pressure
    none_at: Floats  # Pa
    filter_from: Floats  # s
    filter_efficiency: Floats  # of soot and trace
    schedule_time: Floats  # [n_fans, n_points]
    schedule_part: Floats


class Slabs(NamedTuple):
    """Solid linings; rows are faces `room * 4 + (0 ceiling, 1 upper wall, 2 lower wall, 3 floor)`."""

    nodes: Ints  # number of nodes used; 0: the face takes up no heat
    conductance: Floats  # [n_faces, max_nodes - 1] W/m2/K between nodes, at room temperature
    curve: Ints  # [n_faces, max_nodes - 1] row of the next two, -1: the conductance stays as it is
    curve_temperature: Floats  # [n_curves, n_points] K
    curve_factor: Floats  # [n_curves, n_points] conductivity over the one at room temperature
    capacity: Floats  # [n_faces, max_nodes] J/m2/K at each node
    emissivity: Floats
    behind: Ints  # room behind the far side, -1: outside, -2: adiabatic


class Gas(NamedTuple):
    """What people and detectors meet, [n_rooms + 1, 2 layers] unless said; the last row is outside."""

    interface: Floats  # [n_rooms + 1] m above the room's floor
    temperature: Pairs  # K
    extinction: Pairs  # 1/m
    o2: Pairs  # volume fraction
    co2: Pairs  # volume fraction
    co: Pairs  # volume fraction
    hcn: Pairs  # volume fraction
    irritant: Pairs  # volume fraction, as HCl
    radiant_flux: Floats  # [n_rooms + 1] W/m2, on a person in the lower layer
    flames: Floats  # [n_rooms + 1] W of flames in the room
    smoulders: Floats  # [n_rooms + 1] W of what smoulders in it


# ---------------------------------------------------------------- people

# What a person is doing.
UNAWARE, PREPARING, GATHERING, MOVING, RETREATING, REFUGE, AT_WINDOW, FOLLOWING, IN_RESCUE, DOWN, DEAD, SAFE = range(12)
NO_ERRAND, SEARCHES, GOES_BACK, TO_LOOK, TO_FIGHT = range(5)  # of somebody who is `GATHERING`
STATUS = (
    "unaware",
    "preparing",
    "gathering",
    "moving",
    "retreating",
    "in refuge",
    "at a window",
    "with a carer",
    "being rescued",
    "incapacitated",
    "dead",
    "safe",
)

# How a person first knew. The index is the `value` of an AWARE event.
CUES = (
    "sees smoke",
    "sees flames",
    "smells smoke",
    "hears an alarm",
    "is warned",
    "wakes in smoke",
    "is called",
    "hears crackling",
    "hears shouting",
    "hears knocking",
    "is telephoned",
    "feels heat",
    "hears a sprinkler",
)


LONG_LEFT = 3600.0  # time left with which nothing threatens, and nobody is taken before another. [s]
STAYS_PUT = -1  # of `goes`: stays, and waits for nobody unless something threatens


class Links(NamedTuple):
    """The graph that people walk, [n_links]: doors, and flights between landings."""

    a: Ints  # room
    b: Ints  # room, or n_rooms for outside
    opening: Ints  # opening index of a door, -1: a flight
    length: Floats  # m walked on the link itself (flights); 0 for a door
    width: Floats  # m, clear
    capacity: Floats  # persons per second
    is_flight: Ints  # 1: b is up, a is down
    locked: Ints
    adjacency_start: Ints  # [n_rooms + 2] CSR over rooms and outside
    adjacency: Ints  # link indices
    climb: Ints  # 1: a window near the ground, climbed through
    window: Ints  # [n_rooms + 1] opening index of the window people go to, -1: none
    to_fire: Ints  # 1: on the way of a crew from the entrance to the first fire
    turn: Ints  # [n_rooms + 1] landings that a crew comes to before this one in the stair it takes, -1: it does not
    pane: Ints  # [n_rooms + 1] opening index of the widest window that cannot be opened, -1: none


class Alarms(NamedTuple):
    """Detectors and their sounders, [n_alarms]."""

    room: Ints
    is_heat: Ints
    extinction: Floats  # 1/m
    temperature: Floats  # K
    lag: Floats  # s
    level: Floats  # [n_alarms, n_rooms] dBA in the rooms of the sounders, -inf elsewhere


class AlarmState(NamedTuple):
    """[n_alarms]."""

    tripped_at: Floats  # s, inf
    element: Floats  # K, of a heat alarm's element


# What `Scene.air` holds, last axis; the first four are the room's, in both layers.
INTERFACE, FLUX, FLAMES, SMOULDERS, EXTINCTION, TEMPERATURE, VO2, VCO2, VCO, VHCN, VIRRITANT = range(11)
N_AIR = 11


class Scene(NamedTuple):
    """What the steps of people and rescuers read and write, in few tables so that they compile quickly.

    Tables are structured arrays, a row per thing; `engine/scene.py` lists their fields.
    """

    who: npt.NDArray[np.void]  # [n_people] persons: as they are, and what they are doing
    place: npt.NDArray[np.void]  # [n_rooms + 1] rooms and outside
    way: npt.NDArray[np.void]  # [n_links]
    near: Ints  # link indices by room, from `place.ways_from` to `place.ways_to`
    door: npt.NDArray[np.void]  # [n_openings]
    queue: Pairs  # [n_links, 2] s when the next person may pass, down and up (b to a, a to b)
    heading: Pairs  # [n_links, 2] persons in the room before it who make for the link, same order
    longest: Pairs  # [n_links, 2] s since when the one waits who has waited longest for it, inf: nobody
    on_flight: Floats  # [n_links] persons now on the flight
    in_room: Floats  # [n_rooms + 1] persons who walk in it now, or wait at its doors
    blocked: Ints  # [n_people, n_rooms + 1] 1: known to be full of smoke
    looked: Ints  # [n_people, n_rooms + 1] 1: looked through before leaving
    path: Ints  # [n_people, n_rooms + 1] link to take from each room, -1
    habits: Any  # `HabitValues`, one number or array for each
    air: Annotated[Floats, 2, N_AIR]  # [n_rooms + 1, 2 layers, N_AIR]
    alarm_level: Floats  # as `Alarms.level`
    bell: Floats  # [n_rooms] dBA of alarms now
    bell_from: Ints  # [n_rooms] the alarm
    crackling: Floats  # [n_rooms] dBA of fires now
    crackling_from: Ints  # [n_rooms] the room of the fire
    spray: Floats  # [n_rooms] dBA of sprinklers now
    spray_from: Ints  # [n_rooms] the room of the sprinkler
    voice: Floats  # [n_rooms] scratch: dBA of the one who knocks or shouts
    voice_from: Ints  # [n_rooms] scratch: the cue that it is
    sources: Ints  # [4] when last listened: alarms, sum over rooms with flames, people who know nothing, sprinklers
    rooms_in_turn: Ints  # [n_rooms + 1] scratch of the spread of sound and of the search for ways
    calls: Ints  # [n_calls, 4] rows of persons: first and end of who telephones, first and end of who is called
    call_made: Ints  # [n_calls] 1: made
    sealed: Floats  # [n_openings] part of the leakage left, 1: nothing is stuffed into its gaps
    lets_in: Ints  # [n_flats] 1: somebody in the flat would open its door; TAKES_IN + person: who takes people in
    doused_by: Ints  # [n_rooms] person who has got water onto a fire there, -1
    fallen: Ints  # [1 + n_people] how many lie inside with nobody at work on them, then their rows
    decided: npt.NDArray[np.void]  # decisions with what was known, in order
    decided_count: Ints  # [1]


class PeopleState(NamedTuple):
    """[n_people]: views of the columns of `Scene.who` that readers want."""

    status: Ints
    room: Ints  # n_rooms: outside; on a flight the landing it was entered from
    link: Ints  # the flight being walked, -1: in a room
    ahead: Ints  # the landing at its far end, -1
    progress: Floats  # m walked of the present leg (room crossing or flight)
    leg: Floats  # m of the present leg
    aware_at: Floats  # s, inf
    ready_at: Floats  # s, inf
    cue: Ints  # -1 none
    reached_by: Floats  # s, time of the end (safe, down, dead), inf
    down_at: Floats  # s, inf
    cohb: Floats  # % now, of the dead at death
    cohb_most: Floats  # % highest so far
    fed_co: Floats  # part due to COHb as it is now; may fall
    fed_co_most: Floats  # highest so far
    fed_hcn: Floats
    fed_o2: Floats
    fed_co2: Floats  # dulling by carbon dioxide, not in `fed`
    fed: Floats  # asphyxiants together, as they are now
    fed_most: Floats  # highest so far
    fld_irritant: Floats  # fractional lethal dose of irritants
    fic: Floats  # present irritant concentration fraction
    irritated_time: Floats  # s above 1
    smoke_time: Floats  # s of breathing thick smoke, visibility under 3 m
    fed_heat: Floats
    overcome: Floats  # most of the way to collapse gone so far, by gas or heat; 1 collapses
    lethal: Floats  # most of the way to death; goes on in the dead as if they still breathed
    left: Floats  # s until incapacitated at the present rate, inf
    refuge_room: Ints  # -1 none
    carer: Ints  # who carries or leads this person now, -1: nobody
    following: Ints  # 1: moves with the carer
    team: Ints  # team taking this person, -1; -2: fell before being reached
    turned_back: Ints  # times
    fell: Floats  # m, from a window, 0
    window_since: Floats  # s, inf


class Events(NamedTuple):
    """Append-only log, [capacity]."""

    count: Ints  # type: ignore[assignment]  # [1]
    time: Floats
    code: Ints
    subject: Ints  # person, opening, room, team ... by code
    object: Ints
    value: Floats
    cause: Ints  # of a cue: the alarm, person or room it comes from; -1


class Model(NamedTuple):
    """Everything the loop reads."""

    rooms: Rooms
    openings: Openings
    vents: Vents
    fans: Fans
    slabs: Slabs
    fires: Fires
    fuels: Fuels
    people: People
    households: Households
    links: Links
    alarms: Alarms
    teams: Teams
    responders: Responders
    habits: Any  # `HabitValues`
    instruments: Instruments
    triggers: Triggers
    outside_temperature: float
    duration: float
    output_every: float
    longest_step: float
