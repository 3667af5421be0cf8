"""A study of a small block in which something of every kind is drawn."""

from pathlib import Path

from ruamel.yaml import YAML

from palier.studies.study import load_study

SCENARIO = """
building:
  block: {storeys: 3}
fires:
  item: {room: flat-1-left/living, growth: medium, area: 2 m²}
people:
  flat-1-left: {members: [45]}
  flat-2-left: {members: [36, 34, 6]}
  flat-2-right: {members: [70]}
alarms:
  alarm: {room: flat-1-left/hall}
"""
STUDY = """
title: test
scenario: scenario.yaml
runs: 400
vary:
  month: {choice: [january, july], weights: [1, 3]}
  air: {set: site.outside_temperature, by: month, cases: {january: {normal: [3, 2]}, july: {normal: [20, 2]}}, unit: °C}
  where: {set: fires.item.room, rooms: {"*/living": 3, "*/bedroom": 1}}
  growth: {set: fires.item.growth, lognormal: [12, 0.5], unit: W/s²}
  doors: {set: openings.flat-*entrance.state, each: yes, choice: [open, shut]}
  away: {remove: people.flat-2-*, chance: 0.5}
measures:
  shut: {close: flat-1-left entrance}
  vent: {add: smoke vent}
"""


def write(folder: Path) -> Path:
    """Put the scenario into a folder."""
    (folder / "scenario.yaml").write_text(SCENARIO)
    return folder


def yaml_of(text):
    return YAML(typ="safe", pure=True).load(text)


def study(folder, text=STUDY):
    """The study of a text, read from that folder."""
    (folder / "study.yaml").write_text(text)
    return load_study(folder / "study.yaml")
