"""The page of the command line, from the help that the commands print."""

from __future__ import annotations

from typer import Typer
from typer.testing import CliRunner

PLAIN = {"COLUMNS": "88", "TERMINAL_WIDTH": "88", "TERM": "dumb", "NO_COLOR": "1"}


def page() -> str:
    """A heading and the help text of the program and of every command."""
    from palier.cli import app

    parts = [_help(app)]
    parts += [f"## palier {name}\n\n{_help(app, name)}" for name in names(app)]
    return "\n".join(parts)


def names(app: Typer) -> list[str]:
    """The commands in the order of the program's own help."""
    return [
        command.name or command.callback.__name__.replace("_", "-")
        for command in app.registered_commands
        if command.callback is not None and not command.hidden
    ]


def _help(app: Typer, *command: str) -> str:
    result = CliRunner().invoke(app, [*command, "--help"], prog_name="palier", env=PLAIN, catch_exceptions=False)
    text = "\n".join(line.rstrip() for line in result.output.strip("\n").splitlines())
    return f"```text\n{text.strip()}\n```\n"
