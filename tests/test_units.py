"""Quantities: what people write, and what is meant."""

from __future__ import annotations

import contextlib
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palier.scenario.units import EXAMPLES, to_si


@pytest.mark.parametrize(
    ("written", "unit", "meant"),
    [
        ("90 cm", "m", 0.9),
        ("90cm", "m", 0.9),
        (".5 m", "m", 0.5),
        ("1e3", "m", 1000.0),
        ("12 m²", "m^2", 12.0),
        ("12 m2", "m^2", 12.0),
        ("6 min", "s", 360.0),
        ("1 h 30 min", "s", 5400.0),
        ("2 min 5 s", "s", 125.0),
        ("5 months", "year", 5 / 12),
        ("2 MW", "W", 2e6),
        ("500 kW/m²", "W/m^2", 5e5),
        ("500 kW/m2", "W/m^2", 5e5),
        ("780 MJ/m²", "J/m^2", 7.8e8),
        ("46.9 W/s²", "W/s^2", 46.9),
        ("30 %", "dimensionless", 0.3),
        ("30%", "dimensionless", 0.3),
        ("0.27 1/m", "1/m", 0.27),
        ("0.27 m^-1", "1/m", 0.27),
        ("0.4 W/m·K", "W/m/K", 0.4),
        ("0.4 W/(m*K)", "W/m/K", 0.4),
        ("800 kg/m³", "kg/m^3", 800.0),
        ("270 °", "degree", 270.0),
    ],
)
def test_a_quantity_means_what_it_says(written, unit, meant):
    assert to_si(written, unit) == pytest.approx(meant, rel=1e-12)


@pytest.mark.parametrize(
    ("written", "kelvin"), [("24 °C", 297.15), ("-5 °C", 268.15), ("24 C", 297.15), ("300 K", 300.0), ("68 °F", 293.15)]
)
def test_temperatures_are_kelvin_inside(written, kelvin):
    assert to_si(written, "K", needs_unit=True) == pytest.approx(kelvin)


def test_a_temperature_without_unit_is_refused_because_it_could_be_either():
    for value in (24, 24.0, "24"):
        with pytest.raises(ValueError, match=r"'24.* °C' or '24.* K'"):
            to_si(value, "K", needs_unit=True)


def test_a_bare_number_is_in_the_si_unit():
    assert to_si(2, "m") == 2.0
    assert to_si(2.5, "s") == 2.5


@pytest.mark.parametrize(
    ("written", "unit", "said"),
    [
        ("3 kg", "m", "cannot be turned into m"),
        ("5 bananas", "m", "'bananas' is not a unit"),
        ("2,5 m", "m", "a decimal point, not a comma"),
        ("x", "m", "is not a number with a unit such as '90 cm'"),
        ("", "m", "is not a number"),
        ("1 m 20 cm", "m", "more than one number"),
        ("1e999", "m", "too large"),
        (float("nan"), "m", "not a finite number"),
        (float("inf"), "m", "not a finite number"),
        (".nan", "m", "is not a number"),
        (True, "m", "yes is not a quantity"),
        (None, "m", "an empty value is not a quantity"),
        ([1], "m", "a list is not a quantity"),
        (10**400, "m", "too large"),
    ],
)
def test_what_is_no_quantity_is_refused_with_what_would_be_right(written, unit, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        to_si(written, unit)


def test_never_is_endless_only_where_that_makes_sense():
    assert to_si("never", "s", endless=True) == math.inf
    assert to_si(math.inf, "K", needs_unit=True, endless=True) == math.inf
    with pytest.raises(ValueError, match="not a number"):
        to_si("never", "s")


def test_a_unit_that_would_take_for_ever_to_work_out_is_refused_at_once():
    for text in ("9**9**9**9 m", "2 m**99999999", "1 m^9^9^9", "1 m^4^4^4^4^4", "1 m**9**9**9", "3 " + "m*" * 30 + "m"):
        with pytest.raises(ValueError):
            to_si(text, "m")


@given(
    st.floats(min_value=1e-6, max_value=1e6), st.sampled_from([("cm", 0.01), ("m", 1.0), ("km", 1000.0), ("mm", 0.001)])
)
def test_any_length_survives_being_written_down(number, scale):
    unit, factor = scale
    assert to_si(f"{number!r} {unit}", "m") == pytest.approx(number * factor, rel=1e-9)


@given(st.text(max_size=40), st.sampled_from(sorted(EXAMPLES)), st.booleans())
def test_no_text_makes_anything_but_a_number_or_a_value_error(text, unit, endless):
    with contextlib.suppress(ValueError):
        assert not math.isnan(to_si(text, unit, needs_unit=unit == "K", endless=endless))
