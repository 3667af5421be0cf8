"""What flames radiate: less of their heat in spent air, and some of it out through openings."""

from __future__ import annotations

import pytest
from tests.buildings import adiabatic_room, scenario, steady_fire

from palier import simulate
from palier.engine.march import fabric_of, initial_state, march
from palier.engine.recording import in_full
from palier.physics.combustion import COOL, M_O2, radiating_part
from palier.physics.gas import MOLAR_MASS_AIR, O2_IN_AIR
from palier.simulate import assemble

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
        (0.1350, 0.129, 0.330),
    ],
)
def test_flames_over_a_line_burner_radiate_less_as_oxygen_falls(oxygen: float, measured: float, in_air: float):
    assert radiating_part(oxygen * MASS_PER_MOLE, COOL, O2_IN_AIR) == pytest.approx(measured / in_air, rel=0.13)


def test_flames_in_fresh_or_hot_air_radiate_what_they_were_told_to():
    assert radiating_part(O2_IN_AIR, COOL, O2_IN_AIR) == 1.0
    assert radiating_part(O2_IN_AIR, 500.0, O2_IN_AIR) == 1.0
    assert radiating_part(0.0, COOL, O2_IN_AIR) == 0.0
    assert radiating_part(0.18, 500.0, O2_IN_AIR) > radiating_part(0.18, COOL, O2_IN_AIR)


def test_a_fire_in_a_shut_room_radiates_less_as_it_spends_the_air():
    room = adiabatic_room(ceiling="plaster", walls="plaster", floor="concrete")
    fire = {"fire": steady_fire("room", 150e3, radiative_fraction=0.4)}
    open_air = {"gap": {"kind": "opening", "between": ["room", "outside"], "width": 3.0, "height": 2.4, "sill": 0.0}}
    shut = simulate(scenario({"room": room}, {}, fire, simulation={"duration": 200})).state.fire
    fresh = simulate(scenario({"room": room}, open_air, fire, simulation={"duration": 200})).state.fire
    assert shut.power[0] > 100e3  # it burns still
    assert shut.radiative_fraction[0] < 0.35
    assert fresh.radiative_fraction[0] > 0.39


def test_flames_shine_through_an_opening_that_no_smoke_has_reached():
    """What falls on the walls of the fire's room falls on its opening, too, and warms what is beyond."""
    lined = {"ceiling": "plaster", "walls": "plaster", "floor": "concrete"}
    rooms = {name: adiabatic_room(storey=0, **lined) for name in ("fire", "beyond")}
    openings = {
        "between": {"kind": "opening", "between": ["fire", "beyond"], "width": 2.0, "height": 1.5, "sill": 0.0},
        "out": {"kind": "opening", "between": ["fire", "outside"], "width": 2.0, "height": 0.5, "sill": 2.0},
        "in": {"kind": "opening", "between": ["beyond", "outside"], "width": 2.0, "height": 1.5, "sill": 0.0},
    }
    radiated = 80e3
    fires = {"fire": steady_fire("fire", 200e3, radiative_fraction=radiated / 200e3)}
    model, _ = assemble(scenario(rooms, openings, fires))
    run = initial_state(model)
    start = run.zones.solid.copy()
    every = round(model.output_every / model.longest_step)
    march(0, 3, every, fabric_of(model), run, in_full(model))
    seconds = 2 * model.output_every
    area = run.smoke.faces.area[1]
    stored = (model.slabs.capacity[4:] * (run.zones.solid[4:] - start[4:])).sum(axis=1) @ area
    walls = 2 * 5.0 * 4.0 + 2 * (5.0 + 4.0) * 2.5
    assert stored == pytest.approx(radiated / walls * (2.0 * 1.5) * seconds, rel=0.25)
