"""Keeps the compiled kernels in step with their sources.

Numba keeps compiled functions on disk and compiles one again when the file it stands in has
changed, but not when a function that it calls, in another file, has. An edited formula would then
go unheard. Before any kernel is loaded, the compiled code of every module whose source, or the
source of anything it imports, has changed since the last time is therefore thrown away.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import hashlib
import json
import os
from pathlib import Path

KERNELS = ("engine", "physics", "plan", "formats/cfast")  # folders of the package that hold compiled functions
LOOP = ("drive", "smoke_step", "things_step", "write_down")  # kernels of `engine/march`
OF_PEOPLE = "people_step_by_step"  # and the one that is compiled once there are people
STAMP = "palier-kernels.json"
# How kernels are compiled and, by what that imports, read what they are given; all follow from it without importing it.
READING = "engine/compiled"


def forget_stale(package: Path) -> list[str]:
    """Throw away compiled code that no longer follows from the sources; returns the modules concerned.

    package : folder of palier. Does nothing where the folder cannot be written: what nobody can
    change does not become stale.
    """
    given = os.environ.get("NUMBA_CACHE_DIR")
    stamp = (Path(given) if given else package / "__pycache__") / STAMP
    files = {f"{folder}/{path.stem}": path for folder in KERNELS for path in sorted((package / folder).glob("*.py"))}
    seen = {name: [path.stat().st_mtime_ns, path.stat().st_size] for name, path in files.items()}
    before = _read(stamp)
    if before.get("seen") == seen:
        return []
    digests = _digests(files)
    known = before.get("digests", {})
    stale = [name for name, digest in digests.items() if known.get(name) != digest]
    with contextlib.suppress(OSError):
        for name in stale:
            _forget(name, package, given)
        stamp.parent.mkdir(parents=True, exist_ok=True)
        new = stamp.with_suffix(f".{os.getpid()}")
        new.write_text(json.dumps({"seen": seen, "digests": digests}), encoding="utf-8")
        new.replace(stamp)
    return stale


def is_compiled(place: Path, inhabited: bool = True) -> bool:
    """Whether the compiled loop lies in a folder of compiled code, or in one below it; also the part for people?"""
    kernels = (*LOOP, OF_PEOPLE) if inhabited else LOOP
    return all(any(place.rglob(f"march.{kernel}-*.nbi")) for kernel in kernels)


def kept_in() -> Path:
    """The folder that compiled code is kept in, or in one below it, where palier can write it."""
    given = os.environ.get("NUMBA_CACHE_DIR")
    return Path(given) if given else Path(__file__).parent / "engine"


def _read(stamp: Path) -> dict[str, dict[str, object]]:
    try:
        found = json.loads(stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _digests(files: dict[str, Path]) -> dict[str, str]:
    """For each module a digest of its code and of that of all that it imports, directly or not."""
    trees = {name: ast.parse(path.read_bytes()) for name, path in files.items()}
    imports = {name: _imports(tree) & files.keys() for name, tree in trees.items()}
    meanings = {name: _meaning(tree) for name, tree in trees.items()}
    digests = {}
    for name in files:
        reached = {name, READING} & files.keys()
        waiting = sorted(reached)
        while waiting:
            new = imports[waiting.pop()] - reached
            reached |= new
            waiting += new
        whole = hashlib.sha256()
        for each in sorted(reached):
            whole.update(meanings[each])
        digests[name] = whole.hexdigest()
    return digests


def _meaning(tree: ast.Module) -> bytes:
    """A source without comments, layout and docstrings, which compile to nothing."""
    stripped = copy.deepcopy(tree)
    for node in ast.walk(stripped):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
    return ast.dump(stripped).encode()


def _imports(tree: ast.Module) -> set[str]:
    """Modules of the kernels' folders that a source names, as `engine/zones`."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("palier."):
            inside = (node.module or "").removeprefix("palier.").replace(".", "/")
            names |= {inside, *(f"{inside}/{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            names |= {alias.name.removeprefix("palier.").replace(".", "/") for alias in node.names}
    return names


def _forget(name: str, package: Path, cache: str | None) -> None:
    folder, _, module = name.rpartition("/")
    places = Path(cache).glob(f"{Path(folder).name}_*") if cache else [package / folder / "__pycache__"]
    for place in places:
        for index in place.glob(f"{module}.*.nbi"):
            index.unlink(missing_ok=True)
