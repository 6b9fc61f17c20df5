"""One entity per real thing across all articles.

In: ``Claims`` of any number of articles, in any order. Out: ``Resolution``. Two article entities are one thing if they
share the user's fixed IRI, the division code, or (both without either) the same normal name and a compatible type.
Near-miss spellings are listed as doubts and never merged. Only names, types and article keys are kept while reading
the stream, never texts, so that memory grows with the distinct names of a corpus.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from kg.errors import DataError
from kg.records import Claims, Doubt, Entity, Resolution, Resolved
from kg.resources import ontology_dir

PLACES = ("Province", "City", "County", "Township", "Village", "Region")
BODIES = ("Company", "Government", "School", "Hospital", "Organization")
WORKS = ("Port", "Bridge", "Park", "Facility", "Project")

# Types that one thing may be given by different articles: which of two neighbours in the class tree a reader picks
# depends on the sentence (a park's operating body, a bridge as a project). Any other type only joins its like.
_GROUP = {**dict.fromkeys(BODIES, "body"), **dict.fromkeys(WORKS, "work")}

# A name shorter than this has too many true neighbours one character away (王强, 王刚) to be worth a reader's doubt.
NEAR_MISS_LENGTH = 5
_DROPPED = re.compile(r"[\s“”‘’\"'《》〈〉「」『』()·•・]+")

Key = tuple[str, int]


@cache
def _spelling() -> tuple[tuple[tuple[str, str], ...], frozenset[str]]:
    """The set spellings (long, short) and the characters in which names differ on purpose, from ``aliases.toml``.

    Raises DataError naming the file if it is malformed.
    """
    path = ontology_dir() / "lexicon" / "aliases.toml"
    try:
        table = tomllib.loads(path.read_text("utf-8"))["spelling"]
        return tuple((full, short) for full, short in table["short"]), frozenset(table["distinct"])
    except (OSError, KeyError, ValueError) as error:
        raise DataError(f"{path}: [spelling] needs short (pairs) and distinct (characters): {error}") from error


def normal_name(name: str) -> str:
    """The form in which names are compared: width folded, quotation marks, brackets and blanks dropped, set
    administrative spellings (人民政府, 发展和改革委员会) in their short form."""
    text = unicodedata.normalize("NFC", _DROPPED.sub("", unicodedata.normalize("NFKC", name)))
    for full, short in _spelling()[0]:
        text = text.replace(full, short)
    return text or name


@dataclass(slots=True)
class _Cluster:
    """What has been read so far of one thing."""

    names: Counter[str] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    forms: set[str] = field(default_factory=set)
    reasons: set[str] = field(default_factory=set)
    documents: set[Key] = field(default_factory=set)
    codes: Counter[str] = field(default_factory=Counter)
    fixed: str | None = None

    def add(self, entity: Entity, document: Key) -> None:
        self.names[entity.name] += 1
        self.types[entity.type] += 1
        self.forms.update(entity.aliases)
        self.reasons.update(entity.why)
        self.documents.add(document)
        if entity.code:
            self.codes[entity.code] += 1
        if entity.fixed:
            self.fixed = entity.fixed

    def resolved(self) -> Resolved:
        name = min(self.names, key=lambda n: (-len(n), -self.names[n], n))
        type_ = min(self.types, key=lambda t: (-self.types[t], t))
        code = min(self.codes, key=lambda c: (-self.codes[c], c), default=None)
        if self.fixed:
            key = f"iri/{self.fixed}"
        elif code:
            key = f"place/{code}"
        else:
            key = f"{type_}/{name}"
        aliases = tuple(sorted((self.forms | set(self.names)) - {name}))
        reasons = set(self.reasons)
        if len(self.documents) > 1:
            how = "fixed IRI" if self.fixed else "same code" if code else "same name"
            reasons.add(f"{how} in {len(self.documents)} articles")
        return Resolved(key, type_, name, aliases, code, tuple(sorted(self.documents)), tuple(sorted(reasons)), self.fixed)


def _identity(entity: Entity) -> tuple[str, str]:
    if entity.fixed:
        return "fixed", entity.fixed
    if entity.code:
        return "code", entity.code
    return _GROUP.get(entity.type, entity.type), normal_name(entity.name)


def resolve(all_claims: Iterable[Claims]) -> Resolution:
    """Merges the entities of all articles. Pure and independent of the order of ``all_claims``.

    An article that comes twice (same ``Article.key``) must come with the same entities; the last one counts.
    """
    clusters: dict[tuple[str, str], _Cluster] = defaultdict(_Cluster)
    identities: dict[Key, tuple[tuple[str, str], ...]] = {}
    doubts: set[Doubt] = set()
    for claims in all_claims:
        document = claims.reading.article.key
        identities[document] = tuple(_identity(entity) for entity in claims.reading.entities)
        for entity, identity in zip(claims.reading.entities, identities[document], strict=True):
            clusters[identity].add(entity, document)
            if entity.doubt:
                doubts.add(Doubt("reading", (entity.name,), (document,), entity.doubt))
    resolved = {identity: cluster.resolved() for identity, cluster in clusters.items()}
    order = sorted(resolved, key=lambda identity: (resolved[identity].key, identity))
    position = {identity: number for number, identity in enumerate(order)}
    entities = tuple(resolved[identity] for identity in order)
    doubts.update(_near_misses(entities))
    doubts.update(_uncoded(entities))
    return Resolution(
        entities,
        {document: tuple(position[i] for i in identities[document]) for document in sorted(identities)},
        tuple(sorted(doubts, key=lambda d: (d.kind, d.names, d.documents, d.text))),
    )


def _near_misses(entities: tuple[Resolved, ...]) -> Iterator[Doubt]:
    """Pairs of names in one type group that differ in exactly one character, in linear time by masked keys."""
    distinct = _spelling()[1]
    masked: dict[tuple[str, str], list[tuple[str, Resolved]]] = defaultdict(list)
    for entity in entities:
        name = normal_name(entity.name)
        if entity.code or entity.fixed or len(name) < NEAR_MISS_LENGTH:
            continue
        group = _GROUP.get(entity.type, entity.type)
        for at, character in enumerate(name):
            if character not in distinct:
                masked[group, f"{name[:at]}\0{name[at + 1:]}"].append((character, entity))
    for alike in masked.values():
        for number, (character, first) in enumerate(alike):
            for other, second in alike[number + 1 : number + 2]:
                if other != character:
                    documents = tuple(sorted({*first.documents, *second.documents}))
                    yield Doubt("near-miss", (first.name, second.name), documents, "names one character apart, kept as two")


def _uncoded(entities: tuple[Resolved, ...]) -> Iterator[Doubt]:
    """Divisions that stayed without a code although another article's division of that name has one."""
    coded: dict[tuple[str, str], list[Resolved]] = defaultdict(list)
    for entity in entities:
        if entity.code:
            coded[entity.type, entity.name].append(entity)
    for entity in entities:
        same = coded.get((entity.type, entity.name)) if not entity.code and not entity.fixed else None
        if same:
            codes = "、".join(other.code or "" for other in same)
            yield Doubt("uncoded", (entity.name,), entity.documents, f"no code settled; coded elsewhere as {codes}")
