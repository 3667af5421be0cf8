"""What makes two studies the same one: only such results may stand in one directory."""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib import metadata
from importlib.metadata import version as version_of
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from palier.studies.definition import StudyDefinition

FORMAT = 2  # of a study's directory
DECIDING = ("physics", "scenario", "engine", "result", "simulate.py", "studies")  # sources that results follow from
AFTERWARDS = {  # what keeps results and sums them up
    *(
        "cluster",
        "conduct",
        "decides",
        "drawn_for_each",
        "estimates",
        "figures",
        "identity",
        "journal",
        "replay",
        "rows",
        "runner",
    ),
    *("sensitivity", "store", "summary", "views", "who"),
}


class StudyError(ValueError):
    """Something about a study, or the directory it is kept in, that its user can put right."""


@dataclass(frozen=True)
class Identity:
    """All that decides the results of a study."""

    palier: str  # its version
    sources: str  # digest of the sources that results follow from
    libraries: dict[str, str]  # versions of those that draw and compute
    seed: int
    sampling: str
    asked: int  # runs that the study asks for
    runs: int  # runs that it has: of Saltelli's design fewer, so that it is whole
    measures: dict[str, str]  # digest of each, in their order, `as it is` first
    variables: dict[str, str]  # digest of each
    files: dict[str, str]  # digest of each text
    format: int = FORMAT

    def changed(self, files: Mapping[str, str]) -> str:
        """The first of the texts that is not as it was when the study began, or is missing; empty if all are."""
        there = {name: _digest(text) for name, text in files.items()}
        return next((name for name, digest in self.files.items() if there.get(name) != digest), "")


def identify(definition: StudyDefinition, runs: int, files: Mapping[str, str]) -> Identity:
    """The identity of a study.

    Parameters
    ----------
    definition : StudyDefinition
        With the seed that is to be used, and the number of runs that is asked for.
    runs : int
        How many the study has.
    files : mapping of str
        The texts of the study and its scenarios by the names they have in the study's directory.
    """
    from palier.studies.definition import AS_IS

    return Identity(
        palier=version(),
        sources=sources_digest(),
        libraries=libraries(),
        seed=definition.seed,
        sampling=definition.sampling,
        asked=definition.runs,
        runs=runs,
        measures={AS_IS: ""} | {name: _digest(each.model_dump_json()) for name, each in definition.measures.items()},
        variables={name: _digest(each.model_dump_json()) for name, each in definition.vary.items()},
        files={name: _digest(text) for name, text in files.items()},
    )


def version() -> str:
    """The version of palier, as `palier.__version__` has it."""
    try:
        return metadata.version("palier")
    except metadata.PackageNotFoundError:  # run from a source tree that is not installed
        return "0+unknown"


@cache
def sources_digest() -> str:
    """Digest of the sources of palier that results follow from; not of those that keep or sum them up."""
    package = Path(__file__).parents[1]
    whole = hashlib.sha256()
    for part in DECIDING:
        place = package / part
        for path in [place] if place.is_file() else sorted(each for each in place.rglob("*") if each.is_file()):
            if "__pycache__" not in path.parts and not (part == "studies" and path.stem in AFTERWARDS):
                whole.update(f"{path.relative_to(package).as_posix()}\n".encode())
                whole.update(path.read_bytes())
    return whole.hexdigest()


@cache
def libraries() -> dict[str, str]:
    """Versions of the libraries by which fires are drawn and computed."""
    return {name: version_of(name) for name in ("numpy", "numba", "scipy", "SALib")}


def processor() -> str:
    """The kind of processor that kernels are compiled for here, and the C library: others may round otherwise.

    Empty where none has been compiled or loaded yet.
    """
    return _processor() if "numba" in sys.modules else ""


@cache
def _processor() -> str:
    from numba.core.registry import cpu_target

    library = " ".join(platform.libc_ver()).strip() or platform.platform(terse=True)
    return f"{cpu_target.target_context.codegen().magic_tuple()[1]}, {library}"


def to_text(identity: Identity) -> str:
    """What `study.json` holds."""
    return json.dumps(asdict(identity) | {"digest": _digest_of(identity)}, indent=1, ensure_ascii=False) + "\n"


def from_text(text: str, path: Path) -> Identity:
    """The identity in a `study.json`."""
    try:
        said = json.loads(text)
        if said["format"] != FORMAT:
            raise StudyError(
                f"{path.parent} is kept in format {said['format']} and this palier, {version()}, knows "
                f"format {FORMAT}: use palier {said['palier']} for it"
            )
        if not isinstance(said["runs"], int) or not isinstance(said["asked"], int):
            raise TypeError("runs are whole numbers")
        digest = said.pop("digest")
        identity = Identity(**said)
        if digest != _digest_of(identity):
            raise StudyError(
                f"{path} is not as palier wrote it: what the runs were drawn by is settled when a study begins. Put it "
                "back as it was; for another seed or other runs begin in another directory"
            )
        return identity
    except StudyError:
        raise
    except (TypeError, KeyError, ValueError) as error:
        raise StudyError(f"{path} is damaged: put a copy of it back, or begin in another directory") from error


def check_same(directory: Path, there: Identity, here: Identity) -> None:
    """Raise StudyError if the results of one study must not stand among those of the other."""
    if (there.palier, there.sources) != (here.palier, here.sources):
        raise StudyError(
            f"{directory} was begun by palier {there.palier} with sources {there.sources[:8]}, and this is palier "
            f"{here.palier} with sources {here.sources[:8]}: `palier summary {directory}` can read it, but its runs "
            "cannot go on; choose another directory"
        )
    if there.libraries != here.libraries:
        told = ", ".join(f"{name} {told}" for name, told in there.libraries.items() if here.libraries.get(name) != told)
        raise StudyError(
            f"{directory} was begun with {told}, and here there are other versions, with which the same run may be "
            f"another fire: `palier summary {directory}` can read it; to go on install those"
        )
    if different := list(_differences(there, here)):
        more = f"; and {len(different) - 3} more" if len(different) > 3 else ""
        raise StudyError(f"{directory} holds another study: {'; '.join(different[:3])}{more}. Choose another directory")


def _differences(there: Identity, here: Identity) -> Iterator[str]:
    found = False
    for word in ("seed", "sampling", "runs"):
        was, now = getattr(there, word), getattr(here, word)
        if was != now:
            found = True
            if word == "runs":
                yield f"its number of runs is {was}, not {now}" + (
                    " (--resume --runs can make it more)" if now > was else ""
                )
            else:
                yield f"its {word} is {was}, not {now}"
    for word in ("variable", "measure"):
        for difference in _compared(word, getattr(there, f"{word}s"), getattr(here, f"{word}s")):
            found = True
            yield difference
    if not found:
        yield from _compared("text of", there.files, here.files)


def _compared(word: str, there: dict[str, str], here: dict[str, str]) -> Iterator[str]:
    for name in {**there, **here}:
        if name not in here:
            yield f"its {word} '{name}' is not in this one"
        elif name not in there:
            yield f"it has no {word} '{name}'"
        elif there[name] != here[name]:
            yield f"its {word} '{name}' is not the same"
    if word == "measure" and there.keys() == here.keys() and list(there) != list(here):
        yield "its measures stand in another order"


def _digest_of(identity: Identity) -> str:
    return _digest(json.dumps(asdict(identity), sort_keys=True))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
