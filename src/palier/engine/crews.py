"""What a crew does besides taking people out: smoke vents, the fire's door, water."""

import numpy as np

from palier.engine.compiled import inner
from palier.engine.event_codes import EV_FAN, EV_OPENS, EV_SHUTS, EV_VENT_OPENS, EV_WATER
from palier.engine.log import log


@inner
def open_vents(now, k, is_smoke_vent, vent_state, r, events):
    """The crew opens the smoke vents once it has got to them or to their control."""
    me = r.table[k]
    if me.opens_smoke_vent == 0 or me.vents_opened == 1 or now < me.begins_at + me.vent_after:
        return
    r.table[k].vents_opened = 1
    for v in range(is_smoke_vent.shape[0]):
        if is_smoke_vent[v] == 1 and vent_state[v] < 1.0:
            vent_state[v] = 1.0
            log(events, now, EV_VENT_OPENS, v, k, 0.0)


@inner
def start_fan(now, k, fan_state, r, events):
    """The fan that a crew brings runs from a while after arrival."""
    fan = r.table[k].fan
    if 0 <= fan < fan_state.shape[0] and fan_state[fan] == 0.0 and now >= r.table[k].begins_at + r.table[k].fan_after:
        fan_state[fan] = 1.0
        log(events, now, EV_FAN, fan, k, 0.0)


@inner
def work_at_door(now, k, opening_state, s, crew, r, events):
    """A crew that has arrived enters the stair, and shuts the door of the burning flat if that is its way."""
    me = r.table[k]
    if now >= me.begins_at + me.stair_after:
        crew.stair_from[0] = min(crew.stair_from[0], now)
    door = me.fire_door
    if me.closes_fire_door == 1 and me.door_done == 0 and door >= 0 and now >= me.begins_at + me.door_after:
        me.door_done = 1
        s.door[door].shuts_at = np.inf
        if opening_state[door] > 0.0:
            opening_state[door] = 0.0
            log(events, now, EV_SHUTS, -3, door, 0.0)


@inner
def give_water(now, k, fire_rooms, storeys, opening_state, fire, s, r, events):
    """Water of a crew on one burning item after the other: that which has burnt longest first.

    Items of one room are wetted together; to another room the hose takes `moves_hose_in`, and the climb of each storey
    between.
    """
    me = r.table[k]
    if now < max(me.begins_at + me.water_after, me.hose_free_at):
        return
    chosen = -1
    for f in range(fire_rooms.shape[0]):
        burning = fire.ignited[f] <= now and fire.out[f] == 0.0 and fire.water_at[f] == np.inf
        if burning and (chosen < 0 or fire.ignited[f] < fire.ignited[chosen]):
            chosen = f
    if chosen < 0:
        return
    room = fire_rooms[chosen]
    if me.water_given == 1 and me.hose_room != room:
        me.hose_free_at = (
            now + s.habits.moves_hose_in + me.climb_per_storey * abs(storeys[room] - storeys[me.hose_room])
        )
        me.hose_room = room
        return
    me.hose_room = room
    for f in range(fire_rooms.shape[0]):
        if fire_rooms[f] == room and fire.ignited[f] <= now and fire.water_at[f] == np.inf:
            fire.water_at[f] = now
            fire.knockdown[f] = me.knockdown
            fire.stops_below[f] = me.stops_below
    log(events, now, EV_WATER, k, room, 0.0)
    door = me.fire_door
    if me.water_given == 0 and door >= 0 and opening_state[door] < s.habits.hose_gap:
        opening_state[door] = s.habits.hose_gap
        s.door[door].shuts_at = np.inf
        log(events, now, EV_OPENS, -3, door, 0.0)
    me.water_given = 1


@inner
def air_flats(now, k, fire_rooms, opening_state, fire, s, r, events):
    """A crew with water opens the windows of the flats in which all is out that it was put on."""
    me = r.table[k]
    if me.airs_flat == 0 or me.water_given == 0:
        return
    for f in range(fire_rooms.shape[0]):
        flat = s.place[fire_rooms[f]].flat
        if flat < 0 or not me.begins_at <= fire.water_at[f] <= now or _burns_in(flat, now, fire_rooms, fire, s):
            continue
        for room in range(s.place.shape[0] - 1):
            window = s.place[room].window
            if s.place[room].flat == flat and window >= 0 and opening_state[window] < 1.0:
                opening_state[window] = 1.0
                log(events, now, EV_OPENS, -3, window, 0.0)


@inner
def _burns_in(flat, now, fire_rooms, fire, s):
    """Whether anything burns or smoulders in a flat."""
    for f in range(fire_rooms.shape[0]):
        if s.place[fire_rooms[f]].flat == flat and fire.ignited[f] <= now and fire.out[f] == 0.0:
            return True
    return False


@inner
def douse(now, fire_rooms, fire, s):
    """Water that occupants have got onto small fires, on all that burns in the room."""
    for f in range(fire_rooms.shape[0]):
        if s.doused_by[fire_rooms[f]] >= 0 and fire.ignited[f] <= now and fire.water_at[f] == np.inf:
            fire.water_at[f] = now
            fire.knockdown[f] = s.habits.doused_in
            fire.stops_below[f] = s.habits.doused_below
    for f in range(fire_rooms.shape[0]):
        s.doused_by[fire_rooms[f]] = -1
