"""Where the `palier` command begins: an interrupt ends it with a line, also while it is still being loaded."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line."""
    try:
        from palier.cli import app
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        sys.stderr.flush()
        os._exit(130)  # as a shell has it; threads of libraries that are half loaded are not waited for
    app()


if __name__ == "__main__":
    main()
