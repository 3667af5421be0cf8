"""What varies from fire to fire: which values of the scenario, and by what distribution."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator
from fnmatch import fnmatchcase
from itertools import accumulate
from typing import Any

from pydantic import Field, model_validator

from palier.scenario.building import Described
from palier.scenario.problems import nearest
from palier.studies.distributions import KINDS, quantile, within

Numbers = tuple[float, ...]
LONGEST = 80  # characters of a value in words


class Spread(Described):
    """How a value is spread: a distribution, or a choice."""

    uniform: Numbers | None = Field(default=None, description="From, to.")
    normal: Numbers | None = Field(default=None, description="Mean and standard deviation.")
    lognormal: Numbers | None = Field(default=None, description="Median and standard deviation of the logarithm.")
    triangular: Numbers | None = Field(default=None, description="Least, most likely, most.")
    exponential: Numbers | None = Field(default=None, description="Mean, as a list of one.")
    weibull: Numbers | None = Field(default=None, description="Scale and shape.")
    gumbel: Numbers | None = Field(default=None, description="Mean and standard deviation.")
    gamma: Numbers | None = Field(default=None, description="Mean and standard deviation.")
    beta: Numbers | None = Field(default=None, description="The two exponents; values lie between 0 and 1.")
    between: tuple[float, float] | None = Field(
        default=None, description="The distribution is cut to this interval; what is left of it fills the interval."
    )
    largest: float | None = Field(
        default=None, description="A draw above it becomes it, as a fire can cover no more than the floor there is."
    )
    choice: tuple[Any, ...] = Field(default=(), description="One of these values.")
    one_of: tuple[dict[str, Any], ...] = Field(
        default=(), description="One of these sets of values by dotted path; `{}` leaves all as it is."
    )
    rooms: dict[str, float] = Field(
        default_factory=dict,
        description="One of the rooms that these patterns match, such as `*/kitchen: 0.5`; the weight of a pattern is "
        "shared by the rooms that it matches first.",
    )
    weights: Numbers = Field(default=(), description="Of the choices; default all alike.")
    chance: float | None = Field(default=None, ge=0, le=1, description="Probability of being removed, or of `yes`.")

    @model_validator(mode="after")
    def _sound(self) -> Spread:
        kinds = self.kinds
        if len(kinds) > 1:
            raise ValueError(f"say one of {' and '.join(kinds)}, not both")
        for kind in set(kinds) & KINDS.keys():
            given, named = getattr(self, kind), KINDS[kind].parameters
            if len(given) != len(named):
                raise ValueError(f"{kind} takes {len(named)} numbers: {', '.join(named)}")
            if not all(math.isfinite(number) for number in given):
                raise ValueError(f"{kind} {list(given)}: its numbers must be finite")
            if fault := KINDS[kind].fault(*given):
                raise ValueError(f"{kind} {list(given)}: {fault}")
        options = self.choice or self.one_of
        if self.weights and len(self.weights) != len(options):
            raise ValueError(f"{len(self.weights)} weights for {len(options)} choices")
        shares = self.weights or tuple(self.rooms.values())
        if shares and not (all(0.0 <= share < math.inf for share in shares) and sum(shares) > 0.0):
            raise ValueError("weights are finite and not negative, and one at least is more than 0")
        for key in ("between", "largest"):
            if getattr(self, key) is not None and kinds and kinds[0] not in KINDS:
                raise ValueError(f"'{key}' is for a distribution of numbers, and this is a choice")
        if self.largest is not None and not math.isfinite(self.largest):
            raise ValueError("'largest' must be a finite number")
        if self.between is not None:
            self._between_is_sound(set(kinds))
        self._can_be_drawn()
        return self

    def _can_be_drawn(self) -> None:
        """Raise ValueError where numbers are so large or small that no draw comes of them."""
        if not self.numeric:
            return
        try:
            drawn = [self.value(u) for u in (1e-9, 0.5, 1.0 - 1e-9)]
        except (OverflowError, ZeroDivisionError, ValueError):
            drawn = [math.nan]
        if not all(math.isfinite(each) for each in drawn):
            raise ValueError(f"{self.kinds[0]} {list(getattr(self, self.kinds[0]))}: no numbers can be drawn from it")

    def _between_is_sound(self, kinds: set[str]) -> None:
        assert self.between is not None
        low, high = self.between
        if not -math.inf < low < high < math.inf:
            raise ValueError(f"between [{low:g}, {high:g}]: both must be finite, and the second the larger")
        for kind in kinds & KINDS.keys():
            given = getattr(self, kind)
            try:
                held = KINDS[kind].below(high, *given) - KINDS[kind].below(low, *given)
            except (OverflowError, ZeroDivisionError):
                held = 0.0
            if not held >= 1e-9:
                raise ValueError(f"between [{low:g}, {high:g}] holds nothing of {kind} {list(given)}")

    @property
    def kinds(self) -> list[str]:
        """The ways in which the value is said to be spread: one, or none."""
        told = [kind for kind in KINDS if getattr(self, kind) is not None]
        told += [key for key in ("choice", "one_of", "rooms") if getattr(self, key)]
        return told + (["chance"] if self.chance is not None else [])

    @property
    def numeric(self) -> bool:
        """Whether it is a distribution of numbers."""
        return bool(self.kinds) and self.kinds[0] in KINDS

    @property
    def options(self) -> tuple[Any, ...]:
        """The values, or sets of values, that are chosen from."""
        return (True, False) if self.chance is not None else self.choice or self.one_of

    def value(self, u: float) -> Any:
        """The value below which a part `u` lies, in (0, 1); of choices, in the order in which they are named."""
        return Ready(self).value(u)

    def place(self, u: float) -> int:
        """Which of the options `u` falls on."""
        return Ready(self).place(u)

    @property
    def shares(self) -> Numbers:
        """Weight of each option."""
        if self.chance is not None:
            return (self.chance, 1.0 - self.chance)
        return self.weights or (1.0,) * len(self.options)


class Ready:
    """A spread made ready to be drawn from many times."""

    def __init__(self, spread: Spread) -> None:
        self.numeric = spread.numeric
        self.options = spread.options
        self.one_of = bool(spread.one_of)
        self.chance = spread.chance
        self._kind = spread.kinds[0] if spread.kinds else ""
        self._given: Numbers = getattr(spread, self._kind) if self.numeric else ()
        self._between, self._largest = spread.between, spread.largest
        self._cut = within(self._kind, self._given, self._between) if self.numeric else None
        shares = () if self.numeric else spread.shares
        self._ends = list(accumulate(shares))
        self._sum = sum(shares)
        self._last = max((place for place, share in enumerate(shares) if share > 0.0), default=0)

    def value(self, u: float) -> Any:
        """As `Spread.value`."""
        if not self.numeric:
            return self.options[self.place(u)]
        drawn = quantile(self._kind, self._given, u, self._between, self._cut)
        return drawn if self._largest is None else min(drawn, self._largest)

    def place(self, u: float) -> int:
        """As `Spread.place`."""
        return min(bisect_right(self._ends, u * self._sum), self._last)

    def places(self, u: list[float]) -> list[int]:
        """As `place`, of many."""
        ends, whole, last = self._ends, self._sum, self._last
        return [min(bisect_right(ends, each * whole), last) for each in u]


class Oversample(Described):
    """Importance sampling: a tail of the distribution comes up more often, and its fires count for less each."""

    above: float | None = Field(default=None, gt=0, lt=1, description="Quantile from which the tail runs up.")
    below: float | None = Field(default=None, gt=0, lt=1, description="Quantile up to which the tail runs.")
    share: float = Field(gt=0, lt=1, description="Part of the fires that are drawn from the tail.")

    @model_validator(mode="after")
    def _one_tail(self) -> Oversample:
        if (self.above is None) == (self.below is None):
            raise ValueError("say either above or below")
        return self

    @property
    def tail(self) -> float:
        """Part of the fires that the tail has by itself."""
        return 1.0 - self.above if self.above is not None else self.below or 0.0

    def bend(self, u: float) -> tuple[float, float]:
        """Quantile that a number from (0, 1) stands for, and the weight of a fire with it."""
        tail = self.tail
        if self.above is not None:
            u = 1.0 - u
        if u < self.share:
            bent, weight = u / self.share * tail, tail / self.share
        else:
            bent = tail + (u - self.share) / (1.0 - self.share) * (1.0 - tail)
            weight = (1.0 - tail) / (1.0 - self.share)
        return (1.0 - bent if self.above is not None else bent), weight


class Variable(Spread):
    """Something that differs from fire to fire."""

    set: tuple[str, ...] = Field(
        default=(),
        description="Dotted paths that get the value; a name may be a pattern, as in a shell. Without, the value only "
        "decides others that are drawn `by` it.",
    )
    each: bool = Field(default=False, description="Every path that a pattern matches gets a draw of its own.")
    unit: str = Field(default="", description="Behind a number that is drawn.")
    remove: str | None = Field(
        default=None,
        description="Names to be removed, such as `people.flat-*`, each by itself with probability `chance`.",
    )
    by: str | None = Field(default=None, description="A variable whose value says which of the `cases` holds.")
    cases: dict[str, Spread] = Field(
        default_factory=dict,
        description="The distribution for each value of `by`; a value may be a pattern, as in a shell, such as "
        "`*/kitchen`, or `*` for all that none before it fits.",
    )
    oversample: Oversample | None = Field(default=None, description="Draw one tail more often than it comes up.")

    @model_validator(mode="before")
    @classmethod
    def _one_path(cls, value: object) -> object:
        if isinstance(value, dict) and isinstance(value.get("set"), str):
            return {**value, "set": (value["set"],)}
        return value

    @model_validator(mode="after")
    def _whole(self) -> Variable:
        if (self.by is None) != (not self.cases):
            raise ValueError("'by' and 'cases' go together")
        if self.by is not None and self.kinds:
            raise ValueError(f"'{self.kinds[0]}' belongs into each of the cases")
        if self.remove is not None and self.by is None and self.chance is None:
            raise ValueError("'remove' needs 'chance', the probability of being removed")
        spreads: list[Spread] = list(self.cases.values()) or [self]
        known = (*KINDS, "choice", "one_of", "rooms", "chance")
        for spread in spreads:
            if not spread.kinds:
                raise ValueError(f"say how it varies: one of {', '.join(known)}")
        own = self.remove is not None or bool(spreads[0].one_of)
        if own and self.set:
            raise ValueError("'set' says which paths get the value; one_of and remove name theirs themselves")
        if self.oversample is not None and (self.each or self.remove is not None):
            raise ValueError("oversample is for a value that is drawn once for a fire")
        return self

    def spread(self, drawn: dict[str, Any]) -> Spread:
        """The distribution that holds, given the values of the variables before it."""
        if self.by is None:
            return self
        said = told(drawn[self.by])
        case = self.case(said)
        if case is None:
            raise ValueError(f"there is no case for '{said}' of '{self.by}'. {nearest(said, self.cases, 'Cases are')}")
        return self.cases[case]

    def case(self, said: str) -> str | None:
        """The case of a value in words: its own, else the first whose pattern it fits; none if it fits none."""
        if said in self.cases:
            return said
        return next((case for case in self.cases if fnmatchcase(said, case)), None)

    @property
    def spreads(self) -> tuple[Spread, ...]:
        """The distributions that may hold."""
        return tuple(self.cases.values()) or (self,)

    def written(self, value: Any) -> Any:
        """The value as a scenario takes it: a number gets the unit behind it."""
        return written(value, self.unit)


def written(value: Any, unit: str) -> Any:
    """A value as a scenario takes it: a number gets the unit behind it."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{value!r} {unit}" if unit and is_number else value


def apart(variables: dict[str, Variable]) -> bool:
    """Whether anything is drawn for each flat, door or alarm."""
    return any(each.each or each.remove is not None for each in variables.values())


def saltelli_group(variables: dict[str, Variable]) -> int:
    """Runs of one group of Saltelli's design.

    Two independent ones, one more for every variable that is drawn once for a fire, and one for all that is drawn for
    each flat or person together, if there are variables of that kind.
    """
    return 2 + sum(not each.each and each.remove is None for each in variables.values()) + apart(variables)


def joined(own: dict[str, Variable], others: dict[str, Variable]) -> dict[str, Variable]:
    """Variables with others among them, each as soon as what it is drawn by stands before; one's own take precedence.

    Those of others that wait for what never comes stand last, where a rule finds them.
    """
    left = {name: each for name, each in others.items() if name not in own}
    whole: dict[str, Variable] = {}

    def take_what_can_be_drawn() -> None:
        for name, each in list(left.items()):
            if each.by is None or each.by in whole:
                whole[name] = left.pop(name)

    take_what_can_be_drawn()
    for name, each in own.items():
        whole[name] = each
        take_what_can_be_drawn()
    return whole | left


def that_hold(variable: Variable, parent: Variable) -> Variable:
    """The variable without the cases that no value of the one that it is drawn by comes to."""
    used = {variable.case(told(option)) for spread in parent.spreads for option in spread.options}
    held = {key: each for key, each in variable.cases.items() if key in used}
    return variable.model_copy(update={"cases": held}) if held else variable


def among(variables: dict[str, Variable]) -> list[tuple[str, str]]:
    """Names of variables, and what is wrong with how they refer to each other."""
    found: list[tuple[str, str]] = []
    order = list(variables)
    parents = {each.by for each in variables.values()}
    for name, each in variables.items():
        if not (each.set or each.remove or any(spread.one_of for spread in each.spreads) or name in parents):
            found.append((name, "'set' says which paths get the value, and nothing is drawn 'by' it either"))
        if each.by is None:
            continue
        parent = variables.get(each.by)
        if parent is None:
            tip = nearest(each.by, order, "There are")
            found.append((name, f"'{each.by}' is not a variable. {tip}"))
        elif parent.each or parent.remove is not None or order.index(each.by) >= order.index(name):
            found.append((name, f"'{each.by}' must be drawn once for a fire, and stand before it"))
        elif any(spread.numeric or spread.one_of for spread in parent.spreads):
            found.append((name, f"'{each.by}' has no values to name in 'cases': let it be a choice"))
        else:
            found += [(name, fault) for fault in _misfits(each, parent)]
    return found


def _misfits(variable: Variable, parent: Variable) -> Iterator[str]:
    """Values of the variable that another is drawn by for which it has no case, and cases that no value comes to."""
    said = list(dict.fromkeys(told(option) for spread in parent.spreads for option in spread.options))
    cases = {option: variable.case(option) for option in said}
    if missing := [option for option, case in cases.items() if case is None]:
        more = f" and {len(missing) - 5} more" if len(missing) > 6 else ""
        shown = missing if not more else missing[:5]
        yield f"there is no case for {variable.by} = {', '.join(shown)}{more}"
    for case in variable.cases:
        if case not in cases.values():
            fits = [option for option in said if fnmatchcase(option, case)]
            if fits:
                yield f"the case '{case}' never holds: '{cases[fits[0]]}', which fits the same, stands before it"
            else:
                yield f"{variable.by} is never {case}. {nearest(case, said, 'It is')}"


def told(value: Any) -> str:
    """A value in the words of a study file."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        value = ", ".join(f"{key}: {told(each)}" for key, each in value.items())
    said = f"{value:g}" if isinstance(value, float) else str(value)
    return said if len(said) <= LONGEST else f"{said[: LONGEST - 3]}..."
