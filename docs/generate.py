"""Fill in the parts of the pages that follow from the code.

A page holds its generated part between two comments, `<!-- generated: NAME -->` and
`<!-- end -->`; the words around it are written by hand. `--check` writes nothing and fails if a
page is stale.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS))

from tools import changelog, commands, dwelling, physics, scenario, study, two_stairs  # noqa: E402

PARTS: dict[str, Callable[[], str]] = {
    "changelog": changelog.page,
    "commands": commands.page,
    "dwelling": dwelling.page,
    "physics": physics.page,
    "scenario": scenario.page,
    "study": study.page,
    "twostairs": two_stairs.page,
}
_MARKED = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def filled(text: str) -> str:
    """A page with its generated parts as the code has them now."""
    return _MARKED.sub(lambda match: f"{match[1]}\n{PARTS[match[2]]().strip()}\n\n{match[3]}", text)


def main(check: bool) -> int:
    """Write, or check, every page; the exit status."""
    stale = []
    for path in sorted(DOCS.glob("*.md")):
        old = path.read_text(encoding="utf-8")
        new = filled(old)
        if new != old:
            stale.append(path.name)
            if not check:
                path.write_text(new, encoding="utf-8")
    if check and stale:
        print(f"stale: {', '.join(stale)}; run 'make docs' and commit what it writes", file=sys.stderr)
    elif stale:
        print(f"written: {', '.join(stale)}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
