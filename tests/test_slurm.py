"""The example for SLURM on a SLURM of this machine, where one is installed: one node, munge, and real jobs."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from palier.scenario.starter import starter
from palier.studies.conduct import begin, conduct, summary
from palier.studies.runner import Local

NEEDED = ("munged", "slurmctld", "slurmd", "sbatch", "srun", "scancel", "sinfo")
PLACES = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin"))
SCRIPT = Path(__file__).parents[1] / "examples" / "studies" / "slurm.sh"
BESIDE = Path(sys.executable).parent
STUDY = """
title: on SLURM
scenario: house.yaml
runs: 24
duration: 2 min
vary:
  growth: {set: fires.*.growth, lognormal: [12, 0.5], unit: W/s²}
"""
CONF = """
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={first}
SlurmdPort={second}
AuthType=auth/munge
AuthInfo=socket={at}/munge/socket
CredType=cred/munge
SlurmUser={user}
SlurmdUser={user}
StateSaveLocation={at}/state
SlurmdSpoolDir={at}/spool
SlurmctldPidFile={at}/slurmctld.pid
SlurmdPidFile={at}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
SlurmdParameters=config_overrides
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
NodeName={host} NodeAddr=127.0.0.1 CPUs=4 RealMemory=8000 State=UNKNOWN
PartitionName=all Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""

pytestmark = pytest.mark.skipif(
    not all(shutil.which(each, path=PLACES) for each in NEEDED)
    or not all((BESIDE / each).exists() for each in ("dask", "palier")),
    reason="no SLURM is installed here, or no palier[cluster] beside this Python",
)


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def slurm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of somebody who uses a SLURM of one node, which lives as long as the tests."""
    at, host = tmp_path_factory.mktemp("slurm"), socket.gethostname().split(".")[0]
    for name in ("state", "spool", "munge"):
        (at / name).mkdir(mode=0o700)
    (at / "munge" / "key").write_bytes(os.urandom(1024))
    (at / "munge" / "key").chmod(0o400)
    conf = at / "slurm.conf"
    conf.write_text(
        CONF.format(at=at, host=host, user=getpass.getuser(), first=_free_port(), second=_free_port()), encoding="utf-8"
    )
    munge = at / "munge"
    files = [f"--{name}-file={munge}/{name}" for name in ("key", "pid", "log", "seed")]
    began = []
    for command in (
        ["munged", "--foreground", "--force", f"--socket={munge}/socket", *files],
        ["slurmctld", "-D", "-f", str(conf)],
        ["slurmd", "-D", "-f", str(conf), "-N", host],
    ):
        program = str(shutil.which(command[0], path=PLACES))
        with (at / f"{command[0]}.out").open("wb") as said:
            began.append(subprocess.Popen([program, *command[1:]], stdout=said, stderr=said))
        time.sleep(1.0)
    own = {**os.environ, "SLURM_CONF": str(conf), "PATH": os.pathsep.join((str(BESIDE), PLACES))}
    try:
        until = time.monotonic() + 30.0
        while (
            "idle" not in subprocess.run(["sinfo", "-h"], capture_output=True, text=True, env=own, check=False).stdout
        ):
            if time.monotonic() > until:
                pytest.skip(f"SLURM does not start here: {(at / 'slurmd.out').read_text()[-300:]}")
            time.sleep(0.5)
        yield own
    finally:
        for process in reversed(began):
            process.terminate()
        for process in began:
            process.wait()


def _submit(slurm: dict[str, str], study: Path, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    log = out.parent / "job.log"
    asked = ["sbatch", "--parsable", "--ntasks=3", "--mem-per-cpu=500M", f"--output={log}", *options]
    command = [*asked, str(SCRIPT), str(study), str(out)]
    return subprocess.run(command, env=slurm, capture_output=True, text=True, timeout=400, check=False)


def _parts(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (directory / "parts").glob("part-*")}


def test_a_study_on_slurm_that_is_cancelled_and_submitted_again_has_the_files_of_one_done_here(
    slurm: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "house.yaml").write_text(starter(storeys=2), encoding="utf-8")
    study = tmp_path / "study.yaml"
    study.write_text(STUDY, encoding="utf-8")
    here, there = tmp_path / "here", tmp_path / "there"
    conduct(begin(study, here), Local(1))

    first = _submit(slurm, study, there)
    assert first.returncode == 0, first.stderr
    until = time.monotonic() + 300.0
    while not ((there / "journal.jsonl").exists() and (there / "journal.jsonl").stat().st_size):
        assert time.monotonic() < until, (tmp_path / "job.log").read_text()
        time.sleep(0.1)
    subprocess.run(["scancel", first.stdout.strip()], env=slurm, check=True)
    while subprocess.run(["squeue", "-h"], env=slurm, capture_output=True, text=True, check=True).stdout.strip():
        assert time.monotonic() < until
        time.sleep(0.5)

    again = _submit(slurm, study, there, "--wait")
    assert again.returncode == 0, (again.stderr, (tmp_path / "job.log").read_text())
    assert _parts(there) == _parts(here) != {}
    assert len(summary(there).outcomes)
