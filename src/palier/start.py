"""Where the `palier` command begins: an interrupt ends it with a line, also while it is still being loaded."""

from __future__ import annotations

import gc
import os
import sys

LOOKS_AFTER = 100_000  # objects made, not 700, after which unused cycles are looked for: loading makes a million


def main() -> None:
    """Run the command line."""
    gc.set_threshold(LOOKS_AFTER)
    try:
        from palier.cli import app
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        sys.stderr.flush()
        os._exit(130)  # as a shell has it; threads of libraries that are half loaded are not waited for
    app()


if __name__ == "__main__":
    main()
