"""The command ``kg``: thin commands over the library, and the only place that prints and exits.

Exit status: 0 all well; 1 something could not be done (named on standard error, the rest done); 2 wrong usage. Nothing
heavy is imported before a command needs it.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg import __version__
from kg.cli_evaluate import evaluate
from kg.errors import DuikouError, UsageError

if TYPE_CHECKING:
    from kg.report import FileOutcome


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


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option(
    "-o", "--output", "out", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Folder to write to."
)
@click.option("--workers", type=int, metavar="N", help="Processes to read with; by the number of files if not given.")
@click.option("--base-iri", metavar="IRI", help="What the IRIs of things begin with.")
@click.option("--published", metavar="DATE", help="Publication date (2023-10-21) of articles that give none.")
@click.option("--encoding", metavar="NAME", help="Encoding of the text files; detected if not given.")
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="spaCy config of another pipeline.")
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
    """
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


@main.command()
@click.argument("graph", required=False, type=click.Path(path_type=Path), metavar="DIR_OR_TTL")
@click.argument("sparql", required=False)
@click.option("--file", "file", type=click.Path(path_type=Path), metavar="F", help="Read the query from a file.")
@click.option("--name", help="A query that comes with the product.")
@click.option("--set", "values", multiple=True, metavar="PARAMETER=TEXT", help="Fix a parameter of the query.")
@click.option("--list", "list_", is_flag=True, help="List the queries that come with the product.")
@click.option(
    "--format",
    "format_",
    default="table",
    show_default=True,
    metavar="FORMAT",
    help="table, csv, tsv, json, xml or turtle.",
)
def query(
    graph: Path | None,
    sparql: str | None,
    file: Path | None,
    name: str | None,
    values: tuple[str, ...],
    list_: bool,
    format_: str,
) -> None:
    """Asks a graph in SPARQL 1.1. The prefixes dk, dcterms, prov, rdf, rdfs, schema, skos and xsd are known.

    \b
    Example:
      kg query graph/ 'SELECT ?n WHERE { ?x dk:supports/skos:prefLabel ?n }'
      kg query graph/ --name works --set place=忠县
      kg query --list
    """
    from kg.output import graph_file
    from kg.store import GraphStore, named_queries, named_query

    if list_:
        for one in named_queries().values():
            parameters = "".join(f" --set {parameter}=…" for parameter in one.parameters)
            click.echo(
                f"{one.name}{parameters}\n    {one.titles['zh']} · {one.titles['en']}\n    {one.descriptions['en']}"
            )
        return
    given = [source for source in (sparql, file, name) if source is not None]
    if graph is None or len(given) != 1:
        raise UsageError(
            "say which graph and one query: SPARQL, --file F or --name NAME, e.g. kg query graph/ --name works"
        )
    fixed = _pairs(values)
    if fixed and name is None:
        raise UsageError("--set goes with --name: kg query --list shows the parameters")
    if name is not None:
        sparql = named_query(name).filled(fixed)
    elif file is not None:
        try:
            sparql = file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{file}: the query cannot be read: {error}") from error
    click.echo(GraphStore(graph_file(graph)).query(str(sparql), format_), nl=False)


def _pairs(values: Iterable[str]) -> dict[str, str]:
    pairs = {}
    for value in values:
        parameter, equals, text = value.partition("=")
        if not equals or not parameter:
            raise UsageError(f"--set {value}: write it as PARAMETER=TEXT, e.g. --set place=忠县")
        pairs[parameter] = text
    return pairs


@main.command()
@click.argument("graph", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("name", metavar="NAME")
def explain(graph: Path, name: str) -> None:
    """Shows what the graph says of an entity: each fact with its sentence and source.

    NAME is a name or another form of it, a division code or an IRI. The number in brackets is the confidence; the numbers
    behind a sentence are its place in the source text.

    \b
    Example:
      kg explain graph/ 忠县
    """
    from kg.explain import explain
    from kg.export.view import labels_from_turtle, view_from_turtle
    from kg.output import graph_file
    from kg.resources import ontology_dir

    terms = labels_from_turtle(ontology_dir() / "duikou.ttl")
    labels = {term: texts["zh"] for term, texts in terms.items() if "zh" in texts}
    for line in explain(view_from_turtle(graph_file(graph)), name, labels):
        click.echo(line)


main.add_command(evaluate)

if __name__ == "__main__":
    main()
