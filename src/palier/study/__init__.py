"""Many fires of one building: what varies, what is compared, what it comes to.

`palier.study(file, out)` runs one, as `palier.study.conduct.study` tells; its parts are modules in here.
"""

import sys
import types
from typing import Any

LIBRARIES = ("pyarrow", "duckdb", "scipy", "SALib")  # of the extra `study`


class _Package(types.ModuleType):
    """Can be called, so that `palier.study` is both the function and the way to the modules in here."""

    def __call__(self, *given: Any, **named: Any) -> Any:
        from palier.study.conduct import study

        return study(*given, **named)


sys.modules[__name__].__class__ = _Package
