"""Sound in the loop: how loud alarms, crackling, knocks and shouts are in each room, doors being as they are now."""

from __future__ import annotations

import numpy as np

from palier.engine.arrays import FLAMES, LOWER, UNAWARE
from palier.engine.compiled import inner
from palier.engine.routes import far_end
from palier.physics.hearing import crackling_heard

FAINT = 20.0  # dBA that nobody hears


@inner
def _loss(link, opening_state, s):
    """What a link takes away, now. [dB]"""
    if s.way[link].is_flight == 1:
        return s.habits.flight
    if opening_state[s.way[link].opening] >= s.habits.lets_sound_from:
        return s.habits.open_door
    same = s.place[s.way[link].a].flat == s.place[s.way[link].b].flat
    return s.habits.shut_door if same else s.habits.entrance_door


@inner
def spread_sound(level, origin, opening_state, s):
    """Carry sound from the rooms where it is made through doors and flights; walls and floors let nothing through.

    level : [n_rooms] dBA, -inf where there is none; origin : [n_rooms] what it comes from. Both are written: each room
    gets the loudest way.
    """
    n = level.shape[0]
    head, waiting = 0, 0
    for room in range(n):
        s.place[room].done = 0
        if level[room] > FAINT:
            s.place[room].done = 1
            s.rooms_in_turn[waiting] = room
            waiting += 1
    while waiting > 0:
        room = s.rooms_in_turn[head]
        head = (head + 1) % n
        waiting -= 1
        s.place[room].done = 0
        for k in range(s.place[room].ways_from, s.place[room].ways_to):
            link = s.near[k]
            other = far_end(s, link, room)
            if other == n:
                continue
            heard = level[room] - _loss(link, opening_state, s)
            if heard > FAINT and heard > level[other] + 1e-9:
                level[other] = heard
                origin[other] = origin[room]
                if s.place[other].done == 0:
                    s.place[other].done = 1
                    s.rooms_in_turn[(head + waiting) % n] = other
                    waiting += 1


@inner
def listen(now, tripped_at, opening_state, s):
    """Work out `bell`, `crackling` and `spray` anew where an alarm, a fire, a sprinkler or a door has changed.

    Only while someone knows nothing yet.
    """
    n = s.bell.shape[0]
    if s.sources[2] == 0:  # nobody forgets what they know
        return
    s.sources[2] = 0
    for i in range(s.who.shape[0]):
        if s.who[i].status == UNAWARE and s.who[i].capable == 1:
            s.sources[2] += 1
    if s.sources[2] == 0:
        return
    sounding, burning, spraying, changed = 0, 0, 0, False
    for k in range(tripped_at.shape[0]):
        if tripped_at[k] <= now:
            sounding += 1
    for room in range(n):
        spraying += s.place[room].sprays
        if s.air[room, LOWER, FLAMES] > s.habits.crackles_from:
            # a sum that tells rooms and whole decibels from the next
            burning += (room + 1) * (1000 + int(crackling_heard(s.air[room, LOWER, FLAMES], s.habits.crackling)))
    for k in range(s.door.shape[0]):
        through = 1 if opening_state[k] >= s.habits.lets_sound_from else 0
        if through != s.door[k].lets_sound:
            s.door[k].lets_sound = through
            changed = True
    if sounding > 0 and (changed or sounding != s.sources[0]):
        s.bell[:] = -np.inf
        for k in range(tripped_at.shape[0]):
            if tripped_at[k] <= now:
                for room in range(n):
                    if s.alarm_level[k, room] > s.bell[room]:
                        s.bell[room] = s.alarm_level[k, room]
                        s.bell_from[room] = k
        spread_sound(s.bell, s.bell_from, opening_state, s)
    if spraying > 0 and (changed or spraying != s.sources[3]):
        for room in range(n):
            s.spray[room] = s.habits.spray if s.place[room].sprays == 1 else -np.inf
            s.spray_from[room] = room
        spread_sound(s.spray, s.spray_from, opening_state, s)
    if burning > 0 and (changed or burning != s.sources[1]):
        for room in range(n):
            flames = s.air[room, LOWER, FLAMES]
            s.crackling[room] = (
                crackling_heard(flames, s.habits.crackling) if flames > s.habits.crackles_from else -np.inf
            )
            s.crackling_from[room] = room
        spread_sound(s.crackling, s.crackling_from, opening_state, s)
    elif burning == 0 and s.sources[1] > 0:
        s.crackling[:] = -np.inf
    s.sources[0] = sounding
    s.sources[1] = burning
    s.sources[3] = spraying
