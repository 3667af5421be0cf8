"""Neighbours and crews in the loop: who notices, who comes, whom they take and when."""

from __future__ import annotations

import numpy as np

from palier.engine.arrays import (
    AT_WINDOW,
    DEAD,
    DOWN,
    EXTINCTION,
    FLAMES,
    LOWER,
    SAFE,
    UNAWARE,
    UPPER,
    Model,
    ResponderState,
    TeamState,
)
from palier.engine.compiled import inlined, inner
from palier.engine.crews import air_flats, give_water, open_vents, start_fan, work_at_door
from palier.engine.event_codes import EV_ARRIVES, EV_CALL, EV_NOTICES
from palier.engine.log import log
from palier.engine.stair_work import climb_and_tell, lay_hoses
from palier.engine.teams import TEAM, can_come, team_step

SMELL, SIGNAL, TOLD, AT_A_TIME, ON_CALL = range(5)
TIME_LEFT, YOUNGEST, AS_NAMED, FIRST_COME = range(4)  # orders in which people are taken

RESPONDER_STATE = [
    ("noticed_at", np.float64),
    ("begins_at", np.float64),
    ("arrived", np.int64),
    ("water_given", np.int64),
    ("vents_opened", np.int64),
    ("door_done", np.int64),
    ("wedged", np.int64),  # 1: the doors to the outside on its way are held open
    ("hose_room", np.int64),  # room that the hose works in, once water is given
    ("hose_free_at", np.float64),  # s when the hose has been moved to that room
]


def initial_team_state(model: Model) -> TeamState:
    """Nobody has started."""
    teams = model.teams
    table = np.zeros(len(teams.kind), np.dtype(TEAM))
    for name in (
        "kind", "responder", "first_after", "capacity", "order", "hooded", "helpless", "hatch", "darkest", "hottest",
    ):  # fmt: skip
        table[name] = getattr(teams, name)
    table["started_at"] = table["free_at"] = np.inf
    table["person"] = table["at"] = table["target"] = table["was"] = -1
    table["stopped_since"] = np.inf
    return TeamState(
        stair_from=np.full(1, np.inf),
        table=table,
        rank=np.full(teams.factor.shape, -2, np.int64),
        reaches=teams.reaches,
        factor=teams.factor,
        handling=teams.handling,
        approach=teams.approach,
        back=teams.back,
        base_distance=teams.base_distance,
        base_next=teams.base_next,
    )


def initial_responder_state(model: Model) -> ResponderState:
    """Nobody has noticed; nobody has called."""
    own = [(name, column.dtype) for name, column in model.responders._asdict().items()]
    table = np.zeros(len(model.responders.is_crew), np.dtype(own + RESPONDER_STATE))
    for name, _ in own:
        table[name] = getattr(model.responders, name)
    table["noticed_at"] = table["begins_at"] = np.inf
    return ResponderState(
        called_at=np.full(1, np.inf),
        caller=np.full(1, -1, np.int64),
        sign_at=np.full(1, np.inf),
        table=table,
    )


@inner
def responders_step(
    now,
    dt,
    model,
    gas,
    opening_state,
    vent_state,
    fan_state,
    fire,
    scene,
    team_state,
    responder_state,
    events,
):
    """Advance calls, responders and teams by the step `dt` that ends at `now`.

    Writes `opening_state`, `vent_state` and `fan_state` (crews), of `fire` when water comes and what it does, `scene`
    (who is taken), the states of teams and responders, and `events`.
    """
    s, crew, r = scene, team_state, responder_state
    vents = model.vents.is_smoke_vent
    _call(now, s, r, events)
    _passer_by_calls(now, opening_state, s, r, events)
    lay_hoses(now, model.fires.room, model.rooms.storey, s, r)
    for k in range(r.table.shape[0]):
        _notice(now, k, opening_state, s, crew, r, events)
        if now >= r.table[k].begins_at and r.table[k].is_crew == 1:
            if r.table[k].arrived == 0:
                r.table[k].arrived = 1
                log(events, r.table[k].begins_at, EV_ARRIVES, k, -1, 0.0)
            open_vents(now, k, vents, vent_state, r, events)
            start_fan(now, k, fan_state, r, events)
            work_at_door(now, k, opening_state, s, crew, r, events)
            climb_and_tell(now, k, opening_state, fire, s, r, events)
            give_water(now, k, model.fires.room, model.rooms.storey, opening_state, fire, s, r, events)
            air_flats(now, k, model.fires.room, opening_state, fire, s, r, events)
    for team in range(crew.table.shape[0]):
        team_step(now, dt, team, opening_state, vent_state, s, crew, r, events)


@inner
def _call(now, s, r, events):
    """The first who calls the fire service: at once, being sure of a fire, or late.

    Whoever is where one sees smoke is sure.
    """
    if r.called_at[0] < np.inf:
        return
    for i in range(s.who.shape[0]):
        status = s.who[i].status
        if s.who[i].capable == 0 or s.who[i].calls == 0 or status in (UNAWARE, DOWN, DEAD):
            continue
        if s.who[i].down_at < np.inf or s.who[i].fell > 0.0:
            continue
        if s.air[s.who[i].room, UPPER, EXTINCTION] >= s.who[i].notice_extinction:
            s.who[i].sure_at = min(s.who[i].sure_at, now)
        at_once = s.who[i].calls_at_once == 1 and now >= s.who[i].sure_at + s.who[i].call_delay
        if at_once or now >= s.who[i].aware_at + s.who[i].late_call:
            r.called_at[0] = now
            r.caller[0] = i
            log(events, now, EV_CALL, i, -1, 0.0)
            return


@inner
def _passer_by_calls(now, opening_state, s, r, events):
    """A passer-by who sees smoke come out, or flames behind a window, calls; the next comes after the wait drawn."""
    if r.called_at[0] < np.inf or s.habits.passes_by <= 0.0:
        return
    if r.sign_at[0] == np.inf and (_smoke_comes_out(opening_state, s) or _flames_are_seen(s)):
        r.sign_at[0] = now
    if now >= r.sign_at[0] + s.habits.passes_by + s.habits.passer_by_calls_in:
        r.called_at[0] = now
        log(events, now, EV_CALL, -1, -1, 0.0)


@inner
def _flames_are_seen(s):
    """Whether it burns in a room with a window so that it is seen from outside."""
    for room in range(s.place.shape[0] - 1):
        glass = s.place[room].window >= 0 or s.place[room].pane >= 0
        if glass and s.air[room, LOWER, FLAMES] > s.habits.flames_seen_outside:
            return True
    return False


@inner
def _notice(now, k, opening_state, s, crew, r, events):
    """Whether a responder gets the cue in this step; then `begins_at` is set."""
    if r.table[k].noticed_at < np.inf:
        return
    kind = r.table[k].notices
    seen, person = False, -1
    if r.table[k].arrives < np.inf:
        seen = True
    elif kind == AT_A_TIME:
        seen = now >= r.table[k].notice_time
    elif kind == ON_CALL:
        seen = r.called_at[0] < np.inf
        person = r.caller[0]
    elif kind == SMELL:
        seen = _smoke_comes_out(opening_state, s)
    elif kind == TOLD:
        seen = r.called_at[0] < np.inf
        person = r.caller[0]
        for i in range(s.who.shape[0]):
            if s.who[i].status == SAFE:
                seen, person = True, i
                break
    elif kind == SIGNAL:
        for i in range(s.who.shape[0]):
            if s.who[i].status == AT_WINDOW and now >= s.who[i].window_since + s.habits.signal_seen_after:
                for team in range(crew.table.shape[0]):
                    if crew.table[team].responder == k and can_come(team, s.who[i].room, s, crew) >= 0:
                        seen, person = True, i
                        break
            if seen:
                break
    if not seen:
        return
    r.table[k].noticed_at = now
    if r.table[k].arrives < np.inf:
        r.table[k].begins_at = max(now, r.table[k].arrives)
    else:
        r.table[k].begins_at = now + r.table[k].decides
        log(events, now, EV_NOTICES, k, person, kind)


@inlined
def _smoke_comes_out(opening_state, s):
    """Whether smoke leaves the building by an opening that is not shut."""
    for k in range(s.door.shape[0]):
        room = s.door[k].leads_out_of
        if room >= 0 and opening_state[k] >= 0.05 and s.air[room, UPPER, EXTINCTION] > s.habits.smoke_outside:
            return True
    return False
