"""Fortran namelist text as groups of keywords with values, each with the line it stands in.

Written here and not taken from a library because errors must name the line of a group and of a
keyword, every mistake of a file is told at once, and a case is read in milliseconds.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from palier.scenario.problems import Problem

Value = float | str | bool | None  # None: left empty between two commas

MOST_REPEATS = 10_000  # of a value written as 3*0.

_START = re.compile(r"^[ \t]*&(\w+)", re.MULTILINE)
_TOKEN = re.compile(
    r"""
    \s*(?:
    (?P<key>(?P<name>[A-Za-z_]\w*)\s*(?:\(\s*(?P<at>\d+)\s*(?::\s*\d*\s*)?\)\s*)?=)
  | (?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eEdDqQ][+-]?\d+)?(?=[\s,/!]|$))
  | (?P<text>'(?:[^'\n]|'')*'|"(?:[^"\n]|"")*")
  | (?P<comma>,)
  | (?P<end>/)
  | (?P<comment>![^\n]*)
  | (?P<repeat>\d+\*)
  | (?P<word>[^\s,/!'"=&]+)
  | (?P<nothing>\Z)
    )
    """,
    re.VERBOSE,
)
# A keyword and nothing but one text, or numbers with commas, up to the next or the end: most of what is written.
_PLAIN = re.compile(
    r"""
    \s*(?P<name>[A-Za-z_]\w*)\s*=\s*(?:(?P<numbers>{0}(?:\s*,\s*{0})*)|'(?P<text>[^'\n]*)')
    (?:\s*,?(?=\s*/)|(?:\s*,\s*|\s+)(?=[A-Za-z_]\w*\s*=))
    """.format(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"),  # each number in one way only: no text takes long
    re.VERBOSE,
)
_BLANK = re.compile(r"\s*")
_END = re.compile(r"&end\b", re.IGNORECASE)
_OTHER_EXPONENT = str.maketrans("dDqQ", "eeee")  # of Fortran's doubles and quadruples
_TRUE, _FALSE = ("t", ".t", ".true", "true"), ("f", ".f", ".false", "false")


@dataclass
class Keyword:
    """What stands after one `NAME =`. An index, as in `T(3) =`, says where the values begin."""

    name: str
    line: int
    values: list[Value] = field(default_factory=list)


@dataclass
class Group:
    """One `&NAME ... /`. Names are in capitals."""

    name: str
    line: int
    keywords: dict[str, Keyword] = field(default_factory=dict)


def groups(text: str, file: str) -> tuple[list[Group], list[Problem]]:
    """Every group of a text in its order, and what cannot be read. Text between groups is ignored.

    As in CFAST, a group begins with the first `&` of a line and ends at `/`.
    """
    reader = _Reader(text, file)
    return list(reader.groups()), reader.problems


class _Reader:
    def __init__(self, text: str, file: str) -> None:
        self.text, self.file = text, file
        self.problems: list[Problem] = []
        self.breaks = [match.start() for match in re.finditer("\n", text)]

    def line(self, position: int) -> int:
        return bisect_right(self.breaks, position - 1) + 1

    def wrong(self, position: int, message: str) -> None:
        start = self.text.rfind("\n", 0, position) + 1
        self.problems.append(Problem(self.file, self.line(position), position - start + 1, message))

    def groups(self) -> Iterator[Group]:
        position = 0
        while (start := _START.search(self.text, position)) is not None:
            group = Group(start[1].upper(), self.line(start.start(1)))
            position = self._fill(group, start)
            yield group

    def _fill(self, group: Group, start: re.Match[str]) -> int:
        """Read the keywords of a group; returns where it ends."""
        text, position, repeat = self.text, start.end(), 1
        keyword: Keyword | None = None
        after_comma = is_told = False
        while (plain := _PLAIN.match(text, position)) is not None:
            name, numbers, word = plain.groups()
            keyword = self._keyword(group, name.upper(), None, plain.start("name"))
            keyword.values += [word.rstrip()] if numbers is None else map(float, numbers.split(","))
            is_told, position = True, plain.end()
        while True:
            match = _TOKEN.match(text, position)
            if match is None:
                position = _BLANK.match(text, position).end()  # type: ignore[union-attr]
                if text[position] == "&":  # the next group, or the older `&END`
                    if (end := _END.match(text, position)) is not None:
                        return end.end()
                    break
                if text[position] in "'\"":
                    self.wrong(position, f"&{group.name}: the text that begins here has no closing {text[position]}")
                    next_line = text.find("\n", position)
                    position = len(text) if next_line < 0 else next_line
                else:
                    self.wrong(position, f"&{group.name}: '{text[position]}' has no meaning here: take it away")
                    position += 1
                continue
            position = match.end()
            kind = match.lastgroup or ""
            if kind == "key":
                keyword = self._keyword(group, match["name"].upper(), match["at"], match.start("key"))
                after_comma, repeat, is_told = False, 1, True
            elif kind == "comment":
                continue
            elif kind == "end":
                return position
            elif kind == "nothing":
                break
            elif keyword is None:
                if kind != "comma" and not is_told:
                    told = match.group(kind)
                    self.wrong(match.start(kind), f"&{group.name}: {told!r} belongs to no keyword: write NAME = value")
                    is_told = True
            elif kind == "comma":
                if after_comma or not keyword.values:
                    keyword.values.append(None)
                after_comma = True
            elif kind == "repeat":
                repeat = int(match.group(kind)[:-1])
                if repeat > MOST_REPEATS:
                    self.wrong(match.start(kind), f"&{group.name}: {match.group(kind)} repeats a value too often")
                    repeat = 1
            else:
                value = self._value(group, keyword, match, kind)
                if repeat == 1:
                    keyword.values.append(value)
                else:
                    keyword.values += [value] * repeat
                after_comma, repeat = False, 1
        self.problems.append(
            Problem(self.file, group.line, 1, f"&{group.name}: the group that begins here has no end: close it with /")
        )
        return position

    def _keyword(self, group: Group, name: str, at: str | None, position: int) -> Keyword:
        found = group.keywords.get(name)
        if found is None:
            found = group.keywords[name] = Keyword(name, self.line(position))
        elif at is None:
            self.wrong(position, f"&{group.name}: {name} is written twice: keep one")
        if at is not None:
            index = min(int(at), MOST_REPEATS)
            found.values = (found.values + [None] * index)[: max(index - 1, 0)]
        return found

    def _value(self, group: Group, keyword: Keyword, match: re.Match[str], kind: str) -> Value:
        written = match.group(kind)
        if kind == "number":
            try:
                return float(written)
            except ValueError:
                return float(written.translate(_OTHER_EXPONENT))
        if kind == "text":
            quote = written[0]
            return written[1:-1].replace(quote * 2, quote).rstrip()
        plain = written.lower().rstrip(".")
        if plain in _TRUE or plain in _FALSE:
            return plain in _TRUE
        self.wrong(
            match.start(kind),
            f"&{group.name}: {keyword.name}: {written!r} is neither a number, .TRUE. or .FALSE., nor in quotes",
        )
        return None
