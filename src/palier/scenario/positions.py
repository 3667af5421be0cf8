"""A YAML text as plain data, with the line and column of every key and value.

The text is read into ruamel's tree of nodes, which know where they stand, and turned into dicts,
lists and scalars here. Two things happen on the way: a key written twice is a fault, and
provenance (`source`, `status`, `reason`) is taken out of the data and kept as notes.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError, YAMLStreamError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from palier.scenario.problems import Fault, Path, Problem, ScenarioError, dotted, nearest
from palier.scenario.scenario import Note

MOST_VALUES = 200_000  # aliases can turn a short text into an endless one
PROVENANCE = ("source", "status", "reason")
STATUSES = ("known", "assumed", "conflict")
_TAG = "tag:yaml.org,2002:"
_KINDS = {"null", "bool", "int", "float", "str", "timestamp", "value", "seq", "map"}


class Place(NamedTuple):
    """Line and column, counted from 1."""

    line: int
    column: int


@dataclass
class Text:
    """What a text says, and where."""

    data: Any = None
    keys: dict[Path, Place] = field(default_factory=dict)
    values: dict[Path, Place] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    origin: dict[Path, Path] = field(default_factory=dict)  # what templates wrote -> where they stand

    def place(self, path: Path, at_key: bool = False) -> Place:
        """Where a path stands in the text, or else the nearest thing around it that does."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.origin:
                moved = self.origin[path[:length]] + path[length:]
                if moved != path:
                    return self.place(moved, at_key)
        for length in range(len(path), 0, -1):
            found, key = self.values.get(path[:length]), self.keys.get(path[:length])
            if length < len(path) or at_key:
                found = key or found
            if found is not None:
                return found
        return Place(1, 1)


def read(text: str, name: str, begin: str) -> Text:
    """Read a text. Raises ScenarioError if it is not YAML, or has no values: then `begin` says how to begin one."""
    yaml = YAML(typ="safe", pure=True)
    try:
        node = yaml.compose(text)
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise _refused(name, line, 1, f"the character {error.character!r} is not allowed in YAML") from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = " ".join(str(part) for part in (error.context, error.problem) if part) or "this is not YAML"
        hint = _hint(said)
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise _refused(name, place[0], place[1], f"this is not valid YAML: {said}{hint}") from None
    except (YAMLError, YAMLStreamError) as error:
        raise _refused(name, 1, 1, f"this is not valid YAML: {' '.join(str(error).split())}") from None
    except RecursionError:
        raise _refused(name, 1, 1, "the values are nested too deeply") from None
    except Exception as error:  # ruamel's scanner fails in its own ways on odd texts
        raise _refused(name, 1, 1, f"this cannot be read as YAML ({type(error).__name__})") from None
    if node is None:
        raise _refused(name, 1, 1, f"the file is empty: {begin}")
    reader = _Reader()
    try:
        reader.text.data = reader.value(node, ())
    except RecursionError:
        raise _refused(name, 1, 1, "the values are nested too deeply, or contain themselves") from None
    except OverflowError:
        raise _refused(name, 1, 1, f"there are more than {MOST_VALUES} values, counting aliases") from None
    return reader.text


def _refused(name: str, line: int, column: int, message: str) -> ScenarioError:
    return ScenarioError([Problem(name, line, column, message)])


def _hint(said: str) -> str:
    if "\\t" in said or "tab" in said:
        return " (indent with spaces, not with tabs)"
    if "mapping values are not allowed" in said:
        return " (a value that contains ': ' needs quotes; or the indentation is off)"
    if "alias" in said:
        return " (a value that begins with * needs quotes)"
    return ""


class _Reader:
    def __init__(self) -> None:
        self.text = Text()
        self.count = 0
        self.inside: set[int] = set()

    def value(self, node: Node, path: Path) -> Any:
        self.count += 1
        if self.count > MOST_VALUES:
            raise OverflowError
        if id(node) in self.inside:
            raise RecursionError
        self.text.values[path] = Place(node.start_mark.line + 1, node.start_mark.column + 1)
        if str(node.tag).removeprefix(_TAG) not in _KINDS:
            self._fault(path, f"the tag '{node.tag}' means nothing here: take it away")
        if isinstance(node, ScalarNode):
            return self._scalar(node, path)
        self.inside.add(id(node))
        try:
            if isinstance(node, SequenceNode):
                return [self.value(child, (*path, index)) for index, child in enumerate(node.value)]
            assert isinstance(node, MappingNode)  # YAML has three kinds of node
            return self._mapping(node, path)
        finally:
            self.inside.discard(id(node))

    def _fault(self, path: Path, message: str) -> None:
        self.text.faults.append(Fault(path, message))

    def _scalar(self, node: ScalarNode, path: Path) -> Any:
        kind, written = str(node.tag).removeprefix(_TAG), str(node.value)
        if (odd := _unwritable(written)) is not None:
            self._fault(path, f"the character {odd!r} cannot be shown or kept: take it away")
            return "?"
        try:
            if kind == "null":
                return None
            if kind == "bool":
                return written.lower() in ("true", "yes", "on")
            if kind == "int":
                plain = written.replace("_", "")
                digits = plain.lstrip("+-")
                return int(plain, 10 if digits.isdigit() else 0)
            if kind == "float":
                return float(written.replace("_", "").lower().replace(".inf", "inf").replace(".nan", "nan"))
        except ValueError:
            if len(written) > 100:
                self._fault(path, "the number is too long")
        return written

    def _mapping(self, node: MappingNode, path: Path) -> Any:
        entries: dict[str, Node] = {}
        for key_node, child in self._pairs(node, path):
            key = self._key(key_node, path)
            if key is None:
                continue
            place = Place(key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if key in entries:
                first = self.text.keys[(*path, key)]
                self.text.keys[(*path, f"{key} (again)")] = place
                self._fault(
                    (*path, f"{key} (again)"), f"'{key}' is written twice here; the first is in line {first.line}"
                )
                continue
            entries[key] = child
            self.text.keys[*path, key] = place
        if path[:1] == ("notes",):  # those of a scenario written out by `dumps`
            return {key: self.value(child, (*path, key)) for key, child in entries.items()}
        if "value" in entries and ("status" in entries or entries.keys() <= {"value", *PROVENANCE}):
            content = entries.pop("value")
            for key in [key for key in entries if key not in PROVENANCE]:
                del entries[key]
                comma = " Text with a comma needs quotes inside { }." if node.flow_style else ""
                self._fault((*path, key), f"'{key}' is not known here beside value, status, source, reason.{comma}")
            told = self._told(entries, path)
            result = self.value(content, path)
            self._note(path, told, _written(result), bool(entries))
            return result
        told_nodes = {key: entries[key] for key in PROVENANCE if isinstance(entries.get(key), ScalarNode)}
        if not told_nodes:
            return {key: self.value(child, (*path, key)) for key, child in entries.items()}
        told = self._told(told_nodes, path)
        result = {key: self.value(child, (*path, key)) for key, child in entries.items() if key not in told_nodes}
        self._note(path, told, _written(result), True)
        return result

    def _pairs(self, node: MappingNode, path: Path) -> list[tuple[Node, Node]]:
        """Keys and values, with those that `<<` brings in behind the mapping's own."""
        own = [pair for pair in node.value if not _is_merge(pair[0])]
        names = {str(key.value) for key, _ in own if isinstance(key, ScalarNode)}
        for key, merged in node.value:
            if not _is_merge(key):
                continue
            for source in merged.value if isinstance(merged, SequenceNode) else [merged]:
                if not isinstance(source, MappingNode) or id(source) in self.inside - {id(node)}:
                    self._fault(path, "'<<' takes a mapping")
                    continue
                for inner, child in source.value:
                    if isinstance(inner, ScalarNode) and not _is_merge(inner) and str(inner.value) not in names:
                        names.add(str(inner.value))
                        own.append((inner, child))
        return own

    def _key(self, node: Node, path: Path) -> str | None:
        if not isinstance(node, ScalarNode):
            self._fault(path, "a key must be a word, not a list or a mapping")
            return None
        if (odd := _unwritable(str(node.value))) is not None:
            self._fault(path, f"the character {odd!r} in a key cannot be shown or kept: take it away")
            return None
        return str(node.value)

    def _told(self, nodes: dict[str, Node], path: Path) -> dict[str, str]:
        told: dict[str, str] = {}
        for key, node in nodes.items():
            self.text.values[*path, key] = Place(node.start_mark.line + 1, node.start_mark.column + 1)
            if isinstance(node, ScalarNode):
                told[key] = str(node.value)
                if (odd := _unwritable(told[key])) is not None:
                    self._fault((*path, key), f"the character {odd!r} cannot be shown or kept: take it away")
            else:
                self._fault((*path, key), f"'{key}' must be text")
        return told

    def _note(self, path: Path, told: dict[str, str], value: str, is_told: bool) -> None:
        if not is_told:
            return
        status = told.get("status", "known" if "source" in told else "assumed")
        if status not in STATUSES:
            tip = nearest(status, STATUSES)
            self._fault(
                (*path, "status"),
                f"'{status}' is not one of {', '.join(STATUSES)}. {tip if 'Did' in tip else ''}".strip(),
            )
            return
        if status != "known" and not told.get("reason") and not told.get("source"):
            self._fault(path, f"a value that is {status} needs a 'reason' (or a 'source')")
            return
        self.text.notes.append(
            Note(path=dotted(path), value=value, status=status, source=told.get("source"), reason=told.get("reason"))
        )


def _unwritable(text: str) -> str | None:
    """The first character that no file or terminal takes: a control character or half a surrogate pair."""
    return next((c for c in text if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"), None)


def _is_merge(key: Node) -> bool:
    return isinstance(key, ScalarNode) and str(key.tag) == _TAG + "merge"


def _written(value: Any) -> str:
    """A value as one line of text."""
    if isinstance(value, dict):
        said = ", ".join(f"{key}: {_written(each)}" for key, each in value.items())
    elif isinstance(value, list):
        said = "[" + ", ".join(_written(each) for each in value) + "]"
    elif isinstance(value, bool):
        said = "yes" if value else "no"
    else:
        said = "none" if value is None else str(value)
    return said if len(said) <= 160 else said[:157] + "..."
