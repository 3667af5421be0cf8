"""People change the fire and the fire changes people, in the whole loop; one test for each direction."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import palier
from palier.result import Run
from palier.scenario.people import Household
from palier.scenario.scenario import Scenario

WHO = {"investigates": False, "fetches": False, "warns": False, "seals": False, "opens_window": False}


def stair(people: dict[str, Any], storeys: int = 5, fire: dict[str, Any] | None = None, **more: Any) -> Scenario:
    """A stair with one flat of a single room per storey, a fire in storey 1, doors shut."""
    rooms: dict[str, Any] = {}
    openings: dict[str, Any] = {"street door": {"kind": "door", "between": ["landing 0", "outside"], "width": 1.2}}
    flights: dict[str, Any] = {}
    for k in range(storeys):
        rooms[f"landing {k}"] = {"storey": k, "width": 2.5, "depth": 4, "kind": "landing", "stair": "s"}
        rooms[f"room {k}"] = {"storey": k, "width": 5, "depth": 4, "flat": f"flat {k}"}
        openings[f"entrance {k}"] = {"kind": "door", "between": [f"landing {k}", f"room {k}"], "leakage": 0.01}
        openings[f"window {k}"] = {
            "kind": "window", "between": [f"room {k}", "outside"], "sill": 1.0, "height": 1.2, "facade": "street",
            "breaks_at": "never",
        }  # fmt: skip
        if k:
            flights[f"flight {k}"] = {"between": [f"landing {k - 1}", f"landing {k}"], "length": 6, "opening_area": 3}
    building = {"rooms": rooms, "openings": openings, "flights": flights, "facades": {"street": {}}}
    for part, changes in more.pop("building", {}).items():
        for name, change in changes.items():
            building[part][name].update(change)
    sofa = {"room": "room 1", "growth": "fast", "peak": "1 MW", "material": "polyurethane"}
    return Scenario.model_validate(
        {
            "building": building,
            "fires": {"sofa": sofa if fire is None else fire},
            "people": {name: WHO | household for name, household in people.items()},
            "simulation": {"duration": 1500, "output_every": 5, **more.pop("simulation", {})},
            **more,
        }
    )


def fleeing(leaves_open: bool) -> dict[str, Any]:
    return {"flat": "flat 1", "starts": 60, "members": [35, 37], "leaves_door_open": leaves_open}


# Eight people two storeys up who set out late and go on whatever they meet.
LATE = {"flat": "flat 3", "starts": 600, "members": [30, 40, 50, 60, 70, 30, 45, 65], "turns_back_below": 0}


@pytest.fixture(scope="module")
def door_open() -> Run:
    return palier.simulate(stair({"below": fleeing(True), "above": LATE}))


@pytest.fixture(scope="module")
def door_shut() -> Run:
    return palier.simulate(stair({"below": fleeing(False), "above": LATE}))


def dead(run: Run, household: str) -> int:
    return int((run.people[run.people["household"] == household]["outcome"] == "dead").sum())


def highest(run: Run, quantity: str, room: str) -> float:
    return float(run.zones[quantity].sel(room=room, layer="upper").max())


SEEDS = range(1, 9)


def overcome(scenario: Scenario) -> tuple[int, int]:
    """Dead, and dead or severely hurt, of all who do not live in the burning flat; none of those who do."""
    people = palier.simulate(scenario).people
    below, others = (people[(people["household"] == "below") == lives] for lives in (True, False))
    assert not below["outcome"].isin(["severe", "dead"]).any()
    return int((others["outcome"] == "dead").sum()), int(others["outcome"].isin(["severe", "dead"]).sum())


def test_a_door_left_open_by_one_family_costs_lives_two_storeys_up():
    """Eight fires, as one may kill three or nobody: of the 64 who go down through whatever they meet."""
    lost = {
        leaves_open: np.sum(
            [
                overcome(stair({"below": fleeing(leaves_open), "above": LATE}, simulation={"seed": seed}))
                for seed in SEEDS
            ],
            axis=0,
        )
        for leaves_open in (True, False)
    }
    assert lost[False].tolist() == [0, 0]
    assert lost[True][0] >= 5  # 10
    assert lost[True][1] >= 20  # 38


def test_a_door_left_open_costs_lives_among_families_of_whom_nothing_is_pinned():
    """Thirty fires, families with a child in six flats above: all that they do is drawn, and nearly all turn back."""
    families = {
        f"flat {storey}": Household.model_validate({"flat": f"flat {storey}", "members": [35, 33, 5]})
        for storey in range(2, 8)
    }
    fire = {"room": "room 1", "growth": "fast", "peak": "2 MW", "material": "polyurethane"}

    def lost(leaves_open: bool) -> list[int]:
        made = []
        for seed in range(1, 31):
            below = {"below": fleeing(leaves_open) | {"warns": True}}
            scenario = stair(below, storeys=8, fire=fire, simulation={"seed": seed})
            made.append(overcome(scenario.model_copy(update={"people": dict(scenario.people) | families})))
        return [int(each) for each in np.sum(made, axis=0)]

    assert lost(False) == [0, 0]
    dead, severe = lost(True)
    assert dead >= 1 and severe >= 3, (dead, severe)  # 2 and 5 of 540


def test_a_door_left_open_lets_the_smoke_into_the_stair(door_open: Run, door_shut: Run):
    assert highest(door_open, "extinction", "landing 3") > 5.0 * highest(door_shut, "extinction", "landing 3")


def test_a_door_left_open_feeds_the_fire(door_open: Run, door_shut: Run):
    released = [float(run.zones["fire_power"].sum("time").sum()) for run in (door_open, door_shut)]
    assert released[0] > 1.05 * released[1]


def test_smoke_slows_and_turns_back_those_who_meet_it(door_open: Run):
    turns = {**LATE, "turns_back_below": "3 m"}
    cautious = palier.simulate(stair({"below": fleeing(True), "above": turns}))
    assert (cautious.people[cautious.people["household"] == "above"]["turned_back"] > 0).all()
    assert dead(cautious, "above") < dead(door_open, "above")
    alone = palier.simulate(stair({"above": {**LATE, "turns_back_below": 0}}, fire={**SMALL, "room": "room 4"}))
    out = alone.people["end_at"].max() - 600.0
    in_smoke = door_open.events[(door_open.events["kind"] == "enters") & (door_open.events["object"] == "landing 2")]
    assert in_smoke["time"].max() - 600.0 > out / 3.0


SMALL = {"room": "room 1", "curve": [[0, 5e3], [900, 5e3]], "material": "timber"}


def test_a_window_opened_high_above_the_fire_draws_the_smoke_of_the_stair_through_the_gaps_of_the_door():
    waits = {"flat": "flat 3", "starts": 120, "does": "stay", "members": [40]}
    ajar = {"openings": {"entrance 3": {"leakage": 0.05}}}

    def carbon_monoxide(opens: bool) -> float:
        run = palier.simulate(stair({"below": fleeing(True), "w": {**waits, "opens_window": opens}}, building=ajar))
        return float(run.zones["co"].sel(room="room 3", layer="upper", time=900.0))

    assert carbon_monoxide(True) > 2.0 * carbon_monoxide(False)


def test_stuffing_the_gaps_of_a_door_keeps_gas_out():
    waits = {"flat": "flat 3", "starts": 120, "does": "stay", "members": [40]}

    def carbon_monoxide(seals: bool) -> float:
        run = palier.simulate(stair({"below": fleeing(True), "w": {**waits, "seals": seals}}, building=AJAR))
        assert ("seals" in set(run.events["kind"])) == seals
        return float(run.zones["co"].sel(room="room 3", layer="upper", time=900.0))

    assert carbon_monoxide(True) < 0.7 * carbon_monoxide(False)


AJAR = {"openings": {"entrance 3": {"leakage": 0.03}}}


def test_a_broken_pane_feeds_a_fire_that_is_short_of_air():
    shut = {"openings": {"window 1": {"state": "shut", "operable": False}, "entrance 1": {"operable": False}}}
    inside = {"flat": "flat 1", "starts": 20, "does": "stay", "members": [40]}

    def released(breaks: bool) -> float:
        slow = {"room": "room 1", "growth": "slow", "peak": "1 MW", "material": "polyurethane"}
        run = palier.simulate(stair({"in": {**inside, "breaks_window": breaks}}, building=shut, fire=slow))
        assert ("breaks a pane" in set(run.events["kind"])) == breaks
        return float(run.zones["fire_power"].sum("time").sum())

    assert released(True) > 1.5 * released(False)


def test_a_fire_that_is_fought_in_time_stays_small():
    def peak(fights: bool) -> float:
        inside = {"flat": "flat 1", "members": [40], "fights": fights, "pre_movement_median": 300}
        return float(palier.simulate(stair({"in": inside})).zones["fire_power"].max())

    assert peak(True) < 150e3
    assert peak(False) > 0.9e6


def test_a_hose_through_the_door_lets_smoke_out_into_the_stair():
    def extinction(water: str | None) -> float:
        crew = {"arrives": 240, "water_after": water, "knockdown": "60 s"}
        run = palier.simulate(stair({"below": fleeing(False)}, crews={"engine": crew}))
        stair_now = run.zones["extinction"].sel(room="landing 1", layer="upper")
        return float(stair_now.sel(time=slice(305.0, 400.0)).max())

    assert extinction("1 min") > 3.0 * extinction(None)


def test_the_fire_of_one_flat_opens_the_way_into_the_next_only_if_people_leave_it_open(door_open: Run, door_shut: Run):
    """What reaches a shut room two storeys up comes through the stair, so it follows what others did below."""
    above = [highest(run, "co", "room 4") for run in (door_open, door_shut)]
    assert above[0] > 5.0 * above[1]
    assert np.isfinite(above).all()
