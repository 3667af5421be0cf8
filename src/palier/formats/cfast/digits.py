"""Numbers in words as `%.7g` of C writes them, seven times as fast: a spreadsheet may have half a million of them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from palier.engine.arrays import Floats, Ints
from palier.engine.compiled import inner, kernel
from palier.engine.reference import Reference
from palier.formats.cfast.eight_bytes import fused, leading_zeros, put_eight

MOST_DIGITS = 15  # significant, that a number of 64 bits is good for
WIDEST = MOST_DIGITS + 9  # bytes of a number at most: sign, point, `e-308`, and what stands after it
LEAST_OF_TWO, MOST_OF_TWO = 93, 1953  # exponents of 1e-280 and 1e280 in floating point
APART = 100  # what is beyond them is taken 10^100 nearer to 1: then the last digit may be off by one
LEAST_POWER, MOST_POWER = -307, 300  # of ten, that a number is scaled by
AT_ONCE = 16  # rows whose numbers are worked out together: columns are read along two lines of the cache
LARGEST_BLOCK = 40_000  # numbers of the rows that are written at a time: their text stays in the cache
NOT_A_NUMBER, INFINITE = 1 << 60, 1 << 61  # in place of a number's digits
EIGHT = 8  # bytes that are written at once
FOUR, HALF = np.uint64(10**4), np.uint64(10**8)
ZEROS, NOUGHT, NAN, INF = (np.frombuffer(text, "<u8")[0] for text in (b"0" * 8, b"0.000000", b"nan     ", b"inf     "))
COMMA, POINT, ZERO, MINUS, PLUS, EXPONENT, END_OF_LINE = b",.0-+e\n"


@cache
def _powers_of_ten() -> Floats:
    """[2, n_powers] 10^k as a sum of two numbers, good to 32 digits, k from `LEAST_POWER` on."""
    exact = [Fraction(10) ** power for power in range(LEAST_POWER, MOST_POWER + 1)]
    high = [float(power) for power in exact]
    return np.array([high, [float(power - Fraction(near)) for power, near in zip(exact, high, strict=True)]])


class Table(NamedTuple):
    """What is to be written, and room for it."""

    values: Floats  # [n_columns, n_rows]
    bits: Ints  # the same
    same: Ints  # [n_columns] the first column of the same values: each number is rounded once
    powers: Floats  # as of `_powers_of_ten`
    number: Ints  # [n_columns, AT_ONCE] scratch: digits of a number, with its sign
    power: Ints  # [n_columns, AT_ONCE] scratch: of ten, of its first digit
    out: np.ndarray[tuple[int], np.dtype[np.uint8]]  # the text


def rows_in_words(columns: list[Floats], digits: int) -> Iterator[memoryview]:
    """A row for each state, commas between its numbers; some rows at a time, each to be used before the next is asked.

    digits : significant ones, at most `MOST_DIGITS`.
    """
    values = np.array(columns, np.float64)
    rows = values.shape[1]
    at_once = max(AT_ONCE, LARGEST_BLOCK // values.shape[0])
    table = Table(
        values=values,
        bits=values.view(np.int64),
        same=_first_of_same(columns),
        powers=_powers_of_ten(),
        number=np.empty((values.shape[0], AT_ONCE), np.int64),
        power=np.empty((values.shape[0], AT_ONCE), np.int64),
        out=np.empty(WIDEST * values.shape[0] * min(at_once, rows) + WIDEST, np.uint8),
    )
    given = Reference(table)
    for row in range(0, rows, at_once):
        yield table.out[: _write(row, min(row + at_once, rows), digits, given)].data


def _first_of_same(columns: list[Floats]) -> Ints:
    """For each column the first one with the same values, as far as that is seen at once: the same array, or zeros."""
    first: dict[int, int] = {}
    same = [first.setdefault(0 if _is_nothing(each) else id(each), k) for k, each in enumerate(columns)]
    return np.array(same, np.int64)


def _is_nothing(column: Floats) -> bool:
    return not (column[0] or column[-1] or column.any())


def _write_rows(first: int, last: int, digits: int, table: Any) -> int:
    """Write rows `first` to `last - 1`; returns how many bytes they take."""
    at = 0
    padded = 10 ** (2 * EIGHT - digits)
    for row in range(first, last):
        place = (row - first) % AT_ONCE
        if place == 0:
            _round(row, min(AT_ONCE, last - row), digits, table)
        for column in range(table.same.size):
            same = table.same[column]
            at = _put(table.number[same, place], table.power[same, place], digits, padded, at, table.out)
            table.out[at] = COMMA
            at += 1
        table.out[at - 1] = END_OF_LINE
    return at


_write: Any = kernel(_write_rows)


@inner
def _round(row: int, rows: int, digits: int, table: Any) -> None:
    """Digits and powers of the numbers in some rows from `row` on, correctly rounded."""
    most = 10**digits
    for column in range(table.same.size):
        if table.same[column] < column:
            continue
        strange = 0
        for place in range(rows):  # without a branch, so that the compiler may work out several at once
            x = table.values[column, row + place]
            given = (table.bits[column, row + place] >> 52) & 2047
            of_two = min(max(given, LEAST_OF_TWO), MOST_OF_TWO)
            strange += int(given != of_two)
            number, power = _scaled(abs(x), of_two, digits, most, table)
            table.number[column, place] = number if x >= 0.0 else -number
            table.power[column, place] = power
        for place in range(rows if strange > 0 else 0):
            _round_strange(row + place, place, column, digits, most, table)


@inner
def _scaled(x: float, of_two: int, digits: int, most: int, table: Any) -> tuple[int, int]:
    """All digits of x as one whole number, and the power of ten of the first.

    of_two : the exponent of x as floating point has it; most : 10 to the power of `digits`.
    """
    power = ((of_two - 1024) * 1233) >> 12  # log10 of 2 is 1233 / 4096: this is right or one too low
    power += int(x >= table.powers[0, power + 1 - LEAST_POWER])
    place = digits - 1 - power - LEAST_POWER
    high, low = table.powers[0, place], table.powers[1, place]
    scaled = x * high
    number = int(scaled)
    rest = (scaled - number) + (fused(x, high, -scaled) + x * low)  # with what the product has lost
    number += int(rest > 0.5) | (int(rest == 0.5) & number)  # halves to the even one
    carried = int(number == most)
    return number - carried * (most - most // 10), power + carried


@inner
def _round_strange(row: int, place: int, column: int, digits: int, most: int, table: Any) -> None:
    """The same for a number that is far from 1, or none."""
    if LEAST_OF_TWO <= (table.bits[column, row] >> 52) & 2047 <= MOST_OF_TWO:
        return
    x = abs(table.values[column, row])
    shift = APART if x < 1.0 else -APART
    if x < np.inf and x > 0.0:
        x *= 10.0**shift
        number, power = _scaled(x, math.frexp(x)[1] + 1022, digits, most, table)
    else:
        number, power = 0 if x == 0.0 else INFINITE if x == np.inf else NOT_A_NUMBER, 0
    table.number[column, place] = -number if table.values[column, row] < 0.0 else number
    table.power[column, place] = power - shift


@inner
def _put(number: int, power: int, digits: int, padded: int, at: int, out: Any) -> int:
    """Write a number from `at` on; returns where it ends. Up to sixteen bytes beyond that are written, too.

    padded : what fills its digits up to sixteen.
    """
    if number == 0:
        out[at] = ZERO
        return at + 1
    out[at] = MINUS
    at += int(number < 0)
    number = abs(number)
    if number >= NOT_A_NUMBER:
        put_eight(out, at, NAN if number == NOT_A_NUMBER else INF)
        return at + 3
    whole = np.uint64(number * padded)
    head = whole // HALF
    high, low = _eight_digits(head), np.uint64(0)
    if digits > EIGHT:
        low = _eight_digits(whole - head * HALF)
    kept = EIGHT - leading_zeros(high) // EIGHT if low == 0 else 2 * EIGHT - leading_zeros(low) // EIGHT
    high, low = high | ZEROS, low | ZEROS
    plain = -5 < power < digits
    if plain and power < 0:
        put_eight(out, at, NOUGHT)
        start = at + 1 - power
        put_eight(out, start, high)
        put_eight(out, start + EIGHT, low)
        return start + kept
    before = power + 1 if plain else 1
    put_eight(out, at, high)
    put_eight(out, at + EIGHT, low)
    if kept <= before:
        at += before
    else:
        if before < EIGHT:
            put_eight(out, at + before + 1, high >> np.uint64(EIGHT * before))
            put_eight(out, at + EIGHT + 1, low)
        else:
            put_eight(out, at + before + 1, low >> np.uint64(EIGHT * (before - EIGHT)))
        out[at + before] = POINT
        at += kept + 1
    return at if plain else _put_power(power, at, out)


@inner
def _put_power(power: int, at: int, out: Any) -> int:
    """Write a power of ten from `at` on; returns where it ends."""
    out[at] = EXPONENT
    out[at + 1] = MINUS if power < 0 else PLUS
    at += 2
    power = abs(power)
    if power >= 100:
        out[at] = ZERO + power // 100
        at += 1
        power %= 100
    out[at] = ZERO + power // 10
    out[at + 1] = ZERO + power % 10
    return at + 2


@inner
def _eight_digits(number: Any) -> Any:
    """The digits of a number below 10^8, one a byte, the first in the lowest: halved, and halved again, side by side."""
    fours = number // FOUR
    fours |= (number - fours * FOUR) << np.uint64(32)
    # over 100, rounded down: 10486 / 2^20 is near enough for four digits, and 103 / 2^10 over 10 for two
    twos = ((fours * np.uint64(10486)) >> np.uint64(20)) & np.uint64(0x0000007F0000007F)
    twos |= (fours - twos * np.uint64(100)) << np.uint64(16)
    ones = ((twos * np.uint64(103)) >> np.uint64(10)) & np.uint64(0x000F000F000F000F)
    return ones | (twos - ones * np.uint64(10)) << np.uint64(8)
