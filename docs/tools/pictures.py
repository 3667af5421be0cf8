"""What the README shows of a run: the picture of the section, and what the ten-line scenario prints."""

from __future__ import annotations

import re
from pathlib import Path

import palier
from palier.report.section import section_svg

ROOT = Path(__file__).parents[2]
MOMENT = 450.0  # of the picture: the stair is full, children are being handed across. [s]


def write_section() -> None:
    """The picture of the Paris example."""
    run = palier.simulate(palier.load(ROOT / "examples" / "paris-18e.yaml"))
    moment = min(MOMENT, run.summary["simulated"])
    (ROOT / "docs" / "img" / "section.svg").write_text(section_svg(run, moment), encoding="utf-8")


def write_printed() -> None:
    """The output of the scenario in the README, below its code."""
    path = ROOT / "README.md"
    readme = path.read_text(encoding="utf-8")
    scenario = re.findall(r"^```yaml\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)[0]
    printed = repr(palier.simulate(palier.loads(scenario)))
    shown = re.compile(r"(^```text\n).*?(^```)", re.MULTILINE | re.DOTALL)
    path.write_text(shown.sub(lambda match: f"{match[1]}{printed}\n{match[2]}", readme, count=1), encoding="utf-8")


if __name__ == "__main__":
    write_section()
    write_printed()
