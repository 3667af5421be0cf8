"""The page of the physics, from the modules of `palier.physics`: every public function, its equation and source."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from pathlib import Path

PHYSICS = Path(__file__).parents[2] / "src" / "palier" / "physics"
ORDER = ["gas", "plume", "combustion", "smouldering", "openings", "vents", "wind", "mixing", "convection", "radiation"]
ORDER += ["conduction", "deposition", "ceiling_jet", "target", "detection", "hearing", "movement", "cohb", "dose"]
ORDER += ["outcome", "reach", "ladders"]
_HEADING = re.compile(r"^(Parameters|Returns|Notes|References|Raises|Examples)\n-{3,}\n", re.MULTILINE)
_CITATION = re.compile(r"^\.\. \[(\d+)\] ", re.MULTILINE)


def modules() -> list[Path]:
    """Files of the physics, in the order in which they are read best."""
    found = [path for path in PHYSICS.glob("*.py") if path.stem != "__init__"]
    return sorted(found, key=lambda path: (ORDER.index(path.stem) if path.stem in ORDER else len(ORDER), path.stem))


def public_functions(path: Path) -> list[ast.FunctionDef]:
    """Functions of a module whose name does not begin with an underscore."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]


def page() -> str:
    """The whole generated part."""
    return "\n".join(_module(path) for path in modules())


def _module(path: Path) -> str:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    title, text, sections = _sections(ast.get_docstring(tree) or "")
    lines = [f"## {path.stem.replace('_', ' ').capitalize()}", "", markdown(title), ""]
    lines += [markdown(text), ""] if text else []
    for node in public_functions(path):
        lines += _function(path.stem, node)
    lines += _constants(path, tree)
    lines += _references(sections.get("References", ""))
    return "\n".join(lines) + "\n"


def _function(module: str, node: ast.FunctionDef) -> list[str]:
    title, text, sections = _sections(ast.get_docstring(node) or "")
    arguments = ", ".join(argument.arg for argument in node.args.args)
    lines = [f"### {node.name.replace('_', ' ').capitalize()}", "", markdown(title), ""]
    lines += [f"`palier.physics.{module}.{node.name}({arguments})`", ""]
    lines += [markdown(text), ""] if text else []
    if "Notes" in sections:
        lines += [markdown(sections["Notes"]), ""]
    rows = _rows("", sections.get("Parameters", "")) + _rows("returns ", sections.get("Returns", ""))
    if rows:
        lines += ["| argument | meaning and unit |", "|---|---|", *rows, ""]
    return lines + _references(sections.get("References", ""))


def _sections(docstring: str) -> tuple[str, str, dict[str, str]]:
    """First paragraph, what follows it, and the numpydoc sections."""
    parts = _HEADING.split(docstring)
    head = parts[0].strip()
    title, _, text = head.partition("\n\n")
    return title, text, dict(zip(parts[1::2], (part.strip("\n") for part in parts[2::2]), strict=True))


def _rows(prefix: str, section: str) -> list[str]:
    """Table rows: name, meaning with unit."""
    rows: list[str] = []
    for entry in re.split(r"\n(?=\S)", section.strip("\n")):
        if not entry.strip():
            continue
        head, _, meaning = entry.partition("\n")
        name, _, kind = head.partition(" : ")
        if prefix and not kind:
            name, kind = "", head
        shown = f"{prefix}`{name}`" if name else prefix.strip()
        array = f" ({kind})" if kind not in ("float", "") else ""
        rows.append(f"| {shown} | {_cell(meaning + array)} |")
    return rows


def _cell(text: str) -> str:
    return markdown(" ".join(text.split())).replace("|", "\\|")


def _references(section: str) -> list[str]:
    if not section:
        return []
    parts = _CITATION.split(section)
    lines = ["<div class='sources' markdown>", ""]
    for number, text in zip(parts[1::2], parts[2::2], strict=True):
        first, _, rest = text.partition("\n\n")
        lines.append(f"[{number}] {' '.join(first.split())}  ")
        if rest.strip():
            lines += ["", markdown(rest.strip()), ""]
    return [*lines, "", "</div>", ""]


def _constants(path: Path, tree: ast.Module) -> list[str]:
    """Module constants with the comment that gives unit and origin."""
    source = path.read_text(encoding="utf-8")
    comments = {
        token.start[0]: token.string.lstrip("# ").rstrip()
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    }
    rows = []
    for node in tree.body:
        if not isinstance(node, ast.Assign) or node.end_lineno is None:
            continue
        names = [name.id for target in node.targets for name in ast.walk(target) if isinstance(name, ast.Name)]
        if not all(name.isupper() and not name.startswith("_") for name in names):
            continue
        told = " ".join(comments[line] for line in range(node.lineno, node.end_lineno + 1) if line in comments)
        above = comments.get(node.lineno - 1, "") if not told else ""
        value = ast.unparse(node.value)
        shown = f"`{value}`" if len(value) <= 60 else ""
        rows.append(f"| {', '.join(f'`{name}`' for name in names)} | {shown} | {_cell(told or above)} |")
    if not rows:
        return []
    return ["**Constants**", "", "| name | value | what it is, unit and origin |", "|---|---|---|", *rows, ""]


def markdown(text: str) -> str:
    """A docstring's inline markup as Markdown: formulas between dollars, citations in brackets."""
    text = re.sub(r":math:`([^`]*)`", lambda match: f"${' '.join(match[1].split())}$", text)
    return re.sub(r"\[(\d+)\]_", r"[\1]", text)
