"""A study's results as tables of a database: `runs`, and one for each list that its rows hold."""

from __future__ import annotations

import glob
from pathlib import Path

import duckdb
import pyarrow as pa

from palier.studies.columns import LISTS

FILE = "study.duckdb"
_OF_RUN = "run, measure, status, weight, stratum"
_PARTS = f"'/parts/part-{5 * '[0-9]'}.parquet'"


def connect(parts: Path, others: pa.Table) -> duckdb.DuckDBPyConnection:
    """A database in memory that reads the parts, and `others` where they have no such run.

    Nothing done to it changes the study. Its view `whole` has the rows with the lists in them.
    """
    database = duckdb.connect()
    database.register("others", others)
    source = "select * from others"
    if any(parts.glob("part-*.parquet")):
        kept = f"read_parquet({_place(parts.parent)} || {_PARTS})"
        source = f"select * from {kept} union all by name {source} where run not in (select run from {kept})"
    database.execute(f"create view whole as {source}")
    _make_views(database, source)
    return database


def keep_file(directory: Path, parts: Path) -> None:
    """Make `study.duckdb`, whose views read the parts, if there is none or the directory has moved since.

    A view knows the directory by its full path, as what is not a full path would be sought where the reader stands; a
    reader of a directory that has moved may say where it is: `set variable study = 'DIR'`.
    """
    path = directory / FILE
    if not any(parts.glob("part-*.parquet")) or _reads(path, directory):
        return
    made = directory / f".{FILE}.new"
    for left in directory.glob(f"{made.name}*"):  # by a process that was killed, its write-ahead log too
        left.unlink()
    with duckdb.connect(str(made)) as database:
        _make_views(
            database, f"select * from read_parquet(coalesce(getvariable('study'), {_place(directory)}) || {_PARTS})"
        )
    made.replace(path)


def _place(directory: Path) -> str:
    """The full path of a directory, as a pattern in SQL that fits it alone."""
    return "'" + glob.escape(str(directory.resolve())).replace("'", "''") + "'"


def _make_views(database: duckdb.DuckDBPyConnection, source: str) -> None:
    database.execute(f"create view runs as select * exclude ({', '.join(LISTS)}) from ({source})")
    for name in LISTS:
        # persons have a status of their own; there are none unless `completed`
        of_run = _OF_RUN.replace(" status,", "") if name == "persons" else _OF_RUN
        database.execute(f"create view {name} as select {of_run}, unnest({name}, recursive := true) from ({source})")


def _reads(path: Path, directory: Path) -> bool:
    if not path.is_file():
        return False
    try:
        with duckdb.connect(str(path), read_only=True) as database:
            said = database.execute("select sql from duckdb_views() where view_name = 'persons'").fetchone()
    except duckdb.Error:
        return False
    return said is not None and _place(directory) in said[0]
