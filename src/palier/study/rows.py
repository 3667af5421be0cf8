"""The rows of a run on their way from the process that ran it into a part of the study."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from palier.study.columns import SCHEMA

Row = dict[str, Any]
Rows = list[Row]
LISTS = ("landings", "persons", "inputs")


def _plain(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


_PACKED = pa.schema([(field.name, _plain(field.type)) for field in SCHEMA])  # dictionaries belong to a whole part


def pack(run: int, rows: Rows) -> bytes:
    """The rows of one run, in the order of the measures, as bytes.

    Done where the run was done, as it takes longer than all else that keeping a run takes.
    """
    for row in rows:
        if row["run"] != run:
            raise ValueError(f"a row of run {run} says that it is of run {row['run']}")
    columns = _array(rows, pa.struct(list(_PACKED))).flatten()
    return bytes(pa.RecordBatch.from_arrays(columns, schema=_PACKED).serialize())


def _array(values: list[Any], kind: pa.DataType) -> pa.Array:
    """An array of values, field by field: several times faster than pyarrow takes nested values apart itself."""
    if pa.types.is_struct(kind):
        if strange := set().union(*values) - {field.name for field in kind}:
            raise ValueError(f"'{min(strange)}' is no column of a study")
        fields = [_array([value.get(field.name) for value in values], field.type) for field in kind]
        return pa.StructArray.from_arrays(fields, fields=list(kind))
    if pa.types.is_list(kind):
        ends = list(accumulate((len(value or ()) for value in values), initial=0))
        starts = [None if value is None else start for value, start in zip(values, ends, strict=False)]
        items = [item for value in values for item in value or ()]
        return pa.ListArray.from_arrays(pa.array([*starts, ends[-1]], pa.int32()), _array(items, kind.value_type), kind)
    return pa.array(values, kind)


def table(packed: Iterable[bytes]) -> pa.Table:
    """The rows of these runs, in this order."""
    return pa.Table.from_batches([pa.ipc.read_record_batch(pa.py_buffer(each), _PACKED) for each in packed], _PACKED)


def brief(rows: Rows) -> Rows:
    """The rows without their landings, persons and inputs."""
    return [{name: value for name, value in row.items() if name not in LISTS} for row in rows]


def part(tables: list[pa.Table]) -> bytes:
    """A parquet file of these rows, in the order of the runs: the same bytes however they came together."""
    whole = pa.concat_tables(tables).sort_by("run").combine_chunks().cast(SCHEMA)
    made = pa.BufferOutputStream()
    pq.write_table(
        whole, made, compression="zstd", compression_level=3, use_dictionary=_WORDS, write_page_checksum=True
    )
    return bytes(made.getvalue())


def read_part(path: Path, only: str | None = None) -> pa.Table:
    """The rows in a part, their checksums verified; or one column of them."""
    schema = _PACKED if only is None else pa.schema([_PACKED.field(only)])
    return pq.read_table(path, columns=schema.names, page_checksum_verification=True).cast(schema)


def _words(name: str, kind: pa.DataType) -> list[str]:
    """Parquet's names of the columns of text, which repeat themselves; numbers hardly do."""
    if pa.types.is_list(kind):
        return _words(f"{name}.list.element", kind.value_type)
    if pa.types.is_struct(kind):
        return [each for field in kind for each in _words(f"{name}.{field.name}", field.type)]
    return [name] if pa.types.is_string(_plain(kind)) else []


_WORDS = [each for field in SCHEMA for each in _words(field.name, field.type)]
