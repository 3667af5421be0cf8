"""Beginning a study in a directory, going on with it, and reading what it came to."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from palier.scenario.problems import ScenarioError
from palier.studies import LIBRARIES
from palier.studies.definition import StudyDefinition
from palier.studies.identity import Identity, StudyError, identify, libraries, processor, sources_digest
from palier.studies.rows import Rows
from palier.studies.runner import DIED, Local, Pool, run_study
from palier.studies.store import BLOCK, LENGTHENED, Store, forget
from palier.studies.study import Study, load_study, study_from
from palier.studies.summary import Summary

STUDY_FILE = "study.yaml"  # as a study's directory keeps it; read under an empty name
SCENARIOS = "scenarios"

Told = Callable[[int, Rows, int], None]


class Conducted(NamedTuple):
    """A study with the directory that it is kept in."""

    study: Study
    store: Store


class Work:
    """The runs of a study, for other processes: they make it ready themselves, when the first run comes."""

    def __init__(self, directory: Path, files: dict[str, str], changes: dict[str, Any]) -> None:
        self._directory = str(directory)
        self._files = files
        self._changes = changes
        self._study: Study | None = None

    def __call__(self, run: int) -> Rows:
        """The rows of a run."""
        if self._study is None:
            read = lambda named: self._files[kept_as(named)]  # noqa: E731
            self._study = study_from(STUDY_FILE, read, begun=True, **self._changes)
        return self._study.rows(run)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_study": None}


def kept_as(named: str) -> str:
    """The name under which a study's directory keeps a file that the study names."""
    if not named:
        return STUDY_FILE
    return f"{SCENARIOS}/{hashlib.sha256(named.encode()).hexdigest()[:8]}-{Path(named).name}"


def begin(file: str | Path, directory: str | Path, runs: int | None = None, seed: int | None = None) -> Conducted:
    """Begin a study.

    Parameters
    ----------
    file : str or Path
        The study file.
    directory : str or Path
        New or empty.
    runs, seed : int, optional
        In place of the file's.

    Raises
    ------
    ScenarioError
        With everything that is wrong with the file and those that it names.
    StudyError
        If the directory cannot take the study.
    """
    study = load_study(file, **_given(runs=runs, seed=seed))
    files = _texts(study)
    identity = identify(study.definition, study.points.runs, files)
    return Conducted(study, Store.create(directory, identity, files))


def resume(directory: str | Path, runs: int | None = None) -> Conducted:
    """Go on with the study that a directory holds, with more runs if so many are given; errors as of `begin`."""
    directory = Path(directory)
    with Store.open(directory) as store:
        kept = store.identity
    if runs is not None and runs < kept.asked:
        raise StudyError(
            f"the study of {directory} has {kept.asked} runs, and a study that has begun can only be made longer: give "
            f"more than that, or leave 'runs' away to do those that are left"
        )
    if runs is not None and runs > kept.asked and kept.sampling not in LENGTHENED:
        raise StudyError(
            f"the study of {directory} has {kept.asked} runs by {kept.sampling}, which all move if there are more: "
            f"begin one of {runs} runs in another directory, or leave 'runs' away to do those that are left"
        )
    study = _kept(directory, kept, {"seed": kept.seed, "runs": kept.asked, **_given(runs=runs)})
    files = _files(directory)
    return Conducted(study, Store.resume(directory, identify(study.definition, study.points.runs, files)))


def conduct(conducted: Conducted, pool: Pool | None = None, told: Told | None = None) -> bool:
    """Do the runs that are left, then close the directory; returns whether it stopped early, with enough known.

    Runs whose process died are done again where a study goes on, as there may be more memory now. A study that is new
    and cannot do its first run leaves nothing behind.

    Parameters
    ----------
    conducted : Conducted
        As `begin` or `resume` returned it.
    pool : Pool, optional
        Default all cores of this machine.
    told : callable, optional
        Called for each run with its number, its rows without their lists, and how many runs are done.
    """
    study, store = conducted
    changes = {"seed": study.definition.seed, "runs": study.definition.runs}
    work = Work(store.directory, _files(store.directory), changes)
    enough = None if study.definition.stop is None else lambda blocks: _enough(store, study.definition, blocks)
    try:
        with store:
            if not store.is_new:
                store.drop(store.ended_by(DIED))
            return run_study(store, work, pool or Local(), study.lost, told, enough)
    except StudyError:
        if store.is_new and not len(store):
            forget(store.directory)
        raise


def summary(directory: str | Path) -> Summary:
    """What a study has come to so far, also while it runs.

    Raises
    ------
    StudyError
        If the directory holds no study.
    """
    directory = Path(directory)
    with Store.open(directory) as store:
        kept = store.identity
        study = _kept(directory, kept, {"seed": kept.seed, "runs": kept.asked})
        made = Summary(store.connection(), study.definition)
    if empty := made.empty_strata:
        raise StudyError(
            f"{directory}: no run of the stratum '{empty[0]}' is done, so nothing can be said of all fires: let "
            "the study go on, or give that stratum a larger share"
        )
    return made


def read(directory: str | Path) -> Study:
    """The study that a directory holds, to do single runs of it again."""
    with Store.open(directory) as store:
        kept = store.identity
    return _kept(Path(directory), kept, {"seed": kept.seed, "runs": kept.asked})


def stored(directory: str | Path, run: int, measure: str) -> dict[str, Any] | None:
    """What is kept of a run under a measure; nothing if it was not run."""
    with Store.open(directory) as store, store.connection() as database:
        found = database.execute("select * from whole where run = ? and measure = ?", [run, measure])
        row = found.fetchone()
        names = [each[0] for each in found.description]
    return None if row is None else dict(zip(names, row, strict=True))


def computed_by(directory: str | Path, run: int) -> str:
    """A sentence about what computed a run that may be why it is not the same here."""
    with Store.open(directory) as store:
        kept, worker = store.identity, store.worker(run)
    if kept.sources != sources_digest():
        return (
            f"It was computed by palier {kept.palier} with sources {kept.sources[:8]}, and this is another, which may "
            "compute otherwise or take the fingerprint otherwise."
        )
    others = [f"{name} {told}" for name, told in kept.libraries.items() if libraries().get(name) != told]
    if others:
        return f"It was computed with {', '.join(others)}, and here there are other versions."
    if processor() not in worker:
        there = worker or "a worker that is not known"
        return (
            f"It was computed by {there}, and here is {processor()}, whose C library may round a last digit otherwise."
        )
    return "Palier, its libraries, the C library and the kind of processor are the same: please tell the authors."


def study(
    file: str | Path,
    out: str | Path,
    runs: int | None = None,
    workers: int | None = None,
    cluster: Any = None,
    told: Told | None = None,
) -> Summary:
    """Run a study, or go on with it where `out` holds it already, and sum it up.

    Parameters
    ----------
    file : str or Path
        The study file.
    out : str or Path
        The directory in which it is kept.
    runs : int, optional
        How many, in place of the file's number.
    workers : int, optional
        Processes of this machine; default one for each core.
    cluster : str or distributed.Client, optional
        A Dask cluster in place of this machine's processes.
    told : callable, optional
        Called for each run with its number, its rows without their lists, and how many runs are done.

    Returns
    -------
    Summary
        Its tables are DataFrames: `outcomes`, `effects`, `landings`, `fn`, `people`, `origin`, `worst` and more.

    Raises
    ------
    ScenarioError
        With everything that is wrong with the file and those that it names.
    StudyError
        If the directory holds another study.
    """
    for each in LIBRARIES:
        if find_spec(each) is None:
            raise StudyError(f"a study needs {each}: pip install 'palier[study]'")
    pool = pool_of(workers, cluster)
    if (Path(out) / "study.json").exists():
        with Store.open(out) as store:
            other = store.identity.changed(_texts(load_study(file, begun=True, **_given(runs=runs))))
        if other:
            named = "" if other == STUDY_FILE else f": {other.rpartition('/')[2].partition('-')[2]} is not the same"
            raise StudyError(f"{out} holds another study than {file}{named}. Choose another directory")
        conducted = resume(out, runs)
    else:
        conducted = begin(file, out, runs)
    conduct(conducted, pool, told)
    return summary(out)


def _given(**values: int | None) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _texts(study: Study) -> dict[str, str]:
    """All that a study was made from, by the names under which its directory keeps it."""
    return {kept_as(named): text for named, text in study.texts.items()}


def pool_of(workers: int | None, cluster: Any) -> Pool:
    """Where runs are done: processes of this machine, or a Dask cluster."""
    if cluster is None:
        return Local(workers)
    if workers is not None:
        raise StudyError("'workers' are processes of this machine and 'cluster' takes others in their place: give one")
    from palier.studies.cluster import Cluster

    return Cluster(cluster)


def _kept(directory: Path, kept: Identity, changes: dict[str, Any]) -> Study:
    changed = kept.changed(_files(directory))
    if changed:
        raise StudyError(
            f"{directory / changed} is not as it was when the study began: put it back; for another study begin "
            "in another directory"
        )

    def text(named: str) -> str:
        return (directory / kept_as(named)).read_text(encoding="utf-8")

    try:
        return study_from(STUDY_FILE, text, begun=True, **changes)
    except OSError as error:
        raise StudyError(f"{directory} lacks {error.filename}: copy it back from wherever it was copied to") from None
    except ScenarioError as error:
        raise StudyError(
            f"the study of {directory} cannot be read by this palier: {error}. Use the one that it was begun with"
        ) from None


def _files(directory: Path) -> dict[str, str]:
    paths = [directory / STUDY_FILE, *sorted((directory / SCENARIOS).glob("*"))]
    return {path.relative_to(directory).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def _enough(store: Store, definition: StudyDefinition, blocks: int) -> bool:
    """Whether the runs of the first blocks tell the figure that the study stops by as well as it asks for."""
    stop = definition.stop
    assert stop is not None
    if blocks * BLOCK < stop.at_least:
        return False
    with store.connection() as database:
        database.execute(f"create temp table early as select * from runs where run < {blocks * BLOCK}")
        database.execute("create temp view runs as select * from early")
        outcomes = Summary(database, definition).outcomes
    found = outcomes[(outcomes["measure"] == stop.measure) & (outcomes["outcome"] == stop.figure)]
    value, low, high = (float(found[name].iloc[0]) for name in ("value", "low", "high"))
    return value > 0.0 and high - low <= stop.width * value
