"""Where the numbers of a study come from: each variable, how it is drawn, and its source or reason."""

from __future__ import annotations

from typing import Any

from palier.report.drawn import drawn_words
from palier.scenario.document import loads
from palier.scenario.scenario import Note
from palier.studies.dwelling import dwelling, ready_made
from palier.studies.study import Study
from palier.studies.targets import with_rooms
from palier.studies.variables import Variable


def variables(study: Study) -> list[dict[str, Any]]:
    """Every variable of a study, those of its measures behind them, and then what else its file says of its values."""
    told = study.definition
    found = []
    made = _ready_made(study)
    for name, each in told.vary.items():
        notes = _notes(told.notes, f"vary.{name}")
        if not notes and made.get(name) == each:
            notes = [ready_made().note(name)]
        found.append(_row(name, each, notes))
    for key, measure in told.measures.items():
        for name, each in measure.vary.items():
            found.append(_row(f"{name} ({key})", each, _notes(told.notes, f"measures.{key}.vary.{name}")))
    said = [note for note in told.notes if not note.path.startswith("vary.") and ".vary." not in note.path]
    return found + [
        {"name": note.path, "drawn": note.value, "status": note.status, "source": _origin([note])} for note in said
    ]


def _ready_made(study: Study) -> dict[str, Variable]:
    """The variables of the ready-made set, as they are for this building; none if the study does not use it."""
    told = study.definition
    if not told.dwelling:
        return {}
    base, made = dwelling(loads(study.texts[told.scenario], told.scenario), told.dwelling is True)
    return {name: with_rooms(each, base) for name, each in made.items()}


def _notes(notes: tuple[Note, ...], path: str) -> list[Note]:
    return [note for note in notes if note.path == path or note.path.startswith(f"{path}.")]


def _row(name: str, variable: Variable, notes: list[Note]) -> dict[str, Any]:
    return {
        "name": name,
        "drawn": drawn_words(variable),
        "status": notes[0].status if notes else "",
        "source": _origin(notes) or "the study file says no source",
    }


def _origin(notes: list[Note]) -> str:
    """The source, and what of it is assumed."""
    said = [note.source for note in notes if note.source]
    said += [f"{'Assumed: ' if note.source else ''}{note.reason}" for note in notes if note.reason]
    return ". ".join(said)
