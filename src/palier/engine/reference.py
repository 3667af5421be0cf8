"""Hands NamedTuples of arrays to the kernels by reference.

Numba passes a NamedTuple by value: each of its arrays is taken apart into pointer, shape and strides, and all of these
are handed on at every call. With some 350 arrays the compiler then spends minutes on nothing else. A `Reference` is
one pointer to a table that says where each array lies; kernels read `state.zones.energy[i, layer]` from it as they
would from the NamedTuple. The table never changes while a kernel runs, and the compiler is told so.

Nor do kernels count from the end of such an array: -1 is no index. Numba would otherwise compare every index that it
does not know with zero, a tenth of the time of a run.

Fields of different names share no memory, unless both are only read. The compiler is told that too, as it is told in
other languages that an integer is no float (type-based alias analysis): it may then keep numbers in registers while
others are written, and work on several items at once.

Where a field is annotated with the lengths of its axes behind the first, as `Annotated[Floats, 2]`, they are part of
its type and need not be read from the table.
"""

from __future__ import annotations

import hashlib
import operator
import struct
from functools import cache
from typing import Any, get_type_hints

import numpy as np
from numba.core import cgutils, config, types
from numba.core.extending import (
    NativeValue,
    infer_getattr,
    lower_builtin,
    lower_cast,
    lower_getattr_generic,
    models,
    register_model,
    typeof_impl,
    unbox,
)
from numba.core.typing.templates import AttributeTemplate
from numba.np.numpy_support import from_dtype

WORD = 8  # bytes of an entry of the table


class Reference:
    """A NamedTuple of C-contiguous arrays, numbers, and such NamedTuples, as kernels take it.

    Raises TypeError for a field of another kind. What it refers to is kept alive.
    """

    def __init__(self, whole: Any) -> None:
        words: list[int] = []
        self.type = _made[_describe(whole, words)]
        self.whole = whole
        self.table = np.array(words, np.uint64)
        self.address = self.table.ctypes.data


class ReferenceType(types.Type):
    """The fields of a NamedTuple, and at which entry of the table each is found."""

    def __init__(self, name: str, fields: tuple[tuple[str, types.Type, int], ...]) -> None:
        self.fields = {field: (kind, entry) for field, kind, entry in fields}
        told = [
            (field, kind.key if isinstance(kind, ReferenceType) else f"{kind}{getattr(kind, 'lengths', '')}", entry)
            for field, kind, entry in fields
        ]
        self._key = name, hashlib.sha256(repr(told).encode()).hexdigest()
        super().__init__(name=f"Reference({name})")

    @property
    def key(self) -> tuple[str, str]:
        """What makes two types the same; short, because it is hashed at every call from Python."""
        return self._key

    def __reduce__(self) -> Any:
        """As kept beside compiled code: by its key, as the fields of a state take seventy kilobytes to tell."""
        return _known, self._key


class _Unknown(types.Type):
    """A reference that this process has made none of; so nothing that it compiles or calls is for it."""

    def __init__(self, *key: str) -> None:
        self._of = key
        super().__init__(name=f"Unknown{key}")

    def __reduce__(self) -> Any:
        return _known, self._of


def _known(*key: str) -> types.Type:
    return _references.get(key) or _Unknown(*key)


def told(kind: ReferenceType) -> Any:
    """All that another process needs to know of a type, to be pickled."""
    fields = [(name, told(of) if isinstance(of, ReferenceType) else of) for name, (of, _) in kind.fields.items()]
    return kind.key[0], fields, [entry for _, entry in kind.fields.values()]


def heard(what: Any) -> types.Type:
    """The type that another process has told of."""
    name, fields, entries = what
    kinds = [_keep(heard(of) if isinstance(of, tuple) else of) for _, of in fields]
    return _made[_type_of_fields(name, tuple([field for field, _ in fields]), tuple(kinds), tuple(entries))]


_references: dict[tuple[str, ...], types.Type] = {}
_made: dict[int, types.Type] = {}  # types of fields by `id`, which is quicker to compare than they are


@cache
def _type_of_fields(whole: str, names: tuple[str, ...], kinds: tuple[int, ...], entries: tuple[int, ...]) -> int:
    """The type of a NamedTuple; types by their `id`, which `_made` keeps from being given to others."""
    fields = zip(names, [_made[kind] for kind in kinds], entries, strict=True)
    made = ReferenceType(whole, tuple(fields))
    _references[made.key] = made
    return _keep(made)


def _keep(kind: types.Type) -> int:
    _made[id(kind)] = kind
    return id(kind)


_NUMBER = _keep(types.float64)


class FieldType(types.Array):
    """An array of which no index is negative, and that shares no memory with arrays of other names.

    lengths : of its last axes, as far as they are known beforehand.
    """

    def __init__(self, field: str, lengths: tuple[int, ...], *described: Any, **more: Any) -> None:
        self.field = field
        self.lengths = lengths
        super().__init__(*described, **more)

    @property
    def key(self) -> tuple[Any, ...]:
        """What makes two types the same."""
        return (*super().key, self.field, self.lengths)

    def nameless(self) -> FieldType:
        """The type that functions are compiled for which are given such an array as an argument."""
        return FieldType("", (), self.dtype, self.ndim, self.layout, readonly=not self.mutable)


register_model(FieldType)(models.ArrayModel)


@cache
def _type_of_array(name: str, lengths: tuple[int, ...], dtype: np.dtype[Any], axes: int, writeable: bool) -> int:
    return _keep(FieldType(name, lengths, from_dtype(dtype), axes, "C", readonly=not writeable))


@cache
def _known_lengths(whole: Any) -> dict[str, tuple[int, ...]]:
    """Of the fields of a NamedTuple, the lengths that they are annotated with."""
    hints = get_type_hints(whole, include_extras=True)
    return {name: hint.__metadata__ for name, hint in hints.items() if hasattr(hint, "__metadata__")}


@lower_cast(FieldType, types.Array)
def _plain(_context: Any, _builder: Any, _from: Any, _to: Any, value: Any) -> Any:
    return value


@lower_builtin(operator.getitem, FieldType, types.Integer)
@lower_builtin(operator.getitem, FieldType, types.BaseTuple)
@lower_builtin(operator.setitem, FieldType, types.Integer, types.Any)
@lower_builtin(operator.setitem, FieldType, types.BaseTuple, types.Any)
def _at(context: Any, builder: Any, signature: Any, values: Any) -> Any:
    """Read or write an item as of any array, by indices that are not negative."""
    array, index, *item = signature.args
    checked = config.BOUNDSCHECK  # type: ignore[attr-defined]
    if isinstance(array.dtype, types.Number) and _depth(index) == array.ndim and not checked:
        return _number(context, builder, signature, values)
    plain = types.Array(array.dtype, array.ndim, array.layout, readonly=not array.mutable)
    unsigned = _unsigned(index)
    do = operator.setitem if item else operator.getitem
    function = context.get_function(do, signature.replace(args=(plain, unsigned, *item)))
    return function(builder, (values[0], context.cast(builder, values[1], index, unsigned), *values[2:]))


def _number(context: Any, builder: Any, signature: Any, values: Any) -> Any:
    """`_at` for one number, in as little code as it takes: a third of what there is to compile are these."""
    array, index, *item = signature.args
    layout = context.data_model_manager[array]
    data, shape = (builder.extract_value(values[0], layout.get_field_position(part)) for part in ("data", "shape"))
    parts = [values[1]] if isinstance(index, types.Integer) else cgutils.unpack_tuple(builder, values[1])
    kinds = [index] if isinstance(index, types.Integer) else list(index)
    offset = cgutils.intp_t(0)
    for axis, (kind, part) in enumerate(zip(kinds, parts, strict=True)):
        whole = context.cast(builder, part, kind, types.intp)
        offset = builder.add(builder.mul(offset, builder.extract_value(shape, axis)), whole) if axis else whole
    place = builder.gep(data, [offset])
    if item:
        value = context.cast(builder, values[2], item[0], array.dtype)
        access = builder.store(context.get_value_as_data(builder, array.dtype, value), place)
    else:
        access = builder.load(place)
    if array.field:
        access.set_metadata("tbaa", _memory(builder.module, array.field))
    return None if item else context.get_data_as_value(builder, array.dtype, access)  # what is written has no value


def _depth(index: Any) -> int:
    """Of how many whole numbers an index consists; -1: of others too."""
    if isinstance(index, types.Integer):
        return 1
    return len(index) if all(isinstance(each, types.Integer) for each in index) else -1


def _memory(module: Any, field: str) -> Any:
    """What tells the compiler that a field of this name shares no memory with those of other names."""
    root = module.add_metadata(["palier"])
    kind = module.add_metadata([field, root, cgutils.intp_t(0)])
    return module.add_metadata([kind, kind, cgutils.intp_t(0)])


def _unsigned(index: Any) -> Any:
    if isinstance(index, types.Integer):
        return types.uint64
    return types.Tuple([_unsigned(each) for each in index]) if hasattr(index, "__iter__") else index


def _describe(whole: Any, words: list[int]) -> int:
    """Append the table of a NamedTuple to `words`; returns its type, as of `_made`."""
    start = len(words)
    form: Any = type(whole)
    kinds, entries, known = [], [], _known_lengths(form)
    for name, value in zip(whole._fields, whole, strict=True):
        entries.append(len(words) - start)
        if isinstance(value, np.ndarray) and (flags := value.flags).c_contiguous:
            lengths = known.get(name, ())
            if lengths and value.shape[1:] != lengths:
                raise TypeError(f"{form.__name__}.{name}: kernels count on rows of {lengths}")
            kinds.append(_type_of_array(name, lengths, value.dtype, value.ndim, flags.writeable))
            words.append(value.ctypes.data)  # `__array_interface__` lists the fields of records, slowly
            words += value.shape
        elif isinstance(value, float | int):
            kinds.append(_NUMBER)
            words.append(int.from_bytes(struct.pack("<d", value), "little"))
        elif hasattr(value, "_fields"):
            kinds.append(_describe(value, words))
        else:
            raise TypeError(f"{form.__name__}.{name}: kernels cannot be given this {type(value).__name__}")
    return _type_of_fields(form.__name__, whole._fields, tuple(kinds), tuple(entries))


def at_address(kind: Any, *classes: Any) -> None:
    """Let kernels take objects of some classes by their `address`, as of the type that each tells by `type`."""
    for each in classes:
        typeof_impl.register(each)(lambda given, _context: given.type)
    register_model(kind)(_Pointer)
    unbox(kind)(_unbox)


class _Pointer(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: types.Type) -> None:
        super().__init__(manager, kind, cgutils.voidptr_t)


def _unbox(_kind: types.Type, value: Any, context: Any) -> NativeValue:
    address = context.pyapi.object_getattr_string(value, "address")
    number = context.pyapi.long_as_ulonglong(address)
    context.pyapi.decref(address)
    failed = cgutils.is_not_null(context.builder, context.pyapi.err_occurred())
    return NativeValue(context.builder.inttoptr(number, cgutils.voidptr_t), is_error=failed)


at_address(ReferenceType, Reference)


@infer_getattr
class _Fields(AttributeTemplate):
    key = ReferenceType

    def generic_resolve(self, typ: ReferenceType, attr: str) -> types.Type | None:  # type: ignore[override]
        return typ.fields[attr][0] if attr in typ.fields else None


@lower_getattr_generic(ReferenceType)
def _read(context: Any, builder: Any, kind: ReferenceType, pointer: Any, name: str) -> Any:
    field: Any
    field, entry = kind.fields[name]

    def place(k: int) -> Any:
        return builder.gep(pointer, [cgutils.intp_t(WORD * (entry + k))])

    def load(k: int, word_type: Any) -> Any:
        word = builder.load(builder.bitcast(place(k), word_type.as_pointer()))
        word.set_metadata("invariant.load", builder.module.add_metadata([]))
        return word

    if isinstance(field, ReferenceType):
        return place(0)
    if isinstance(field, types.Float):
        return load(0, context.get_data_type(field))
    data = load(0, context.get_data_type(field.dtype).as_pointer())
    shape = [load(1 + axis, cgutils.intp_t) for axis in range(field.ndim - len(field.lengths))]
    shape += [cgutils.intp_t(length) for length in field.lengths]
    item = context.get_constant(types.intp, context.get_abi_sizeof(context.get_data_type(field.dtype)))
    strides, count = [item], shape[-1]
    for length in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], length))
    for length in shape[:-1]:
        count = builder.mul(count, length)
    layout = context.data_model_manager[field]
    array = cgutils.get_null_value(layout.get_value_type())
    told = {"nitems": count, "itemsize": item, "data": data, "shape": shape, "strides": strides}
    for part, value in told.items():
        position = layout.get_field_position(part)
        for axis, each in enumerate(value if isinstance(value, list) else ()):
            array = builder.insert_value(array, each, (position, axis))
        if not isinstance(value, list):
            array = builder.insert_value(array, value, position)
    return array
