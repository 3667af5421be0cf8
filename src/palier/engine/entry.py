"""Kernels that another kernel calls by their address.

Numba puts all that a kernel calls into it, and has the whole optimised in one go by one processor. What is called by
its address is compiled by itself: several processes share the work, and none holds all of it in memory.
"""

from __future__ import annotations

from typing import Any

from numba.core import cgutils, types
from numba.extending import intrinsic as _intrinsic

from palier.engine.reference import at_address

intrinsic: Any = _intrinsic  # what it makes is called without the first argument that it is declared with


class EntryType(types.Type):
    """A kernel that takes arguments of some types and returns one."""

    def __init__(self, result: types.Type, taken: tuple[types.Type, ...]) -> None:
        self.result = result
        self.taken = taken
        super().__init__(name=f"Entry({result}, {taken})")

    @property
    def key(self) -> tuple[Any, ...]:
        """What makes two types the same."""
        return self.result, self.taken


class Entry:
    """A kernel, compiled for arguments of some types, as kernels take it that `run` it."""

    def __init__(self, function: Any, kind: EntryType) -> None:
        function.compile(kind.taken)
        compiled = function.overloads[kind.taken]
        if compiled.signature.return_type != kind.result:
            raise TypeError(f"{function.__name__} returns {compiled.signature.return_type} and not {kind.result}")
        self.type = kind
        self.function = function  # its code lives as long as it does
        self.address = compiled.library.get_pointer_to_function(compiled.fndesc.llvm_func_name)


class NoEntry:
    """In place of a kernel that will not be run, and need not be compiled."""

    address = 0

    def __init__(self, kind: EntryType) -> None:
        self.type = kind


at_address(EntryType, Entry, NoEntry)


@intrinsic
def run(_typing: Any, entry: Any, given: Any) -> Any:
    """Call a kernel with a tuple of what it takes."""

    def generate(context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        pointer, together = values
        convention = context.call_conv
        form = convention.get_function_type(entry.result, entry.taken)
        kernel = builder.bitcast(pointer, form.as_pointer())
        parts = zip(cgutils.unpack_tuple(builder, together), given, entry.taken, strict=True)
        told = [context.cast(builder, value, of, to) for value, of, to in parts]
        status, result = convention.call_function(builder, kernel, entry.result, entry.taken, told)
        with cgutils.if_unlikely(builder, status.is_error):
            convention.return_status_propagate(builder, status)
        return result

    return entry.result(entry, given), generate
