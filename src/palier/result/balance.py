"""The books of a run: what came in, was made, went out and stayed."""

from __future__ import annotations

from palier.engine.arrays import SPECIES
from palier.engine.history import Balance


def relative_errors(balance: Balance) -> dict[str, float]:
    """Part of each account that is unexplained; round-off is about 1e-12.

    Of its largest entry, or of a millionth of the gas if that is more: of a species that is hardly there (fuel vapour
    that burns as fast as it comes) only the round-off of its turnover is left.
    """
    errors = {}
    gas = float(balance.initial[0])
    for i, name in enumerate(("mass", "energy", *SPECIES)):
        entries = [float(column[i]) for column in balance]
        initial, final, came_in, went_out, produced, lost = entries
        largest = max(1e-6 * gas, *(abs(x) for x in entries))
        gap = initial + came_in + produced - went_out - lost - final
        errors[name] = abs(gap) / largest if largest > 0 else 0.0
    return errors


def accounts(balance: Balance) -> dict[str, dict[str, float]]:
    """Every entry by name: kg, and J for energy."""
    return {
        name: {field: float(getattr(balance, field)[i]) for field in Balance._fields}
        for i, name in enumerate(("mass", "energy", *SPECIES))
    }
