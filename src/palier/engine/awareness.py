"""Cues: what makes a person know of the fire, and whom people warn."""

from __future__ import annotations

import numpy as np

from palier.engine.arrays import DEAD, DOWN, EXTINCTION, FLAMES, FLUX, IN_RESCUE, LOWER, PREPARING, UNAWARE, UPPER
from palier.engine.beside import flames_beside
from palier.engine.compiled import inlined, inner
from palier.engine.decisions import HAS_A_CUE, PINNED, PREPARES, decide
from palier.engine.event_codes import EV_AWARE, EV_TELEPHONES
from palier.engine.log import log, log_cue
from palier.engine.posture import layer_at
from palier.engine.routes import far_end
from palier.engine.sound import spread_sound
from palier.physics.hearing import shout_heard

(
    SEES_SMOKE,
    SEES_FLAMES,
    SMELLS,
    HEARS_ALARM,
    IS_WARNED,
    WAKES_IN_SMOKE,
    IS_CALLED,
    HEARS_CRACKLING,
    HEARS_SHOUTING,
    HEARS_KNOCKING,
    IS_TELEPHONED,
    FEELS_HEAT,
    HEARS_A_SPRINKLER,
) = range(13)
# Factors on pre-movement by cue, in the order of CUES: a bell alone is doubted (neighbours with bell only 180 to
# 300 s against 90 to 120 s by voice), smell is looked into; assumptions after the working prior for flats.


@inner
def cue_factor(person, cue, where, s):
    """Factor on pre-movement by cue: smoke at home is believed, a bell alone is doubted, the rest is looked into. [-]

    where : room in which smoke was seen.
    """
    me = s.who[person]
    if cue == SEES_SMOKE and me.home >= 0 and s.place[where].flat == me.home:
        return me.smoke_factor
    if cue in (SEES_FLAMES, FEELS_HEAT):
        return s.habits.flames_factor
    if cue == SMELLS:
        return s.habits.smell_factor
    if cue == HEARS_ALARM:
        return s.habits.alarm_factor
    return s.habits.crackling_factor if cue == HEARS_CRACKLING else 1.0


@inner
def leaves_unsure(cue):
    """Whether a cue does not say what the matter is: a bell, a smell, crackling or shouting."""
    return cue in (SMELLS, HEARS_ALARM, HEARS_CRACKLING, HEARS_SHOUTING)


@inlined
def notice(now, i, opening_state, s):
    """First cue that reaches an unaware person now, -1: none; and what it comes from: alarm, person or room."""
    me = s.who[i]
    room = me.room
    asleep = me.asleep == 1
    outside = s.place.shape[0] - 1
    if room < outside and s.bell[room] >= me.hears_bell:
        return HEARS_ALARM, s.bell_from[room]
    if room < outside and s.spray[room] >= me.hears_bell:
        return HEARS_A_SPRINKLER, s.spray_from[room]
    warner = _warned_at_home(now, i, s)
    if warner >= 0:
        return IS_WARNED, warner
    if me.starts <= now:
        return IS_CALLED, -1
    if me.age < s.habits.responds_from:
        return -1, -1
    if room < outside and s.crackling[room] >= me.hears_crackling and asleep:
        return HEARS_CRACKLING, s.crackling_from[room]
    if asleep:
        if s.air[room, layer_at(s, room, s.habits.bed_mouth), EXTINCTION] >= me.wake_extinction:
            me.in_smoke_from = min(me.in_smoke_from, now)
            if now >= me.in_smoke_from + me.sleeps_on:
                return WAKES_IN_SMOKE, room
        if s.air[room, LOWER, FLUX] + flames_beside(i, s) >= me.wakes_in_heat:
            return FEELS_HEAT, room
        return -1, -1
    if s.air[room, LOWER, FLAMES] > s.habits.visible_flames:
        return SEES_FLAMES, room
    seated = layer_at(s, room, s.habits.seated_mouth * me.stature)
    if max(s.air[room, UPPER, EXTINCTION], s.air[room, seated, EXTINCTION]) >= me.notice_extinction:
        return SEES_SMOKE, room
    for k in range(s.place[room].ways_from, s.place[room].ways_to):
        link = s.near[k]
        door = s.way[link].opening
        if door < 0 or opening_state[door] < s.habits.lets_sound_from:
            continue
        other = far_end(s, link, room)
        if s.air[other, LOWER, FLAMES] > s.habits.visible_flames:
            return SEES_FLAMES, other
        if s.air[other, UPPER, EXTINCTION] >= s.habits.through_a_door * me.notice_extinction:
            return SEES_SMOKE, other
    if s.air[room, seated, EXTINCTION] >= me.smell_extinction:
        return SMELLS, room
    if room < outside and s.crackling[room] >= me.hears_crackling:
        return HEARS_CRACKLING, s.crackling_from[room]
    return -1, -1


@inlined
def _warned_at_home(now, i, s):
    """The member of the household in the same flat who has known long enough to have warned this one, -1: none."""
    me = s.who[i]
    flat = s.place[me.room].flat
    for q in range(me.family_first, me.family_end):
        if q == i or s.who[q].capable == 0 or s.who[q].status == UNAWARE:
            continue
        if s.who[q].status == DOWN or s.who[q].status == DEAD or s.who[q].room >= s.place.shape[0] - 1:
            continue
        together = s.who[q].room == me.room or (flat >= 0 and s.place[s.who[q].room].flat == flat)
        delay = s.who[q].warns_after + (s.who[q].waking_takes * me.rouse_factor if me.asleep == 1 else 0.0)
        if together and now >= s.who[q].aware_at + delay:
            return q
    return -1


@inner
def become_aware(now, i, cue, cause, s, events):
    """From the cue on the person gets ready; who is warned at home gets ready with the others."""
    me = s.who[i]
    me.status = PREPARING
    me.aware_at = now
    me.cue = cue
    if not leaves_unsure(cue):
        me.sure_at = now
    reason = HAS_A_CUE
    if me.starts < np.inf:
        me.ready_at = max(now, me.starts)
        reason = PINNED
    else:
        me.ready_at = now + me.pre_movement * cue_factor(i, cue, cause, s)
        for q in range(me.family_first, me.family_end):
            if q != i and s.who[q].ready_at < np.inf and s.who[q].capable == 1:
                me.ready_at = min(me.ready_at, max(now + me.ready_with_others, s.who[q].ready_at))
    log_cue(events, now, EV_AWARE, i, me.room, cue, cause)
    if me.capable == 1:
        decide(now, i, PREPARES, reason, -1, -1, me.ready_at - now, cue, s)


@inner
def _who_hears(now, person, s, events):
    """Those who know nothing and hear the voice that has been spread; `voice_from` holds the cue that it is."""
    for q in range(s.who.shape[0]):
        room = s.who[q].room
        if s.who[q].status != UNAWARE or s.who[q].capable == 0 or room >= s.voice.shape[0]:
            continue
        if s.voice[room] >= s.who[q].hears_voice:
            become_aware(now, q, s.voice_from[room], person, s, events)


@inner
def knock_on_doors(now, i, opening_state, s, events):
    """Someone on a landing knocks on its doors and shouts up and down the stair."""
    landing = s.who[i].room
    if s.place[landing].knocked == 1 or s.who[i].warns == 0 or s.sources[2] == 0:
        return
    s.place[landing].knocked = 1
    s.voice[:] = -np.inf
    for k in range(s.place[landing].ways_from, s.place[landing].ways_to):
        behind = far_end(s, s.near[k], landing)
        if s.way[s.near[k]].is_flight == 0 and s.place[behind].flat >= 0:
            s.voice[behind] = s.habits.knock
            s.voice_from[behind] = HEARS_KNOCKING
    s.voice[landing] = s.habits.shout
    s.voice_from[landing] = HEARS_SHOUTING
    spread_sound(s.voice, s.voice_from, opening_state, s)
    _who_hears(now, i, s, events)


@inner
def _window_height(room, s):
    """Of the window's sill above the street. [m]"""
    return s.place[room].elevation + s.place[room].sill


@inner
def shout_from_window(now, i, opening_state, s, events):
    """Someone at a window shouts; those behind other windows of the façade may hear it."""
    room = s.who[i].room
    facade = s.place[room].facade
    if facade < 0 or s.sources[2] == 0:
        return
    s.voice[:] = -np.inf
    for other in range(s.voice.shape[0]):
        window = s.place[other].window
        if window < 0 or s.place[other].facade != facade:
            continue
        apart = (
            0.0
            if other == room
            else np.hypot(s.habits.windows_apart, _window_height(other, s) - _window_height(room, s))
        )
        s.voice[other] = shout_heard(apart, s.habits.shout) - (
            s.habits.open_window if opening_state[window] >= s.habits.lets_sound_from else s.habits.shut_window
        )
        s.voice_from[other] = HEARS_SHOUTING
    spread_sound(s.voice, s.voice_from, opening_state, s)
    _who_hears(now, i, s, events)


@inner
def telephone(now, s, events):
    """Those who know ring up the households that theirs would ring up, one after the other."""
    before = 0
    for k in range(s.calls.shape[0]):
        before = before + 1 if k > 0 and s.calls[k, 0] == s.calls[k - 1, 0] else 0
        if s.call_made[k] == 1:
            continue
        for q in range(s.calls[k, 0], s.calls[k, 1]):
            one = s.who[q]
            if one.capable == 0 or one.status in (UNAWARE, DOWN, DEAD) or one.down_at < np.inf or one.fell > 0.0:
                continue
            if now < one.aware_at + one.phone_delay + before * one.call_lasts:
                continue
            s.call_made[k] = 1
            answered = -1
            for d in range(s.calls[k, 2], s.calls[k, 3]):
                hears = s.who[d].capable == 1 and s.who[d].hears_bell <= s.habits.telephone
                there = s.who[d].room < s.place.shape[0] - 1 and s.who[d].down_at == np.inf
                if hears and there and s.who[d].status not in (DOWN, DEAD, IN_RESCUE):
                    answered = d
                    break
            log(
                events, now, EV_TELEPHONES, q, s.calls[k, 2] if answered < 0 else answered, 0.0 if answered < 0 else 1.0
            )
            if answered >= 0 and s.who[answered].status == UNAWARE:
                become_aware(now, answered, IS_TELEPHONED, q, s, events)
            break
