"""Smoke and pressure behind shut doors, held against full-scale fires in houses and flats."""

from __future__ import annotations

import sys
from functools import cache

import numpy as np
import numpy.typing as npt
import pytest
import xarray as xr

import palier
from palier.engine.assemble_fires import assemble_fires, spread
from palier.engine.burning import SPREADS_AGAIN
from palier.scenario.document import loads
from palier.simulate import assemble

LYING = 0.9  # height at which the experiments sampled gas. [m]
CO_DOSE = 35_000.0  # ppm min (ISO 13571)
TIGHT = "2.5 mm"  # cracks of 0.03 m2 in all
HOUSE = """
title: One storey, 112 m², all windows and the front door shut, one bedroom door shut
site: {outside_temperature: 20 °C, inside_temperature: 20 °C, wind_speed: 0 m/s}
building:
  rooms:
    living: {storey: 0, width: 5.5 m, depth: 4.3 m, height: 2.4 m}
    kitchen: {storey: 0, width: 5.5 m, depth: 5.2 m, height: 2.4 m}
    hall: {storey: 0, width: 8 m, depth: 1.1 m, height: 2.4 m}
    open bedroom: &bedroom {storey: 0, width: 3.7 m, depth: 3.4 m, height: 2.4 m}
    other bedroom: *bedroom
    shut bedroom: *bedroom
  openings:
    wide opening: {kind: door, between: [living, kitchen], width: 2 m, state: open, operable: no}
    hall opening: {kind: door, between: [living, hall], width: 1.1 m, state: open, operable: no}
    open door: {kind: door, between: [hall, open bedroom], width: 0.76 m, state: open}
    other door: {kind: door, between: [hall, other bedroom], width: 0.76 m, state: open}
    shut door: {kind: door, between: [hall, shut bedroom], width: 0.76 m, state: shut, leakage: GAPS}
    front door: {kind: door, between: [living, outside], state: shut}
    living leak: {kind: leak, between: [living, outside], width: CRACKS, height: 2.4 m}
    kitchen leak: {kind: leak, between: [kitchen, outside], width: CRACKS, height: 2.4 m}
    open leak: {kind: leak, between: [open bedroom, outside], width: CRACKS, height: 2.4 m}
    other leak: {kind: leak, between: [other bedroom, outside], width: CRACKS, height: 2.4 m}
    shut leak: {kind: leak, between: [shut bedroom, outside], width: CRACKS, height: 2.4 m}
fires:
  sofa: {room: living, growth: GROWTH, peak: 4 MW, area: 8 m²}
simulation: {duration: 10 min, output_every: 2 s}
"""


@cache
def house(growth: str = "fast", gaps: str = "0.01 m²", cracks: str = "8 mm") -> xr.Dataset:
    """Cracks of 8 mm over the height of five rooms, 0.1 m², are some eight changes of air an hour at 50 Pa."""
    text = HOUSE.replace("GROWTH", growth).replace("GAPS", gaps).replace("CRACKS", cracks)
    return palier.simulate(loads(text)).zones


def lying(zones: xr.Dataset, room: str, quantity: str) -> npt.NDArray[np.float64]:
    here = zones.sel(room=room)
    both = here[quantity].values
    return np.where(here["layer_height"].values < LYING, both[:, 1], both[:, 0])


def dose(zones: xr.Dataset, room: str) -> float:
    """Of carbon monoxide with carbon dioxide, as the experiments counted it. [-]"""
    rate = lying(zones, room, "co") * 1e6 * np.exp(lying(zones, room, "co2") * 100.0 / 5.0) / CO_DOSE
    return float(np.sum(0.5 * (rate[1:] + rate[:-1]) * np.diff(zones["time"].values)) / 60.0)


def swings(zones: xr.Dataset) -> int:
    """How often the fire's power changes by more than a tenth of its peak from second to second, after the peak."""
    power = zones["room_power"].sum("room").values
    after = power[int(power.argmax()) :]
    return int((np.abs(np.diff(after)) > 0.1 * after[0]).sum())


@pytest.mark.parametrize("growth", ["fast", "ultra-fast"])
@pytest.mark.parametrize("gaps", ["0.01 m²", "0.02 m²"])
def test_a_shut_bedroom_stays_bearable_while_the_open_one_does_not(growth, gaps):
    """N. Traina and others, Fire Technology 53:1589, 2017 (abstract): in 17 fires of two furnished houses the worst
    chance of being overcome was 2 % behind a shut door and 93 % behind an open one, FED 0.13 and 4.4 by the log-normal
    of ISO 13571. UL, "Close before you doze": some 100 ppm of carbon monoxide and below 38 °C against 10 000 ppm.
    """
    zones = house(growth, gaps)
    assert dose(zones, "shut bedroom") < 0.13
    assert dose(zones, "open bedroom") > 0.3
    shut, opened = (lying(zones, room, "co")[-1] for room in ("shut bedroom", "open bedroom"))
    assert shut < 0.1 * opened
    assert lying(zones, "shut bedroom", "temperature").max() < 273.15 + 60.0


def test_a_starved_fire_does_not_go_out_and_stand_full_grown_by_turns():
    """It did, every ten seconds, and pumped smoke through all gaps with -900 to 1300 Pa."""
    zones = house()
    power = zones["room_power"].sum("room").values
    peak = int(power.argmax())
    assert power[peak] > 2e6
    assert power[peak + 60 :].max() < 0.5 * power[peak]
    assert zones["pressure"].values[peak + 60 :].max() < 50.0


def test_without_the_time_that_flames_need_to_spread_it_would(monkeypatch):
    def at_once(scenario):
        model, names = assemble(scenario)
        return model._replace(fires=model.fires._replace(spread=np.full(1, np.inf))), names

    limited = house(cracks=TIGHT)
    monkeypatch.setattr(sys.modules[assemble.__module__], "assemble", at_once)
    zones = house.__wrapped__(cracks=TIGHT)
    assert swings(zones) > 20 > 5 * swings(limited)
    assert zones["pressure"].values.max() > 2.0 * limited["pressure"].values.max()
    assert dose(zones, "shut bedroom") > 1.25 * dose(limited, "shut bedroom")


def test_flames_spread_again_at_most_twice_as_fast_as_at_first():
    zones = house()
    root = np.sqrt(zones["fire_power"].values[:, 0])
    first = np.sqrt(4e6) / np.sqrt(4e6 / 46.9)  # W^1/2/s of fast growth
    assert np.diff(root).max() / 2.0 <= SPREADS_AGAIN * first * 1.02


def test_a_prescribed_curve_is_not_held_back():
    scenario = loads(HOUSE.replace("growth: GROWTH, peak: 4 MW", "curve: [[0 s, 0 W], [1 s, 1 MW]]")
                     .replace("GAPS", "0.01 m²").replace("CRACKS", "8 mm"))  # fmt: skip
    rooms = list(scenario.building.rooms)
    assert np.isinf(assemble_fires(scenario, rooms).spread[0])
    grows = loads(HOUSE.replace("GROWTH", "fast").replace("GAPS", "0.01 m²").replace("CRACKS", "8 mm"))
    assert spread(grows.fires["sofa"]) == pytest.approx(np.sqrt(46.9), rel=2e-3)
    assert assemble_fires(grows, rooms).spread[0] == spread(grows.fires["sofa"])
