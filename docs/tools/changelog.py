"""The changelog of the repository, as a page of the site."""

from __future__ import annotations

from pathlib import Path

CHANGELOG = Path(__file__).parents[2] / "CHANGELOG.md"


def page() -> str:
    """Everything below the title."""
    return CHANGELOG.read_text(encoding="utf-8").partition("\n")[2]
