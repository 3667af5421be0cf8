"""Keeping a run in a directory: whole or not at all, and the same bytes for the same run."""

from __future__ import annotations

import hashlib
import json
import math
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, WithJsonSchema

from palier.scenario.scenario import Scenario

FILES = ("report.html", "events.csv", "people.csv", "zones.nc", "summary.json", "scenario.yaml")


class RunExists(FileExistsError):
    """The directory already holds a run, or something that is not one."""


def write_whole(directory: Path, write: Callable[[Path], None], force: bool, owned: tuple[str, ...] = FILES) -> None:
    """Let `write` fill a temporary sibling and rename it to `directory`.

    Refuses a directory that holds a run unless `force`, and one that holds anything not `owned` always.
    """
    directory = directory.absolute()
    present = {p.name for p in directory.iterdir()} if directory.exists() else set()
    strange = sorted(present - set(owned))
    if strange:
        raise RunExists(f"{directory} holds {strange[0]}, which is not part of a run: choose another directory")
    if present and not force:
        raise RunExists(f"{directory} already holds a run: choose another directory, or --force to replace it")
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
    """JSON with sorted keys; not-a-number is refused."""
    return json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"


def _needs_unit(annotation: Any, metadata: tuple[Any, ...]) -> bool:
    """Whether a bare number is refused for a field: temperatures."""
    if any(isinstance(m, WithJsonSchema) and (m.mode is None) and "'K'" in str(m.json_schema) for m in metadata):
        return True
    return any(_needs_unit(a, tuple(getattr(a, "__metadata__", ()))) for a in get_args(annotation))


def described(value: Any, kelvin: bool = False) -> Any:
    """A scenario, or part of one, as plain data that reads back to the same thing; defaults left out."""
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        return {
            name: described(getattr(value, name), _needs_unit(fields[name].annotation, tuple(fields[name].metadata)))
            for name in sorted(value.model_fields_set)
            if name != "source_text"
        }
    if isinstance(value, dict):
        return {str(k): described(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [described(v) for v in value]
    if isinstance(value, float) and kelvin:
        return f"{value!r} K"
    if isinstance(value, float) and math.isinf(value):
        return "inf"
    return value


def scenario_json(scenario: Scenario) -> str:
    """The scenario as the engine saw it, templates and variants worked in."""
    return json.dumps(described(scenario), ensure_ascii=False, allow_nan=False)


def input_hash(scenario: Scenario) -> str:
    """SHA-256 of the scenario as the engine saw it, defaults spelt out."""
    text = json.dumps(scenario.model_dump(mode="python", exclude={"source_text"}), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
