"""One entity per real thing across all articles.

In: ``Claims`` of any number of articles, in any order. Out: ``Resolution``. Two article entities are one thing if they
share the user's fixed IRI, the division code, or (both without either) the same normal name and a compatible type.
Near-miss spellings, and names that another thing has as an alias, are listed as doubts and never merged. Only names,
types and article keys are kept while reading the stream, never texts: memory grows with the distinct names of a corpus.
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

BODIES = ("Company", "Government", "School", "Hospital", "Organization")
WORKS = ("Port", "Bridge", "Park", "Facility", "Project")

# Types that one thing may be given by different articles: which of two neighbours in the class tree a reader picks
# depends on the sentence (a park's operating body, a bridge as a project). Any other type only joins its like.
_GROUP = {**dict.fromkeys(BODIES, "body"), **dict.fromkeys(WORKS, "work")}

# A name shorter than this has too many true neighbours one character away (王强, 王刚) to be worth a reader's doubt.
NEAR_MISS_LENGTH = 5
# A name is compared with so many others that share its half: bounds the time on a corpus of look-alikes.
NEAR_MISS_TRIES = 20
# An alias of fewer characters (甲港) is borne by too many things to say anything.
ALIAS_LENGTH = 4
_DROPPED = re.compile(r"[\s“”‘’\"'《》〈〉「」『』()·•・]+")

Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class _Spelling:
    """Set spellings (long, short), the prefix of party committees, characters in which names differ on purpose."""

    short: tuple[tuple[str, str], ...]
    party: re.Pattern[str]
    distinct: frozenset[str]


@cache
def _spelling() -> _Spelling:
    """``[spelling]`` of ``aliases.toml``. Raises DataError naming the file if it is malformed."""
    path = ontology_dir() / "lexicon" / "aliases.toml"
    try:
        table = tomllib.loads(path.read_text("utf-8"))["spelling"]
        pairs = tuple((full, short) for full, short in table["short"])
        return _Spelling(pairs, re.compile(table["party"]), frozenset(table["distinct"]))
    except (OSError, KeyError, ValueError, TypeError, re.error) as error:
        raise DataError(f"{path}: [spelling] needs short (pairs), party and distinct: {error!r}") from error


def normal_name(name: str) -> str:
    """The form in which names are compared: width folded, quotation marks, brackets and blanks dropped, set
    administrative spellings (人民政府, 发展和改革委员会) in their short form."""
    text = unicodedata.normalize("NFC", _DROPPED.sub("", unicodedata.normalize("NFKC", name)))
    for full, short in _spelling().short:
        text = text.replace(full, short)
    return _spelling().party.sub("", text) or name


@dataclass(slots=True)
class _Cluster:
    """What has been read so far of one thing."""

    names: Counter[str] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    forms: set[str] = field(default_factory=set)
    reasons: set[str] = field(default_factory=set)
    documents: set[Key] = field(default_factory=set)
    code: str | None = None
    fixed: str | None = None

    def add(self, entity: Entity, document: Key) -> None:
        self.names[entity.name] += 1
        self.types[entity.type] += 1
        self.forms.update(entity.aliases)
        self.reasons.update(entity.why)
        self.documents.add(document)
        if entity.code:
            self.code = min(self.code or entity.code, entity.code)
        self.fixed = self.fixed or entity.fixed

    def resolved(self) -> Resolved:
        name = min(self.names, key=lambda n: (-len(n), -self.names[n], n))
        kind = min(self.types, key=lambda t: (-self.types[t], t))
        key, how = f"{kind}/{name}", "same name"
        if self.code:
            key, how = f"place/{self.code}", "same code"
        if self.fixed:
            key, how = f"iri/{self.fixed}", "fixed IRI"
        aliases = tuple(sorted((self.forms | set(self.names)) - {name}))
        if len(self.documents) > 1:
            self.reasons.add(f"{how} in {len(self.documents)} articles")
        documents, reasons = tuple(sorted(self.documents)), tuple(sorted(self.reasons))
        return Resolved(key, kind, name, aliases, self.code, documents, reasons, self.fixed)


def _group(kind: str) -> str:
    return _GROUP.get(kind, kind)


def _identity(entity: Entity) -> tuple[str, str]:
    if entity.fixed:
        return "fixed", entity.fixed
    if entity.code:
        return "code", entity.code
    return _group(entity.type), normal_name(entity.name)


def resolve(all_claims: Iterable[Claims]) -> Resolution:
    """Merges the entities of all articles. Pure and independent of the order of ``all_claims``.

    An article that comes twice (same ``Article.key``) must come with the same entities; it counts once.
    """
    clusters: dict[tuple[str, str], _Cluster] = defaultdict(_Cluster)
    identities: dict[Key, tuple[tuple[str, str], ...]] = {}
    doubts: set[Doubt] = set()
    for claims in all_claims:
        document = claims.reading.article.key
        if document in identities:
            continue
        identities[document] = tuple(_identity(entity) for entity in claims.reading.entities)
        for entity, identity in zip(claims.reading.entities, identities[document], strict=True):
            clusters[identity].add(entity, document)
            if entity.doubt:
                doubts.add(Doubt("reading", (entity.name,), (document,), entity.doubt))
    resolved = {identity: cluster.resolved() for identity, cluster in clusters.items()}
    order = sorted(resolved, key=lambda identity: (resolved[identity].key, identity))
    position = {identity: number for number, identity in enumerate(order)}
    entities = tuple(resolved[identity] for identity in order)
    for found in (_near_misses(entities), _uncoded(entities), _aliased(entities)):
        doubts.update(found)
    return Resolution(
        entities,
        {document: tuple(position[i] for i in identities[document]) for document in sorted(identities)},
        tuple(sorted(doubts, key=lambda d: (d.kind, d.names, d.documents, d.text))),
    )


def _doubt(kind: str, first: Resolved, second: Resolved, text: str) -> Doubt:
    documents = tuple(sorted({*first.documents, *second.documents}))
    return Doubt(kind, (first.name, second.name), documents, text)


def _near_misses(entities: tuple[Resolved, ...]) -> Iterator[Doubt]:
    """Pairs of names in one type group that differ in exactly one character, as scanning makes them."""
    places = {form for entity in entities if entity.code for form in (entity.name, *entity.aliases) if len(form) > 1}
    halves: dict[tuple[str, int, bool, str], list[tuple[str, Resolved]]] = defaultdict(list)
    for entity in entities:
        name = normal_name(entity.name)
        if entity.code or entity.fixed or len(name) < NEAR_MISS_LENGTH:
            continue
        # Two names of one length that differ in one character share their first or their second half.
        middle = len(name) // 2
        for first, half in ((True, name[:middle]), (False, name[middle:])):
            halves[_group(entity.type), len(name), first, half].append((name, entity))
    for alike in halves.values():
        for number, (name, entity) in enumerate(alike):
            for other_name, other in alike[number + 1 : number + 1 + NEAR_MISS_TRIES]:
                if _slip(name, other_name, places):
                    yield _doubt("near-miss", entity, other, "names one character apart, kept as two")


def _slip(one: str, other: str, places: set[str]) -> bool:
    """Whether two names of equal length look like one with a character misread: not where the character is a number or a
    side, nor where each begins with a place of its own (甲县医院, 乙县医院)."""
    differ = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(differ) != 1 or {one[differ[0]], other[differ[0]]} <= _spelling().distinct:
        return False
    both = [any(name[:length] in places for length in range(differ[0] + 1, len(name))) for name in (one, other)]
    return not all(both)


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


def _aliased(entities: tuple[Resolved, ...]) -> Iterator[Doubt]:
    """Things whose name another article gives as an alias of one other thing: perhaps the same."""
    bearers: dict[tuple[str, str], list[Resolved]] = defaultdict(list)
    for entity in entities:
        for alias in entity.aliases if not entity.code else ():
            if len(alias) >= ALIAS_LENGTH:
                bearers[_group(entity.type), normal_name(alias)].append(entity)
    for entity in entities:
        found = [o for o in bearers.get((_group(entity.type), normal_name(entity.name)), ()) if o is not entity]
        if len(found) == 1 and not entity.code and not set(found[0].documents) & set(entity.documents):
            yield _doubt("alias", entity, found[0], f"{entity.name} is another name of {found[0].name} elsewhere")
