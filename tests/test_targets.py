"""Targets: gas that layers on them, cylinders that a flame warms on one side, streams in which they stand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from tests.buildings import scenario, steady_fire
from tests.test_instruments import AIR, BOARD, STEEL, measure, room_with

from palier.engine import instruments
from palier.engine.arrays import LOWER, UPPER
from palier.engine.assemble_instruments import cylinder_evening, cylinder_nodes
from palier.engine.instrument_arrays import CONVECTION, CONVECTION_GAUGE, EMITTED, FIRE, FRONT, SURFACE
from palier.engine.instruments import _warm_at_once, _warm_unevenly
from palier.engine.local_gas import STILL_GAS
from palier.physics.convection import HORIZONTAL, natural_convection, stable_convection
from palier.physics.mixing import jet_sink
from palier.physics.plume import FLAME_RISE, flame_reach, plume_rise, source_in_layer


def _solid(lining: Any, thickness: float) -> dict[str, float]:
    return {
        **lining.model_dump(include={"conductivity", "density", "specific_heat", "emissivity"}),
        "thickness": thickness,
    }


def _target(position: tuple[float, float, float], **rest: Any) -> dict[str, Any]:
    return {"room": "room", "position": position, **rest}


def _hot_gas(zones: Any) -> None:
    for layer in range(2):
        zones.mass[:, layer] *= AIR / 400.0
        zones.species[:, layer] *= AIR / 400.0


def test_warm_gas_layers_on_a_floor_and_stirs_itself_under_a_ceiling():
    targets = {
        "floor": _target((3.0, 1.0, 0.0), facing="ceiling"),
        "ceiling": _target((3.0, 1.0, 3.0), facing="floor"),
        "tray": _target((3.0, 1.0, 1.5), facing="ceiling"),
    }
    measured = measure(room_with(targets=targets), 1.0, _hot_gas)
    own = measured.state.targets
    coefficient = own.flux[:, FRONT, CONVECTION_GAUGE] / (own.gas - AIR)
    # of the floor of 6 x 4 m area over perimeter is 1.2 m, of a plate of 0.1 m 0.025 m
    expected = [
        stable_convection(own.gas[0], AIR, 1.2),
        natural_convection(HORIZONTAL, own.gas[1], AIR),
        stable_convection(own.gas[2], AIR, 0.025),
    ]
    assert coefficient == pytest.approx(np.array(expected), rel=0.03)
    assert coefficient[0] < 0.4 * coefficient[1]


@pytest.mark.parametrize("radius", [0.005, 0.1])
def test_one_side_of_a_cylinder_stays_warmer_as_carslaw_and_jaeger_have_it(radius: float):
    # T1 = A r cos(phi): k A = q - h A R at the surface, so that the surface has q / (h + k / R)
    flux, exchange = 1000.0, 20.0
    cable = _target((3.0, 2.0, 1.5), facing="left", shape="cylinder", material="cable")
    described = room_with(targets={"cable": cable}, building={"linings": {"cable": _solid(BOARD, 2.0 * radius)}})
    measured = measure(described, 0.0)
    own, targets = measured.state.targets, measured.model.instruments.targets
    slow = radius**2 / (BOARD.conductivity / (BOARD.density * BOARD.specific_heat))
    for _ in range(100):
        net = flux - exchange * own.uneven_ahead[0, 0]
        _warm_unevenly.py_func(0, net, exchange, slow, True, targets, own)
    depths, _, _ = cylinder_nodes(BOARD.model_copy(update={"thickness": 2.0 * radius}))
    exact = flux / (exchange + BOARD.conductivity / radius) * (radius - depths) / radius
    assert own.uneven_ahead[0] == pytest.approx(exact, abs=0.03 * exact[0])


@pytest.mark.parametrize("thickness", [0.01, 0.0001], ids=["slow", "fast"])
def test_plate_in_gas_that_warms_evenly_follows_it_at_second_order(thickness: float, monkeypatch: pytest.MonkeyPatch):
    # rho c d dT/dt = 2 h (Tg - T) with Tg = T0 + r t: T = T0 + r (t - tau (1 - exp(-t / tau)))
    for name in ("_into", "_face", "_falling"):
        monkeypatch.setattr(instruments, name, getattr(instruments, name).py_func)
    film, rate, until = 20.0, 0.1, 60.0
    tau = STEEL.density * STEEL.specific_heat * thickness / (2.0 * film)
    lag = tau * (1.0 - math.exp(-until / tau))
    plate = _target((3.0, 2.0, 1.5), facing="ceiling", material="plate")
    described = room_with(targets={"plate": plate}, building={"linings": {"plate": _solid(STEEL, thickness)}})
    found = []
    for steps in (4, 8, 16):
        measured = measure(described, 0.0)
        own, targets = measured.state.targets, measured.model.instruments.targets
        targets.emissivity[:] = 0.0
        own.film[:] = own.film_then[:] = film
        own.falling[:] = own.flux[:] = 0.0
        own.temperature[:] = own.temperature_ahead[:] = AIR
        time = until / steps
        for k in range(steps):
            own.around[0], own.gas[0] = AIR + rate * k * time, AIR + rate * (k + 1) * time
            assert _warm_at_once.py_func(0, time, targets, own)
            own.temperature[0] = own.temperature_ahead[0]
        found.append(own.temperature[0, 0])
    assert found[-1] == pytest.approx(AIR + rate * (until - lag), abs=1e-3 * rate * until)
    nearer, further = abs(found[2] - found[1]), abs(found[1] - found[0])
    assert nearer < 0.3 * further or further < 1e-6


def test_nothing_evens_out_through_the_axis_but_the_axis_itself():
    evening = cylinder_evening(BOARD)
    assert np.all(np.diff(evening) > 0.0)
    assert evening[-1] > 1e6


def test_a_plume_that_meets_smoke_within_its_flame_enters_it_from_the_end_of_the_flame():
    def hot_smoke(zones: Any) -> None:
        total = zones.energy[0].sum()
        for layer, part, warmer in ((LOWER, 0.3, 1.0), (UPPER, 0.7, 1.7)):
            zones.mass[0, layer] *= part * total / zones.energy[0, layer] / warmer
            zones.species[0, layer] *= part * total / zones.energy[0, layer] / warmer
            zones.energy[0, layer] = part * total

    fire = steady_fire("room", 6e5, radiative_fraction=0.3, position=[3.0, 2.0], heat_release_per_area=3e6)
    targets = {"in the flame": _target((3.0, 2.0, 1.1)), "above it": _target((3.0, 2.0, 2.6))}
    measured = measure(room_with(every=0.1, targets=targets, fires={"fire": fire}), 0.1, hot_smoke)
    plumes, layers, gas = measured.state.plumes, measured.run.smoke.layers, measured.state.targets.gas
    lower, upper = (float(layers.temperature[0, layer]) for layer in (LOWER, UPPER))
    power, origin, interface = float(plumes.power[0]), float(plumes.origin[0]), float(layers.interface[0])
    end = origin + flame_reach(power, lower)
    assert interface < 1.1 < end < 2.0
    assert gas[0] == pytest.approx(lower + FLAME_RISE)

    def at(height: float, entry: float) -> float:
        substitute, below = source_in_layer(power, entry - origin, lower, upper)
        return upper + plume_rise(substitute, height - entry + below, upper)

    assert at(end, end) == pytest.approx(lower + FLAME_RISE)
    assert gas[1] == pytest.approx(at(2.6, end), abs=1.0)
    assert gas[1] < at(2.6, interface) - 20.0


def test_flame_warms_a_thin_cable_by_its_flux_over_pi_and_not_by_half_of_it():
    at = (1.0, 2.0, 1.0)
    targets = {
        "cable": _target(at, facing=(1.0, 0.0, 0.0), shape="cylinder", material="cable"),
        "gauge": _target(at, facing=(1.0, 0.0, 0.0)),
    }
    linings = {"cable": _solid(STEEL, 0.01)}

    def after(power: float, radiative_fraction: float) -> Any:
        fire = steady_fire("room", power, radiative_fraction=radiative_fraction, position=[4.5, 2.0])
        described = room_with(targets=targets, fires={"fire": fire}, building={"linings": linings})
        return measure(described, 10.0).state.targets

    # two fires with the same plume, of which one shines
    shining, dark = after(3e5, 0.6), after(1.2e5, 0.0)
    held = STEEL.density * STEEL.specific_heat * 0.01 / 4.0  # per surface
    gained = (shining.temperature[0, 0] - dark.temperature[0, 0]) * held / 10.0
    by_walls = np.mean((shining.flux - dark.flux)[0, :, SURFACE : EMITTED + 1].sum(axis=1))
    assert gained - by_walls == pytest.approx(shining.flux[0, FRONT, FIRE] / math.pi, rel=0.1)


def test_thick_cable_is_warmer_where_the_flame_shines_and_a_thin_one_of_steel_hardly():
    linings = {"thick": _solid(BOARD, 0.1), "thin": _solid(STEEL, 0.01)}
    targets = {
        name: _target((1.0, 2.0, 1.0), facing="fire", shape="cylinder", material=name) for name in ("thick", "thin")
    }
    fire = {"fire": steady_fire("room", 3e5, radiative_fraction=0.35, position=[4.5, 2.0])}
    own = measure(room_with(120.0, targets=targets, fires=fire, building={"linings": linings}), 120.0).state.targets
    assert own.front[0] > own.temperature[0, 0] + 3.0
    assert own.front[1] - own.temperature[1, 0] < 0.1


# ---------------------------------------------------------------------------- streams


def _room_with_door(fire_at: tuple[float, float], targets: dict[str, Any]) -> Any:
    room = {"storey": 0, "width": 6.0, "depth": 4.0, "height": 3.0, "ceiling": "brick", "walls": "brick",
            "floor": "brick"}  # fmt: skip
    door = {
        "kind": "door",
        "between": ["room", "outside"],
        "width": 1.0,
        "height": 2.0,
        "state": "open",
        "wall": "left",
        "along": 1.5,
    }
    return scenario(
        {"room": room},
        openings={"door": door},
        fires={"fire": steady_fire("room", 5e5, position=list(fire_at), radiative_fraction=0.35)},
        targets=targets,
        simulation={"duration": 300.0, "output_every": 10.0},
    )


def test_floor_before_a_door_is_swept_by_what_comes_in_and_beside_it_not():
    targets = {
        "before": _target((1.5, 2.0, 0.0), facing="ceiling"),
        "beside": _target((1.5, 3.9, 0.0), facing="ceiling"),
    }
    measured = measure(_room_with_door((5.0, 2.0), targets), 300.0)
    own = measured.state.targets
    lower = float(measured.run.smoke.layers.temperature[0, 0])
    assert lower > AIR + 15.0
    assert own.gas[1] == pytest.approx(lower, abs=0.5)
    assert own.gas[0] < AIR + 0.2 * (lower - AIR)
    assert own.speed[0] > 0.5
    assert own.speed[1] <= 1.05 * STILL_GAS
    assert own.flux[0, FRONT, CONVECTION] < own.flux[1, FRONT, CONVECTION] - 50.0


def test_fire_in_the_way_takes_a_stream_up():
    targets = {"behind": _target((5.0, 2.0, 0.0), facing="ceiling")}
    measured = measure(_room_with_door((2.5, 2.0), targets), 300.0)
    lower = float(measured.run.smoke.layers.temperature[0, 0])
    assert measured.state.targets.gas[0] == pytest.approx(lower, abs=0.5)


def test_cold_stream_falls_as_what_nothing_holds():
    assert jet_sink(300.0, 360.0, 1.0) == pytest.approx(0.5 * 9.81 * 0.2, rel=1e-3)
    assert jet_sink(300.0, 290.0, 1.0) == 0.0
