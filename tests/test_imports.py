"""The shape of the package: who imports whom, what is public, what is shipped."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "palier"
MODULES = sorted(SOURCE.rglob("*.py"))
LONGEST = 450  # lines
DISTRIBUTIONS = {
    "ruamel": "ruamel.yaml",
    "pydantic_core": "pydantic",
}  # where the name imported is not the name installed
NOT_IMPORTED = {"h5netcdf", "h5py"}  # xarray writes with the one, which writes with the other


def _dotted(path: Path) -> str:
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(path: Path) -> set[str]:
    """Top-level names that a module imports from elsewhere."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found - set(sys.stdlib_module_names) - {"palier", "__future__"}


def _dependencies() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked_for = project["dependencies"] + extras["plan"] + extras["study"]  # what the package itself imports
    return {re.split(r"[\[<>=!~ ;]", line)[0].lower() for line in asked_for}


def test_nothing_imports_upwards():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", MODULES, ids=_dotted)
def test_every_module_says_what_it_is(path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_no_module_is_too_long():
    lengths = {_dotted(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


@pytest.mark.parametrize("path", [path for path in MODULES if path.stem == "__init__"], ids=_dotted)
def test_all_lists_the_public_names(path):
    module = importlib.import_module(_dotted(path))
    given = list(getattr(module, "__all__", []))
    assert given == sorted(given)
    for name in given:
        assert getattr(module, name) is not None
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {id(node) for each in ast.walk(tree) if isinstance(each, ast.FunctionDef) for node in ast.walk(each)}
    imports = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("palier") and id(node) not in inside
    ]
    assert {alias.asname or alias.name for node in imports for alias in node.names} - {"_forget_stale"} <= set(given)


def test_everything_imported_is_declared_and_the_other_way_round():
    imported = {DISTRIBUTIONS.get(name, name).lower() for path in MODULES for name in _imported(path)}
    assert imported - _dependencies() == set()
    assert _dependencies() - imported - NOT_IMPORTED == set()


def test_reading_a_scenario_does_not_load_the_compiler():
    code = (
        "import sys, palier; palier.loads('building: {block: {storeys: 2}}'); "
        "sys.exit('numba' in sys.modules or 'pandas' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


def test_wheel_holds_every_module_template_and_the_licence(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)],
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        inside = set(opened.namelist())
    shipped = [path for path in SOURCE.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    missing = {str(path.relative_to(SOURCE.parent)) for path in shipped if "__pycache__" not in path.parts} - inside
    assert missing == set()
    assert any(name.endswith("licenses/LICENSE") for name in inside)


def test_versions_agree():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_locked_requirements_cover_what_is_declared():
    locked = {
        line.partition("==")[0].lower()
        for line in (ROOT / "requirements-dev.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = _dependencies() | {
        re.split(r"[<>=!~ ;]", line)[0].lower() for line in project["optional-dependencies"]["dev"]
    }
    assert {name.replace(".", "-") for name in wanted} - locked == set()


def test_kernels_do_not_count_from_the_end():
    """An index into what a `Reference` refers to is not tested for being negative: -1 would lie outside."""
    found = []
    for folder in ("engine", "physics"):
        for path in sorted((SOURCE / folder).glob("*.py")):
            for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(function, ast.FunctionDef) or not _is_compiled(function):
                    continue
                for node in ast.walk(function):
                    parts = (
                        node.slice.elts
                        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple)
                        else ([node.slice] if isinstance(node, ast.Subscript) else [])
                    )
                    if any(isinstance(each, ast.UnaryOp) and isinstance(each.op, ast.USub) for each in parts):
                        found.append(f"{path.stem}.{function.name}: line {node.lineno}")
    assert found == []


def _is_compiled(function: ast.FunctionDef) -> bool:
    names = {ast.unparse(each).partition("(")[0] for each in function.decorator_list}
    return bool(names & {"inner", "kernel", "part", "njit"})
