"""What a plan of rescue is made from, and what it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


NEVER = -1.0  # in place of a probability of living: the person cannot be taken by that team then


class Problem(NamedTuple):
    """What a plan is made from; n_teams, n_people, n_times. People who cannot be taken have nothing to gain."""

    times: Floats  # [n_times] s, rising, at which the next two are given; each holds until the next
    lives: Floats  # [n_teams, n_people, n_times] probability of living if taken then by that team, or NEVER
    unhurt: Floats  # [n_teams, n_people, n_times] of being unhurt
    lives_left: Floats  # [n_people] probability of living if left in place
    unhurt_left: Floats  # [n_people]
    can: npt.NDArray[np.bool_]  # [n_teams, n_people] whether the team can take the person at all
    room: Ints  # [n_teams, n_people] room from which the team takes the person
    there_from: Floats  # [n_people] s from when the person waits
    ready: Floats  # [n_teams] s from when the team is free, inf: never
    handling: Floats  # [n_teams, n_people] s
    approach: Floats  # [n_teams, n_people] s of coming to the room, or to its window if another was served before
    back: Floats  # [n_teams, n_people] s from the room into safety, once for a trip
    capacity: Ints  # [n_teams] people on a trip
    stays: npt.NDArray[
        np.bool_
    ]  # [n_teams] the team stays at a window between trips, so coming counts for a change only
    at: Ints  # [n_teams] room whose window the team stands at, -1: the first is part of the set-up
    carer: Ints  # [n_people] who follows after this person is taken, -1


@dataclass(frozen=True)
class Trip:
    """One trip of a team: it sets out, reaches the people at `taken`, and is free again."""

    team: int
    people: tuple[int, ...]
    room: int
    begins: float  # s
    taken: float  # s
    ends: float  # s


@dataclass(frozen=True)
class Plan:
    """Trips in order of time, and how sure it is that there is no better plan."""

    trips: tuple[Trip, ...]
    lives: float  # expected number of people in the problem who live
    unhurt: float  # expected number unhurt
    lives_bound: float  # no plan can be better than that
    unhurt_bound: float  # nor than that, at this number of lives
    seconds: float = field(compare=False)  # of wall clock

    @property
    def gap(self) -> float:
        """Expected lives by which a better plan could at most be better."""
        return max(0.0, self.lives_bound - self.lives)

    @property
    def unhurt_gap(self) -> float:
        """The same for people unhurt, at the same number of lives."""
        return max(0.0, self.unhurt_bound - self.unhurt)

    def ranks(self, n_teams: int, n_people: int) -> Ints:
        """Turn of each person with each team; -1: not by this team. [n_teams, n_people]"""
        ranks = np.full((n_teams, n_people), -1, np.int64)
        for number, trip in enumerate(self.trips):
            for place, person in enumerate(trip.people):
                ranks[trip.team, person] = 100 * number + place
        return ranks
