"""A team without hoods: what people breathe on the way counts in the plan, and a plan that harms is not followed."""

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("ortools")

from palier.plan import solve
from palier.report.rescue import checked_words
from palier.rescue.checked import KEPT, NOBODY, THE_PLAN, best_of, planned_and_played
from palier.rescue.ensemble import problem_of, watch
from palier.rescue.playback import RULES, Played, play_plan
from palier.rescue.rescue import Rescue
from palier.rescue.watching import UNHURT
from people_world import block

RUNS = 2
TEAM = "crew, stair"


def smoky_stair(hoods=0):
    """Two people shut in on storey 3, unhurt if left; a crew to lead them down through the smoke of storey 1."""
    people = {
        "couple": {
            "flat": "flat 3",
            "does": "stay",
            "starts": 30,
            "leaves_door_open": False,
            "members": [{"name": "she", "age": 40, "sex": "female"}, {"name": "he", "age": 41, "sex": "male"}],
        }
    }
    way = {"kind": "stair", "hoods": hoods, "set_up": 60}
    crew = {"arrives": 360, "water_after": None, "opens_smoke_vent": False, "airs_stair": False, "ways": [way]}
    openings = {
        "entrance 1": dict(kind="door", between=["landing 1", "hall 1"], state="open", operable=False),
        "bed door 3": dict(kind="door", between=["hall 3", "bed 3"], width=0.8, state="shut"),
    }
    fires = {"sofa": {"room": "hall 1", "growth": "fast", "peak": 520e3, "material": "polyurethane"}}
    made = block(4, people=people, crews={"crew": crew}, fires=fires, openings=openings)
    return made.model_copy(update={"simulation": made.simulation.model_copy(update={"duration": 1500.0})})


@pytest.fixture(scope="module")
def watched():
    return watch(smoky_stair(), RUNS)


@pytest.fixture(scope="module")
def blind(watched):
    """The same, as if nobody breathed on the way."""
    return replace(watched, out=np.broadcast_to(watched.harm[:, None], watched.out.shape).copy())


def test_whoever_is_left_is_unhurt_and_whoever_is_led_down_without_a_hood_is_not(watched):
    assert np.all(watched.harm[:, :, -1] == UNHURT)
    later = watched.times > 600.0
    assert (watched.out[:, 0][:, :, later] > UNHURT)[watched.can[:, 0][:, :, later]].all()
    assert watched.can[:, 0][:, :, later].any()
    under_hoods = watch(smoky_stair(2), 1)
    assert np.all(under_hoods.out == UNHURT)


def test_a_plan_does_not_lead_people_through_smoke_that_harms_them_more_than_staying(watched, blind):
    assert solve(problem_of(watched)).trips == ()
    assert {i for trip in solve(problem_of(blind)).trips for i in trip.people} == {0, 1}


def test_how_many_a_team_without_hoods_brings_out_unhurt_is_what_the_playback_gives(watched, blind):
    unaware = problem_of(blind)
    plan, aware = solve(unaware), problem_of(watched)
    assert plan.unhurt == pytest.approx(2.0)
    promised = sum(
        aware.unhurt[trip.team, i, int(np.searchsorted(aware.times, trip.taken, side="right")) - 1]
        for trip in plan.trips
        for i in trip.people
    )
    played = [play_plan(smoky_stair(), k, watched, unaware, plan, 0) for k in range(RUNS)]
    assert all(each.taken_by == (TEAM, TEAM) for each in played)
    assert np.mean([each.unhurt for each in played]) == pytest.approx(promised, abs=0.1)
    for k, each in enumerate(played):  # and how badly each is hurt, to a class
        for trip in plan.trips:
            at = int(np.searchsorted(aware.times, trip.taken, side="right")) - 1
            for i in trip.people:
                assert abs(int(each.harm[i]) - int(watched.out[k, trip.team, i, at])) <= 1


def test_a_plan_that_harms_when_it_is_played_leaves_people_in_place_and_says_so(blind):
    told = []
    problem, plan, played, spared = planned_and_played(smoky_stair(), RUNS, blind, told.append)
    made = Rescue(smoky_stair(), blind, problem, plan, played, spared)
    assert plan.trips == ()
    assert made.advised == THE_PLAN
    assert made.left_out == ["she", "he"]
    assert np.mean([each.well for each in played[THE_PLAN]]) == 2.0
    assert told[0] == NOBODY


def outcome(*harm):
    n = len(harm)
    return [Played(np.array(harm), np.full(n, np.inf), (None,) * n, 0.0, 0.0)]


def test_what_did_best_is_followed_lives_before_unhurt_and_of_equals_the_plan():
    played = dict.fromkeys((THE_PLAN, KEPT, *RULES), outcome(0, 0, 1))
    assert best_of(played) == THE_PLAN
    assert best_of(played | {KEPT: outcome(0, 0, 0)}) == KEPT
    assert best_of(played | {NOBODY: outcome(0, 0, 0), "infants first": outcome(0, 0, 4)}) == NOBODY
    assert best_of(dict.fromkeys(played, outcome(0, 0, 4)) | {THE_PLAN: outcome(3, 3, 3)}) == THE_PLAN


def test_the_command_and_the_page_say_that_nobody_is_to_be_taken_and_whom_a_first_plan_would_have(blind, tmp_path):
    made = Rescue(smoky_stair(), blind, *planned_and_played(smoky_stair(), 1, blind, lambda _: None))
    said = " ".join([str(made), *checked_words(made)])
    assert "Not taken as a first plan would have it" in said
    made.to_html(tmp_path / "rescue.html")
    page = (tmp_path / "rescue.html").read_text()
    assert "Nobody is to be taken by any team" in page
    assert "she, he" in page
    assert made.people["planned"].tolist() == ["left in place"] * 2


def test_it_is_told_when_something_simpler_did_better_and_when_the_simulation_ends_too_soon(blind):
    problem = problem_of(blind)
    plan, played = solve(problem), dict.fromkeys((THE_PLAN, KEPT, *RULES), outcome(0, 0, 1))
    none = np.zeros(blind.room.shape, bool)
    better = played | {"infants first": outcome(0, 0, 0)}
    (said,) = checked_words(Rescue(smoky_stair(), blind, problem, plan, better, none))
    assert said.startswith("Do not follow the plan but 'infants first'")
    (said,) = checked_words(Rescue(smoky_stair(), blind, problem, plan, played | {KEPT: outcome(0, 0, 0)}, none))
    assert said.startswith("Follow the plan, but do not make it again")
    late = replace(plan, trips=(replace(plan.trips[0], ends=1600.0),))
    (said,) = checked_words(Rescue(smoky_stair(), blind, problem, late, played, none))
    assert said == "The simulation ends at 25:00, with a trip under way: let it go on until the fire is out"
