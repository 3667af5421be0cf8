"""The tables of the study file, from the models that read it, and the outcomes that a study counts."""

from __future__ import annotations

from palier.studies.definition import StudyDefinition
from palier.studies.figures import OUTCOMES
from tools import scenario


def page() -> str:
    """The outcomes, then one section for each model, the file as a whole first."""
    rows = [
        f"| `{name}` | {'probability' if each.sure else 'persons'} | {each.description} |"
        for name, each in OUTCOMES.items()
    ]
    head = ["### Outcomes", "", "| outcome | a fire has | what it is |", "|---|---|---|"]
    sections = [scenario.section(model, where) for model, where in scenario.models(StudyDefinition, "")]
    return "\n".join([*head, *rows, "", *sections])
