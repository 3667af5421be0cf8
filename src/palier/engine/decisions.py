"""Decisions of people with what they had in view, kept so that each can be explained."""

from __future__ import annotations

from palier.engine.compiled import inner
from palier.engine.posture import clear_view
from palier.physics.movement import VISIBILITY_MOST

# What was chosen. Place / other / seen / limit:
INVESTIGATES = 0  # room to look from / - / - / -
LEARNS = 1  # place looked at / - / m of visibility there / own limit
FIGHTS = 2  # room of the fire / - / W of the fire / W that the person takes on
GIVES_UP = 3  # same
PREPARES = 4  # - / who or -1 / s until ready / -
COLLECTS = 5  # room of the dependant / dependant / s of the way / -
LEAVES = 6  # outside / - / s that the way takes / m of visibility at which the person turns back
SHELTERS = 7  # refuge / who lets others in, or cannot take stairs / m of visibility there / own limit
TURNS_BACK = 8  # place refused / - / m of visibility there / own limit
OBEYS = 9  # place refused / who called / - / -
GOES_ON = 10  # place entered / - / m of visibility there / own limit
CHANGES_REFUGE = 11  # other refuge / - / m of visibility there / own limit
TRIES_AGAIN = 12  # outside / - / s that the way takes / -
GOES_BACK = 13  # room of the one left / who / s of the way / -
SEALS = 14  # room / - / 1/m of smoke behind the door / -
BREAKS_PANE = 15  # room / - / m of visibility / limit that people bear
JUMPS = 17  # outside / - / s left / s under which the person jumps
COMES_OVER = 16  # room of the window / - / s of the way / -
HELPS = 18  # room of who lies there / who / m of visibility there / limit for a dependant
LEAVES_LYING = 19  # same

# Why.
(
    UNSURE,  # of the cue
    SEES_IT,  # smoke or flames found
    SEES_NOTHING,
    SMALL_FIRE,
    TOO_LARGE,
    TOO_SMOKY,
    HAS_A_CUE,
    DEPENDANT,
    WAY_NOT_KNOWN_BLOCKED,
    HABIT,  # stays, as the household is wont to
    NO_WAY,
    SMOKE,
    HEAT,
    CALLED,
    AS_BAD_HERE,
    FETCHES,  # people go further for a dependant
    BECOMES_UNBEARABLE,
    CLEARED,
    CANNOT_STAY,
    MISSED,
    TOLD_BY_TEAM,
    PINNED,
    OF_THE_FAMILY,
    STRANGER,
    TOO_HEAVY,
    ARMS_FULL,
    HOME_IS_NEARER,  # than the way out, through smoke that is as bad here
    TAKEN_IN,  # no way is left; a household that knows of the fire lets others in
    IN_VAIN,  # it did not put the fire out
    WITHIN_LIMIT,  # thick smoke, and the person's own limit lies below it
    NO_STAIRS,  # no way is left but by stairs, which the person, or one who goes along, cannot take
    SHUT,  # no way is left that is not locked or stuck
    TOO_FAR_TO_DRAG,  # the way out
    WAY_THERE_CLOSED,  # to where the person meant to wait
) = range(34)


@inner
def decide(time, i, choice, reason, place, other, seen, limit, s):
    """Keep one decision. When there is no room left it is counted and not kept."""
    k = s.decided_count[0]
    s.decided_count[0] = k + 1
    if k >= s.decided.shape[0]:
        return
    s.decided[k].time = time
    s.decided[k].person = i
    s.decided[k].choice = choice
    s.decided[k].reason = reason
    room = s.who[i].room
    s.decided[k].room = room
    s.decided[k].place = place
    s.decided[k].other = other
    s.decided[k].here = VISIBILITY_MOST if room == s.place.shape[0] - 1 else clear_view(s, room, s.who[i].stature)
    s.decided[k].seen = seen
    s.decided[k].limit = limit
