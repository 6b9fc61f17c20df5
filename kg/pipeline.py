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
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
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
from kg.records import Article, Claims, KnownName, Resolution
from kg.report import FAILED, READ, FileOutcome, Report, write_report
from kg.resources import use_ontology
from kg.settings import Settings

FILES_PER_WORKER = 32
"""With fewer, starting another process (spaCy and the model, 1.3 s) costs more than it saves at 0.05 s a file."""

FILES_TOGETHER, BYTES_TOGETHER = 16, 64 * 1024
"""Files that are read together at most. Of 150 news items of 500 characters the tagger read 25,000 characters a second one by
one, 34,000 by sixteens and 37,000 by sixty-fours; more together would wait longer for the first result."""

ARTICLES_TOGETHER = 32
"""Articles of one file (JSON Lines) that are recognised together."""

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
    if settings.ontology:
        use_ontology(settings.ontology)
    if settings.gazetteer:
        _known_names(settings.gazetteer)  # a table that cannot be used is refused before anything is built
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
        for together in _small_together(files):
            yield from read_together(together, settings)
        return
    left = deque(_small_together(files))
    while left:
        pool = _pool(min(workers, len(left)))
        try:
            for results in pool.map(read_together, tuple(left), repeat(settings)):
                left.popleft()
                yield from results
        except BrokenProcessPool:
            pool.shutdown(wait=False, cancel_futures=True)
            for file in left.popleft():  # the first without a result may be the one, or wait behind it
                yield _read_alone(file, settings)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        else:
            pool.shutdown()


def _small_together(files: Sequence[Path]) -> Iterator[tuple[Path, ...]]:
    """The files in order, small ones that follow each other together."""
    group: list[Path] = []
    size = 0
    for file in files:
        try:
            bytes_ = file.stat().st_size
        except OSError:  # said when it is read
            bytes_ = 0
        if group and (len(group) == FILES_TOGETHER or size + bytes_ > BYTES_TOGETHER):
            yield tuple(group)
            group, size = [], 0
        group.append(file)
        size += bytes_
    if group:
        yield tuple(group)


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
    return read_together((file,), settings)[0]


def read_together(files: Sequence[Path], settings: Settings) -> list[FileClaims]:
    """``read_file`` of each, faster: what can be recognised in many articles at once is."""
    drafts = [_opened(file, settings) for file in files]
    work = [(draft, article) for draft in drafts for article in draft.articles]
    for at in range(0, len(work), ARTICLES_TOGETHER):
        group = work[at : at + ARTICLES_TOGETHER]
        if len(group) > 1:
            _look_ahead(group, settings)
        for draft, article in group:
            with draft.timed():
                _read_into(draft, article, settings)
    return [draft.result() for draft in drafts]


@dataclass(slots=True)
class _Draft:
    """What is known so far of one file."""

    path: str
    articles: list[Article] = field(default_factory=list)
    claims: list[Claims] = field(default_factory=list)
    why: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Adds the time that the block takes."""
        started = time.perf_counter()
        yield
        self.seconds += time.perf_counter() - started

    def result(self) -> FileClaims:
        """The claims and what became of the file."""
        claims = self.claims
        outcome = FileOutcome(
            self.path,
            READ if claims else FAILED,
            (*self.why, *(text for one in claims for text in one.cut)),
            problem=bool(self.why),
            documents=tuple(sorted({document_id(one.reading.article) for one in claims})),
            entities=sum(len(one.reading.entities) for one in claims),
            statements=sum(len(one.statements) for one in claims),
            observations=sum(len(one.observations) for one in claims),
            unread_numbers=sum(observation.value is None for one in claims for observation in one.observations),
            seconds=self.seconds,
        )
        return FileClaims(outcome, tuple(claims))


def _opened(file: Path, settings: Settings) -> _Draft:
    """The articles of a file, or why there are none."""
    from kg.clean import clean
    from kg.read import read

    draft = _Draft(str(file))
    with draft.timed():
        try:
            draft.articles += [
                article
                for source in read(file, encoding=settings.encoding)
                for article in clean(source, published=settings.published)
            ]
            if not draft.articles:
                draft.why.append("no article in it: give a file with running Chinese text")
        except DataError:
            raise
        except DuikouError as error:
            draft.why.append(without_path(str(error), draft.path))
        except Exception as error:  # one bad file stops nothing
            draft.why.append(_unexpected(error))
    return draft


def _read_into(draft: _Draft, article: Article, settings: Settings) -> None:
    try:
        draft.claims.append(read_article(article, settings))
    except DataError:
        raise
    except Exception as error:  # one bad article stops nothing
        record = article.source.location.removeprefix(draft.path)
        draft.why.append(f"{record} article {article.index + 1}: {_unexpected(error)}".lstrip())


def _look_ahead(group: Sequence[tuple[_Draft, Article]], settings: Settings) -> None:
    """Lets the components that read many articles faster than each alone do so; the time is shared by length."""
    from kg.recognise import look_ahead

    started = time.perf_counter()
    language = _language(settings.config, settings.gazetteer)
    try:
        look_ahead([article for _, article in group], language)
    except DataError:
        raise
    except Exception:  # the article that it lies in will fail again, alone
        pass
    spent, length = time.perf_counter() - started, sum(len(article.text) for _, article in group)
    for draft, article in group:
        draft.seconds += spent * len(article.text) / max(length, 1)


def read_article(article: Article, settings: Settings) -> Claims:
    """One article through recognition and relation."""
    from kg.recognise import recognise
    from kg.relate import relate

    claims = relate(recognise(article, _language(settings.config, settings.gazetteer)))
    return sure_of(claims, settings.min_confidence) if settings.min_confidence else claims


@cache
def _language(config: Path | None, gazetteer: Path | None) -> Any:
    from kg.language import load_pipeline

    return load_pipeline(config, _known_names(gazetteer) if gazetteer else ())


def _known_names(gazetteer: Path) -> tuple[KnownName, ...]:
    from kg.known_names import load_known_names
    from kg.vocabulary import load_vocabulary

    return load_known_names(gazetteer, load_vocabulary().classes)


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
