"""The rows of a run on their way from the process that ran it into a part of the study."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic_core import from_json, to_json

from palier.studies.columns import LISTS, SCHEMA

Row = dict[str, Any]
Rows = list[Row]
_Kind = dict[str, "_Kind | None"]  # columns, and those of the list that one holds


def _plain(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _kind(fields: Iterable[pa.Field]) -> _Kind:
    return {each.name: _kind(each.type.value_type) if pa.types.is_list(each.type) else None for each in fields}


_ROW = _kind(SCHEMA)
_PACKED = pa.schema([(field.name, _plain(field.type)) for field in SCHEMA])  # dictionaries belong to a whole part


def pack(run: int, rows: Rows) -> bytes:
    """The rows of one run, in the order of the measures, as one line of JSON: column by column, as `SCHEMA` has them.

    A list in a column is told by its length in each row, or null, and then by its own columns.
    """
    for row in rows:
        if row["run"] != run:
            raise ValueError(f"a row of run {run} says that it is of run {row['run']}")
    return to_json(_taken_apart(rows, _ROW), inf_nan_mode="constants")


def _taken_apart(values: list[Any], kind: _Kind) -> list[Any]:
    if strange := {name for value in values for name in value} - kind.keys():
        raise ValueError(f"'{min(strange)}' is no column of a study")
    columns = []
    for name, inner in kind.items():
        column = [value.get(name) for value in values]
        if inner is not None:
            column = [
                [None if each is None else len(each) for each in column],
                _taken_apart([item for each in column if each for item in each], inner),
            ]
        columns.append(column)
    return columns


def table(packed: Iterable[bytes]) -> pa.Table:
    """The rows of these runs, in this order."""
    whole = _empty(_ROW)
    for each in packed:
        _append(whole, from_json(each), _ROW)
    return pa.Table.from_arrays(
        [_array(each, field.type) for each, field in zip(whole, _PACKED, strict=True)], schema=_PACKED
    )


def _empty(kind: _Kind) -> list[Any]:
    return [[] if inner is None else [[], _empty(inner)] for inner in kind.values()]


def _append(whole: list[Any], more: list[Any], kind: _Kind) -> None:
    for column, added, inner in zip(whole, more, kind.values(), strict=True):
        if inner is None:
            column.extend(added)
        else:
            column[0].extend(added[0])
            _append(column[1], added[1], inner)


def _array(column: list[Any], kind: pa.DataType) -> pa.Array:
    if not pa.types.is_list(kind):
        return pa.array(column, kind)
    lengths, columns = column
    fields = list(kind.value_type)
    items = pa.StructArray.from_arrays(
        [_array(each, field.type) for each, field in zip(columns, fields, strict=True)], fields=fields
    )
    ends = list(accumulate((length or 0 for length in lengths), initial=0))
    starts = [None if length is None else start for length, start in zip(lengths, ends, strict=False)]
    return pa.ListArray.from_arrays(pa.array([*starts, ends[-1]], pa.int32()), items, kind)


def brief(rows: Rows) -> Rows:
    """The rows without the lists in them."""
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


def without(whole: pa.Table, runs: Iterable[int]) -> pa.Table:
    """The rows of all other runs."""
    import pyarrow.compute as pc

    return whole.filter(pc.invert(pc.is_in(whole.column("run"), pa.array(list(runs), whole.schema.field("run").type))))


def _words(name: str, kind: pa.DataType) -> list[str]:
    """Parquet's names of the columns of text, which repeat themselves; numbers hardly do."""
    if pa.types.is_list(kind):
        return _words(f"{name}.list.element", kind.value_type)
    if pa.types.is_struct(kind):
        return [each for field in kind for each in _words(f"{name}.{field.name}", field.type)]
    return [name] if pa.types.is_string(_plain(kind)) else []


_WORDS = [each for field in SCHEMA for each in _words(field.name, field.type)]
