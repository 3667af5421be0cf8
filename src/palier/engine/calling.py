"""Those who wait in another room of the flat are called to the window that a ladder or a neighbour reaches."""

from __future__ import annotations

from palier.engine.arrays import AT_WINDOW, DEAD, DOWN, REFUGE, SAFE
from palier.engine.compiled import inner
from palier.engine.decisions import COMES_OVER, TOLD_BY_TEAM, decide
from palier.engine.groups import group_speeds
from palier.engine.plans import retreat_to
from palier.engine.routes import search


@inner
def can_come(t, room, s, crew):
    """The room in which a team takes people who wait in a room: itself or one of the same flat; -1: none."""
    if crew.reaches[t, room] == 1:
        return room
    flat = s.place[room].flat
    if flat >= 0:
        for other in range(crew.reaches.shape[1]):
            if s.place[other].flat == flat and crew.reaches[t, other] == 1:
                return other
    return -1


@inner
def call_over(now, t, s, crew):
    """Those who wait in another room of the flat are called to a window that the team reaches.

    They come if they know no reason why the way through the flat is closed, and turn back if they find one. By a plan
    the one is called whose turn is next, or who brings that one; the others are left where the air is better.
    """
    turn = -1
    for i in range(s.who.shape[0]):
        earlier = crew.rank[t, i] >= 0 and (turn < 0 or crew.rank[t, i] < crew.rank[t, turn])
        if earlier and _comes(now, t, i, s, crew):
            turn = i
    for i in range(s.who.shape[0]):
        if crew.rank[t, i] >= 0 and turn >= 0 and i != turn and s.who[turn].carer != i:
            continue
        me = s.who[i]
        if me.capable == 0 or not (me.status == REFUGE or me.status == AT_WINDOW) or crew.rank[t, i] == -1:
            continue
        if now < me.called_at + s.habits.calls_again_after:
            continue
        room = can_come(t, me.room, s, crew)
        if room < 0 or room == me.room or s.blocked[i, room] == 1:
            continue
        me.called_at = now
        level, down, up = group_speeds(i, s)
        if search(i, me.room, room, level, down, up, s) == 1:
            decide(now, i, COMES_OVER, TOLD_BY_TEAM, room, -1, s.place[room].cost, 0.0, s)
            retreat_to(i, room, s)


@inner
def _comes(now, t, i, s, crew):
    """Whether a person waits to be taken by a plan, at the window or where one can be called to it, or is on the way.

    The small come with their carer.
    """
    brings = i if s.who[i].capable == 1 or s.who[i].carer < 0 else s.who[i].carer
    me = s.who[brings]
    if s.who[i].team != -1 or me.team != -1 or me.status in (DOWN, DEAD, SAFE) or me.room >= crew.reaches.shape[1]:
        return False
    if me.status not in (REFUGE, AT_WINDOW) and now >= me.called_at + s.habits.calls_again_after:
        return False
    room = can_come(t, me.room, s, crew)
    return room >= 0 and (room == me.room or s.blocked[brings, room] == 0)
