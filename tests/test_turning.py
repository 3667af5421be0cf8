"""Route choice that reckons with smoke, and going back home through smoke, in a gas that the test sets."""

import pytest

from palier.engine import arrays as A
from palier.engine import decisions as D
from palier.engine import event_codes as codes
from palier.engine.posture import clear_view  # noqa: F401  (compiled beside what is tested)
from people_world import World, block

TWO_WAYS = {  # from the ground floor: over the landing of 4 m, or through a gallery of 7 m
    "rooms": {"gallery": dict(storey=0, width=3, depth=7, crossing=7)},
    "openings": {
        "gallery door": dict(kind="door", between=["hall 0", "gallery"], state="open"),
        "back door": dict(kind="door", between=["gallery", "outside"], state="open"),
        "entrance 0": dict(kind="door", between=["landing 0", "hall 0"], state="open"),
    },
}
ONE = {"age": 40, "speed": 1.0}


def left_by(smoke: float, part_of_smoke: float = 1.0) -> str:
    people = {"A": {"room": "hall 0", "flat": "flat 0", "starts": 1, "members": [ONE], "turns_back_below": 0.1}}
    habits = {"walking": {"smoke_goes_on": part_of_smoke}}
    world = World(block(storeys=1, people=people, habits=habits, **TWO_WAYS))
    world.smoke("landing 0", smoke)
    world.run(60)
    ((_, _, link, _),) = world.events(codes.EV_SAFE)
    return world.part.link_names[link]


def test_a_longer_clear_way_is_taken_where_smoke_is_seen_on_the_short_one():
    assert left_by(smoke=0.0) == "street door"
    assert left_by(smoke=12.0) == "back door"  # 0.25 m: 4 m at 0.2 m/s take longer than 7 m at 1 m/s


def test_without_it_people_choose_as_if_there_were_no_smoke():
    assert left_by(smoke=12.0, part_of_smoke=0.0) == "street door"


def home_or_out(part: float, *, storey: int, smoke: float = 10.0) -> str:
    """Someone from the sixth storey, limit 1 m, whom smoke of 0.3 m overtakes everywhere in the stair at a storey."""
    world = World(
        block(
            people={"A": {"flat": "flat 6", "starts": 1, "members": [ONE], "turns_back_below": 1.0}},
            habits={"walking": {"goes_back_if_nearer": part}},
        )
    )
    while world.where("A") != f"landing {storey}":
        world.run(world.steps * world.dt + world.dt)
    for k in range(7):
        world.smoke(f"landing {k}", smoke)
    world.run(600)
    return world.where("A")


def test_overtaken_by_smoke_near_home_one_goes_home_and_near_the_street_one_goes_on():
    assert home_or_out(1.0, storey=5) == "bed 6"
    assert home_or_out(1.0, storey=1) == "outside"


def test_without_it_people_in_smoke_as_bad_as_ahead_go_on():
    assert home_or_out(0.0, storey=5) == "outside"


def test_the_decision_says_that_home_is_nearer():
    world = World(block(people={"A": {"flat": "flat 6", "starts": 1, "members": [ONE], "turns_back_below": 1.0}}))
    while world.where("A") != "landing 5":
        world.run(world.steps * world.dt + world.dt)
    for k in range(7):
        world.smoke(f"landing {k}", 10.0)
    world.run(200)
    turned = [d for d in world.scene.decided[: world.scene.decided_count[0]] if d["choice"] == D.TURNS_BACK]
    assert [d["reason"] for d in turned] == [D.HOME_IS_NEARER]
    assert world.people.status[0] in (A.REFUGE, A.AT_WINDOW)


LONG_WAY = {  # down from the sixth storey past all others, which takes minutes
    "rooms": {"yard": dict(storey=0, width=3, depth=7)},
    "flights": {"long flight": dict(between=["yard", "landing 6"], length=100, opening_area=1.0)},
    "openings": {"yard gate": dict(kind="door", between=["yard", "outside"], state="open")},
}


def overtaken_on_the_fifth(**person) -> World:
    """Someone from the sixth storey, limit 1 m, whom smoke of 0.3 m overtakes on the landing below."""
    people = {"A": {"flat": "flat 6", "starts": 1, "members": [ONE], "turns_back_below": 1.0} | person}
    world = World(block(people=people, **LONG_WAY))
    while world.where("A") != "landing 5":
        world.run(world.steps * world.dt + world.dt)
    for k in range(7):
        world.smoke(f"landing {k}", 10.0)
    return world.run(900)


def test_who_turns_back_for_a_nearer_flat_goes_there_and_by_no_long_way_out():
    world = overtaken_on_the_fifth()
    assert world.where("A") == "bed 6"
    decided = world.scene.decided[: world.scene.decided_count[0]]
    kept = [(d["choice"], d["reason"]) for d in decided if d["choice"] in (D.TURNS_BACK, D.SHELTERS)]
    assert kept == [(D.TURNS_BACK, D.HOME_IS_NEARER), (D.SHELTERS, D.HOME_IS_NEARER)]


def test_nobody_turns_back_for_a_flat_that_they_would_leave_again():
    """Limit 0.3 m; on the landings one sees 0.2 m, at home 0.8 m, which is more than the limit and cannot be borne."""
    people = {"A": {"flat": "flat 6", "starts": 1, "members": [ONE], "turns_back_below": 0.3}}
    world = World(block(people=people, **LONG_WAY))
    while world.where("A") != "landing 5":
        world.run(world.steps * world.dt + world.dt)
    for room in ("bed 6", "hall 6"):
        world.smoke(room, 3.75)
    for k in range(7):
        world.smoke(f"landing {k}", 15.0)
    world.run(900)
    assert D.SHELTERS not in world.scene.decided["choice"][: world.scene.decided_count[0]]
    assert world.where("A") == "outside"


@pytest.mark.parametrize(("limit", "here", "ahead"), [(1.0, 10.0, 20.0), (3.0, 0.9375, 1.11)])
def test_who_is_turned_back_goes_home_also_from_a_queue_and_where_one_sees_hardly_more_than_the_limit(
    limit, here, ahead
):
    people = {"A": {"flat": "flat 6", "starts": 1, "members": [ONE], "turns_back_below": limit}}
    world = World(block(people=people, **LONG_WAY))
    while world.where("A") != "landing 5":
        world.run(world.steps * world.dt + world.dt)
    if here > limit:
        world.scene.who[0]["waits_since"] = world.steps * world.dt
    for k in range(7):
        world.smoke(f"landing {k}", here if k > 4 else ahead)
    assert world.run(900).where("A") == "bed 6"


def test_someone_who_would_go_on_through_thicker_smoke_takes_no_long_way_through_it_either():
    """Limit 0.1 m; turned back by heat with 0.3 m of sight, and home next door."""
    people = {"A": {"flat": "flat 6", "starts": 1, "members": [ONE], "turns_back_below": 0.1}}
    world = World(block(people=people, **LONG_WAY))
    while world.where("A") != "landing 6":
        world.run(world.steps * world.dt + world.dt)
    for k in range(7):
        world.smoke(f"landing {k}", 10.0)
    world.smoke("landing 5", 10.0, temperature=450.0)
    assert world.run(900).where("A") == "bed 6"


def test_who_turns_round_on_a_flight_in_smoke_goes_home_too():
    """On the flight to the fifth landing, which fills with thicker smoke than the sixth."""
    people = {"A": {"flat": "flat 6", "starts": 1, "members": [ONE], "turns_back_below": 1.0}}
    world = World(block(people=people, **LONG_WAY))
    while world.scene.who[0]["link"] < 0:
        world.run(world.steps * world.dt + world.dt)
    world.smoke("landing 6", 10.0)
    for k in range(6):
        world.smoke(f"landing {k}", 20.0)
    assert world.run(900).where("A") == "bed 6"


def test_nobody_turns_back_for_a_flat_before_the_place_that_the_way_to_it_leads_through():
    people = {"A": {"flat": "flat 6", "room": "landing 5", "starts": 1, "members": [ONE], "turns_back_below": 1.0}}
    street = dict(kind="door", between=["landing 0", "outside"], locked=True)
    world = World(block(people=people, **(LONG_WAY | {"openings": {**LONG_WAY["openings"], "street door": street}})))
    for room in ("yard", *(f"landing {k}" for k in range(7))):
        world.smoke(room, 10.0)
    world.run(900)
    assert [room for _, _, room, _ in world.events(codes.EV_TURNS_BACK)] == [world.room("yard")]
    assert world.where("A") == "bed 6"


@pytest.mark.parametrize(("part", "slower"), [(0.0, 1.0), (1.0, 5.0)])
def test_the_way_out_is_reckoned_through_smoke_as_it_is_where_one_stands(part, slower):
    def reckoned(smoke):
        world = World(
            block(
                people={"A": {"room": "landing 6", "starts": 1, "members": [ONE], "turns_back_below": 0.0}},
                habits={"walking": {"smoke_goes_on": part}},
            )
        )
        for k in range(7):
            world.smoke(f"landing {k}", smoke)
        world.run(3)
        (leaves,) = [d for d in world.scene.decided[: world.scene.decided_count[0]] if d["choice"] == D.LEAVES]
        return leaves["seen"]

    # 1 m/s level and 0.6 m/s down against 0.2 m/s both: landings of 4 m and flights of 8 m
    clear, smoky = reckoned(0.0), reckoned(10.0)
    assert smoky > 2.0 * clear if slower > 1.0 else smoky == clear


def burning_room(flames: float, **walking) -> World:
    """Someone whose limit is 10 m, in a bedroom that may burn, before a hall in which one sees 0.9 m."""
    people = {"A": {"room": "bed 3", "flat": "flat 3", "starts": 1, "members": [ONE], "turns_back_below": 10.0}}
    world = World(block(people=people, habits={"walking": walking}))
    world.gas.flames[world.room("bed 3")] = flames
    world.smoke("hall 3", 3.3)
    return world.run(120)


def test_nobody_stays_with_flames_for_smoke_in_the_next_room():
    assert burning_room(50e3).where("A") == "outside"
    assert burning_room(0.0).where("A") == "bed 3"


def test_with_a_limit_in_front_of_flames_one_stays():
    assert burning_room(50e3, further_from_flames=1.0).where("A") == "bed 3"


def test_a_room_that_burns_is_no_refuge():
    def refuge(weight):
        people = {"A": {"room": "hall 3", "flat": "flat 3", "does": "stay", "starts": 1, "members": [ONE]}}
        world = World(block(people=people, habits={"refuge": {"burning": weight}}))
        world.gas.flames[world.room("bed 3")] = 50e3
        return world.run(20).where("A")

    assert refuge(3000.0) == "hall 3"
    assert refuge(0.0) == "bed 3"  # it has a window


@pytest.mark.parametrize(("flames", "fetches"), [(0.0, 1), (50e3, 0)])
def test_nobody_fetches_things_beside_flames(flames, fetches):
    household = {"room": "bed 3", "flat": "flat 3", "members": [ONE], "fetches": True, "pre_movement_median": 5}
    world = World(block(people={"A": household}))
    world.gas.flames[world.room("bed 3")] = flames
    world.gas.extinction[world.room("bed 3"), A.UPPER] = 0.5
    world.run(30)
    assert len(world.events(codes.EV_FETCHES)) == fetches


def sheltering(**host) -> World:
    """Two in the stair whom smoke overtakes between home, six storeys up, and a flat whose people are at home.

    From landing 4 the flat beside it is some metres away, the own one two flights up, the street four down.
    """
    people = {
        "A": {"flat": "flat 6", "starts": 1, "members": [ONE], "turns_back_below": 1.0, "warns": False},
        "B": {"flat": "flat 4", "starts": 1, "does": "stay", "members": [ONE]} | host,
    }
    world = World(block(people=people, habits={"walking": {"not_through_a_flat": 600}}))
    while world.where("A") != "landing 4":
        world.run(world.steps * world.dt + world.dt)
    for k in range(7):
        world.smoke(f"landing {k}", 10.0)
    return world.run(300)


def test_who_cannot_get_out_shelters_with_neighbours_who_take_people_in():
    world = sheltering(takes_in=True)
    assert world.where("A") == "bed 4"
    ((_, host, guest, _),) = world.events(codes.EV_TAKES_IN)
    assert world.part.person_names[host] == "B" and world.part.person_names[guest] == "A"
    told = [d for d in world.scene.decided[: world.scene.decided_count[0]] if d["choice"] == D.SHELTERS]
    assert [(d["reason"], d["other"]) for d in told if d["person"] == guest] == [(D.TAKEN_IN, host)]


@pytest.mark.parametrize("host", [{"takes_in": False}, {"takes_in": True, "asleep": True, "starts": 3000}])
def test_without_such_neighbours_one_goes_home(host):
    world = sheltering(**host)
    assert world.where("A") == "bed 6"
    assert not world.events(codes.EV_TAKES_IN)


def test_someone_whose_exit_is_lost_takes_the_other_before_a_flat_far_up():
    """Kept to the street door; the hall is too hot, a flight leads to the yard, home is five storeys up."""
    people = {
        "A": {"flat": "flat 6", "room": "landing 1", "starts": 1, "members": [ONE], "turns_back_below": 1.0}
        | {"exit": "street door"}
    }
    yard = {
        "rooms": LONG_WAY["rooms"],
        "flights": {"back flight": dict(between=["yard", "landing 1"], length=8, opening_area=1.0)},
        "openings": LONG_WAY["openings"],
    }
    world = World(block(people=people, **yard))
    for k in range(7):
        world.smoke(f"landing {k}", 10.0)
    world.smoke("landing 0", 10.0, temperature=450.0)
    assert world.run(900).where("A") == "outside"
    ((_, _, link, _),) = world.events(codes.EV_SAFE)
    assert world.part.link_names[link] == "yard gate"


@pytest.mark.parametrize("shuts", [0.0, 1.0])
def test_whom_smoke_stops_at_the_own_door_may_leave_it_open(shuts):
    people = {"A": {"flat": "flat 6", "starts": 1, "members": [ONE], "turns_back_below": 1.0}}
    world = World(block(people=people, habits={"walking": {"shuts_out_smoke": shuts}}))
    world.smoke("landing 6", 10.0)
    world.run(100)
    assert world.where("A") == "bed 6"
    assert world.opening_state[world.openings.index("entrance 6")] == 1.0 - shuts
    assert world.opening_state[world.openings.index("bed door 6")] == 0.0


@pytest.mark.parametrize("shuts", [0.0, 1.0])
def test_whom_smoke_drives_home_from_the_stair_may_leave_the_door_open(shuts):
    people = {"A": {"flat": "flat 6", "starts": 1, "members": [ONE], "turns_back_below": 1.0}}
    world = World(block(people=people, habits={"walking": {"shuts_out_smoke": shuts}}))
    while world.where("A") != "landing 5":
        world.run(world.steps * world.dt + world.dt)
    world.smoke("landing 4", 10.0)
    world.run(300)
    assert world.where("A") == "bed 6"
    assert world.opening_state[world.openings.index("entrance 6")] == 1.0 - shuts
