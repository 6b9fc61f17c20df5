"""kg_entities: joins the mentions of an article into one entity per real thing and resolves what refers to them.

In: a Doc of single characters with ``doc.spans["mentions"]`` (label = type, ``kb_id_`` = division code, ``id_`` = finder),
``doc.user_data["article"]`` (records.Article, may be absent) and what kg_divisions leaves in ``doc.user_data``. Out:
``doc._.entities`` (tuple of records.Entity, in order of first mention) and ``doc._.mentions`` (tuple of records.Mention,
sorted by position, the longer first).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from kg.gazetteer import Gazetteer, division_type, load_gazetteer
from kg.recognise.aliases import comparable, person_name
from kg.recognise.aliases_lexicon import AliasLexicon, load_aliases
from kg.recognise.clusters import PLACES, Cluster, Covered, Span, gather
from kg.recognise.doc_text import text_of
from kg.recognise.joining import Joiner, Register, span_starts
from kg.recognise.place_chains import settle_chains
from kg.recognise.references import owner, resolve_references
from kg.recognise.references_lexicon import ReferenceLexicon, load_references
from kg.recognise.renames import renamed_pairs
from kg.recognise.repeats import add_repeats
from kg.recognise.scene import Referred, Scene, Seen, Thing
from kg.recognise.stated import join_stated
from kg.records import Article, Entity, Mention

Place = tuple[int, int]


@Language.factory("kg_entities", requires=["doc.spans"], assigns=["doc._.entities", "doc._.mentions"])
def create_entities(nlp: Language, name: str) -> Entities:
    """Builds the component from the package's lexicons and register."""
    for extension in ("entities", "mentions"):
        if not Doc.has_extension(extension):
            Doc.set_extension(extension, default=())
    return Entities(load_aliases(), load_references(), load_gazetteer())


@dataclass(frozen=True, slots=True)
class PlaceNotes:
    """What the divisions component says of its spans: reasons for a code and what it could not settle."""

    reasons: Mapping[Place, str]
    doubts: Mapping[Place, str]


NO_NOTES = PlaceNotes({}, {})


def _register(gazetteer: Gazetteer) -> Register:
    def city(form: str) -> str:
        codes = gazetteer.form_lines.get(form, "\t").split("\t")[1].split()
        return next((c for c in codes if division_type(c) == "City"), "")

    return Register(gazetteer.form_lines, city)


class Entities:
    """The component. ``aliases`` and ``references`` are the lexicons, ``gazetteer`` the register of divisions."""

    def __init__(self, aliases: AliasLexicon, references: ReferenceLexicon, gazetteer: Gazetteer):
        self.aliases = aliases
        self.references = references
        self.gazetteer = gazetteer
        self._levels = {word: noun.types for word, noun in references.levels.items()}
        self._names = _register(gazetteer)

    def __call__(self, doc: Doc) -> Doc:
        data = doc.user_data
        names: Mapping[Place, str] = data.get("division_names", {})
        spans = [
            Span(
                s.start, s.end, s.label_, s.kb_id_, s.id_, names.get((s.start, s.end), "") if s.label_ in PLACES else ""
            )
            for s in doc.spans.get("mentions", ())
        ]
        notes = PlaceNotes(data.get("division_reasons", {}), data.get("division_doubts", {}))
        doc._.entities, doc._.mentions = self.link(text_of(doc), spans, data.get("article"), notes)
        return doc

    def link(
        self, text: str, spans: Iterable[Span], article: Article | None = None, notes: PlaceNotes = NO_NOTES
    ) -> tuple[tuple[Entity, ...], tuple[Mention, ...]]:
        """The entities and mentions of a text whose typed mentions are ``spans``."""
        expressions = list(self.references.pattern.finditer(text))
        refers = {match.span() for match in expressions}
        named = self._with_owned(text, [span for span in spans if (span.start, span.end) not in refers])
        clusters = gather(text, named, self._official, self.aliases)
        clusters = settle_chains(clusters, self.aliases, self._codes, self._official)
        clusters = join_stated(text, clusters, self.aliases)
        joiner = Joiner(text, clusters, self.aliases, self._levels, self.references.owned_types, self._names)
        clusters = joiner.join()
        add_repeats(text, clusters, joiner.prepared, self.aliases)
        scene = self._scene(text, clusters, article)
        names = [self._name(cluster, scene) for cluster in clusters]
        covered = Covered((s.start, s.end) for c in clusters for s in c.spans)
        referred = resolve_references(scene, (m for m in expressions if covered.free(*m.span())))
        groups = self._groups(clusters, names, renamed_pairs(scene, self.aliases))
        return self._records(clusters, names, groups, referred, notes)

    def _codes(self, name: str) -> list[str]:
        """The codes of the divisions, down to township, that bear a name in full or in short."""
        line = self.gazetteer.form_lines.get(name, "")
        return [
            *line.replace("\t", " ").replace("old", "").split(),
            *self.gazetteer.township_forms.get(name, "").split(),
        ]

    def _official(self, code: str) -> tuple[str, ...]:
        """The register's name of a division and its shorter forms; empty for an unknown code."""
        division = self.gazetteer.get(code)
        return (division.name, *division.forms) if division else ()

    def _with_owned(self, text: str, spans: list[Span]) -> list[Span]:
        """Adds bodies that are named by their place's kind alone (县委, 市政府) where no mention covers them."""
        covered = Covered((s.start, s.end) for s in spans)
        places = {s.end: s.start for s in spans if s.type in PLACES}
        added = []
        for match in self.references.search.finditer(text):
            if not covered.free(*match.span()):
                continue
            start = places.get(match.start(), match.start())
            before = text[start - 1 : start] if start else ""
            if start == match.start() and "一" <= before <= "鿿" and before not in self.references.before_search:
                continue
            added.append(Span(start, match.end(), "Government", "", "references"))
        return sorted([*spans, *added], key=lambda s: (s.start, -s.end))

    def _scene(self, text: str, clusters: list[Cluster], article: Article | None) -> Scene:
        things = [Thing(c.type, c.title, c.code) for c in clusters]
        seen, reach = [], -1
        for start, end, number, _ in span_starts(clusters):
            seen.append(Seen(start, -end, number, -end > reach))
            reach = max(reach, -end)
        publisher = (article.metadata.publisher or "") if article else ""
        return Scene(text, article.blocks if article else (), seen, things, self.references, publisher)

    def _name(self, cluster: Cluster, scene: Scene) -> str:
        """The canonical name: the register's, else the fullest form, with its owner where that is left unsaid."""
        longest = cluster.longest
        if cluster.name:
            return cluster.name
        if cluster.type == "Person":
            return person_name(cluster.forms, self.aliases)
        if any(longest[:length] in self.gazetteer.form_lines for length in (2, 3, 4)):
            return longest
        noun = self.references.levels.get(longest[0])
        if noun is None or cluster.type not in self.references.owned_types or len(longest) < 2:
            return longest
        if cluster.type == "Government" or len(longest) > 3:
            found = owner(scene, cluster.first, noun)
            if found is not None:
                place = scene.things[found[0]].name
                cluster.why.append(f"{longest}: of {place}, {found[1]}")
                return place + longest[1:]
        return longest

    def _groups(
        self, clusters: list[Cluster], names: list[str], renamed: Iterable[tuple[int, int, str]]
    ) -> list[list[int]]:
        """The clusters that are one entity: same code or same type and name, or renamed into one another."""
        leader = list(range(len(clusters)))
        keys: dict[tuple[str, str], int] = {}
        for number, (cluster, name) in enumerate(zip(clusters, names, strict=True)):
            key = (cluster.code, "") if cluster.code else (cluster.type, comparable(name, self.aliases))
            leader[number] = keys.setdefault(key, number)
        for one, other, why in renamed:
            a, b = sorted((leader[one], leader[other]))
            if a != b:
                clusters[a].why.append(why)
                leader = [a if n == b else n for n in leader]
        found: dict[int, list[int]] = {}
        for number, first in enumerate(leader):
            found.setdefault(first, []).append(number)
        return list(found.values())

    def _records(
        self, clusters: list[Cluster], names: list[str], groups: list[list[int]], referred: list[Referred],
        notes: PlaceNotes,
    ) -> tuple[tuple[Entity, ...], tuple[Mention, ...]]:  # fmt: skip
        entity_of = {number: entity for entity, group in enumerate(groups) for number in group}
        reasons: list[list[str]] = [[] for _ in groups]
        for r in referred:
            reasons[entity_of[r.thing]].append(r.why)
        entities = tuple(
            self._entity([clusters[n] for n in group], names[group[0]], reasons[entity], notes)
            for entity, group in enumerate(groups)
        )
        found = {
            Mention(s.start, s.end, entities[entity_of[n]].type, entity_of[n], s.by)
            for n, c in enumerate(clusters)
            for s in c.spans
        }
        for r in referred:
            entity = entity_of[r.thing]
            found.add(Mention(r.start, r.end, entities[entity].type, entity, "references", True))
        return entities, tuple(sorted(found, key=lambda m: (m.start, -m.end, m.entity, m.by)))

    @staticmethod
    def _entity(clusters: list[Cluster], name: str, references: Iterable[str], notes: PlaceNotes) -> Entity:
        forms = sorted({form for cluster in clusters for form in cluster.forms} - {name})
        places = [(s.start, s.end) for c in clusters if c.name for s in c.spans]
        reasons = [why for cluster in clusters for why in cluster.why]
        reasons += [notes.reasons[place] for place in places if place in notes.reasons]
        doubts = [c.doubt for c in clusters if c.doubt] + [
            notes.doubts[place] for place in places if place in notes.doubts
        ]
        return Entity(
            clusters[0].type, name, tuple(forms), clusters[0].code or None,
            tuple(dict.fromkeys([*reasons, *references])), doubts[0] if doubts else "",
        )  # fmt: skip
