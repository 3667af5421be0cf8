"""What the compiler is told of the arrays that kernels are given holds."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import numpy as np
import pytest

import palier
from palier.engine.compiled import kernel
from palier.engine.march import fabric_of, initial_state, march
from palier.engine.recording import in_full
from palier.engine.reference import Reference
from palier.simulate import assemble

EXAMPLES = Path(__file__).parents[1] / "examples"


def _arrays(whole: Any) -> list[tuple[str, np.ndarray]]:
    found = []
    for name, value in zip(whole._fields, whole, strict=True):
        if isinstance(value, np.ndarray):
            found.append((name, value))
        elif hasattr(value, "_fields"):
            found += _arrays(value)
    return found


def _sharing(arrays: list[tuple[str, np.ndarray]]) -> list[tuple[str, str, np.ndarray]]:
    """Pairs of names whose arrays lie over each other, and one of the arrays."""
    spans = sorted(
        ((a.__array_interface__["data"][0], a.nbytes, name, a) for name, a in arrays if a.nbytes > 0),
        key=lambda each: each[:3],
    )
    return [
        (name, other, a)
        for (start, size, name, a), (next_start, _, other, _) in pairwise(spans)
        if next_start < start + size and name != other
    ]


@pytest.mark.parametrize("file", ["single-stair-modern.yaml", "paris-18e.yaml"])
def test_arrays_of_different_names_that_share_memory_are_only_read(file: str):
    scenario = palier.load(EXAMPLES / file)
    short = scenario.simulation.model_copy(update={"duration": 600.0})
    model, _ = assemble(scenario.model_copy(update={"simulation": short}))
    fabric, state, recorder = fabric_of(model), initial_state(model), in_full(model)
    sharing = _sharing(_arrays(fabric) + _arrays(state) + _arrays(recorder))
    before = [array.copy() for _, _, array in sharing]
    march(0, recorder.history.time.size, 1, Reference(fabric), Reference(state), Reference(recorder))
    changed = [
        names for (*names, array), kept in zip(sharing, before, strict=True) if array.tobytes() != kept.tobytes()
    ]
    assert not changed


class _Two(NamedTuple):
    one: np.ndarray
    other: np.ndarray


@kernel
def _write_between(two):
    first = two.other[0]
    two.one[0] = first + 1.0
    return two.other[0]


def test_arrays_over_each_other_are_found():
    row = np.zeros(4)
    assert [names for *names, _ in _sharing(_arrays(_Two(row, row[1:])))] == [["one", "other"]]


def test_the_compiler_believes_that_names_tell_memory_apart():
    """Two names for one array: what was read before the other was written is taken to be there still."""
    row = np.zeros(1)
    assert _write_between(Reference(_Two(row, row))) == 0.0
    assert row[0] == 1.0


class _Rows(NamedTuple):
    pairs: Annotated[np.ndarray, 2]
    other: np.ndarray


@kernel
def _sums(rows):
    return rows.pairs[1, 0] + rows.pairs.shape[1] + rows.other[1, 0]


def test_lengths_in_annotations_are_those_that_kernels_count_on():
    pairs, other = np.arange(6.0).reshape(3, 2), np.arange(12.0).reshape(3, 4)
    assert _sums(Reference(_Rows(pairs, other))) == 2.0 + 2.0 + 4.0
    with pytest.raises(TypeError, match=r"_Rows.pairs: kernels count on rows of \(2,\)"):
        Reference(_Rows(other, other))
