"""Cube and fifth roots that formulas take by the million."""

import numpy as np
import pytest

from palier.physics.roots import LEAST, cube_root, fifth_root


def test_cube_roots_are_as_near_as_those_of_the_library():
    numbers = np.exp(np.random.default_rng(1).uniform(np.log(LEAST), 700.0, 20_000))
    roots = np.array([cube_root(x) for x in numbers])
    right = np.cbrt(numbers)
    assert np.all(np.abs(roots - right) <= np.spacing(right))


def test_cube_roots_of_cubes_are_whole():
    assert [cube_root(float(k**3)) for k in range(1, 200)] == [float(k) for k in range(1, 200)]


@pytest.mark.parametrize("number", [0.0, 5e-324, 1e-305, np.inf, -27.0, -1e200, -np.inf])
def test_cube_roots_at_the_ends_and_of_negative_numbers(number):
    assert cube_root(number) == pytest.approx(np.cbrt(number), rel=1e-13)


def test_what_is_no_number_has_no_cube_root():
    assert np.isnan(cube_root(np.nan))


def test_fifth_roots_are_right_to_the_last_digit_but_one():
    numbers = np.exp(np.random.default_rng(1).uniform(np.log(LEAST), 700.0, 20_000))
    roots = np.array([fifth_root(x) for x in numbers])
    right = (numbers.astype(np.longdouble) ** (np.longdouble(1) / 5)).astype(float)
    assert np.all(np.abs(roots - right) <= np.spacing(right))


@pytest.mark.parametrize("number", [0.0, 1e-305, np.inf])
def test_fifth_roots_at_the_ends(number):
    assert fifth_root(number) == pytest.approx(number**0.2, rel=1e-13)
