"""A crew in the stair besides bringing people out: its hose, windows that are opened, doors that are knocked on."""

from __future__ import annotations

import numpy as np

from palier.engine.arrays import EXTINCTION, GATHERING, MOVING, PREPARING, REFUGE, UNAWARE, UPPER
from palier.engine.awareness import HEARS_KNOCKING, become_aware
from palier.engine.bodies import flat_burns
from palier.engine.compiled import inner
from palier.engine.decisions import TOLD_BY_TEAM
from palier.engine.event_codes import EV_OPENS, EV_TOLD_TO_STAY
from palier.engine.log import log
from palier.engine.plans import plan_refuge
from palier.engine.posture import clear_view
from palier.engine.routes import far_end
from palier.engine.sound import spread_sound
from palier.engine.walking import MIDDLE, OPEN

CREW = -3  # who moves a door, in the log


@inner
def lay_hoses(now, fire_rooms, storeys, s, r):
    """Mark the flights that a crew and its hose are on.

    Of those between the entrance it takes and the fire: from the ground up, as it climbs, to the storey of the fire.
    """
    for k in range(s.way.shape[0]):
        s.way[k].crew = 0
    if fire_rooms.shape[0] == 0:
        return
    top = storeys[fire_rooms[0]]
    for k in range(r.table.shape[0]):
        me = r.table[k]
        since = now - me.begins_at - me.stair_after
        if me.is_crew == 0 or me.water_after == np.inf or not since >= 0.0:
            continue
        reached = min(since / me.climb_per_storey + 1.0, top) if me.climb_per_storey > 0.0 else top
        for w in range(s.way.shape[0]):
            on_the_way = s.way[w].is_flight == 1 and s.way[w].to_fire == 1
            if on_the_way and 0 <= storeys[s.way[w].a] < reached:
                s.way[w].crew = 1


@inner
def climb_and_tell(now, k, opening_state, fire, s, r, events):
    """Landing by landing: a stair full of smoke is aired, and those behind its doors told to stay until all is out."""
    me = r.table[k]
    since = now - me.begins_at - me.stair_after
    if not since >= 0.0 or (me.airs_stair == 0 and me.tells_to_stay == 0):
        return
    if me.airs_stair == 1 and me.wedged == 0:
        me.wedged = 1
        _wedge_the_entrance(now, opening_state, s, events)
    for room in range(s.place.shape[0] - 1):
        place = s.place[room]
        if place.turn < 0 or place.told == 1 or since < place.turn * (me.climb_per_storey + s.habits.tells_in):
            continue
        if s.air[room, UPPER, EXTINCTION] < s.habits.smoky_stair:
            continue
        place.told = 1
        if me.airs_stair == 1 and place.window >= 0 and opening_state[place.window] < OPEN:
            opening_state[place.window] = 1.0
            log(events, now, EV_OPENS, CREW, place.window, 0.0)
        if me.tells_to_stay == 1 and _burns_still(now, fire):
            _tell_to_stay(now, k, room, opening_state, s, events)


@inner
def _burns_still(now, fire):
    """Whether any fire has begun and is not out."""
    for f in range(fire.out.size):  # noqa: SIM110, compiled
        if fire.ignited[f] <= now and fire.out[f] == 0.0:
            return True
    return False


@inner
def _wedge_the_entrance(now, opening_state, s, events):
    """Doors to the outside on the way to the fire are opened and stay so: the hose lies through them."""
    outside = s.place.shape[0] - 1
    for w in range(s.way.shape[0]):
        door = s.way[w].opening
        if s.way[w].to_fire == 0 or door < 0 or (s.way[w].a != outside and s.way[w].b != outside):
            continue
        s.door[door].wedged = 1
        if opening_state[door] < OPEN:
            opening_state[door] = 1.0
            log(events, now, EV_OPENS, CREW, door, 0.0)


@inner
def _tell_to_stay(now, k, landing, opening_state, s, events):
    """To those behind the doors of a landing and its corridors who hear it, in flats that do not burn or fill."""
    s.voice[:] = -np.inf
    _knock(landing, s)
    for w in range(s.place[landing].ways_from, s.place[landing].ways_to):
        corridor = far_end(s, s.near[w], landing)
        if s.way[s.near[w]].is_flight == 0 and corridor < s.voice.shape[0] and s.place[corridor].flat < 0:
            _knock(corridor, s)
    spread_sound(s.voice, s.voice_from, opening_state, s)
    for q in range(s.who.shape[0]):
        one = s.who[q]
        if one.capable == 0 or one.link >= 0 or one.room >= s.voice.shape[0] or s.voice[one.room] < one.hears_voice:
            continue
        flat = s.place[one.room].flat
        if flat < 0 or flat_burns(flat, s) or not _knocked_on(flat, s):
            continue
        if one.stays_when_told == 0 or clear_view(s, one.room, one.stature) < one.unbearable:
            continue
        if one.status not in (UNAWARE, PREPARING, GATHERING, MOVING, REFUGE):
            continue
        if one.goes <= 0 and one.status != UNAWARE:
            continue
        log(events, now, EV_TOLD_TO_STAY, k, q, one.room)
        if one.goes == 1:
            one.goes = 0
        if one.status == UNAWARE:
            become_aware(now, q, HEARS_KNOCKING, -1, s, events)
        elif one.status == MOVING:
            plan_refuge(now, q, MIDDLE, TOLD_BY_TEAM, s)
        _shut_the_door(now, q, flat, opening_state, s)


@inner
def _knock(room, s):
    """On every door of a landing or corridor behind which there is a flat that does not burn."""
    for w in range(s.place[room].ways_from, s.place[room].ways_to):
        link = s.near[w]
        behind = far_end(s, link, room)
        if s.way[link].is_flight == 0 and s.place[behind].flat >= 0 and not flat_burns(s.place[behind].flat, s):
            s.voice[behind] = s.habits.knock
            s.voice_from[behind] = HEARS_KNOCKING


@inner
def _knocked_on(flat, s):
    """Whether a door of a flat is knocked on now, so that nobody is told through a wall or from another storey."""
    for room in range(s.voice.shape[0]):  # noqa: SIM110, compiled
        if s.place[room].flat == flat and s.voice[room] >= s.habits.knock:
            return True
    return False


@inner
def _shut_the_door(now, person, flat, opening_state, s):
    """Whoever is told to stay shuts the doors of the flat that lead into the building."""
    for w in range(s.way.shape[0]):
        a, b = s.place[s.way[w].a].flat, s.place[s.way[w].b].flat
        door = s.way[w].opening
        inside = s.way[w].b < s.voice.shape[0]
        if door < 0 or not inside or a == b or (a != flat and b != flat) or s.door[door].operable == 0:
            continue
        if opening_state[door] > 0.0:
            s.door[door].shuts_at = now + s.who[person].shuts_in
            s.door[door].shuts_by = person
