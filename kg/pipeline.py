"""The stages in order: read → clean → recognise → relate, each article for itself, then resolve → map → export.

In: paths and ``Settings``. Out: the files of the output folder and a ``Report``. The only module that knows the order.
Heavy libraries are imported where a stage needs them, so that a wrong call costs nothing.
"""

from __future__ import annotations

import os
import signal
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import cache
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from kg import __version__
from kg.errors import DataError, DuikouError
from kg.inputs import find, without_path
from kg.mapping import Mapper, document_id
from kg.output import GRAPH, PAGE, REPORT, TEXTS, output_folder, write_texts
from kg.records import Article, Claims, Resolution
from kg.report import FAILED, READ, FileOutcome, Report, write_report
from kg.settings import Settings

FILES_PER_WORKER = 32
"""With fewer, starting another process (spaCy and the model, 1.3 s) costs more than it saves at 0.05 s a file."""

Progress = Callable[[int, int, str], None]


class NothingRead(DuikouError):
    """No input gave an article, so that there is no graph to write. ``outcomes`` says why, input by input."""

    def __init__(self, outcomes: tuple[FileOutcome, ...]):
        super().__init__("nothing was built: no input gave an article")
        self.outcomes = outcomes


@dataclass(frozen=True, slots=True)
class FileClaims:
    """What one input file gave: its claims, one an article, and what became of it."""

    outcome: FileOutcome
    claims: tuple[Claims, ...] = ()


def build(paths: Sequence[str], out: Path, settings: Settings, progress: Progress | None = None) -> Report:
    """Builds the graph of all files under ``paths`` into ``out``. ``progress`` hears (files done, of how many, path).

    A file that cannot be read stops nothing and stands in the report. Raises NothingRead if no file gives an article,
    GraphError if the output cannot be written, DataError for a broken data file; earlier output stays whole then.
    """
    started = time.perf_counter()
    with output_folder(out) as draft:
        files, outcomes = find(paths, out)
        claims: list[Claims] = []
        for done, result in enumerate(read_files(files, settings), 1):
            outcomes.append(result.outcome)
            claims.extend(result.claims)
            if progress:
                progress(done, len(files), result.outcome.path)
        outcomes.sort(key=lambda outcome: outcome.path)
        if not claims:
            raise NothingRead(tuple(outcomes))
        resolution, triples, ids = write_graph(claims, draft, settings)
        report = Report(__version__, tuple(outcomes), resolution, ids, triples, time.perf_counter() - started)
        write_report(report, draft / REPORT)
    return report


def read_files(files: Sequence[Path], settings: Settings) -> Iterator[FileClaims]:
    """Everything up to claims, file by file in the order given, in several processes where that pays.

    A file that kills the process which reads it (memory, a crash inside a library) fails alone.
    """
    workers = settings.workers or min(os.cpu_count() or 1, len(files) // FILES_PER_WORKER)
    if workers <= 1 or len(files) <= 1:
        yield from (read_file(file, settings) for file in files)
        return
    left = deque(files)
    while left:
        pool = _pool(min(workers, len(left)))
        try:
            for result in pool.map(read_file, tuple(left), repeat(settings)):
                left.popleft()
                yield result
        except BrokenProcessPool:
            pool.shutdown(wait=False, cancel_futures=True)
            yield _read_alone(left.popleft(), settings)  # the first without a result may be the one, or wait behind it
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        else:
            pool.shutdown()


def _pool(workers: int) -> ProcessPoolExecutor:
    # Ctrl-C is for the main process, which then ends the others. Forking is not safe beside a library's threads.
    return ProcessPoolExecutor(workers, get_context("spawn"), signal.signal, (signal.SIGINT, signal.SIG_IGN))


def _read_alone(file: Path, settings: Settings) -> FileClaims:
    with _pool(1) as pool:
        try:
            return pool.submit(read_file, file, settings).result()
        except BrokenProcessPool:
            why = "the process that read it died (out of memory?): split the file or leave it out"
            return FileClaims(FileOutcome(str(file), FAILED, (why,), problem=True))


def read_file(file: Path, settings: Settings) -> FileClaims:
    """The claims of one file. Whatever goes wrong in it is caught and said in the outcome, but for broken data files."""
    from kg.clean import clean
    from kg.read import read

    started = time.perf_counter()
    path, claims, why = str(file), [], []
    try:
        articles = [
            article
            for source in read(file, encoding=settings.encoding)
            for article in clean(source, published=settings.published)
        ]
        if not articles:
            why.append("no article in it: give a file with running Chinese text")
        for article in articles:
            try:
                claims.append(read_article(article, settings))
            except DataError:
                raise
            except Exception as error:  # one bad article stops nothing
                record = article.source.location.removeprefix(path)
                why.append(f"{record} article {article.index + 1}: {_unexpected(error)}".lstrip())
    except DataError:
        raise
    except DuikouError as error:
        why.append(without_path(str(error), path))
    except Exception as error:  # one bad file stops nothing
        why.append(_unexpected(error))
    problem = bool(why)
    why += [text for one in claims for text in one.cut]
    outcome = FileOutcome(
        path,
        READ if claims else FAILED,
        tuple(why),
        problem=problem,
        documents=tuple(sorted({document_id(one.reading.article) for one in claims})),
        entities=sum(len(one.reading.entities) for one in claims),
        statements=sum(len(one.statements) for one in claims),
        observations=sum(len(one.observations) for one in claims),
        unread_numbers=sum(observation.value is None for one in claims for observation in one.observations),
        seconds=time.perf_counter() - started,
    )
    return FileClaims(outcome, tuple(claims))


def read_article(article: Article, settings: Settings) -> Claims:
    """One article through recognition and relation."""
    from kg.recognise import recognise
    from kg.relate import relate

    claims = relate(recognise(article, _language(settings.config)))
    return sure_of(claims, settings.min_confidence) if settings.min_confidence else claims


@cache
def _language(config: Path | None) -> Any:
    from kg.language import load_pipeline

    return load_pipeline(config)


def sure_of(claims: Claims, least: float) -> Claims:
    """The claims without those below a confidence."""
    return replace(
        claims,
        statements=tuple(one for one in claims.statements if one.confidence >= least),
        observations=tuple(one for one in claims.observations if one.confidence >= least),
    )


def write_graph(
    claims: Sequence[Claims], folder: Path, settings: Settings
) -> tuple[Resolution, int, dict[tuple[str, int], str]]:
    """Resolves, maps and writes the graph, its page and the texts. Returns the resolution, the number of triples and the
    document ID of each article."""
    from kg.export.excerpt import excerpt_from_turtle
    from kg.export.html import write_html
    from kg.export.turtle import write_turtle
    from kg.gazetteer import load_gazetteer
    from kg.resolve import resolve
    from kg.vocabulary import load_vocabulary

    resolution = resolve(claims)
    mapper = Mapper(load_vocabulary(), load_gazetteer(), settings.base_iri)
    prefixes = {"place": f"{settings.base_iri}place/"}
    triples = write_turtle(mapper.map(claims, resolution), folder / GRAPH, prefixes)
    ids = {one.reading.article.key: document_id(one.reading.article) for one in claims}
    write_texts(((ids[one.reading.article.key], one.reading.article) for one in claims), folder / TEXTS)
    write_html(excerpt_from_turtle(folder / GRAPH), folder / PAGE, folder / GRAPH, folder / TEXTS)
    return resolution, triples, ids


def _unexpected(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    what = f"{type(error).__name__}: {error} ({Path(frame.filename).name}:{frame.lineno})"
    return f"{what}: an error in the program: please report it with the file"
