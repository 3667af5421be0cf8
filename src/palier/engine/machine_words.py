"""What a processor does in one go and Numba has no words for: memory at any place, leading bits, fused products."""

from __future__ import annotations

from typing import Any

from numba.core import types
from numba.extending import intrinsic as _intrinsic

intrinsic: Any = _intrinsic  # what it makes is called without the first argument that it is declared with


@intrinsic
def put_eight(_typing: Any, out: Any, at: Any, word: Any) -> Any:
    """Write a word into an array of bytes from `at` on."""

    def generate(context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        array, index, given = values
        data = builder.extract_value(array, context.data_model_manager[out].get_field_position("data"))
        builder.store(given, builder.bitcast(builder.gep(data, [index]), given.type.as_pointer()), align=1)
        return context.get_dummy_value()

    return types.void(out, types.int64, types.uint64), generate


@intrinsic
def eight_at(_typing: Any, out: Any, at: Any) -> Any:
    """The word that an array of bytes holds from `at` on."""

    def generate(context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        array, index = values
        data = builder.extract_value(array, context.data_model_manager[out].get_field_position("data"))
        word = context.get_value_type(types.uint64)
        return builder.load(builder.bitcast(builder.gep(data, [index]), word.as_pointer()), align=1)

    return types.uint64(out, types.int64), generate


@intrinsic
def float_at(_typing: Any, address: Any) -> Any:
    """The number at an address in memory."""

    def generate(context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        number = context.get_value_type(types.float64)
        return builder.load(builder.inttoptr(values[0], number.as_pointer()))

    return types.float64(types.int64), generate


@intrinsic
def leading_zeros(_typing: Any, word: Any) -> Any:
    """Bits of a word before its first that is 1; 64 if none is."""

    def generate(context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        return builder.ctlz(values[0], context.get_constant(types.boolean, False))

    return types.int64(types.uint64), generate


@intrinsic
def fused(_typing: Any, x: Any, y: Any, z: Any) -> Any:
    """x y + z, rounded once."""

    def generate(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        return builder.fma(*values)

    return types.float64(types.float64, types.float64, types.float64), generate
