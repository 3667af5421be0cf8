"""What a CFAST input holds, as a scenario and as the order in which CFAST numbers its parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from palier.scenario.scenario import Scenario


@dataclass(frozen=True)
class CfastCase:
    """A CFAST input as a scenario, with what only a comparison with CFAST needs.

    Names are those of the scenario, in the order of the input, so that the n-th is CFAST's number n.
    """

    scenario: Scenario
    title: str
    version: int
    compartments: tuple[str, ...]
    wall_vents: tuple[str, ...]
    ceiling_floor_vents: tuple[str, ...]
    mechanical_vents: tuple[str, ...]
    leakage: tuple[str, ...]  # openings that stand for LEAK_AREA_RATIO and LEAK_AREA
    fires: tuple[str, ...]
    targets: tuple[str, ...]
    sensors: tuple[str, ...]  # heat and smoke detectors and sprinklers
    duration: float  # simulated by CFAST. [s]
    print_every: float  # [s]
    spreadsheet_every: float  # [s]
    validation_output: bool  # CFAST writes the long form of its spreadsheets
    diagnostics: Mapping[str, tuple[float | str | bool, ...]]  # keywords of DIAG in small letters, CFAST's units
    notices: tuple[str, ...]  # what was read but is not used, or was changed
