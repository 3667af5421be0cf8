"""One run: what was described, what happened, and the files it is kept in."""

from palier.result.run import Run
from palier.result.store import RunExists, check_free

__all__ = ["Run", "RunExists", "check_free"]
