"""A plan that smoke overtakes: a pair without breathing apparatus is to lead two people down a stair."""

from __future__ import annotations

from palier.scenario.scenario import Scenario
from people_world import block

PEOPLE = {
    "couple": {
        "flat": "flat 2",
        "does": "stay",
        "starts": 30,
        "members": [{"name": "she", "age": 40, "sex": "female"}, {"name": "he", "age": 41, "sex": "male"}],
    }
}
CREWS = {
    "neighbours": {
        "arrives": 240,
        "water_after": None,
        "opens_smoke_vent": False,
        "ways": [{"kind": "stair", "hoods": 2, "breathing_apparatus": False, "set_up": 60}],
    },
    "brigade": {
        "arrives": 280,
        "water_after": None,
        "opens_smoke_vent": False,
        "ways": [{"kind": "aerial ladder"}],
    },
}


def storeys(fire_door: str) -> Scenario:
    """Four storeys with a fire on the first; the couple above it cannot shut their own door."""
    openings = {
        "entrance 1": dict(kind="door", between=["landing 1", "hall 1"], state=fire_door, operable=False),
        "entrance 2": dict(kind="door", between=["landing 2", "hall 2"], state="open", operable=False),
        "bed door 2": dict(kind="door", between=["hall 2", "bed 2"], width=0.8, state="open", operable=False),
    }
    fires = {"sofa": {"room": "hall 1", "growth": "fast", "peak": 520e3, "material": "polyurethane"}}
    scenario = block(4, people=PEOPLE, crews=CREWS, fires=fires, openings=openings)
    return scenario.model_copy(update={"simulation": scenario.simulation.model_copy(update={"duration": 5400.0})})
