"""The command ``kg build``: files and folders of articles in, an output folder with the graph out."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from kg.report import FileOutcome


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option(
    "-o", "--output", "out", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Folder to write to."
)
@click.option("--workers", type=int, metavar="N", help="Processes to read with; by the number of files if not given.")
@click.option("--base-iri", metavar="IRI", help="What the IRIs of things begin with.")
@click.option("--published", metavar="DATE", help="Publication date (2023-10-21) of articles that give none.")
@click.option("--encoding", metavar="NAME", help="Encoding of the text files; detected if not given.")
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="spaCy config of another pipeline.")
@click.option(
    "--gazetteer",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="CSV of your own names: name,type[,aliases][,code][,iri].",
)
@click.option(
    "--ontology",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Terms and lexicon in place of the package's own.",
)
@click.option("--min-confidence", type=float, metavar="C", help="Leave out claims below this confidence, 0 to 1.")
@click.option(
    "--settings",
    "settings_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Settings in TOML; ./kg.toml if not given.",
)
def build(paths: tuple[str, ...], out: Path, settings_file: Path | None, **flags: Any) -> None:
    """Builds the graph of files and folders into DIR.

    PATH is a file, a folder (read with all below it) or - for a list of paths on standard input, one a line. Reads text,
    Markdown, HTML, PDF, DOCX and JSON Lines. Writes graph.ttl, graph.html, texts/ and report.json, all or none of them.

    \b
    Example:
      kg build articles/ -o graph/
      find archive -name '*.txt' | kg build - -o graph/ --workers 4
      kg build articles/ -o graph/ --gazetteer names.csv
    """
    # Loading makes objects that stay, which the collector would look through again and again: one article took 3.41 s of the
    # processor at Python's own threshold of 700, 3.16 s at this one, 3.07 s without a collector.
    gc.set_threshold(50_000, 20, 20)
    from kg.pipeline import NothingRead, build
    from kg.settings import load_settings

    settings = load_settings(settings_file, **flags)
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))  # an end that clears the draft away
    listed = list(_listed(paths))
    with _Progress() as progress:
        try:
            report = build(listed, out, settings, progress)
        except NothingRead as error:
            progress.finish()
            _name_problems(error.outcomes)
            raise
    _name_problems(report.problems)
    if sys.stderr.isatty():
        totals = report.as_json()["totals"]
        counts = ", ".join(f"{totals[what]} {what}" for what in ("documents", "entities", "statements", "observations"))
        click.echo(f"{out}: {counts} in {totals['seconds']:.1f} s", err=True)
    if report.problems:
        sys.exit(1)


def _listed(paths: Iterable[str]) -> Iterable[str]:
    """The paths, with ``-`` replaced by the lines of standard input."""
    for path in paths:
        if path == "-":
            yield from (os.fsdecode(line) for line in sys.stdin.buffer.read().splitlines() if line.strip())
        else:
            yield path


def _name_problems(outcomes: Iterable[FileOutcome]) -> None:
    for outcome in outcomes:
        if not outcome.problem:
            continue
        for why in outcome.why:
            click.echo(f"kg: {outcome.path}: {why}", err=True)


class _Progress:
    """A bar on a terminal, nothing in a pipe."""

    def __init__(self) -> None:
        self.bar: Any = None
        self.shown = sys.stderr.isatty()

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self.finish()

    def __call__(self, done: int, total: int, path: str) -> None:
        if not self.shown or total < 2:
            return
        if self.bar is None:
            self.bar = click.progressbar(
                length=total, file=sys.stderr, label="reading", item_show_func=lambda item: item
            )
            self.bar.__enter__()
        self.bar.update(1, Path(path).name)

    def finish(self) -> None:
        """Ends the line of the bar."""
        if self.bar is not None:
            self.bar.__exit__(None, None, None)
            self.bar = None
