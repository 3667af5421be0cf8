"""What flames radiate: less of their heat in spent air, and some of it out through openings."""

from __future__ import annotations

from typing import Any

import pytest
from tests.buildings import adiabatic_room, scenario, steady_fire

from palier.engine.march import fabric_of, initial_state, march
from palier.engine.recording import in_full
from palier.engine.reference import Reference
from palier.physics.combustion import COOL, M_O2, radiating_part
from palier.physics.gas import MOLAR_MASS_AIR, O2_IN_AIR
from palier.scenario.scenario import Scenario
from palier.simulate import assemble

LINED = {"ceiling": "plaster", "walls": "plaster", "floor": "concrete"}
MASS_PER_MOLE = M_O2 / MOLAR_MASS_AIR


# Radiative fractions over the line burner of the University of Maryland (MaCFP, files CH4_A_Data and C3H8_A_Data):
# mole fraction of oxygen, radiative fraction there, in air
@pytest.mark.parametrize(
    ("oxygen", "measured", "in_air"),
    [
        (0.1894, 0.215, 0.238),
        (0.1700, 0.175, 0.238),
        (0.1503, 0.141, 0.238),
        (0.1904, 0.282, 0.330),
        (0.1702, 0.250, 0.330),
        (0.1500, 0.183, 0.330),
        (0.1403, 0.148, 0.330),
    ],
)
def test_flames_over_a_line_burner_radiate_less_as_oxygen_falls(oxygen: float, measured: float, in_air: float):
    assert radiating_part(oxygen * MASS_PER_MOLE, COOL, O2_IN_AIR) == pytest.approx(measured / in_air, rel=0.13)


def test_flames_in_fresh_or_hot_air_radiate_what_they_were_told_to():
    assert radiating_part(O2_IN_AIR, COOL, O2_IN_AIR) == 1.0
    assert radiating_part(O2_IN_AIR, 500.0, O2_IN_AIR) == 1.0
    assert radiating_part(0.0, COOL, O2_IN_AIR) == 0.0
    assert radiating_part(0.18, 500.0, O2_IN_AIR) > radiating_part(0.18, COOL, O2_IN_AIR)


def after(seconds: float, described: Scenario) -> tuple[Any, Any]:
    """The engine's state and its model after a time."""
    model, _ = assemble(described)
    run = initial_state(model)
    every = round(model.output_every / model.longest_step)
    rows = 1 + round(seconds / model.output_every)
    march(0, rows, every, Reference(fabric_of(model)), Reference(run), Reference(in_full(model)))
    return run, model


def test_a_fire_in_a_shut_room_radiates_less_as_it_spends_the_air():
    room = adiabatic_room(**LINED)
    fire = {"fire": steady_fire("room", 150e3, radiative_fraction=0.4)}
    window = {"kind": "window", "between": ["room", "outside"], "state": "open"}
    wide = {"window": {**window, "width": 3.0, "height": 2.4, "sill": 0.0}}
    shut, _ = after(200.0, scenario({"room": room}, {}, fire))
    fresh, _ = after(200.0, scenario({"room": room}, wide, fire))
    assert shut.fire.power[0] > 100e3  # it burns still
    assert shut.fire.radiative_fraction[0] < 0.35
    assert fresh.fire.radiative_fraction[0] > 0.39


def test_flames_shine_through_an_opening_that_no_smoke_has_reached():
    """What falls on the walls of the fire's room falls on its opening, too, and warms what is beyond."""
    rooms = {name: adiabatic_room(**LINED) for name in ("fire", "beyond")}
    window = {"kind": "window", "width": 2.0, "height": 1.5, "sill": 0.0, "state": "open"}
    openings = {
        "between": {**window, "between": ["fire", "beyond"]},
        "out": {**window, "between": ["fire", "outside"], "height": 0.5, "sill": 2.0},
        "in": {**window, "between": ["beyond", "outside"]},
    }
    radiated, seconds = 160e3, 20.0
    fires = {"fire": steady_fire("fire", 400e3, radiative_fraction=radiated / 400e3)}
    run, model = after(seconds, scenario(rooms, openings, fires))
    warmed = model.slabs.capacity[4:] * (run.zones.solid[4:] - 293.15)
    stored = warmed.sum(axis=1) @ run.smoke.faces.area[1]
    walls = 2 * 5.0 * 4.0 + 2 * (5.0 + 4.0) * 2.5
    assert stored == pytest.approx(radiated / walls * (2.0 * 1.5) * seconds, rel=0.25)
