"""The command ``kg evaluate``: scores on the user's own gold, with what was missed and what was wrong."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from kg.errors import GraphError, UsageError


@click.command()
@click.argument("gold", type=click.Path(path_type=Path), metavar="GOLD")
@click.argument("texts", type=click.Path(path_type=Path), metavar="TEXTS")
@click.option(
    "--show", multiple=True, metavar="KIND", help="List what was missed and wrong: entities, relations … or all."
)
@click.option(
    "--min",
    "least",
    multiple=True,
    metavar="KIND=F1",
    help="Exit with 1 if a score is below this (evidence: its precision).",
)
@click.option(
    "--json", "json_", type=click.Path(path_type=Path), metavar="FILE", help="Also write the figures to a file."
)
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="spaCy config of another pipeline.")
@click.option(
    "--settings",
    "settings_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Settings in TOML; ./kg.toml if not given.",
)
def evaluate(
    gold: Path,
    texts: Path,
    show: tuple[str, ...],
    least: tuple[str, ...],
    json_: Path | None,
    config: Path | None,
    settings_file: Path | None,
) -> None:
    """Measures precision, recall and F1 against annotated texts.

    GOLD is a folder of annotations (JSON, one a document), TEXTS the folder of the texts that they name. Each text is built by
    itself and compared. What the gold marks as optional counts neither as missed nor as wrong.

    \b
    Example:
      kg evaluate my-gold/ my-texts/
      kg evaluate my-gold/ my-texts/ --show relations --min entities=0.9
    """
    from kg.evaluate import KINDS
    from kg.evaluate import evaluate as measure
    from kg.pipeline import build
    from kg.settings import load_settings

    bounds = _bounds(least, KINDS)
    unknown = sorted(set(show) - {*KINDS, "all"})
    if unknown:
        raise UsageError(f"--show {unknown[0]}: there are {', '.join(KINDS)} and all")
    settings = load_settings(settings_file, config=config)
    result = measure(gold, texts, lambda text, out: build([str(text)], out, settings))
    for kind, score in result.scores.items():
        if kind in show or "all" in show:
            for what in ("missed", "wrong"):
                for line in getattr(score, what):
                    click.echo(f"{kind} {what}: {line}")
    for line in result.lines():
        click.echo(line)
    if json_ is not None:
        try:
            json_.write_text(json.dumps(result.as_json(), ensure_ascii=False, indent=1) + "\n", "utf-8")
        except OSError as error:
            raise GraphError(f"{json_}: the figures cannot be written: {error.strerror}") from error
    for line in result.failed:
        click.echo(f"kg: not built: {line}", err=True)
    short = [(kind, value, bound) for kind, bound in bounds if (value := result.bound_by(kind)) < bound]
    for kind, value, bound in short:
        click.echo(f"kg: {kind} falls short: {value:.3f} < {bound}", err=True)
    if short or result.failed:
        sys.exit(1)


def _bounds(least: tuple[str, ...], kinds: tuple[str, ...]) -> list[tuple[str, float]]:
    bounds = []
    for given in least:
        kind, _, bound = given.partition("=")
        try:
            bounds.append((kind, float(bound)))
        except ValueError:
            kind = ""
        if kind not in kinds:
            raise UsageError(f"--min {given}: write it as KIND=F1, e.g. entities=0.9; there are {', '.join(kinds)}")
    return bounds
