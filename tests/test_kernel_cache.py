"""Compiled kernels follow their sources."""

from __future__ import annotations

import subprocess
import sys

import pytest

from palier.kernel_cache import forget_stale

FORMULA = "from numba import njit\n\n\n@njit(cache=True)\ndef f(x):\n    return x + {}\n"
KERNEL = """from numba import njit

from palier.physics.a import f


@njit(cache=True)
def g(x):
    return 2.0 * f(x)
"""


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package of two modules, of which one calls the other, beside the real one."""
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    for folder in ("", "engine", "physics"):
        (tmp_path / "palier" / folder).mkdir(exist_ok=True)
        (tmp_path / "palier" / folder / "__init__.py").write_text('"""Nothing."""\n')
    (tmp_path / "palier/physics/a.py").write_text(FORMULA.format("1.0"))
    (tmp_path / "palier/physics/other.py").write_text("")
    (tmp_path / "palier/engine/b.py").write_text(KERNEL)
    return tmp_path / "palier"


def _run(package) -> float:
    code = "from palier.engine.b import g; print(g(1.0))"
    done = subprocess.run([sys.executable, "-c", code], cwd=package.parent, capture_output=True, text=True, check=True)
    return float(done.stdout)


def test_a_changed_formula_reaches_the_kernel_that_calls_it(package):
    forget_stale(package)
    assert _run(package) == 4.0
    (package / "physics/a.py").write_text(FORMULA.format("10.0"))
    assert set(forget_stale(package)) == {"physics/a", "engine/b"}
    assert _run(package) == 22.0


def test_compiled_code_is_kept_while_nothing_changes(package):
    forget_stale(package)
    _run(package)
    kept = sorted(package.rglob("*.nbi"))
    assert kept
    assert forget_stale(package) == []
    (package / "physics/other.py").write_text("unused = 1  # by any kernel\n")
    assert forget_stale(package) == ["physics/other"]
    assert sorted(package.rglob("*.nbi")) == kept


def test_a_comment_costs_no_compilation(package):
    forget_stale(package)
    (package / "physics/a.py").write_text('"""Says more now."""\n' + FORMULA.format("1.0") + "# and here\n")
    assert forget_stale(package) == []


def test_a_torn_stamp_only_costs_a_compilation(package):
    forget_stale(package)
    _run(package)
    (package / "__pycache__/palier-kernels.json").write_text("{")
    assert "engine/b" in forget_stale(package)
    assert not list(package.rglob("*.nbi"))
