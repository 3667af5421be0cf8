"""One entry of a scenario - a fire, a household, an opening - with the values that draws set in it."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any, NamedTuple

from pydantic import BaseModel, TypeAdapter, ValidationError

from palier.scenario.messages import faults_of, owner
from palier.scenario.problems import nearest
from palier.scenario.scenario import Scenario
from palier.studies.fields import in_si, looks_at, renewed, stands_alone, validator
from palier.studies.targets import Keys
from palier.studies.variables import written

KEPT = 50  # forms of an entry that are kept for another run; of more, as of a household, few come up again

NUMBER = -1  # in place of the number of a choice: a value that does not come up again


class Number(NamedTuple):
    """A number that was drawn."""

    number: float
    unit: str


Choice = tuple[int, Keys, Any]  # a number that no other choice has, where the value goes, the value


class Entry:
    """An entry, written anew with other values and validated.

    A value in whose field nothing else of the entry has a say is validated once, if it is chosen among few, and put
    into a copy of the entry. Forms of an entry that come up again are kept.

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
        self.tangled = False  # a number in it must be validated with the rest, or after what is set around it
        self._looks_at = looks_at(type(self._known)) if isinstance(self._known, BaseModel) else ()
        self._forms: dict[tuple[int, ...], Any] = {}
        self._values: dict[int, Any] = {}
        self._alone = cache(self.alone)

    def alone(self, rest: Keys) -> bool:
        """Whether a value there can be set by itself: nothing else of the entry has a say in what it may be."""
        return len(rest) == 1 and isinstance(self._known, BaseModel) and stands_alone(type(self._known), str(rest[0]))

    def as_(self, other: Entry) -> bool:
        """Whether another building has the same here, so that the same draws make the same of it."""
        return bool(self._known == other._known and self._data == other._data)

    def refusal(self, error: ValidationError, rest: Keys, value: Any, unit: str) -> str:
        """Why it does not take a value there, with limits in that unit."""
        was = inside(self._data, rest)
        if isinstance(was, dict) and not isinstance(value, dict):
            return f"is not one value but several: write behind it which. {nearest('', was, 'There are')}"
        if isinstance(self._known, BaseModel):
            data = copy.deepcopy({"": self._data})  # so that the whole entry can be set, too
            way = ("", *rest)
            inside(data, way[:-1])[way[-1]] = value
            fault = faults_of(error, data[""], type(self._known), self.at, unit)[0]
        else:
            fault = faults_of(error, value, Scenario, self.at, unit)[0]
        whose = f"{owner(fault.path)}{fault.path[-1]}: "
        said = fault.message.removeprefix(whose).removeprefix(owner(fault.path))
        return said.rpartition(" is out of range: it ")[2]

    def with_(self, chosen: list[Choice]) -> Any:
        """The entry with these values. Raises ValidationError."""
        if self.tangled:
            return self.anew([(rest, _text(value)) for _, rest, value in chosen])
        key = chosen[0][:1] if len(chosen) == 1 else tuple([number for number, _, _ in chosen])
        form = self._forms.get(key)
        if form is None:
            form = self._form([each for each in chosen if each[0] != NUMBER])
            if len(self._forms) < KEPT:
                self._forms[key] = form
        if NUMBER not in key:
            return form
        if self._looks_at and self._is_changed(plain := [(rest, _text(value)) for _, rest, value in chosen]):
            return self.anew(plain)
        return renewed(
            form,
            {str(rest[0]): self._number(str(rest[0]), value) for number, rest, value in chosen if number == NUMBER},
        )

    def _form(self, choices: list[Choice]) -> Any:
        if not choices:
            return self._known
        values = [(rest, value) for _, rest, value in choices]
        if not all(map(self._alone, (rest for rest, _ in values))) or self._is_changed(values):
            return self.anew(values)
        update = {}
        for number, rest, value in choices:
            name = str(rest[0])
            if number not in self._values:
                self._values[number] = getattr(self.anew([(rest, value)]), name)
            update[name] = self._values[number]
        return renewed(self._known, update)

    def _is_changed(self, values: list[tuple[Keys, Any]]) -> bool:
        """Whether a rule of the model that looks at what it is given makes something else of it. Raises ValueError."""
        if not self._looks_at:
            return False
        given = {**self._data, **{str(rest[0]): value for rest, value in values}}
        return any(look(given) is not given for look in self._looks_at)

    def _number(self, name: str, number: Number) -> Any:
        kind: type[BaseModel] = type(self._known)
        turned = in_si(kind, name, number.unit)
        value = None if turned is None else turned(number.number)
        if value is not None:
            return value
        adapter, text = validator(kind, name), _text(number)
        return getattr(self.anew([((name,), text)]), name) if adapter is None else adapter.validate_python(text)

    def anew(self, values: list[tuple[Keys, Any]]) -> Any:
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


def inside(here: Any, keys: Keys) -> Any:
    """What stands at the end of a way through models, mappings and lists."""
    for key in keys:
        here = getattr(here, str(key)) if isinstance(here, BaseModel) else here[key]
    return here


def _text(value: Any) -> Any:
    """A number that was drawn as a scenario takes it."""
    return written(*value) if isinstance(value, Number) else value
