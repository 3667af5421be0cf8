"""Documentation as behaviour: what the pages say exists, and what they show runs."""

from __future__ import annotations

import ast
import contextlib
import io
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_ACCOUNT = re.compile(r"(?<=balance error: #) \([^)]*\)")
_NUMBER = re.compile(r"[-+]?\d[\d.:]*(?:e[-+]?\d+)?")


def blocks(page: Path, language: str) -> list[str]:
    """Code blocks of a page in one language."""
    return [text for name, text in _BLOCK.findall(page.read_text(encoding="utf-8")) if name == language]


def of_every_page(language: str) -> list:
    """Each block of a language, named after its page."""
    return [
        pytest.param(text, id=f"{page.stem}-{i}")
        for page in PAGES
        for i, text in enumerate(blocks(page, language))
        if page.stem != "changelog"
    ]


def physics_functions() -> list[str]:
    """Dotted names of the public functions of `palier.physics`."""
    return [
        f"palier.physics.{path.stem}.{node.name}"
        for path in sorted((ROOT / "src" / "palier" / "physics").glob("*.py"))
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]


def test_generated_pages_are_up_to_date():
    done = subprocess.run([sys.executable, DOCS / "generate.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_every_physical_function_is_on_its_page():
    page = (DOCS / "physics.md").read_text(encoding="utf-8")
    names = physics_functions()
    assert len(names) > 20
    assert [name for name in names if f"`{name}(" not in page] == []


def test_every_physical_function_says_what_it_is_and_in_which_unit():
    unitless = []
    for path in sorted((ROOT / "src" / "palier" / "physics").glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                told = ast.get_docstring(node) or ""
                if not re.search(r"\[[^\]]+\](?!_)", told):
                    unitless.append(f"{path.stem}.{node.name}")
    assert unitless == []


def test_every_test_named_on_the_verification_page_exists():
    named = set(re.findall(r"`(test_\w+)`", (DOCS / "verification.md").read_text(encoding="utf-8")))
    there = {
        name
        for path in (ROOT / "tests").glob("*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert len(named) > 20
    assert named - there == set()


def test_every_field_of_the_scenario_file_has_a_meaning():
    sys.path.insert(0, str(DOCS))
    try:
        from tools import scenario as tool
    finally:
        sys.path.remove(str(DOCS))
    page = (DOCS / "scenario.md").read_text(encoding="utf-8")
    for top, where in tool.TOPS.items():
        for model, _ in tool.models(top, where):
            for name, field in tool.fields(model):
                assert f"| `{name}` |" in page
                assert tool.meaning(field), f"{model.__name__}.{name} has no description"


@pytest.mark.parametrize("text", of_every_page("yaml"))
def test_scenarios_on_the_pages_can_be_read(text, tmp_path):
    import palier
    from palier.scenario.document import read_described
    from palier.studies.definition import StudyDefinition
    from palier.studies.study import study_from
    from palier.validation.incidents import read_incident

    if re.search(r"^(dwelling|measures|runs):", text, re.MULTILINE):  # a study
        told = read_described(text, "page", StudyDefinition)
        if (file := ROOT / "examples" / "studies" / told.scenario).exists():
            assert study_from("page", lambda named: file.with_name(named).read_text("utf-8") if named else text)
    elif "\nchecks:\n" in text:  # a file of checks of a real fire
        file = tmp_path / "page.checks.yaml"
        file.write_text(text, encoding="utf-8")
        assert read_incident(file).checks
    else:
        palier.loads(text)


@pytest.mark.parametrize("text", of_every_page("sh"))
def test_commands_on_the_pages_exist(text):
    from palier.cli import app

    commands = {c.name or c.callback.__name__ for c in app.registered_commands if c.callback}
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for line in text.splitlines():
        program, _, rest = line.strip().partition(" ")
        if program in ("palier", "make"):
            assert rest.split()[0] in (commands if program == "palier" else targets), line


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """A directory with the examples in it, as current directory."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "text", [pytest.param(t, id=f"python-{i}") for i, t in enumerate(blocks(DOCS / "python.md", "python"))]
)
def test_python_on_the_pages_runs(text, elsewhere):
    exec(compile(text, "docs/python.md", "exec"), {})


def test_readme_prints_what_it_says(elsewhere):
    (scenario,) = blocks(ROOT / "README.md", "yaml")
    (code,) = blocks(ROOT / "README.md", "python")
    (shown,) = blocks(ROOT / "README.md", "text")
    (elsewhere / "scenario.yaml").write_text(scenario, encoding="utf-8")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "README.md", "exec"), {})
    # Numbers may differ in the last digit between machines; the words may not.
    # Which account has the largest round-off may differ too.
    said, kept = (_ACCOUNT.sub("", _NUMBER.sub("#", text.strip())) for text in (printed.getvalue(), shown))
    assert said == kept


def test_readme_links_to_what_exists():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#]+)", text)
    assert len(targets) > 5
    assert [t for t in targets if "://" not in t and not (ROOT / t).exists()] == []
