"""How the cost grows with the number of rooms, and the block that CFAST does not finish."""

from __future__ import annotations

import math
from typing import Any

from cases import FORTY_NINE_ROOMS, FORTY_NINE_ROOMS_LIVED_IN, crowded_tower, empty_block
from machine import best_of, peak_memory

STOREYS = (2, 4, 7, 14, 29, 57, 72)  # of seven rooms each


def _solved(text: str, repeats: int) -> dict[str, Any]:
    import palier
    from palier.simulate import solve

    scenario = palier.loads(text)
    short = scenario.model_copy(update={"simulation": scenario.simulation.model_copy(update={"duration": 10.0})})
    solve(short)  # loads the kernels
    solution, seconds = best_of(repeats, lambda: solve(scenario))
    return {
        "rooms": len(scenario.building.rooms),
        "openings": len(solution.names.openings) + len(solution.names.vents),
        "people": solution.model.people.age.size,
        "status": solution.status,
        "steps": solution.timings["steps"],
        "simulated_s": float(solution.history.time[-1]),
        "processor_s": seconds,
        "memory_MiB": peak_memory(),
    }


def fitted_exponent(sizes: list[float], costs: list[float]) -> float:
    """The power of the size with which the cost grows, by least squares on logarithms. [-]"""
    x = [math.log(size) for size in sizes]
    y = [math.log(cost) for cost in costs]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    return sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / sum((a - mean_x) ** 2 for a in x)


def rooms(repeats: int) -> dict[str, Any]:
    """Ten minutes of fire in blocks of 8 to 504 rooms with nobody in them."""
    texts = [empty_block(2, minutes=10, one_flat=True), *(empty_block(storeys, minutes=10) for storeys in STOREYS)]
    blocks = [_solved(text, repeats) for text in texts]
    costs = [each["processor_s"] / each["simulated_s"] for each in blocks]
    return {"blocks": blocks, "exponent": fitted_exponent([each["rooms"] for each in blocks], costs)}


def block(repeats: int) -> dict[str, Any]:
    """Half an hour of fire in 49 rooms on seven storeys, empty and lived in."""
    return {"empty": _solved(FORTY_NINE_ROOMS, repeats), "lived_in": _solved(FORTY_NINE_ROOMS_LIVED_IN, repeats)}


def crowd(repeats: int) -> dict[str, Any]:
    """An hour of fire in forty storeys with ten thousand people who leave."""
    return _solved(crowded_tower(), repeats)
