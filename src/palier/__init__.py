"""Fire in a building, its smoke, its people and their rescue, in about a second.

>>> scenario = palier.load("examples/house.yaml")
>>> run = palier.simulate(scenario)
>>> run.people

Nothing heavy is imported until it is used, so that `palier check` starts at once.
"""

from __future__ import annotations

import importlib
import sys
import types
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from palier.kernel_cache import forget_stale as _forget_stale

if TYPE_CHECKING:
    from palier.compare import compare
    from palier.formats.cfast import read_cfast
    from palier.reach import reach
    from palier.rescue import rescue
    from palier.result import Run
    from palier.scenario.document import load, loads
    from palier.scenario.problems import ScenarioError
    from palier.scenario.scenario import Scenario
    from palier.scenario.variants import variant
    from palier.simulate import simulate
    from palier.studies.conduct import study

__all__ = [
    "Run",
    "Scenario",
    "ScenarioError",
    "compare",
    "load",
    "loads",
    "reach",
    "read_cfast",
    "rescue",
    "simulate",
    "study",
    "variant",
]

try:
    __version__ = version("palier")
except PackageNotFoundError:  # run from a source tree that is not installed
    __version__ = "0+unknown"

_forget_stale(Path(__file__).parent)  # before any kernel is loaded

_HOMES = {
    "Run": "palier.result",
    "Scenario": "palier.scenario.scenario",
    "ScenarioError": "palier.scenario.problems",
    "compare": "palier.compare",
    "load": "palier.scenario.document",
    "loads": "palier.scenario.document",
    "reach": "palier.reach",
    "read_cfast": "palier.formats.cfast",
    "rescue": "palier.rescue",
    "simulate": "palier.simulate",
    "study": "palier.studies.conduct",
    "variant": "palier.scenario.variants",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'palier' has no attribute '{name}'")


class _Package(types.ModuleType):
    """Keeps `palier.simulate` and `palier.compare` the functions.

    Importing a submodule binds it in its package under the same name, which would otherwise turn
    the function into the module as soon as anything imports `palier.simulate`.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _HOMES and isinstance(value, types.ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __dir__() -> list[str]:
    return sorted(__all__)
