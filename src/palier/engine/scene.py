"""The tables that people and rescuers act on, made from the model."""

from __future__ import annotations

from typing import Any

import numpy as np

from palier.engine.arrays import (
    EXTINCTION,
    FLAMES,
    FLUX,
    INTERFACE,
    N_AIR,
    SMOULDERS,
    TEMPERATURE,
    UNAWARE,
    VCO,
    VCO2,
    VHCN,
    VIRRITANT,
    VO2,
    Model,
    People,
    PeopleState,
    Scene,
)
from palier.engine.beside import spots
from palier.engine.compiled import inner

# State of a person: name, type, value at the start. Meanings are with `PeopleState` unless said here.
STATE: tuple[tuple[str, type, float], ...] = (
    ("status", np.int64, UNAWARE),
    ("room", np.int64, -1),
    ("link", np.int64, -1),
    ("ahead", np.int64, -1),
    ("progress", np.float64, 0.0),
    ("leg", np.float64, 0.0),
    ("next_link", np.int64, -1),  # link to be taken at the end of the leg, -1: none
    ("goal", np.int64, -1),  # room or outside
    ("waits_since", np.float64, np.inf),  # s when the next door or flight was reached, inf: not yet
    ("aware_at", np.float64, np.inf),
    ("ready_at", np.float64, np.inf),
    ("cue", np.int64, -1),
    ("reached_by", np.float64, np.inf),
    ("down_at", np.float64, np.inf),
    ("cohb", np.float64, 0.0),
    ("cohb_most", np.float64, 0.0),
    ("fed_co", np.float64, 0.0),
    ("fed_co_most", np.float64, 0.0),
    ("fed_hcn", np.float64, 0.0),
    ("hcn_left", np.float64, 0.0),  # part of `fed_hcn` that the body is not yet rid of
    ("fed_o2", np.float64, 0.0),
    ("fed_co2", np.float64, 0.0),
    ("fed", np.float64, 0.0),
    ("fed_most", np.float64, 0.0),
    ("fld_irritant", np.float64, 0.0),
    ("fic", np.float64, 0.0),
    ("irritated_time", np.float64, 0.0),
    ("smoke_time", np.float64, 0.0),
    ("fed_heat", np.float64, 0.0),
    ("fell", np.float64, 0.0),
    ("led", np.int64, 0),  # 1: brought out without a hood, breathing what is on the way
    ("overcome", np.float64, 0.0),
    ("lethal", np.float64, 0.0),
    ("cohb_on", np.float64, 0.0),  # this and the next two go on in the dead, as if they still breathed
    ("others_on", np.float64, 0.0),  # part of a lethal dose of what is not CO
    ("heat_on", np.float64, 0.0),
    ("crying", np.float64, 0.0),  # 0 calm, 1 crying
    ("calms_at", np.float64, np.inf),  # s when an infant that cries by itself is calm again
    ("left", np.float64, np.inf),
    ("refuge_room", np.int64, -1),
    ("carer", np.int64, -1),
    ("following", np.int64, 0),
    ("adopts", np.int64, 0),  # 1: has taken on someone of another household
    ("charges", np.int64, 0),  # dependants who move with this person now
    ("gave_up", np.int64, 0),  # 1: a dependant who could not be reached
    ("collecting", np.int64, -1),  # dependant being made ready
    ("errand", np.int64, 0),  # NO_ERRAND, SEARCHES, GOES_BACK, TO_LOOK, TO_FIGHT
    ("went_back", np.int64, 0),  # 1: has gone back once
    ("until", np.float64, np.inf),  # s when the present task ends
    ("seals_at", np.float64, np.inf),  # s when the doors of the refuge are stuffed
    ("shouts_at", np.float64, np.inf),  # s of the next shout from a window
    ("stage", np.int64, 0),  # of getting ready: 0 pre-movement, 1 dresses, 2 fetches things
    ("has_looked", np.int64, 0),  # 1: has investigated
    ("fought", np.int64, 0),  # 1: has gone to the fire with water
    ("seen_down", np.int64, 0),  # 1: one of the household has seen this person lie
    ("passed_by", np.int64, -1),  # who lay there and was not helped
    ("helps_at", np.float64, -np.inf),  # s from which helping is thought over again
    ("helped", np.int64, 0),  # times gone out of a refuge for one of the family
    ("look_at", np.float64, np.inf),  # s when a refuge is judged again
    ("team", np.int64, -1),
    ("sure_at", np.float64, np.inf),  # s when the person knew that it burns, and not just that something is the matter
    ("called_at", np.float64, -np.inf),  # s when last called to another window
    ("turned_back", np.int64, 0),
    ("window_since", np.float64, np.inf),
    ("in_smoke_from", np.float64, np.inf),  # s when smoke was first dense enough to wake this sleeper
    ("spot", np.int64, -1),  # room of the flames that the person is still beside, -1: none
    ("home", np.int64, -1),  # flat
    ("family_first", np.int64, 0),  # rows of the household
    ("family_end", np.int64, 0),
)
PLACE = [
    ("crossing", np.float64),
    ("area", np.float64),  # m2
    ("flat", np.int64),
    ("is_landing", np.int64),
    ("lies_near", np.int64),  # 1: somebody lies there, or in the next room or landing, with nobody at work on them
    ("turn", np.int64),  # as of `Links`
    ("told", np.int64),  # 1: a crew has aired it and told those behind its doors to stay
    ("window", np.int64),
    ("pane", np.int64),
    ("facade", np.int64),  # of the window, or of the pane where there is none, -1
    ("sill", np.float64),  # m of that window's sill above the floor
    ("pane_sill", np.float64),  # m
    ("elevation", np.float64),  # m of the floor above the street
    ("height", np.float64),  # m
    ("ways_from", np.int64),
    ("ways_to", np.int64),
    ("sprays", np.int64),  # 1: a sprinkler has opened in it
    ("knocked", np.int64),  # 1: from this landing everyone has been knocked at
    ("cost", np.float64),  # scratch of the route search: s from the start
    ("via", np.int64),  # scratch: link by which the room is reached
    ("done", np.int64),  # scratch: 1 once settled
]
WAY = [
    ("a", np.int64),
    ("b", np.int64),
    ("opening", np.int64),
    ("length", np.float64),
    ("width", np.float64),
    ("capacity", np.float64),
    ("is_flight", np.int64),
    ("locked", np.int64),
    ("climb", np.int64),
    ("to_fire", np.int64),
    ("crew", np.int64),  # 1: a flight where a crew works its way up, or has laid its hose
    ("ajar", np.int64),  # 1: a door that stands open far enough to pass
    ("stuck", np.int64),  # 1: a door that cannot be opened, as someone has found
]
DOOR = [
    ("operable", np.int64),
    ("closer", np.int64),
    ("shuts_at", np.float64),  # s when it falls or is pulled shut, inf
    ("shuts_by", np.int64),  # person, -2: closer
    ("leads_out_of", np.int64),  # room that the opening joins with outside, -1
    ("wedged", np.int64),  # 1: a hose lies through it, so that nobody shuts it
    ("lets_sound", np.int64),  # 1: open enough, when last listened
    ("fresh", np.float64),  # m above the sill up to which outside air comes in
]
DECISION = [
    ("time", np.float64),
    ("person", np.int64),
    ("choice", np.int64),
    ("reason", np.int64),
    ("room", np.int64),  # where the person was
    ("place", np.int64),  # room, outside or opening that it is about, -1
    ("other", np.int64),  # person that it is about, -1
    ("here", np.float64),  # m of visibility where the person was
    ("seen", np.float64),  # what was found: m of visibility, W of a fire, s of a way
    ("limit", np.float64),  # what it was held against
]
DECISIONS_EACH = 20  # decisions kept per person, on average; more are counted and not kept


def initial_scene(model: Model, sealed: np.ndarray) -> Scene:
    """Everybody where the scenario puts them, unaware; doors at rest.

    sealed : [n_openings], shared with the smoke, so that what people stuff into the gaps of a door counts there.
    """
    who = _persons(model)
    first = model.households.first
    end = first + model.households.count
    calls = model.households.phones
    n_rooms, n_links = len(model.rooms.floor_area), len(model.links.a)
    return Scene(
        who=who,
        place=_places(model),
        way=_table(WAY, n_links, model.links),
        near=model.links.adjacency,
        door=_doors(model),
        queue=np.zeros((n_links, 2)),
        heading=np.zeros((n_links, 2)),
        longest=np.full((n_links, 2), np.inf),
        on_flight=np.zeros(n_links),
        in_room=np.zeros(n_rooms + 1),
        blocked=np.zeros((len(who), n_rooms + 1), np.int64),
        looked=np.zeros((len(who), n_rooms + 1), np.int64),
        path=np.full((len(who), n_rooms + 1), -1, np.int64),
        habits=model.habits,
        air=np.zeros((n_rooms + 1, 2, N_AIR)),
        alarm_level=model.alarms.level,
        bell=np.full(n_rooms, -np.inf),
        bell_from=np.full(n_rooms, -1, np.int64),
        crackling=np.full(n_rooms, -np.inf),
        crackling_from=np.full(n_rooms, -1, np.int64),
        spray=np.full(n_rooms, -np.inf),
        spray_from=np.full(n_rooms, -1, np.int64),
        voice=np.full(n_rooms, -np.inf),
        voice_from=np.full(n_rooms, -1, np.int64),
        sources=np.array([0, 0, 1, 0], np.int64),
        rooms_in_turn=np.zeros(n_rooms + 1, np.int64),
        calls=np.stack([first[calls[:, 0]], end[calls[:, 0]], first[calls[:, 1]], end[calls[:, 1]]], axis=1),
        call_made=np.zeros(len(calls), np.int64),
        sealed=sealed,
        lets_in=np.zeros(max(1, int(model.rooms.flat.max(initial=-1)) + 1), np.int64),
        doused_by=np.full(n_rooms, -1, np.int64),
        fallen=np.zeros(len(who) + 1, np.int64),
        decided=np.zeros(200 + DECISIONS_EACH * len(who), np.dtype(DECISION)),
        decided_count=np.zeros(1, np.int64),
    )


def people_state(scene: Scene) -> PeopleState:
    """The columns about persons that readers want.

    Not handed to kernels: a column of one person is contiguous and one of more is not, and each kind would be compiled.
    """
    return PeopleState(**{name: scene.who[name] for name in PeopleState._fields})


def _persons(model: Model) -> np.ndarray:
    state = {name: value for name, _, value in STATE}
    own = [name for name in People._fields if name not in state]
    columns = [(name, getattr(model.people, name).dtype) for name in own] + [(name, kind) for name, kind, _ in STATE]
    who = np.zeros(len(model.people.age), np.dtype(columns))
    for name in own:
        who[name] = getattr(model.people, name)
    for name, value in state.items():
        who[name] = value
    who["room"] = model.people.room
    who["spot"] = spots(model.people.room, model.people.beside_by)
    who["carer"] = model.people.carer
    who["cohb"] = who["cohb_on"] = who["cohb_most"] = model.people.cohb_start
    household = model.people.household
    who["home"] = model.households.home[household]
    who["family_first"] = model.households.first[household]
    who["family_end"] = model.households.first[household] + model.households.count[household]
    return who


def _places(model: Model) -> np.ndarray:
    n_rooms = len(model.rooms.floor_area)
    place = np.zeros(n_rooms + 1, np.dtype(PLACE))
    place["flat"] = place["via"] = -1
    for name in ("crossing", "flat", "is_landing"):
        place[name][:n_rooms] = getattr(model.rooms, name)
    place["area"] = np.append(model.rooms.floor_area, np.inf)
    place["window"] = window = model.links.window
    place["pane"] = pane = model.links.pane
    place["turn"] = model.links.turn
    place["facade"] = -1
    for name, opening in (("pane_sill", pane), ("sill", window)):
        at = np.flatnonzero(opening[:n_rooms] >= 0)
        place[name][at] = model.openings.sill[opening[at]] - model.rooms.elevation[at]
        place["facade"][at] = model.openings.facade[opening[at]]
    place["elevation"][:n_rooms] = model.rooms.elevation
    place["height"][:n_rooms] = model.rooms.height
    place["ways_from"] = model.links.adjacency_start[:-1]
    place["ways_to"] = model.links.adjacency_start[1:]
    return place


def _doors(model: Model) -> np.ndarray:
    door = np.zeros(len(model.openings.a), np.dtype(DOOR))
    door["operable"] = model.openings.operable
    door["closer"] = model.openings.closer
    door["shuts_at"] = np.inf
    door["shuts_by"] = -1
    door["fresh"] = 0.5 * (model.openings.soffit - model.openings.sill)  # until the air begins to move
    a, b, outside = model.openings.a, model.openings.b, len(model.rooms.floor_area)
    door["leads_out_of"] = np.where(b == outside, a, np.where(a == outside, b, -1))
    return door


def _table(columns: list[Any], n: int, source: Any) -> np.ndarray:
    table = np.zeros(n, np.dtype(columns))
    for name, *_ in columns:
        if hasattr(source, name):
            table[name] = getattr(source, name)
    return table


@inner
def look_at_the_air(gas, air):
    """Copy the gas that people meet into one table. air : [n_rooms + 1, 2, N_AIR]"""
    for room in range(air.shape[0]):
        for layer in range(2):
            air[room, layer, INTERFACE] = gas.interface[room]
            air[room, layer, FLUX] = gas.radiant_flux[room]
            air[room, layer, FLAMES] = gas.flames[room]
            air[room, layer, SMOULDERS] = gas.smoulders[room]
            air[room, layer, EXTINCTION] = gas.extinction[room, layer]
            air[room, layer, TEMPERATURE] = gas.temperature[room, layer]
            air[room, layer, VO2] = gas.o2[room, layer]
            air[room, layer, VCO2] = gas.co2[room, layer]
            air[room, layer, VCO] = gas.co[room, layer]
            air[room, layer, VHCN] = gas.hcn[room, layer]
            air[room, layer, VIRRITANT] = gas.irritant[room, layer]
