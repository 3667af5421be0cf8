"""The loop is compiled in pieces by processes of their own, and read from disk by the one that runs."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import palier
from palier.engine import compiling
from palier.engine.march import fabric_of, initial_state
from palier.engine.recording import in_full
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

KILLED = """
import palier
from palier.engine import compiling
from palier.engine.march import fabric_of, initial_state
from palier.engine.recording import in_full
from palier.engine.reference import Reference
from palier.scenario.starter import starter
from palier.simulate import assemble
begin = compiling._begin
def told(names):
    process = begin(names)
    print(process.pid, flush=True)
    return process
compiling._begin = told
model, _ = assemble(palier.loads(starter(storeys=2)))
compiling.compile_aside(*map(Reference, (fabric_of(model), initial_state(model), in_full(model))))
"""


def _runs(process: int) -> bool:
    """Whether a process is there and not only waits to be taken leave of."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _given():
    model, _ = assemble(palier.loads(starter(storeys=2)))
    return Reference(fabric_of(model)), Reference(initial_state(model)), Reference(in_full(model))


def test_two_processes_compile_the_loop():
    assert compiling.compile_aside(*_given())


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM])
def test_compilers_end_with_the_process_that_began_them(tmp_path, sign):
    own = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}  # so that there is something to compile
    began = subprocess.Popen([sys.executable, "-c", KILLED], stdout=subprocess.PIPE, text=True, env=own)
    assert began.stdout is not None
    compilers = [int(began.stdout.readline()) for _ in range(2)]
    assert all(map(_runs, compilers))
    began.send_signal(sign)
    began.wait()
    until = time.monotonic() + 60.0  # they may have to load palier first
    while any(map(_runs, compilers)) and time.monotonic() < until:
        time.sleep(0.1)
    assert not any(map(_runs, compilers))
    began.stdout.close()


def test_a_compiler_at_work_ends_when_nobody_waits_for_it():
    busy = "from palier.engine import compiling; import time; compiling._compile = lambda *_: time.sleep(60)"
    command = [sys.executable, "-c", f"{busy}; print(1, flush=True); compiling.main(['smoke'])"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(pickle.dumps([]))
        process.stdin.flush()
        process.stdout.readline()
        time.sleep(0.3)
        assert process.poll() is None
        process.stdin.close()
        assert process.wait(20.0) == 1


def test_a_process_that_fails_is_told_of(monkeypatch):
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
    assert "compiled drive" not in done.stdout
    assert "compiled smoke_step" not in done.stdout
    assert "compiled people_step_by_step" not in done.stdout
    assert "compiled _advance" not in done.stdout
