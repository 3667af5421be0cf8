"""How the kernels of people and rescue are compiled."""

from __future__ import annotations

from typing import Any

from numba import njit

# A kernel that only other kernels call: without the wrapper that Python would need, it compiles in half the time.
# Division follows IEEE 754 instead of raising: kernels guard their divisors.
_options: dict[str, Any] = {
    "cache": True,
    "error_model": "numpy",
    "_nrt": False,
}
kernel: Any = njit(**_options)
_inside: dict[str, Any] = {**_options, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
inner: Any = njit(**_inside)
# A kernel with one caller and many arguments: it becomes a part of its caller, and is not compiled for itself.
part: Any = njit(**_options, inline="always")
