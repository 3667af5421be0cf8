"""Which events are told first."""

from __future__ import annotations

from palier.result import Run
from palier.result.tables import rows
from palier.scenario.building import OUTSIDE


def small_events(run: Run) -> list[bool]:
    """For each event, whether it only tells a step of somebody's way, or of a hand-over that another tells."""
    building = run.scenario.building
    inner = {
        name
        for name, o in building.openings.items()
        if OUTSIDE not in o.between and len({building.rooms[r].flat for r in o.between}) == 1
    }
    return [
        e.kind in ("enters", "across") or (e.kind in ("opens", "shuts") and e.object in inner) for e in rows(run.events)
    ]
