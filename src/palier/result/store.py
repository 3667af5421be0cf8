"""Keeping a run in a directory: whole or not at all, and the same bytes for the same run."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Collection
from pathlib import Path

from palier.scenario.scenario import Scenario
from palier.scenario.variants import plain

TEMPORARY = ".palier-"  # what the names of directories in the making begin with
FILES = ("report.html", "events.csv", "people.csv", "decisions.csv", "zones.nc", "summary.json", "scenario.yaml")


class RunExists(FileExistsError):
    """The directory already holds a run, or something that is not one."""


def check_free(directory: str | Path, force: bool = False, owned: Collection[str] = FILES) -> None:
    """Raise RunExists if a run cannot be written to `directory`; worth asking before a long run.

    A directory that holds a run is refused unless `force`; one that holds anything not `owned` always,
    and so is one with a folder that holds anything but a run. What a killed run left is passed over.
    """
    directory = Path(directory)
    if directory.exists() and not directory.is_dir():
        raise RunExists(f"{directory} is a file: choose another directory")
    present = _entries(directory) if directory.exists() else []
    strange = sorted(each.name for each in present if each.name not in owned)
    for folder in (each for each in present if each.is_dir()):
        strange += sorted(f"{folder.name}/{each.name}" for each in _entries(folder) if each.name not in FILES)
    if strange:
        raise RunExists(f"{directory} holds {strange[0]}, which palier did not write: choose another directory")
    if present and not force:
        raise RunExists(f"{directory} already holds a run: choose another directory, or --force to replace it")


def write_whole(directory: Path, write: Callable[[Path], None], force: bool, owned: Collection[str] = FILES) -> None:
    """Let `write` fill a temporary directory, then put that in the place of `directory`, or its contents into it.

    A directory that is there stays the same one, as it may be a mount, a link or where the user stands.
    Refuses what `check_free` refuses.
    """
    directory = directory.absolute()
    check_free(directory, force, owned)
    is_there = directory.exists()
    missing = [each for each in directory.parents if not each.exists()]
    directory.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=TEMPORARY, dir=directory if is_there else directory.parent))
    try:
        write(made)
        if is_there:
            _exchange(directory, made, _entries(directory))
        else:
            made.chmod(0o777 & ~_umask())
            made.rename(directory)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        _remove_empty(missing)
        raise
    if is_there:
        shutil.rmtree(made, ignore_errors=True)


def _remove_empty(directories: list[Path]) -> None:
    """Take back directories that were made, the innermost first."""
    with contextlib.suppress(OSError):
        for each in directories:
            each.rmdir()


def check_names_free(directory: str | Path, names: Collection[str], force: bool = False) -> None:
    """Raise RunExists if files of these names cannot be added to `directory`; what else it holds does not matter."""
    directory = Path(directory)
    if directory.exists() and not directory.is_dir():
        raise RunExists(f"{directory} is a file: choose another directory")
    present = [name for name in names if (directory / name).exists()]
    folders = [name for name in present if (directory / name).is_dir()]
    if folders:
        raise RunExists(f"{directory / folders[0]} is a directory: choose another directory")
    if present and not force:
        raise RunExists(f"{directory} already holds {present[0]}: choose another directory, or --force to replace it")


def write_among(directory: Path, write: Callable[[Path], None], names: Collection[str], force: bool) -> None:
    """Let `write` make files of these names, all of them or none, in a directory that may hold others.

    Refuses what `check_names_free` refuses.
    """
    directory = directory.absolute()
    check_names_free(directory, names, force)
    missing = [each for each in (directory, *directory.parents) if not each.exists()]
    directory.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=TEMPORARY, dir=directory))
    try:
        write(made)
        _exchange(directory, made, [directory / name for name in names if (directory / name).exists()])
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        _remove_empty(missing)
        raise
    shutil.rmtree(made, ignore_errors=True)


def _exchange(directory: Path, made: Path, before: list[Path]) -> None:
    """Put what was made in the place of what was there `before`; undone if that fails halfway."""
    new = list(made.iterdir())
    retired = Path(tempfile.mkdtemp(prefix=TEMPORARY, dir=directory))
    try:
        for each in before:
            each.rename(retired / each.name)
        for each in new:
            each.rename(directory / each.name)
    except BaseException:
        for each in new:
            if (directory / each.name).exists() and not each.exists():
                (directory / each.name).rename(each)
        for each in list(retired.iterdir()):
            each.rename(directory / each.name)
        retired.rmdir()
        raise
    shutil.rmtree(retired, ignore_errors=True)


def _entries(directory: Path) -> list[Path]:
    return [each for each in directory.iterdir() if not each.name.startswith(TEMPORARY)]


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def to_json(value: object) -> str:
    """JSON in the order given; not-a-number is refused."""
    return json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def scenario_json(scenario: Scenario) -> str:
    """The scenario as the engine saw it, templates and variants worked in."""
    data = plain(scenario)
    data.pop("source_text", None)
    return json.dumps(data, ensure_ascii=False, allow_nan=True)


def input_hash(scenario: Scenario) -> str:
    """SHA-256 of the scenario as the engine saw it, defaults spelt out."""
    return hashlib.sha256(scenario_json(scenario).encode()).hexdigest()
