"""Numbers in words as `%.7g` of C writes them, seven times as fast: a spreadsheet may have half a million of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from palier.engine.arrays import Floats, Ints
from palier.engine.compiled import inner, kernel
from palier.engine.machine_words import eight_at, float_at, fused, leading_zeros, put_eight
from palier.engine.reference import Reference

Words = np.ndarray[tuple[int, ...], np.dtype[np.uint64]]
Bytes = np.ndarray[tuple[int], np.dtype[np.uint8]]

MOST_DIGITS = 15  # significant, that a number of 64 bits is good for
WIDEST = MOST_DIGITS + 9  # bytes of a number at most: sign, point, `e-308`, and what stands after it
LEAST_OF_TWO, MOST_OF_TWO = 93, 1953  # exponents of 1e-280 and 1e280 in floating point
APART = 100  # what is beyond them is taken 10^100 nearer to 1: then the last digit may be off by one
LEAST_POWER, MOST_POWER = -307, 300  # of ten, that a number is scaled by
AT_ONCE = 16  # rows that are written side by side
LARGEST_BLOCK = 40_000  # numbers of the rows that are written at a time: their text stays in the cache
EIGHT = 8  # bytes of a word, and digits that are worked with at once
LENGTH, FAR = 31, 512  # see `Table.shape`
NOTHING, ONE, BYTE, SEVEN = np.uint64(0), np.uint64(1), np.uint64(8), np.uint64(56)  # the last three: bits
HALF = np.uint64(10**8)  # what is above in sixteen digits
ZEROS, NOUGHT, NAN, INFINITE, MINUS_INFINITE = (
    np.uint64(int.from_bytes(text, "little")) for text in (b"0" * 8, b"0.000000", b"nan", b"inf", b"-inf")
)
COMMA, POINT, ZERO, MINUS, PLUS, EXPONENT, END_OF_LINE = b",.0-+e\n"


@cache
def _powers_of_ten() -> Floats:
    """[2, n_powers] 10^k as a sum of two numbers, good to 32 digits, k from `LEAST_POWER` on."""
    exact = [Fraction(10) ** power for power in range(LEAST_POWER, MOST_POWER + 1)]
    high = [float(power) for power in exact]
    return np.array([high, [float(power - Fraction(near)) for power, near in zip(exact, high, strict=True)]])


class Table(NamedTuple):
    """What is to be written, and room for it."""

    address: Ints  # [n_columns] where the first number of each lies in memory
    stride: Ints  # [n_columns] bytes from one number of it to the next
    same: Ints  # [n_columns] a column of the same values
    slot: Ints  # [n_columns] where its words are kept: those of the same values are put into words once
    spelt: Ints  # [n_slots] scratch: the column whose words are there, -1
    powers: Floats  # as of `_powers_of_ten`
    values: Floats  # [AT_ONCE] scratch: some numbers of a column
    bits: Ints  # the same
    number: Ints  # [AT_ONCE] scratch: all their digits
    power: Ints  # [AT_ONCE] scratch: of ten, of the first of these
    head: Words  # [AT_ONCE] scratch: the first eight digits
    tail: Words  # [AT_ONCE] scratch: the other eight
    text: Words  # [n_slots, 3, AT_ONCE] scratch: what is written of each, but powers
    shape: Ints  # [n_slots, AT_ONCE] scratch: how long that is; and, 32 times, the power and `FAR`, if there is one
    ends: Ints  # [AT_ONCE] scratch: where the text of each row ends in `lines`
    lines: Bytes  # [AT_ONCE * n_columns * WIDEST and some] scratch
    out: Bytes  # the text of all rows


class Woven(NamedTuple):
    """Columns of several tables in turn: the first of each, the second of each, and so on."""

    tables: list[Floats]  # [n_rows, n_columns] each
    columns: list[Ints]  # [n] of each table, which of its columns comes when


class _Placed(NamedTuple):
    """[n_columns] as of `Table`."""

    address: Ints
    stride: Ints
    same: Ints
    slot: Ints


def rows_in_words(columns: Sequence[Floats | Woven], digits: int) -> Iterator[memoryview]:
    """A row for each state, commas between its numbers; some rows at a time, each to be used before the next is asked.

    digits : significant ones, at most `MOST_DIGITS`.
    """
    numbers = [
        each._replace(tables=[np.asarray(table, np.float64) for table in each.tables])
        if isinstance(each, Woven)
        else np.asarray(each, np.float64)
        for each in columns
    ]
    placed = _placed(numbers)
    first = numbers[0]
    rows = (first.tables[0] if isinstance(first, Woven) else first).shape[0]
    width, slots = placed.address.size, 1 + int(placed.slot.max())
    at_once = AT_ONCE * max(1, LARGEST_BLOCK // (AT_ONCE * width))
    values = np.zeros(AT_ONCE)
    table = Table(
        **placed._asdict(),
        spelt=np.empty(slots, np.int64),
        powers=_powers_of_ten(),
        values=values,
        bits=values.view(np.int64),
        number=np.empty(AT_ONCE, np.int64),
        power=np.empty(AT_ONCE, np.int64),
        head=np.zeros(AT_ONCE, np.uint64),
        tail=np.zeros(AT_ONCE, np.uint64),
        text=np.empty((slots, 3, AT_ONCE), np.uint64),
        shape=np.empty((slots, AT_ONCE), np.int64),
        ends=np.empty(AT_ONCE, np.int64),
        lines=np.empty(WIDEST * (width * AT_ONCE + 1), np.uint8),
        out=np.empty(WIDEST * (width * min(at_once, rows) + 1), np.uint8),
    )
    given = Reference(table)
    for row in range(0, rows, at_once):
        yield table.out[: _write(row, min(row + at_once, rows), digits, given)].data


def _placed(numbers: Sequence[Floats | Woven]) -> _Placed:
    """Where each column lies, and with which others it shares its words: the same array or column, or zeros."""
    parts: list[_Placed] = []
    first: dict[int, int] = {}
    width, slots = 0, 1
    for each in numbers:
        if isinstance(each, Woven):
            parts.append(_place_woven(each, width, slots, first))
        else:
            same = first.setdefault(0 if _is_nothing(each) else id(each), width)
            parts.append(_Placed(*(np.array([v]) for v in (each.ctypes.data, each.strides[0], same, 0))))
        width += parts[-1].address.size
        slots = max(slots, 1 + int(parts[-1].slot.max()))
    return _Placed(*(np.concatenate(each) for each in zip(*parts, strict=True)))


def _place_woven(woven: Woven, width: int, slots: int, first: dict[int, int]) -> _Placed:
    """width, slots : columns and slots before it; first : columns before it by the `id` of their values, 0: zeros."""
    count, n = len(woven.tables), woven.columns[0].size
    address, stride, same, slot = (np.zeros((n, count), np.int64) for _ in range(4))
    for k, (table, which) in enumerate(zip(woven.tables, woven.columns, strict=True)):
        address[:, k] = table.ctypes.data + table.strides[1] * which
        stride[:, k] = table.strides[0]
        _, begins, column = np.unique(which, return_index=True, return_inverse=True)
        same[:, k] = width + begins[column] * count + k
        if begins.size < n:
            slot[:, k] = slots + column
            slots += begins.size
        nothing = (table[0] == 0.0) & (table[-1] == 0.0)
        if nothing.any() and (nothing := nothing & ~table.any(axis=0))[which].any():
            zeros = nothing[which]
            same[zeros, k] = first.setdefault(0, int(same[zeros, k][0]))
            slot[zeros, k] = 0
    return _Placed(address.ravel(), stride.ravel(), same.ravel(), slot.ravel())


def _is_nothing(column: Floats) -> bool:
    return not (column[0] or column[-1] or column.any())


def _write_rows(first: int, last: int, digits: int, table: Any) -> int:
    """Write rows `first` to `last - 1`; returns how many bytes they take, up to `WIDEST` more are written to."""
    at = 0
    for row in range(first, last, AT_ONCE):
        rows = min(AT_ONCE, last - row)
        _write_side_by_side(row, rows, digits, table)
        for place in range(rows):
            begins, ends = place * WIDEST * table.same.size, table.ends[place]
            for part in range(begins, ends, EIGHT):
                put_eight(table.out, at + part - begins, eight_at(table.lines, part))
            at += ends - begins
            table.out[at - 1] = END_OF_LINE
    return at


_write: Any = kernel(_write_rows)


@inner
def _write_side_by_side(row: int, rows: int, digits: int, table: Any) -> None:
    """Write some rows from `row` on into `lines`, column by column, a comma after each number."""
    for place in range(rows):
        table.ends[place] = place * WIDEST * table.same.size
    table.spelt[:] = -1
    for column in range(table.same.size):
        slot = table.slot[column]
        if table.same[column] != table.spelt[slot]:
            table.spelt[slot] = table.same[column]
            _spell(row, rows, table.same[column], slot, digits, table)
        for place in range(rows):
            at, shape = table.ends[place], table.shape[slot, place]
            put_eight(table.lines, at, table.text[slot, 0, place])
            put_eight(table.lines, at + EIGHT, table.text[slot, 1, place])
            if digits > EIGHT:
                put_eight(table.lines, at + 2 * EIGHT, table.text[slot, 2, place])
            at += shape & LENGTH
            if shape > LENGTH:
                at = _put_power((shape >> 5) - FAR, at, table.lines)
            table.lines[at] = COMMA
            table.ends[place] = at + 1


@inner
def _spell(row: int, rows: int, column: int, slot: int, digits: int, table: Any) -> None:
    """Put the numbers of a column in some rows from `row` on into words, correctly rounded.

    The loops are without branches and of a fixed length, so that the compiler may work out several numbers at once;
    what is left in the scratch from before is spelt again to no harm.
    """
    most = 10**digits
    address, stride = table.address[column] + row * table.stride[column], table.stride[column]
    for place in range(rows):
        table.values[place] = float_at(address + place * stride)
    differ = 0
    for place in range(1, rows):
        differ |= table.bits[place] ^ table.bits[0]
    count = 1 if differ == 0 else AT_ONCE  # where all are the same number, it is spelt once
    strange = 0
    for place in range(count):
        given = (table.bits[place] >> 52) & 2047
        of_two = min(max(given, LEAST_OF_TWO), MOST_OF_TWO)
        x = abs(table.values[place])
        strange += int(given != of_two) & int(x != 0.0)
        table.number[place], table.power[place] = _scaled(x, of_two, digits, most, table)
    for place in range(min(rows, count) if strange > 0 else 0):
        _scale_strange(place, digits, most, table)
    _find_digits(digits, count, table)
    for place in range(count):
        high, low = table.head[place], table.tail[place]
        power, negative = table.power[place], int(table.values[place] < 0.0)
        plain = int(power > -5) & int(power < digits)
        noughts = -power * (plain & int(power < 0))  # before the first digit; the point is among them
        before = 1 + power * (plain & int(power > 0))  # digits before the point, if it is among these
        kept = _kept(high, low)
        high, low = high | ZEROS, low | ZEROS
        text, more, rest = _with_point(high, low, before)
        pointed = int(kept > before) & int(noughts == 0)
        text, more, rest = (text, more, rest) if pointed == 1 else (high, low, NOTHING)
        first = noughts + int(noughts > 0)
        text, more, rest = _moved(text, more, rest, first + negative)
        prefix = (NOUGHT & ((ONE << np.uint64(EIGHT * first)) - ONE)) << np.uint64(EIGHT * negative)
        table.text[slot, 0, place] = prefix | text | np.uint64(MINUS * negative)
        table.text[slot, 1, place], table.text[slot, 2, place] = more, rest
        length = first + negative + (kept + pointed if pointed + noughts > 0 else before)
        table.shape[slot, place] = length | (power + FAR) << 5 if plain == 0 else length
    for place in range(min(rows, count) if strange > 0 else 0):
        _write_strange(place, slot, table)
    for place in range(1, rows if count == 1 else 1):
        for part in range(3):
            table.text[slot, part, place] = table.text[slot, part, 0]
        table.shape[slot, place] = table.shape[slot, 0]


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
    return number - carried * (most - most // 10), (power + carried) * int(number != 0)


@inner
def _scale_strange(place: int, digits: int, most: int, table: Any) -> None:
    """`_scaled` for a number that is far from 1."""
    x = abs(table.values[place])
    if LEAST_OF_TWO <= (table.bits[place] >> 52) & 2047 <= MOST_OF_TWO or not 0.0 < x < np.inf:
        return
    shift = APART if x < 1.0 else -APART
    x *= 10.0**shift
    number, power = _scaled(x, math.frexp(x)[1] + 1022, digits, most, table)
    table.number[place], table.power[place] = number, power - shift


@inner
def _find_digits(digits: int, count: int, table: Any) -> None:
    """The digits of numbers, filled up with noughts to eight or sixteen."""
    if digits <= EIGHT:
        filled = 10 ** (EIGHT - digits)
        for place in range(count):
            table.head[place] = _eight_digits(np.uint64(table.number[place] * filled))
        return
    filled = 10 ** (2 * EIGHT - digits)
    for place in range(count):
        whole = np.uint64(table.number[place] * filled)
        head = whole // HALF
        table.head[place], table.tail[place] = _eight_digits(head), _eight_digits(whole - head * HALF)


@inner
def _eight_digits(number: Any) -> Any:
    """The digits of a number below 10^8, one a byte, the first in the lowest: halved, and halved again, side by side.

    Divisions are by products that are near enough: for eight digits by 10^4, for four by 100, for two by 10.
    """
    fours = (number * np.uint64(3518437209)) >> np.uint64(45)
    fours |= (number - fours * np.uint64(10000)) << np.uint64(32)
    twos = ((fours * np.uint64(10486)) >> np.uint64(20)) & np.uint64(0x0000007F0000007F)
    twos |= (fours - twos * np.uint64(100)) << np.uint64(16)
    ones = ((twos * np.uint64(103)) >> np.uint64(10)) & np.uint64(0x000F000F000F000F)
    return ones | (twos - ones * np.uint64(10)) << np.uint64(8)


@inner
def _kept(high: Any, low: Any) -> int:
    """Of sixteen digits, how many there are up to the last that is not zero."""
    kept: int = EIGHT - leading_zeros(high) // EIGHT if low == NOTHING else 2 * EIGHT - leading_zeros(low) // EIGHT
    return kept


@inner
def _with_point(high: Any, low: Any, before: int) -> tuple[Any, Any, Any]:
    """Digits, as letters, in three words, with a point after some of them. before : from 1 on"""
    early = before < EIGHT
    cut = np.uint64(EIGHT * (before if early else before - EIGHT))
    there = high if early else low
    stays = (ONE << cut) - ONE
    there = (there & stays) | (np.uint64(POINT) << cut) | (there & ~stays) << BYTE
    return there if early else high, (low << BYTE | high >> SEVEN) if early else there, low >> SEVEN


@inner
def _moved(text: Any, more: Any, rest: Any, by: int) -> tuple[Any, Any, Any]:
    """Three words of letters, some letters on. by : under 8"""
    right, left = np.uint64(EIGHT * by), np.uint64(63 - EIGHT * by)
    return text << right, text >> ONE >> left | more << right, more >> ONE >> left | rest << right


@inner
def _write_strange(place: int, slot: int, table: Any) -> None:
    """What is written of what is no number."""
    x = table.values[place]
    if abs(x) < np.inf:
        return
    table.text[slot, 0, place] = MINUS_INFINITE if x < 0.0 else INFINITE if x > 0.0 else NAN
    table.shape[slot, place] = 4 if x < 0.0 else 3


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
