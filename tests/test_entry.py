"""Kernels that other kernels call by their address."""

import pickle
from typing import NamedTuple

import numpy as np
import pytest
from numba import njit
from numba.core import types

import palier
from palier.engine.compiled import inner, kernel
from palier.engine.entry import Entry, EntryType, NoEntry, run
from palier.engine.march import initial_state, needed
from palier.engine.reference import Reference, heard, told
from palier.scenario.starter import starter
from palier.simulate import assemble

TWICE = EntryType(types.float64, (types.float64,))


class _Held(NamedTuple):
    number: np.ndarray


@njit
def twice(x):
    if x < 0.0:
        raise ValueError("below zero")
    return 2.0 * x


@njit
def thrice(x):
    return 3.0 * x


@njit
def call(entry, x):
    return run(entry, (x,))


@inner
def lowest(x):
    return x + 1.0


@inner
def middle(x):
    return 10.0 * lowest(x)


@kernel
def top(x):
    return middle(x) + lowest(x)


@njit
def of_no_pieces(x):
    return middle(x)


def test_a_kernel_is_called_by_its_address_and_another_of_the_same_type_by_the_same_code():
    assert call(Entry(twice, TWICE), 4.0) == 8.0
    assert call(Entry(thrice, TWICE), 4.0) == 12.0
    assert len(call.signatures) == 1


def test_numbers_are_handed_over_as_the_kernel_takes_them():
    assert call(Entry(twice, TWICE), 4) == 8.0


def test_what_a_kernel_raises_reaches_who_called():
    with pytest.raises(ValueError, match="below zero"):
        call(Entry(twice, TWICE), -1.0)


def test_a_kernel_must_return_what_its_type_says():
    with pytest.raises(TypeError, match="twice returns float64 and not int64"):
        Entry(twice, EntryType(types.int64, (types.float64,)))


def test_a_kernel_that_is_not_needed_has_the_same_type():
    assert NoEntry(TWICE).type == Entry(twice, TWICE).type


def test_pieces_are_linked_once_into_a_kernel_and_all_into_other_functions():
    assert top(1.0) == 22.0
    assert of_no_pieces(1.0) == 20.0


def test_kernels_of_people_are_needed_where_there_are_people():
    lived_in, _ = assemble(palier.loads(starter(storeys=2)))
    empty, _ = assemble(palier.loads("building: {rooms: {room: {storey: 0, width: 4 m, depth: 4 m, sealed: yes}}}"))
    assert needed(initial_state(lived_in)) == ["smoke", "people", "things", "writing"]
    assert needed(initial_state(empty)) == ["smoke", "things", "writing"]


def test_the_type_of_a_reference_is_told_in_full_and_kept_by_its_key():
    kind = Reference(_Held(np.zeros(3))).type
    assert heard(pickle.loads(pickle.dumps(told(kind)))) == kind
    kept = pickle.dumps(kind)
    assert len(kept) < 300
    assert pickle.loads(kept) is kind


def test_a_reference_that_a_process_has_not_made_is_like_no_other():
    unknown = pickle.loads(pickle.dumps(Reference(_Held(np.zeros(3))).type).replace(b"_Held", b"_Gone"))
    assert unknown != Reference(_Held(np.zeros(3))).type
    assert pickle.loads(pickle.dumps(unknown)) == unknown
