"""One entry of a scenario - a fire, a household, an opening - with the values that draws set in it."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any, NamedTuple

from pydantic import BaseModel, TypeAdapter

from palier.scenario.scenario import Scenario
from palier.study.targets import Keys

KEPT = 5000  # forms of an entry that are kept for another run

Choice = tuple[int, Keys, Any]  # a number of its own among those of its entry, where it goes, the value
Number = tuple[Keys, Any]  # where it goes, the value with its unit


class Entry:
    """An entry, written anew with other values and validated.

    What is chosen among few values comes up again and again: the forms that these give are kept. A number never does;
    it is validated as its field is, and put into a copy of the form.

    Parameters
    ----------
    scenario : Scenario
    data : dict
        The scenario, plain.
    at : tuple
        Where it stands.
    """

    def __init__(self, scenario: Scenario, data: dict[str, Any], at: Keys) -> None:
        self.at = at
        self._known = inside(scenario, at)
        self._owner = inside(scenario, at[:-1])
        self._data = inside(data, at)
        self._forms: dict[tuple[int, ...], Any] = {}

    def alone(self, rest: Keys) -> bool:
        """Whether a value there can be set by itself: nothing else of the entry has a say in what it may be."""
        return (
            len(rest) == 1
            and isinstance(self._known, BaseModel)
            and _stands_alone(type(self._known), str(rest[0])) is not None
        )

    def with_(self, choices: list[Choice], numbers: list[Number]) -> Any:
        """The entry with choices, and with numbers that stand alone. Raises ValidationError."""
        key = tuple([choice[0] for choice in choices])
        form = self._forms.get(key)
        if form is None:
            if len(self._forms) >= KEPT:
                self._forms.clear()
            form = self._forms[key] = self.anew([(rest, value) for _, rest, value in choices]) if key else self._known
        if not numbers:
            return form
        kind: type[BaseModel] = type(form)
        update = {}
        for rest, value in numbers:
            name = str(rest[0])
            adapter = _stands_alone(kind, name)
            assert adapter is not None
            update[name] = adapter.validate_python(value)
        return form.model_copy(update=update)

    def anew(self, values: list[Number]) -> Any:
        """The entry with values set one after the other, all of it validated. Raises ValidationError."""
        deep = any(len(rest) > 1 for rest, _ in values)
        data = copy.deepcopy(self._data) if deep else copy.copy(self._data)
        for rest, given in values:
            value = copy.deepcopy(given) if deep else given  # what comes after may be set in it
            if not rest:
                data = value
                continue
            here = data
            for key in rest[:-1]:
                here = here[key]
            here[rest[-1]] = value
        if isinstance(self._known, BaseModel):
            return type(self._known).model_validate(data)
        field = type(self._owner).model_fields[str(self.at[-1])]
        return TypeAdapter(field.rebuild_annotation()).validate_python(data)


class Drawn(NamedTuple):
    """What a run sets in an entry."""

    choices: list[Choice]
    numbers: list[Number]


@cache
def _stands_alone(kind: type[BaseModel], name: str) -> TypeAdapter[Any] | None:
    """What validates a field by itself; nothing if the model looks at its fields together, or before their types do."""
    rules = kind.__pydantic_decorators__
    own = [each for each in rules.field_validators.values() if {name, "*"} & set(each.info.fields)]
    if rules.model_validators or rules.root_validators or rules.validators or own or name not in kind.model_fields:
        return None
    return TypeAdapter(kind.model_fields[name].rebuild_annotation())


def inside(here: Any, keys: Keys) -> Any:
    """What stands at the end of a way through models, mappings and lists."""
    for key in keys:
        here = getattr(here, str(key)) if isinstance(here, BaseModel) else here[key]
    return here
