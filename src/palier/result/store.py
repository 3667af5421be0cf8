"""Keeping a run in a directory: whole or not at all, and the same bytes for the same run."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Collection
from pathlib import Path

from palier.scenario.scenario import Scenario
from palier.scenario.variants import plain

FILES = ("report.html", "events.csv", "people.csv", "zones.nc", "summary.json", "scenario.yaml")


class RunExists(FileExistsError):
    """The directory already holds a run, or something that is not one."""


def check_free(directory: str | Path, force: bool = False, owned: Collection[str] = FILES) -> None:
    """Raise RunExists if a run cannot be written to `directory`; worth asking before a long run.

    A directory that holds a run is refused unless `force`; one that holds anything not `owned` always.
    """
    directory = Path(directory)
    if directory.exists() and not directory.is_dir():
        raise RunExists(f"{directory} is a file: choose another directory")
    present = {p.name for p in directory.iterdir()} if directory.exists() else set()
    strange = sorted(present - set(owned))
    if strange:
        raise RunExists(f"{directory} holds {strange[0]}, which is not part of a run: choose another directory")
    if present and not force:
        raise RunExists(f"{directory} already holds a run: choose another directory, or --force to replace it")


def write_whole(directory: Path, write: Callable[[Path], None], force: bool, owned: Collection[str] = FILES) -> None:
    """Let `write` fill a temporary sibling and rename it to `directory`.

    Refuses what `check_free` refuses.
    """
    directory = directory.absolute()
    check_free(directory, force, owned)
    directory.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{directory.name}-", dir=directory.parent))
    try:
        write(made)
        made.chmod(0o777 & ~_umask())
        if directory.exists():
            retired = Path(tempfile.mkdtemp(prefix=f".{directory.name}-old-", dir=directory.parent))
            directory.rename(retired / "run")
            made.rename(directory)
            shutil.rmtree(retired)
        else:
            made.rename(directory)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise


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
