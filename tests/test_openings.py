"""Flow through openings against formulas worked out by hand."""

import math

import numpy as np
import pytest
from tests.buildings import adiabatic_room, scenario

from palier.engine.assemble_slabs import MAX_NODES
from palier.engine.flows import divide_openings, find_streams, flow_through, new_flows
from palier.engine.zones import initial_zones, new_layers, update_layers
from palier.physics.gas import GRAVITY, REFERENCE_PRESSURE, density
from palier.physics.openings import (
    GAP_CURVATURE,
    crack_ease,
    crack_flow,
    flow_beside,
    gap_flow,
    gap_number,
    gap_scales,
    mean_root,
    orifice_root,
    orifice_root_slope,
    side_passage,
    softened_root,
)
from palier.physics.vents import exchange_flow, flight_passage, net_flow
from palier.simulate import assemble


def test_orifice_root_is_the_signed_square_root_away_from_zero():
    for difference in (0.05, 1.0, 50.0):
        assert orifice_root(difference) == pytest.approx(math.sqrt(difference), rel=1e-3)
        assert orifice_root(-difference) == -orifice_root(difference)


def test_orifice_root_is_linear_through_zero_and_its_slope_is_the_derivative():
    assert orifice_root(0.0) == 0.0
    for x in (-3.0, -1e-3, 0.0, 1e-4, 0.5):
        h = 1e-7
        numeric = (orifice_root(x + h) - orifice_root(x - h)) / (2 * h)
        assert orifice_root_slope(x) == pytest.approx(numeric, rel=1e-5)


def _slab_flow(bottom, top, height, width, coefficient, density):
    """Mass flow through a slab of an opening, and its slope. [kg/s], [kg/s/Pa]"""
    mean, slope = mean_root(bottom, top, softened_root(bottom), softened_root(top))
    conductance = coefficient * width * height * math.sqrt(2.0 * density)
    return conductance * mean, conductance * slope


def test_slab_with_uniform_difference_is_an_orifice():
    flow, _ = _slab_flow(4.0, 4.0, 2.0, 0.9, 0.7, 1.2)
    assert flow == pytest.approx(0.7 * 0.9 * 2.0 * math.sqrt(2 * 1.2 * 4.0), rel=1e-6)


def test_slab_with_linear_difference_matches_fine_quadrature():
    d = np.linspace(0.3, 5.0, 200_001)
    mean_root = np.mean(0.5 * (np.sqrt(d[1:]) + np.sqrt(d[:-1])))
    flow, slope = _slab_flow(0.3, 5.0, 1.5, 0.8, 0.7, 1.1)
    assert flow == pytest.approx(0.7 * 0.8 * 1.5 * math.sqrt(2.2) * mean_root, rel=1e-4)
    more, _ = _slab_flow(0.3 + 1e-6, 5.0 + 1e-6, 1.5, 0.8, 0.7, 1.1)
    assert slope == pytest.approx((more - flow) / 1e-6, rel=1e-4)


def test_cracks_flow_like_an_orifice_at_75_pa_and_by_the_power_of_the_pressure_elsewhere():
    """0.61 x 0.01 m2 x sqrt(2 x 1.2 kg/m3 x 75 Pa) = 81.84 g/s; at 10 Pa (10 / 75)^0.65 = 0.2699 of it."""
    at_reference, _ = crack_flow(75.0, 0.01, 0.61, 1.2)
    assert at_reference == pytest.approx(0.08184, rel=1e-4)
    assert crack_flow(10.0, 0.01, 0.61, 1.2)[0] == pytest.approx(0.2699 * at_reference, rel=2e-4)
    assert crack_flow(-10.0, 0.01, 0.61, 1.2)[0] == -crack_flow(10.0, 0.01, 0.61, 1.2)[0]


def test_cracks_pass_nothing_at_rest_and_their_slope_is_the_derivative():
    assert crack_flow(0.0, 0.01, 0.61, 1.2)[0] == 0.0
    for x in (-20.0, -1e-3, 0.0, 1e-4, 0.5):
        h = 1e-7
        numeric = (crack_flow(x + h, 0.01, 0.61, 1.2)[0] - crack_flow(x - h, 0.01, 0.61, 1.2)[0]) / (2 * h)
        assert crack_flow(x, 0.01, 0.61, 1.2)[1] == pytest.approx(numeric, rel=1e-5)


def _door_between(hot: float, cold: float):
    """A door 0.9 m x 2 m from a room at `hot` to the outside at `cold`, both uniform."""
    described = scenario(
        {"a": adiabatic_room()},
        {"door": {"kind": "door", "between": ["a", "outside"], "state": "open", "width": 0.9, "height": 2.0}},
        site={"outside_temperature": f"{cold} K"},
    )
    model, _ = assemble(described)
    model.rooms.initial_temperature[:] = hot
    zones = initial_zones(model, MAX_NODES)
    layers, flows = new_layers(model), new_flows(model)
    update_layers(model.rooms, zones, layers)
    divide_openings(model.rooms, model.openings, zones, layers, flows)
    return model, layers, flows


def _flow(model, layers, flows, shift):
    """Net volume flow a -> b through all openings at this pressure at the floor of a, and its slope."""
    flow_through(model.openings, np.array([shift, 0.0]), flows)
    find_streams(model.openings, layers, flows)
    there = np.concatenate([np.arange(at, at + count) for at, count in zip(flows.first, flows.pieces, strict=True)])
    return (flows.passing[0, there] - flows.passing[1, there]).sum(), flows.slope[:, there].sum()


def test_exchange_through_a_door_between_two_uniform_temperatures_matches_the_closed_form():
    """Neutral plane by equal mass flow, then 2/3 C w sqrt(2 g rho drho) h^1.5 on each side (Emmons)."""
    hot, cold = 600.0, 293.15
    model, layers, flows = _door_between(hot, cold)
    rho_h, rho_c = density(hot), density(cold)
    height, width, c = 2.0, 0.9, 0.7
    neutral = height / (1.0 + (rho_c / rho_h) ** (1.0 / 3.0))
    # in by the lower part (cold), out by the upper (hot); equal masses at this neutral plane
    drho = rho_c - rho_h
    inward = 2 / 3 * c * width * math.sqrt(2 * GRAVITY * rho_c * drho) * neutral**1.5
    outward = 2 / 3 * c * width * math.sqrt(2 * GRAVITY * rho_h * drho) * (height - neutral) ** 1.5
    assert inward == pytest.approx(outward, rel=1e-9)
    shift = -drho * GRAVITY * neutral  # pressure at the floor that puts the neutral plane there
    _flow(model, layers, flows, shift)
    # laminar part near the neutral plane: 2 mPa of some pascals, well under 0.5 %
    assert flows.opening[0, :2].sum() == pytest.approx(outward, rel=5e-3)
    assert flows.opening[0, 2:].sum() == pytest.approx(inward, rel=5e-3)


def test_volume_flow_slope_is_the_derivative():
    model, layers, flows = _door_between(500.0, 280.0)
    for shift in (-8.0, -3.0, 0.0, 4.0):
        volume, slope = _flow(model, layers, flows, shift)
        more, _ = _flow(model, layers, flows, shift + 1e-5)
        assert slope == pytest.approx((more - volume) / 1e-5, rel=1e-3)


def _door_flow(state: str, difference: float) -> float:
    described = scenario(
        {"a": adiabatic_room()},
        {"door": {"kind": "door", "between": ["a", "outside"], "state": state, "leakage": 0.01}},
    )
    model, _ = assemble(described)
    zones = initial_zones(model, MAX_NODES)
    layers, flows = new_layers(model), new_flows(model)
    update_layers(model.rooms, zones, layers)
    divide_openings(model.rooms, model.openings, zones, layers, flows)
    _flow(model, layers, flows, difference)
    return float(flows.opening[0, :2].sum())


def test_a_shut_door_leaks_by_its_leakage_area_through_narrow_gaps():
    """EN 12101-6: 0.83 A sqrt(50 Pa); at 5 Pa less than a root would give, where air in narrow gaps is viscous."""
    at_50 = 0.83 * 0.01 * math.sqrt(50.0) * density(293.15)
    assert _door_flow("shut", 50.0) == pytest.approx(at_50, rel=1e-3)
    assert _door_flow("shut", 5.0) == pytest.approx(gap_flow(5.0, 0.01, density(293.15))[0], rel=1e-9)
    assert 0.70 < _door_flow("shut", 5.0) / (at_50 * math.sqrt(0.1)) < 0.80


def test_a_door_that_stands_ajar_is_an_orifice():
    expected = 0.7 * (0.1 * 1.8 + 0.9 * 0.01) * math.sqrt(2 * density(293.15) * 5.0)
    assert _door_flow("ajar", 5.0) == pytest.approx(expected, rel=1e-3)


def test_a_gap_of_3_mm_round_a_door_is_what_the_standard_takes_a_door_for():
    """Speed in it at 50 Pa by hand: N_P = 50 Pa x 1.204 x (6 mm)^4 / (18.1e-6 x 45 mm)^2 = 1.17e5, lg 5.07."""
    pressure = 50.0 * 1.204 * 0.006**4 / (18.13e-6 * 0.045) ** 2
    number, _ = gap_number(pressure)
    speed = number * 0.045 / 0.006 * 18.13e-6 / 1.204 / 0.006  # Re = N_Q x / D
    perimeter = 2.0 * (0.9 + 2.0)
    assert perimeter * 0.003 * speed == pytest.approx(0.83 * 0.01 * math.sqrt(50.0), rel=0.03)


def test_the_law_of_gaps_is_whole_and_laminar_at_its_lower_end():
    for edge in (250.0, 1e6):
        below, above = gap_number(edge * (1 - 1e-9))[0], gap_number(edge * (1 + 1e-9))[0]
        assert below == pytest.approx(above, rel=1e-3)
    assert gap_flow(0.02, 0.01, 1.2)[0] == pytest.approx(2.0 * gap_flow(0.01, 0.01, 1.2)[0], rel=1e-9)
    assert gap_flow(0.0, 0.01, 1.2)[0] == 0.0
    assert gap_flow(-5.0, 0.01, 1.2)[0] == -gap_flow(5.0, 0.01, 1.2)[0]


@pytest.mark.parametrize("gas", [0.6, 0.83, 1.2])
def test_slope_of_the_flow_through_gaps_is_the_derivative(gas):
    for x in (0.0, 0.05, 0.5, 5.0, 50.0, 900.0):
        h = 1e-6
        numeric = (gap_flow(x + h, 0.01, gas)[0] - gap_flow(x - h, 0.01, gas)[0]) / (2 * h)
        assert gap_flow(x, 0.01, gas)[1] == pytest.approx(numeric, rel=1e-5)


def test_hot_gas_is_slowed_in_gaps_by_its_viscosity():
    """Through an orifice the volume at 150 °C would be (1.204 / 0.834)^0.5 = 1.20 of that at 20 °C."""
    cool, hot = density(293.15), density(423.15)
    volume = gap_flow(5.0, 0.01, hot)[0] / hot / (gap_flow(5.0, 0.01, cool)[0] / cool)
    assert 0.95 < volume < 1.08


@pytest.mark.parametrize("change", [-0.05, -0.01, 0.0, 0.03, 0.05])
def test_the_series_beside_a_known_flow_is_the_law(change):
    number, power = gap_number(2e4)
    expected = gap_number(2e4 * (1.0 + change))
    assert flow_beside(number, power, -GAP_CURVATURE, change) == pytest.approx(expected, rel=1e-6)
    for x in (1e-4, 1e-3, 2e-3, 0.05, 20.0):
        ease, power, curvature = crack_ease(x)
        beside, power_beside, _ = crack_ease(x * (1.0 + change))
        flow, slope = flow_beside(x * ease, power, curvature, change)
        assert flow == pytest.approx(x * (1.0 + change) * beside, rel=3e-6)
        assert slope == pytest.approx(power_beside, abs=2e-4)


def test_horizontal_net_flow_is_an_orifice():
    flow, _ = net_flow(5.0, 2.0, 0.68, 1.2)
    assert flow == pytest.approx(0.68 * 2.0 * math.sqrt(2 * 1.2 * 5.0), rel=1e-6)


def test_heavy_gas_over_light_exchanges_and_the_other_way_round_does_not():
    heavy, light = 1.2, 0.9
    assert exchange_flow(0.0, 1.0, heavy, light) == 0.0
    at_rest = exchange_flow(0.0, 1.0, light, heavy)
    assert at_rest == pytest.approx(0.10 * math.sqrt(9.80665 * 0.3 / 1.05), rel=1e-9)
    flooding = 0.461 * 9.80665 * 0.3 * math.sqrt(4 / math.pi)
    assert exchange_flow(0.5 * flooding, 1.0, light, heavy) == pytest.approx(0.5 * at_rest, rel=1e-9)
    assert exchange_flow(1.01 * flooding, 1.0, light, heavy) == 0.0


def test_passage_of_a_level_flight_is_its_headroom_and_of_a_steep_one_less():
    assert flight_passage(1.2, 2.6, 0.0, 0.3) == pytest.approx(1.2 * 2.6)
    assert flight_passage(1.2, 2.6, 0.2, 0.2) == pytest.approx(1.2 * 2.6 / math.sqrt(2.0))


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, 1.2 * 2.6 * 0.3 / math.hypot(0.2, 0.3)),
        ({"opening_area": 5.0}, 5.0),
        ({"width": 10.0}, 12.0),  # never more than the smaller landing
    ],
)
def test_a_flight_passes_gas_through_its_passage_unless_an_area_is_given(told: dict[str, float], expected: float):
    landing = {"kind": "landing", "stair": "stair"}
    described = scenario(
        {
            "lower": adiabatic_room(width=4.0, depth=3.0, height=2.6, **landing),
            "upper": adiabatic_room(width=5.0, depth=3.0, elevation=2.6, **landing),
        },
        building={
            "flights": {
                "flight": {
                    "between": ["lower", "upper"],
                    "width": 1.2,
                    "length": 6.0,
                    "riser": 0.2,
                    "tread": 0.3,
                    **told,
                }
            }
        },
    )
    assert assemble(described)[0].vents.area == pytest.approx([expected])


def test_density_is_that_of_the_standard_atmosphere():
    assert density(288.15) == pytest.approx(1.225, rel=1e-3)  # ISO 2533, sea level
    assert REFERENCE_PRESSURE == 101325.0


def test_the_ground_floor_raises_every_storey_above_the_street():
    described = scenario(
        {"a": adiabatic_room(), "b": adiabatic_room(storey=2), "c": adiabatic_room(elevation=0.5)},
        building={"ground_floor": "1.2 m", "storey_height": "3 m"},
    )
    model, _ = assemble(described)
    assert model.rooms.elevation == pytest.approx([1.2, 7.2, 0.5])


def test_what_is_kept_of_a_crack_and_of_a_gap_gives_the_flow_by_their_laws():
    """At every difference, whatever was there before: nothing, a little less, far less, or the other side of an end."""
    described = scenario(
        {"a": adiabatic_room()},
        {
            "door": {"kind": "door", "between": ["a", "outside"], "state": "shut", "leakage": 0.01},
            "crack": {"kind": "leak", "between": ["a", "outside"], "width": 0.01, "height": 1.0},
        },
    )
    model, names = assemble(described)
    zones = initial_zones(model, MAX_NODES)
    layers, flows = new_layers(model), new_flows(model)
    update_layers(model.rooms, zones, layers)
    divide_openings(model.rooms, model.openings, zones, layers, flows)
    door, crack = flows.first[names.openings.index("door")], flows.first[names.openings.index("crack")]
    laminar, _ = gap_scales(density(293.15))
    edges = [end / laminar * by for end in (250.0, 1e6) for by in (0.94, 0.99, 1.01, 1.06)]
    for difference in (29.7, 29.9, 31.0, 3.0, 0.0, 1e-4, 1.04e-4, -1e-4, -5.0, -5.2, *edges, -1.0):
        flow_through(model.openings, np.array([difference, 0.0]), flows)
        for piece, law, area in ((door, gap_flow, 0.01), (crack, crack_flow, 0.01)):
            given = (model.openings.coefficient[names.openings.index("crack")],) if law is crack_flow else ()
            flow, slope = law(difference, area, *given, density(293.15))
            net = (flows.passing[0, piece] - flows.passing[1, piece]) * density(293.15)
            assert net == pytest.approx(flow, rel=3e-6)
            assert flows.slope[:, piece].sum() * density(293.15) == pytest.approx(slope, rel=3e-4)


@pytest.mark.parametrize(
    ("along", "width", "part"),
    [
        (0.0, 2.6, 1.8 / 2.6),  # at the end: one stream of 1.8 m
        (0.0, 1.2, 1.0),  # narrower than the corridor
        (7.0, 2.6, 1.0),  # in the middle: two streams
        (6.0, 5.0, 3.6 / 5.0),
        (13.0, 2.6, 1.8 / 2.6),  # the 1.4 m behind it carry nothing
        (4.0, 9.0, 1.0),  # more than half of the side: most leaves from where it is
    ],
)
def test_streams_along_a_corridor_are_no_wider_than_it(along, width, part):
    assert side_passage(width, along, 17.0, 1.8) == pytest.approx(part)


@pytest.mark.parametrize(
    ("changes", "in_corridor", "part"),
    [
        ({}, True, 1.8 / 2.6),
        ({}, False, 1.0),
        ({"height": 2.1}, True, 1.0),
        ({"sill": 0.2, "height": 2.3}, True, 1.0),
        ({"wall": "left", "width": 1.8}, True, 1.0),
    ],
)
def test_an_opening_in_the_long_side_of_a_corridor_passes_what_the_corridor_brings(changes, in_corridor, part):
    rooms = {
        "corridor": adiabatic_room(width=17.0, depth=1.8, corridor=in_corridor),
        "stair": adiabatic_room(width=2.6, depth=3.2, height=5.0),
    }
    opening = {"kind": "door", "between": ["corridor", "stair"], "width": 2.6, "height": 2.5, "wall": "back"}
    model, _ = assemble(scenario(rooms, {"way": {**opening, **changes}}))
    assert model.openings.coefficient[0] == pytest.approx(0.7 * part)
