"""The command ``kg``: gathers the commands of ``kg.commands`` and turns errors into a line and an exit status.

Exit status: 0 all well; 1 something could not be done (named on standard error, the rest done); 2 wrong usage. Nothing
heavy is imported before a command needs it.
"""

from __future__ import annotations

from typing import Any

import click

from kg import __version__
from kg.commands.build import build
from kg.commands.evaluate import evaluate
from kg.commands.explain import explain
from kg.commands.export import export
from kg.commands.load import load
from kg.commands.query import query
from kg.commands.serve import serve
from kg.commands.validate import validate
from kg.errors import DuikouError, UsageError


class _Commands(click.Group):
    """Turns the package's errors into one line on standard error and an exit status."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except UsageError as error:
            raise _Stop(str(error), 2) from error
        except DuikouError as error:
            raise _Stop(str(error), 1) from error


class _Stop(click.ClickException):
    """An end with one line and an exit status."""

    def __init__(self, message: str, status: int):
        super().__init__(message)
        self.exit_code = status  # type: ignore[misc]  # click reads it from the instance

    def show(self, file: Any = None) -> None:
        click.echo(f"kg: {' '.join(self.format_message().split())}", file=file, err=True)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kg", message="%(prog)s %(version)s")
def main() -> None:
    """Reads Chinese news on paired assistance and builds a knowledge graph in which every fact shows its sentence.

    \b
    Example:
      kg build articles/ -o graph/
      kg explain graph/ 忠县
    """


for command in (build, query, explain, validate, serve, load, export, evaluate):
    main.add_command(command)

if __name__ == "__main__":
    main()
