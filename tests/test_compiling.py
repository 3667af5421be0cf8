"""The loop is compiled in pieces by processes of their own, and read from disk by the one that runs."""

from __future__ import annotations

import os
import subprocess
import sys

import palier
from palier.engine import compiling
from palier.engine.march import fabric_of, initial_state
from palier.engine.recording import new_history
from palier.engine.reference import Reference
from palier.scenario.starter import starter
from palier.simulate import assemble, simulate

READ = """
import sys
from numba.core import event
import palier
class Watch(event.Listener):
    def on_start(self, seen): print("compiled", seen.data["dispatcher"].py_func.__name__)
    def on_end(self, seen): pass
scenario = palier.load(sys.argv[1])
event.register("numba:compile", Watch())
print(palier.simulate(scenario).summary["status"])
"""


def _given():
    model, _ = assemble(palier.loads(starter(storeys=2)))
    return Reference(fabric_of(model)), Reference(initial_state(model)), Reference(new_history(model))


def test_three_processes_compile_the_loop():
    assert compiling.compile_aside(*_given())


def test_a_process_that_fails_is_told_of(monkeypatch):
    monkeypatch.setattr(compiling, "SMOKE", "no such piece")
    monkeypatch.setattr(compiling, "_compile", None)
    monkeypatch.setattr(compiling, "__name__", "palier.no_such_module")
    assert not compiling.compile_aside(*_given())


def test_no_other_program_than_python_is_called(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/opt/fire/program")
    assert not compiling.compile_aside(*_given())


def test_what_was_compiled_is_read_and_not_compiled_again(tmp_path):
    """A second process takes the whole loop from disk, whatever the building."""
    scenario = tmp_path / "block.yaml"
    scenario.write_text(starter(storeys=3).replace("duration: 30 min", "duration: 1 min"), encoding="utf-8")
    simulate(palier.loads(starter(storeys=2)))
    done = subprocess.run(
        [sys.executable, "-c", READ, str(scenario)], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    assert "completed" in done.stdout
    assert "compiled march" not in done.stdout
    assert "compiled _advance" not in done.stdout
