"""What a crew does in the stair: hose, windows, doors, and whom it tells to stay, in a gas that the test sets."""

import numpy as np
import pytest

from palier.engine import arrays as A
from palier.engine import decisions as D
from palier.engine import event_codes as codes
from palier.engine.posture import clear_view  # noqa: F401  (compiled beside what is tested)
from people_world import World, block

FIRE = {"sofa": {"room": "bed 2", "growth": "slow", "peak": "1 MW"}}
CREW = {"arrives": 20, "stair_setup": 0, "climb_per_storey": 20, "water_after": 1000}
UP = {"A": {"flat": "flat 4", "members": [{"name": "she", "age": 40}], "starts": 500, "leaves_door_open": True}}
HEARD = {"awareness": {}, "rescuers": {"stays_when_told": 1, "tells_in": 10}}


def second_stair():
    """A stair of its own with its own door to the street, joined to the first by a corridor on each storey."""
    rooms = {f"far {k}": dict(storey=k, width=3, depth=3, kind="landing", stair="t", crossing=4) for k in range(7)}
    openings = {f"passage {k}": dict(kind="door", between=[f"landing {k}", f"far {k}"]) for k in range(7)}
    openings["yard door"] = dict(kind="door", between=["far 0", "outside"])
    flights = {
        f"far flight {k}": dict(between=[f"far {k - 1}", f"far {k}"], length=8, opening_area=2.0) for k in range(1, 7)
    }
    return {"rooms": rooms, "openings": openings, "flights": flights}


def stair(windows=True, people=UP, smoky=(), extinction=3.0, building=None, **crew):
    building = building or {}
    if windows:
        panes = {
            f"stair window {k}": dict(kind="window", between=[f"landing {k}", "outside"], sill=1.0, height=1.2,
                                      facade="court")
            for k in range(1, 7)
        }  # fmt: skip
        building = {**building, "openings": {**building.get("openings", {}), **panes}}
    world = World(block(people=people, fires=FIRE, crews={"engine": {**CREW, **crew}}, habits=HEARD, **building))
    for room in smoky:
        world.smoke(room, extinction)
    return world


def test_the_hose_takes_the_flights_between_the_entrance_and_the_fire_and_no_others():
    world = stair(building=second_stair()).run(300)
    taken = {world.part.link_names[k] for k in np.flatnonzero(world.scene.way["crew"])}
    assert taken == {"flight 1", "flight 2"}
    assert np.count_nonzero(world.scene.way["is_flight"]) == 12


def test_those_behind_the_doors_of_a_smoky_stair_are_told_to_stay_and_shut_the_door():
    world = stair(smoky=["landing 2", "landing 3", "landing 4"])
    world.opening_state[world.openings.index("entrance 4")] = 1.0
    world.run(600)
    told = world.events(codes.EV_TOLD_TO_STAY)
    assert [(e[1], e[2]) for e in told] == [(0, world.person("she"))]
    assert told[0][0] == pytest.approx(20 + 4 * (20 + 10), abs=1.0)  # the fifth landing, 20 s up and 10 s at each
    assert world.scene.place["flat"][world.people.room[0]] == world.scene.place["flat"][world.room("hall 4")]
    assert world.opening_state[world.openings.index("entrance 4")] == 0.0
    chosen = [
        row["reason"] for row in world.scene.decided[: world.scene.decided_count[0]] if row["choice"] == D.SHELTERS
    ]
    assert chosen


def test_those_behind_the_doors_of_a_corridor_are_told_too():
    lobby = {
        "rooms": {
            "lobby": dict(storey=4, width=6, depth=1.5),
            "end hall": dict(storey=4, width=3, depth=3, flat="end"),
        },
        "openings": {
            "lobby door": dict(kind="door", between=["landing 4", "lobby"]),
            "end entrance": dict(kind="door", between=["lobby", "end hall"]),
        },
    }
    people = {"A": {"flat": "end", "members": [{"name": "she", "age": 40}], "starts": 500}}
    world = stair(people=people, smoky=["landing 4"], building=lobby).run(300)
    assert [e[2] for e in world.events(codes.EV_TOLD_TO_STAY)] == [world.person("she")]


def test_nobody_is_told_to_stay_in_a_clear_stair_nor_by_a_crew_that_does_not():
    assert not stair().run(600).events(codes.EV_TOLD_TO_STAY)
    quiet = stair(smoky=["landing 4"], tells_to_stay=False).run(400)
    assert not quiet.events(codes.EV_TOLD_TO_STAY)
    assert quiet.scene.who["goes"][0] == 1


def test_those_in_the_burning_flat_are_not_told_to_stay():
    people = {"A": {"flat": "flat 2", "members": [{"name": "she", "age": 40}], "starts": 500}}
    world = stair(people=people, smoky=["landing 2"])
    world.gas.flames[world.room("bed 2")] = 1e5
    world.run(300)
    assert not world.events(codes.EV_TOLD_TO_STAY)


def test_a_crew_opens_the_windows_of_the_landings_it_finds_smoky_and_wedges_the_street_door():
    world = stair(smoky=["landing 1", "landing 3"], people={})
    door = world.openings.index("street door")
    world.opening_state[door] = 0.0
    world.run(19.5)
    assert world.opening_state[door] == 0.0
    world.run(300)
    opened = [world.opening_state[world.openings.index(f"stair window {k}")] for k in range(1, 7)]
    assert opened == [1.0, 0.0, 1.0, 0.0, 0.0, 0.0]
    assert world.opening_state[door] == 1.0
    world.scene.door["shuts_at"][door] = 300.0
    world.run(310)
    assert world.opening_state[door] == 1.0


def test_a_crew_that_does_not_air_the_stair_opens_nothing():
    world = stair(smoky=["landing 1", "landing 3"], people={}, airs_stair=False)
    before = world.opening_state.copy()
    world.run(300)
    assert np.array_equal(world.opening_state, before)
    assert A.SAFE not in world.people.status


@pytest.mark.parametrize("after", [60.0, 240.0])
def test_a_smoke_vent_opens_once_the_crew_has_got_to_it(after):
    crew = {
        "engine": {"arrives": 100, "water_after": None, "ways": []} | ({} if after == 60.0 else {"vent_after": after})
    }
    world = World(block(crews=crew))
    vents = {name: np.ones(1, column.dtype) for name, column in world.model.vents._asdict().items()}
    world.model = world.model._replace(vents=world.model.vents._replace(**vents))
    world.vent_state = np.zeros(1)
    ((at, *_),) = world.run(600).events(codes.EV_VENT_OPENS)
    assert at == pytest.approx(100.0 + after, abs=0.51)
    assert world.vent_state[0] == 1.0


def test_nobody_is_told_to_stay_once_all_fires_are_out():
    world = stair(smoky=["landing 4"])
    world.fire.out[:] = 1.0
    world.run(400)
    assert not world.events(codes.EV_TOLD_TO_STAY)
    assert world.opening_state[world.openings.index("stair window 4")] == 1.0  # it airs the stair all the same


def test_a_crew_opens_the_windows_of_the_flat_when_what_it_put_water_on_is_out():
    def windows(out: bool, **crew) -> list[float]:
        world = stair(people={}, water_after=60, **crew).run(100)
        assert world.fire.water_at[0] == pytest.approx(80.0, abs=0.5)
        world.fire.out[:] = float(out)
        world.run(110)
        return [world.opening_state[world.openings.index(f"window {k}")] for k in (1, 2, 3)]

    assert windows(True) == [0.0, 1.0, 0.0]
    assert windows(False) == windows(True, airs_flat=False) == [0.0, 0.0, 0.0]


def test_nobody_airs_a_flat_whose_fire_was_out_before_the_crew_had_water():
    world = stair(people={}, water_after=60)
    world.fire.out[:] = 1.0
    world.run(200)
    assert world.opening_state[world.openings.index("window 2")] == 0.0
