"""Gas that walls cool: how much runs down, and what of it is colder than the layer below."""

import math

import numpy as np
import pytest
from tests.buildings import scenario, steady_fire

from palier.physics.combustion import HEAT_PER_OXYGEN, idle_oxygen
from palier.physics.target import air
from palier.physics.wall_flow import WHOLE, part_beyond, wall_flow
from palier.simulate import simulate


def test_a_tall_cold_wall_sends_down_what_eckert_and_jackson_found():
    """100 K over 2 m at a film of 350 K: nu = 2.0643e-5 m2/s, Gr = 9.80665 x 100 / 350 x 8 / nu^2 = 5.260e10.

    0.09795 x 0.7^(-8/15) x (1 + 0.494 x 0.7^(2/3))^(-2/5) = 0.1039;
    x nu x Gr^0.4 = 0.1039 x 2.0643e-5 x 19427 = 0.0417.
    """
    assert wall_flow(400.0, 300.0, 2.0)[0] == pytest.approx(0.0417, rel=2e-3)


def test_a_small_wall_sends_down_what_a_laminar_layer_carries():
    """10 K over 0.2 m: flow grows as the 3/4 power of the way and the 1/4 of the difference."""
    one = wall_flow(305.0, 295.0, 0.2)[0]
    assert wall_flow(305.0, 295.0, 0.1)[0] == pytest.approx(one * 0.5**0.75, rel=1e-12)
    _, viscosity = air(300.0)
    grashof = 9.80665 * 10.0 / 300.0 * 0.2**3 / viscosity**2
    by_hand = 5.17 * 3.93 / 12.0 * 0.7**-0.5 * (20.0 / 21.0 + 0.7) ** -0.25 * viscosity * grashof**0.25
    assert one == pytest.approx(by_hand, rel=1e-12)


def test_warm_and_cold_walls_are_alike_and_a_wall_like_the_gas_moves_nothing():
    assert wall_flow(300.0, 340.0, 1.0)[0] == wall_flow(340.0, 300.0, 1.0)[0]
    assert wall_flow(300.0, 300.0, 1.0)[0] == 0.0
    assert wall_flow(300.0, 340.0, 0.0)[0] == 0.0


def _summed(limit):
    """Part and mean difference by summing the profiles."""
    y = (np.arange(400000) + 0.5) / 400000
    y = y**7  # fine at the wall
    weight = np.gradient(y)
    speed = y ** (1 / 7) * (1 - y) ** 4
    difference = 1 - y ** (1 / 7)
    beyond = difference > limit
    flow = (speed * weight)[beyond].sum()
    return flow / (speed * weight).sum(), (speed * difference * weight)[beyond].sum() / flow


@pytest.mark.parametrize("limit", [0.0, 0.1, 0.25, 0.5, 0.8])
def test_the_part_colder_than_a_limit_is_that_under_the_profiles(limit):
    part, difference = part_beyond(limit)
    by_hand = _summed(limit)
    assert part == pytest.approx(by_hand[0], rel=1e-4, abs=1e-9)
    assert difference == pytest.approx(by_hand[1], rel=1e-4)


def test_all_of_a_flow_differs_by_a_quarter_of_what_its_wall_does_and_none_by_all_of_it():
    part, difference = part_beyond(0.0)
    assert part == pytest.approx(1.0, rel=1e-12)
    assert difference == pytest.approx(0.25, abs=0.005)
    assert part_beyond(1.0)[0] == 0.0
    assert math.isclose(WHOLE, 0.1463, rel_tol=1e-3)


BOARD = {"conductivity": 0.16, "density": 480.0, "specific_heat": 1000.0, "thickness": 0.016, "emissivity": 0.9}


def test_a_room_filled_through_its_floor_keeps_a_cooler_layer_where_its_walls_are_cold():
    """A model of two rooms, 0.6 m high: smoke rises through a hole and leaves by three holes at a third of the height.

    Its plume would stir the upper room down to the floor (3 mm were left); what the cold walls send down makes up for
    it. In such a model of plasterboard the smoke was 0.43 to 0.45 m deep (tests 4, 5 and 7 of NIST's vent study).
    """
    lining = {"ceiling": "board", "walls": "board", "floor": "board"}
    size = {"width": 1.19, "depth": 1.22, "height": 0.6, "behind": "outside", **lining}
    rooms = {"fire": {"storey": 0, **size, "under": "over"}, "over": {"storey": 1, **size, "elevation": 0.6}}
    openings = {
        "door": {"kind": "door", "between": ["fire", "outside"], "width": 0.2, "height": 0.3, "state": "open"},
        "hole": {"kind": "hatch", "between": ["fire", "over"], "width": 0.2, "height": 0.2, "state": "open"},
    }
    vent = {"kind": "grille", "between": ["over", "outside"], "width": 0.3, "height": 0.2, "sill": 0.2, "state": 1.0}
    openings["vents"] = vent
    run = simulate(
        scenario(
            rooms,
            openings,
            {"fire": steady_fire("fire", 2500.0, radiative_fraction=0.3)},
            building={"linings": {"board": BOARD}},
            simulation={"duration": 3600.0, "output_every": 60.0},
        )
    )
    height = run.zones["layer_height"].sel(room="over").values[-10:]
    assert np.all((height > 0.03) & (height < 0.2))


def test_a_fuel_whose_heat_and_formula_contradict_each_other_finds_as_much_air_as_its_heat_asks_for():
    assert idle_oxygen(12.5e6) == 1.0
    assert idle_oxygen(1.05 * HEAT_PER_OXYGEN) == pytest.approx(1.0, rel=1e-12)
    assert idle_oxygen(2.1 * HEAT_PER_OXYGEN) == pytest.approx(2.0, rel=1e-12)
