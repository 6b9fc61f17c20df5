"""The records that travel between the stages: frozen, free of behaviour that a stage owns, importing nothing of ours.

Positions: "clean" positions count characters of ``Article.text``; "source" positions count characters of ``Source.text``.
Both are half open [start, end).
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

NO_ENTITY = -1


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of an article beside its text. Unknown stays None. ``published`` is an ISO date (2023-10-21)."""

    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One decoded text with its origin: what a reader returns.

    ``location`` is the path or URL as the user gave it (with ``#n`` for the n-th record of a container); ``text`` has LF
    newlines and is what source positions count in; ``sha256`` is that of the file's bytes, in hex.
    """

    location: str
    text: str
    sha256: str
    metadata: Metadata = Metadata()


@dataclass(frozen=True, slots=True)
class Alignment:
    """For each clean character, the half-open range of source characters that it was read from.

    ``starts`` and ``ends`` are as long as the clean text and never decrease within a paragraph. (A caption that was set
    in the middle of a sentence stands after its paragraph in the clean text.)
    """

    starts: array[int]
    ends: array[int]

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """The source range of the clean range [start, end), which must not be empty."""
        if not 0 <= start < end <= len(self.starts):
            raise ValueError(f"not a range of the clean text: [{start}, {end}) of {len(self.starts)} characters")
        return min(self.starts[start:end]), max(self.ends[start:end])


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of the clean text. ``kind`` is "title", "heading", "caption" or "paragraph"."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Article:
    """One article: clean simplified text, paragraphs parted by one LF each, aligned to its source.

    ``index`` counts the articles of one source from 0.
    """

    source: Source
    index: int
    text: str
    alignment: Alignment
    blocks: tuple[Block, ...]
    metadata: Metadata

    @property
    def key(self) -> tuple[str, int]:
        """What tells this article from all others of a build: its source's location and its number there."""
        return self.source.location, self.index


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in the clean text that names or refers to an entity. ``entity`` indexes ``Reading.entities``.

    ``type`` is a class of the annotation guide ("Province" …). ``by`` names the component that found it
    ("divisions", "names", "tagger", "references" …); ``reference`` is true for 该县, 两地, a heading taken up again and the
    like (such mentions carry facts but give no alias). Mentions may nest, never cross.
    """

    start: int
    end: int
    type: str
    entity: int
    by: str = ""
    reference: bool = False


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing as one article names it. ``code`` is a GB/T 2260 or statistical division code.

    ``why`` says how forms were joined or a code was chosen; ``doubt`` what could not be settled (else empty).
    ``fixed`` is an IRI that the user's own gazetteer gives.
    """

    type: str
    name: str
    aliases: tuple[str, ...] = ()
    code: str | None = None
    why: tuple[str, ...] = ()
    doubt: str = ""
    fixed: str | None = None


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name that the user brings: its class, other forms, and the division code or IRI that it stands for, if any."""

    name: str
    type: str
    aliases: tuple[str, ...] = ()
    code: str | None = None
    iri: str | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit in the text. ``unit`` is CNY, USD …, person, person-time, household, item, batch, mu, km or other.

    ``number`` is in base units (4.25亿元 is 425000000 CNY, 16公里 is 16 km) or None where it cannot be read.
    ``classifier`` is the measure word as written (人次, 个, 亩); ``noun`` what is counted if it follows (个项目 → 项目).
    ``qualifier`` is exact, about, over or nearly. [start, end) covers the number and its unit, with 近 and 余.
    """

    start: int
    end: int
    number: Decimal | None
    unit: str
    qualifier: str = "exact"
    classifier: str = ""
    noun: str = ""


@dataclass(frozen=True, slots=True)
class When:
    """A date or period in the text. ``value`` is ISO 8601: 2021, 2021-09, 2021-09-04, 1992/2022, 2022/ or, where it
    cannot be normalised, the text itself with ``normal`` false. ``kind`` is "date", "period", "since" or "until"."""

    start: int
    end: int
    value: str
    kind: str = "date"
    normal: bool = True


@dataclass(frozen=True, slots=True)
class Reading:
    """What the recognition stage found in one article. All tuples but ``entities`` are sorted by position."""

    article: Article
    mentions: tuple[Mention, ...]
    entities: tuple[Entity, ...]
    quantities: tuple[Quantity, ...] = ()
    whens: tuple[When, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A relation that one article states. ``subject`` and ``object`` index ``Reading.entities``.

    ``evidence`` are clean ranges, the main passage first. ``amount`` is in units of ``currency``; ``date`` is ISO 8601.
    ``modality`` is "" or "planned". ``frame`` names the frame of the lexicon that read it.
    """

    subject: int
    predicate: str
    object: int
    evidence: tuple[tuple[int, int], ...]
    confidence: float
    frame: str
    amount: Decimal | None = None
    currency: str = "CNY"
    date: str | None = None
    title: str | None = None
    modality: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """A number that one article gives. ``providers`` and ``recipients`` index ``Reading.entities``."""

    providers: tuple[int, ...]
    recipients: tuple[int, ...]
    indicator: str
    value: Decimal | None
    unit: str
    qualifier: str
    evidence: tuple[tuple[int, int], ...]
    confidence: float
    frame: str
    period: str | None = None
    label: str | None = None
    modality: str = ""


@dataclass(frozen=True, slots=True)
class Claims:
    """All that one article says, as a pure function of the article and the data files."""

    reading: Reading
    statements: tuple[Statement, ...] = ()
    observations: tuple[Observation, ...] = ()
    cut: tuple[str, ...] = field(default=())
    """What a bound cut off, in words for the report."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """One real thing across all articles.

    ``key`` is stable from run to run and free of any base IRI: ``place/500233`` for a division with a code,
    ``iri/…`` for a thing whose IRI the user's gazetteer fixes, ``<type>/<name>`` otherwise. ``documents`` are the
    ``Article.key`` of the articles that name it, sorted. ``aliases`` never repeat ``name``.
    """

    key: str
    type: str
    name: str
    aliases: tuple[str, ...] = ()
    code: str | None = None
    documents: tuple[tuple[str, int], ...] = ()
    why: tuple[str, ...] = ()
    fixed: str | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A question that reading could not settle, for the report: nothing was merged or coded on its strength.

    ``kind`` is "near-miss" (two names one character apart), "alias" (a name that another article gives as an alias of
    another thing), "uncoded" (a division without a code that shares its name with a coded one) or "reading"
    (``Entity.doubt`` of one article, in its own words); ``names`` are the names in question.
    """

    kind: str
    names: tuple[str, ...]
    documents: tuple[tuple[str, int], ...]
    text: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """All real things of a build, sorted by key, and where each article's own entities went.

    ``local[article.key][i]`` is the position in ``entities`` of the article's entity ``i`` (what the indices of
    ``Mention``, ``Statement`` and ``Observation`` point at).
    """

    entities: tuple[Resolved, ...]
    local: Mapping[tuple[str, int], tuple[int, ...]]
    doubts: tuple[Doubt, ...] = ()

    def of(self, article: Article, entity: int) -> Resolved:
        """The real thing behind an article's entity. Raises KeyError for an article that was not resolved."""
        return self.entities[self.local[article.key][entity]]
