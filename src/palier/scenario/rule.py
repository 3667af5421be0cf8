"""A rule about scenarios, and one in two steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import update_wrapper
from typing import Any

from palier.scenario.problems import Fault
from palier.scenario.scenario import Scenario

Rule = Callable[[Scenario], Iterator[Fault]]


class InTwoSteps:
    """A rule that first finds something out, and then judges by it: who asks often may keep what was found."""

    def __init__(self, find: Callable[[Scenario], Any], judge: Callable[[Scenario, Any], Iterator[Fault]]) -> None:
        self.find = find
        self.judge = judge
        update_wrapper(self, judge)

    def __call__(self, scenario: Scenario) -> Iterator[Fault]:
        """Every breach."""
        return self.judge(scenario, self.find(scenario))


def after(find: Callable[[Scenario], Any]) -> Callable[[Callable[[Scenario, Any], Iterator[Fault]]], InTwoSteps]:
    """Make a rule of a function that takes what another found out first."""
    return lambda judge: InTwoSteps(find, judge)
