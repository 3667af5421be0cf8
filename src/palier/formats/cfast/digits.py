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

MOST_DIGITS = 15  # significant, that a number of 64 bits is good for
WIDEST = MOST_DIGITS + 9  # bytes of a number at most: sign, point, `e-308`, and what stands after it
LEAST_OF_TWO, MOST_OF_TWO = 93, 1953  # exponents of 1e-280 and 1e280 in floating point
APART = 100  # what is beyond them is taken 10^100 nearer to 1: then the last digit may be off by one
LEAST_POWER, MOST_POWER = -307, 300  # of ten, that a number is scaled by
AT_ONCE = 16  # rows whose numbers are worked out together: columns are read along two lines of the cache
LARGEST_BLOCK = 40_000  # numbers of the rows that are written at a time: their text stays in the cache
NOT_A_NUMBER, INFINITE = 1 << 60, 1 << 61  # in place of a number's digits
TEN, HUNDRED = np.uint64(10), np.uint64(100)
PAIRS = np.frombuffer("".join(f"{pair:02d}" for pair in range(100)).encode(), np.uint8).copy()
WORDS = np.frombuffer(b"naninf", np.uint8).copy()
COMMA, POINT, ZERO, MINUS, PLUS, EXPONENT, END_OF_LINE = b",.0-+e\n"
SPLIT = 134217729.0  # 2^27 + 1, by which a number is cut in halves


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
    first: Ints  # [n_columns] the first column of the same values: each number is put into words once
    powers: Floats  # as of `_powers_of_ten`
    number: Ints  # [AT_ONCE, n_columns] scratch: digits of a number, with its sign
    power: Ints  # [AT_ONCE, n_columns] scratch: of ten, of its first digit
    begins: Ints  # [n_columns] scratch: where a number of the row begins
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
        first=_first_of_same(columns),
        powers=_powers_of_ten(),
        number=np.empty((AT_ONCE, values.shape[0]), np.int64),
        power=np.empty((AT_ONCE, values.shape[0]), np.int64),
        begins=np.empty(values.shape[0], np.int64),
        out=np.empty(WIDEST * values.shape[0] * min(at_once, rows), np.uint8),
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
    for row in range(first, last):
        place = (row - first) % AT_ONCE
        if place == 0:
            _round(row, min(AT_ONCE, last - row), digits, table)
        for column in range(table.first.size):
            table.begins[column] = at
            if table.first[column] == column:
                at = _put(table.number[place, column], table.power[place, column], digits, at, table.out)
            else:
                seen = table.begins[table.first[column]]
                while table.out[seen] != COMMA:
                    table.out[at] = table.out[seen]
                    at += 1
                    seen += 1
            table.out[at] = COMMA
            at += 1
        table.out[at - 1] = END_OF_LINE
    return at


_write: Any = kernel(_write_rows)


@inner
def _round(row: int, rows: int, digits: int, table: Any) -> None:
    """Digits and powers of the numbers in some rows from `row` on, correctly rounded."""
    for column in range(table.first.size):
        if table.first[column] < column:
            continue
        strange = 0
        for place in range(rows):  # without a branch, so that the compiler may work out several at once
            x = table.values[column, row + place]
            given = (table.bits[column, row + place] >> 52) & 2047
            of_two = min(max(given, LEAST_OF_TWO), MOST_OF_TWO)
            strange += int(given != of_two)
            number, power = _scaled(abs(x), of_two, digits, table)
            table.number[place, column] = number if x >= 0.0 else -number
            table.power[place, column] = power
        for place in range(rows if strange > 0 else 0):
            _round_strange(row + place, place, column, digits, table)


@inner
def _scaled(x: float, of_two: int, digits: int, table: Any) -> tuple[int, int]:
    """All digits of x as one whole number, and the power of ten of the first.

    of_two : the exponent of x as floating point has it.
    """
    power = ((of_two - 1024) * 1233) >> 12  # log10 of 2 is 1233 / 4096: this is right or one too low
    power += int(x >= table.powers[0, power + 1 - LEAST_POWER])
    place = digits - 1 - power - LEAST_POWER
    high, low = table.powers[0, place], table.powers[1, place]
    scaled = x * high
    x_high = SPLIT * x - (SPLIT * x - x)
    high_high = SPLIT * high - (SPLIT * high - high)
    x_low, high_low = x - x_high, high - high_high
    # what the product has lost (T. J. Dekker, Numer. Math. 18:224, 1971)
    lost = x_low * high_low - (scaled - x_high * high_high - x_low * high_high - x_high * high_low)
    number = int(scaled)
    rest = (scaled - number) + (lost + x * low)
    number += int(rest > 0.5) | (int(rest == 0.5) & number)  # halves to the even one
    carried = int(number == 10**digits)
    return number - carried * (number - number // 10), power + carried


@inner
def _round_strange(row: int, place: int, column: int, digits: int, table: Any) -> None:
    """The same for a number that is far from 1, or none."""
    if LEAST_OF_TWO <= (table.bits[column, row] >> 52) & 2047 <= MOST_OF_TWO:
        return
    x = abs(table.values[column, row])
    shift = APART if x < 1.0 else -APART
    if x < np.inf and x > 0.0:
        x *= 10.0**shift
        number, power = _scaled(x, math.frexp(x)[1] + 1022, digits, table)
    else:
        number, power = 0 if x == 0.0 else INFINITE if x == np.inf else NOT_A_NUMBER, 0
    table.number[place, column] = -number if table.values[column, row] < 0.0 else number
    table.power[place, column] = power - shift


@inner
def _put(number: int, power: int, digits: int, at: int, out: Any) -> int:
    """Write a number from `at` on; returns where it ends."""
    if number == 0:
        out[at] = ZERO
        return at + 1
    if number < 0:
        out[at] = MINUS
        at += 1
        number = -number
    if number >= NOT_A_NUMBER:
        word = 0 if number == NOT_A_NUMBER else 3
        for letter in range(3):
            out[at + letter] = WORDS[word + letter]
        return at + 3
    # all digits, the last first, one place to the right of where they stay if the point comes between
    plain = -5 < power < digits
    start = at + 1 - power if plain and power < 0 else at + 1
    left = np.uint64(number)
    place = start + digits
    while place > start + 1:
        pair = np.int64(left % HUNDRED)
        left //= HUNDRED
        place -= 2
        out[place] = PAIRS[2 * pair]
        out[place + 1] = PAIRS[2 * pair + 1]
    if place > start:
        out[start] = ZERO + np.int64(left)
    end = start + digits
    while out[end - 1] == ZERO:
        end -= 1
    if plain and power < 0:
        for k in range(at, start):
            out[k] = ZERO
        out[at + 1] = POINT
        return end
    before = power + 1 if plain else 1
    for k in range(at, at + before):
        out[k] = out[k + 1]
    if end > start + before:
        out[at + before] = POINT
        at = end
    else:
        at += before
    if plain:
        return at
    out[at] = EXPONENT
    out[at + 1] = MINUS if power < 0 else PLUS
    at += 2
    power = abs(power)
    if power >= 100:
        out[at] = ZERO + power // 100
        at += 1
        power %= 100
    out[at] = PAIRS[2 * power]
    out[at + 1] = PAIRS[2 * power + 1]
    return at + 2
