"""Claims and resolved entities → triples of the graph contract. Pure: the same in, the same triples out.

In: ``Claims`` of every article, the ``Resolution`` over all of them. Out: ``Triple`` of N-Triples terms, in no particular
order and with repeats, which a sorted writer takes out. What two articles say alike is one claim with the evidence of
both; whatever differs in a qualifier has another content, hence another IRI, and stays apart.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from kg.gazetteer import Gazetteer
from kg.records import Alignment, Article, Claims, Observation, Resolution, Resolved, Statement
from kg.terms import BASE_IRI, Triple, decimal, digest, iri, moment, name, number, segment, string
from kg.vocabulary import Vocabulary

_BLANK = re.compile(r"\s+")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
CONFIDENCE_DIGITS = 3
DEGREE_DIGITS = 2
"""About a kilometre: the register gives a division's centre, in a datum up to 700 m off WGS 84."""

_TYPE = name("rdf:type")
_LABEL = name("rdfs:label")
_PREF_LABEL = name("skos:prefLabel")
_ALT_LABEL = name("skos:altLabel")
_MENTIONED_IN = name("dk:mentionedIn")
_PART_OF = name("dk:partOf")
_ADMIN_CODE = name("dk:adminCode")
_LATITUDE, _LONGITUDE = name("wgs84:lat"), name("wgs84:long")
_SUBJECT, _PREDICATE, _OBJECT = name("rdf:subject"), name("rdf:predicate"), name("rdf:object")
_CONFIDENCE = name("dk:confidence")
_MODALITY = name("dk:modality")
_DERIVED_FROM = name("prov:wasDerivedFrom")
_QUOTED_FROM = name("prov:wasQuotedFrom")
_MAIN_PASSAGE = name("dk:mainPassage")
_TEXT = name("dk:text")
_IS_PART_OF = name("dcterms:isPartOf")


def document_id(article: Article) -> str:
    """The last part of the IRI of an article's document: a digest of its source's content, whatever the path.

    The same bytes under two paths are one document. A record of a container counts with its own text and metadata.
    """
    source = article.source
    given = source.metadata
    fields = (given.title, given.published, given.publisher, given.author)
    return digest(source.sha256, source.text, str(article.index), *(field or "" for field in fields))


def entity_path(resolved: Resolved) -> str:
    """The entity's IRI below the base: ``place/500233`` by code, else ``company/…`` by type and encoded name."""
    if resolved.code:
        return f"place/{segment(resolved.code)}"
    return f"{resolved.type.lower()}/{segment(resolved.name)}"


def passages(article: Article, start: int, end: int) -> list[tuple[int, int]]:
    """The source ranges of a clean range: one, or several where cleaning lifted foreign lines out of its middle.

    Raises ValueError if the range is empty, leaves the text, or covers nothing but blanks.
    """
    if not 0 <= start < end <= len(article.text):
        raise ValueError(f"{article.source.location}: [{start}, {end}) is no range of {len(article.text)} characters")
    text, alignment = article.source.text, article.alignment
    first, last = alignment.starts[start], alignment.ends[end - 1]
    if last - first == end - start and alignment.starts[start:end] == array("l", range(first, last)):
        runs = [(first, last)]  # most often every character was kept as it stands
    else:
        runs = _runs(text, alignment, start, end)
    found = [(first, last) for first, last in runs if text[first:last].strip()]
    if not found:
        raise ValueError(f"{article.source.location}: no text at clean characters [{start}, {end})")
    return found


def _runs(text: str, alignment: Alignment, start: int, end: int) -> list[tuple[int, int]]:
    """Stretches of the source between which foreign lines stand or the order changes."""
    runs: list[tuple[int, int]] = []
    for first, last in zip(alignment.starts[start:end], alignment.ends[start:end], strict=True):
        if runs and runs[-1][0] <= first and not _foreign(text[runs[-1][1] : first]):
            runs[-1] = runs[-1][0], max(runs[-1][1], last)
        else:
            runs.append((first, last))
    return runs


def _foreign(gap: str) -> bool:
    """Whether what cleaning left out between two characters is a line of its own, such as a caption."""
    return "\n" in gap and not gap.isspace()


class Mapper:
    """Writes triples under one base IRI, with terms checked against one vocabulary.

    ``gazetteer`` gives the parents of coded divisions; without it there are none.
    """

    def __init__(self, vocabulary: Vocabulary, gazetteer: Gazetteer | None = None, base_iri: str = BASE_IRI):
        iri(base_iri)
        self.vocabulary = vocabulary
        self.gazetteer = gazetteer
        self.base = base_iri

    def map(self, all_claims: Iterable[Claims], resolution: Resolution) -> Iterator[Triple]:
        """All triples of a build. Raises DataError for a term that the ontology lacks, ValueError for evidence that
        stands nowhere in the source."""
        things = [_Thing(resolved.key, self.entity(resolved)) for resolved in resolution.entities]
        named_in: dict[int, set[str]] = {}
        best: dict[str, float] = {}
        for claims in all_claims:
            article = claims.reading.article
            document = self.node("document", document_id(article))
            local = resolution.local[article.key]
            for position in local:
                named_in.setdefault(position, set()).add(document)
            yield from self._document(article, document)
            yield from _Facts(self, claims, [things[position] for position in local], document, best).triples()
        for node, confidence in best.items():
            yield Triple(node, _CONFIDENCE, decimal(confidence, CONFIDENCE_DIGITS))
        yield from self._entities(resolution, named_in)

    def node(self, *path: str) -> str:
        """The term of the IRI with these path segments (already encoded) below the base."""
        return f"<{self.base}{'/'.join(path)}>"

    def entity(self, resolved: Resolved) -> str:
        """The entity's IRI as a term."""
        return iri(resolved.fixed) if resolved.fixed else self.node(entity_path(resolved))

    def _document(self, article: Article, node: str) -> Iterator[Triple]:
        known = article.metadata
        yield Triple(node, _TYPE, name("dk:Document"))
        yield Triple(node, _TYPE, name("schema:NewsArticle"))
        yield Triple(node, name("dcterms:source"), string(article.source.location))
        yield Triple(node, name("dk:sha256"), string(article.source.sha256))
        if known.published and _DAY.fullmatch(known.published):
            yield Triple(node, name("dcterms:date"), moment(known.published))
        for term, text in (("title", known.title), ("publisher", known.publisher), ("creator", known.author)):
            if text:
                yield Triple(node, name(f"dcterms:{term}"), string(text))

    def _entities(self, resolution: Resolution, named_in: dict[int, set[str]]) -> Iterator[Triple]:
        parents: set[str] = set()
        written: set[str] = set()
        for position, resolved in enumerate(resolution.entities):
            node = self.entity(resolved)
            yield from self._labelled(node, resolved.type, resolved.name, resolved.aliases)
            for document in named_in.get(position, ()):
                yield Triple(node, _MENTIONED_IN, document)
            if resolved.code:
                written.add(resolved.code)
                yield from self._place_in_register(node, resolved.code)
                if self.gazetteer:
                    parents.update(self.gazetteer.chain(resolved.code))
        for code in sorted(parents - written):
            division = self.gazetteer.get(code) if self.gazetteer else None
            if division:
                node = self.node("place", segment(code))
                yield from self._labelled(node, division.type, division.name, ())
                yield from self._place_in_register(node, code)

    def _labelled(self, node: str, kind: str, label: str, others: Iterable[str]) -> Iterator[Triple]:
        yield Triple(node, _TYPE, name(f"dk:{self.vocabulary.entity_class(kind).name}"))
        yield Triple(node, _PREF_LABEL, string(label, "zh"))
        yield Triple(node, _LABEL, string(label, "zh"))
        for other in others:
            if other != label:
                yield Triple(node, _ALT_LABEL, string(other, "zh"))

    def _place_in_register(self, node: str, code: str) -> Iterator[Triple]:
        yield Triple(node, _ADMIN_CODE, string(code))
        division = self.gazetteer.get(code) if self.gazetteer else None
        if division and division.latitude is not None and division.longitude is not None:
            yield Triple(node, _LATITUDE, decimal(division.latitude, DEGREE_DIGITS))
            yield Triple(node, _LONGITUDE, decimal(division.longitude, DEGREE_DIGITS))
        parent = self.gazetteer.parent(code) if self.gazetteer else None
        if parent:
            yield Triple(node, _PART_OF, self.node("place", segment(parent)))


class _Thing(NamedTuple):
    """What claims need of a resolved entity: its key, of which content IDs are made, and its IRI as a term."""

    key: str
    node: str


class _Facts:
    """The statements and observations of one article. ``things`` are its entities."""

    def __init__(self, mapper: Mapper, claims: Claims, things: Sequence[_Thing], document: str, best: dict[str, float]):
        self.mapper = mapper
        self.vocabulary = mapper.vocabulary
        self.claims = claims
        self.article = claims.reading.article
        self.things = things
        self.document = document
        self.best = best
        self.quoted: dict[tuple[int, int], list[str]] = {}
        self.led: set[str] = set()

    def triples(self) -> Iterator[Triple]:
        for statement in self.claims.statements:
            yield from self._statement(statement)
        for observation in self.claims.observations:
            yield from self._observation(observation)

    def _statement(self, statement: Statement) -> Iterator[Triple]:
        predicate = self.vocabulary.predicate(statement.predicate)
        subject, object_ = self.things[statement.subject], self.things[statement.object]
        if subject == object_:
            return
        if predicate.symmetric:
            subject, object_ = sorted((subject, object_))
        relation = name(f"dk:{predicate.name}")
        qualifiers = list(self._qualifiers(statement))
        content = (subject.key, predicate.name, object_.key, *(part for pair in qualifiers for part in pair))
        node = self.mapper.node("statement", digest(*content))
        yield Triple(subject.node, relation, object_.node)
        if predicate.symmetric:
            yield Triple(object_.node, relation, subject.node)
        yield Triple(node, _TYPE, name("dk:Statement"))
        yield Triple(node, _SUBJECT, subject.node)
        yield Triple(node, _PREDICATE, relation)
        yield Triple(node, _OBJECT, object_.node)
        for term, value in qualifiers:
            yield Triple(node, term, value)
        yield from self._evidence(node, statement.evidence, statement.confidence)

    def _qualifiers(self, statement: Statement) -> Iterator[tuple[str, str]]:
        if statement.amount is not None:
            yield name("dk:amount"), number(statement.amount)
            yield name("dk:currency"), string(self.vocabulary.unit(statement.currency).name)
        if statement.date:
            yield name("dk:date"), moment(statement.date)
        if statement.title:
            yield name("dk:title"), string(statement.title, "zh")
        if statement.modality:
            yield _MODALITY, string(self.vocabulary.modality(statement.modality).name)

    def _observation(self, observation: Observation) -> Iterator[Triple]:
        providers = sorted({self.things[entity] for entity in observation.providers})
        recipients = sorted({self.things[entity] for entity in observation.recipients})
        details = list(self._details(observation))
        content = ["by", *(thing.key for thing in providers), "for", *(thing.key for thing in recipients)]
        content += [part for pair in details for part in pair]
        if observation.value is None:  # an unread number is told apart from others by its words alone
            content += [self.article.text[start:end] for start, end in observation.evidence]
        node = self.mapper.node("observation", digest(*content))
        yield Triple(node, _TYPE, name("dk:Observation"))
        for thing in providers:
            yield Triple(node, name("dk:provider"), thing.node)
        for thing in recipients:
            yield Triple(node, name("dk:recipient"), thing.node)
        for term, value in details:
            yield Triple(node, term, value)
        yield from self._evidence(node, observation.evidence, observation.confidence)

    def _details(self, observation: Observation) -> Iterator[tuple[str, str]]:
        yield name("dk:indicator"), name(f"dk:{self.vocabulary.indicator(observation.indicator).name}")
        yield name("dk:unit"), name(f"dk:{self.vocabulary.unit(observation.unit).name}")
        yield name("dk:qualifier"), string(self.vocabulary.qualifier(observation.qualifier).name)
        if observation.value is not None:
            yield name("dk:value"), number(observation.value)
        if observation.period:
            yield name("dk:period"), string(observation.period)
        if observation.label:
            yield _LABEL, string(observation.label, "zh")
        if observation.modality:
            yield _MODALITY, string(self.vocabulary.modality(observation.modality).name)

    def _evidence(self, node: str, evidence: Iterable[tuple[int, int]], confidence: float) -> Iterator[Triple]:
        self.best[node] = max(confidence, self.best.get(node, 0.0))
        yield Triple(node, _DERIVED_FROM, self.document)
        for rank, (start, end) in enumerate(evidence):
            if (start, end) not in self.quoted:
                yield from self._quote(start, end)
            for passage in self.quoted[start, end]:
                yield Triple(node, _QUOTED_FROM, passage)
            if rank == 0 and node not in self.led:  # an article that says it twice is quoted by its first words
                self.led.add(node)
                yield Triple(node, _MAIN_PASSAGE, self.quoted[start, end][0])

    def _quote(self, start: int, end: int) -> Iterator[Triple]:
        """The passages of a clean range, once an article however many claims stand in it."""
        text = self.article.source.text
        nodes = self.quoted[start, end] = []
        for first, last in passages(self.article, start, end):
            passage = f"{self.document[:-1]}#char={first},{last}>"
            nodes.append(passage)
            yield Triple(passage, _TYPE, name("dk:Passage"))
            yield Triple(passage, _TEXT, string(_BLANK.sub("", text[first:last])))
            yield Triple(passage, _IS_PART_OF, self.document)
