"""The ``kg_divisions`` component: administrative divisions, regions, countries and foreign cities.

In: a Doc of character tokens; ``doc.user_data["article"]`` where there is one. Out: ``doc.spans["divisions"]``, each
span with its type as label and its code as ``kb_id_`` (empty where none is settled), and in ``doc.user_data``, by
(start, end): ``division_names`` the official name, ``division_reasons`` why this code, ``division_doubts`` what could not
be settled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc, Span

from kg.recognise.division_accept import Acceptance
from kg.recognise.division_choice import TOWNSHIP_UNIT, Chooser, Found, Place, level_of, pick_longest
from kg.recognise.division_letters import LetterReader
from kg.recognise.division_matcher import DivisionMatcher, Hit, load_matcher, read_lexicon
from kg.recognise.division_townships import TownshipReader
from kg.recognise.division_words import is_common
from kg.recognise.doc_text import text_of


def find_places(text: str, background: str = "") -> list[Place]:
    """The places of a text in order; a region's own province may stand inside it.

    ``background`` is text about the article (publisher, dateline): the places it names count as evidence.
    """
    matcher = load_matcher()
    found = Found(matcher.gazetteer)
    if background:
        for place in find_places(background):
            found.learn(place)
    return _Reader(text, matcher, found).read()


class _Reader:
    """One pass over one article, from sure forms to ones that lean on them."""

    def __init__(self, text: str, matcher: DivisionMatcher, found: Found):
        self.text = text
        self.matcher = matcher
        self.found = found
        self.accept = Acceptance(text, found)
        self.chooser = Chooser(found)
        self.taken = bytearray(len(text))

    def read(self) -> list[Place]:
        strong, weak, words = self._sort_hits()
        sure = self._choose([*strong, *words])
        townships = [hit for hit in sure if hit.form.type == "Township"]
        self.found.township_stems.update({TOWNSHIP_UNIT.sub("", hit.text): None for hit in townships})
        places = self.chooser.settle([hit for hit in sure if hit.form.type != "Township" and not hit.form.word])
        for hit in weak:
            if hit.form.short and (not is_common(hit.text) or level_of(hit.form.short[0]) == 1):
                self.found.candidates.update((hit.start, hit.end))
        for _ in range(2):  # a second time, for what leans on what the first has found
            weak = [hit for hit in weak if not any(self.taken[hit.start : hit.end])]
            places += self.chooser.settle(self._choose([hit for hit in weak if self.accept.is_supported(hit)]))
        places += self.chooser.settle(townships)
        places += TownshipReader(self.text, self.found, self.taken).read()
        places += self._foreign()
        places += LetterReader(self.text, self.found, self.taken).read()
        places += self._inside_regions(places, strong)
        return sorted(places, key=lambda place: (place.start, -place.end))

    def _sort_hits(self) -> tuple[list[Hit], list[Hit], list[Hit]]:
        """Strong hits, weak ones, and words that only hold a name."""
        strong: list[Hit] = []
        weak: list[Hit] = []
        words: list[Hit] = []
        starts: dict[int, Hit] = {}
        for hit in self.matcher.find(self.text):
            if hit.form.word:
                words.append(hit)
            elif hit.form.type == "Township":
                if not self._ends_in_another(hit, starts) and not self.accept.forbids(hit):
                    (strong if self.accept.is_strong(hit) else weak).append(hit)
            elif not self.accept.forbids(hit):
                starts.setdefault(hit.start, hit)
                (strong if self.accept.is_strong(hit) else weak).append(hit)
        covers = {(hit.start, hit.end) for hit in weak if hit.form.type != "Township" and hit.end - hit.start > 2}
        inner = [hit for hit in strong if not hit.form.full and self._is_covered(hit, covers)] if covers else []
        return [hit for hit in strong if hit not in inner], weak + inner, words

    def _ends_in_another(self, township: Hit, starts: dict[int, Hit]) -> bool:
        """Whether its unit begins the name of a division that lies in what stands before: 南阳|镇平."""
        other = starts.get(township.end - 1)
        if other is None or township.text[:-1] not in self.matcher.gazetteer.form_lines:
            return False
        before = self.matcher.form(township.text[:-1])
        holders = {above for code in other.form.full + other.form.short for above in self.found.gazetteer.chain(code)}
        return not holders.isdisjoint(before.full + before.short)

    @staticmethod
    def _is_covered(hit: Hit, covers: set[tuple[int, int]]) -> bool:
        """Whether a longer weak form holds it: 大连 in 五大连池."""
        spans = ((hit.start - i, hit.end + j) for i in range(3) for j in range(3) if i + j)
        return any(span in covers for span in spans)

    def _choose(self, hits: list[Hit]) -> list[Hit]:
        """The longest of overlapping hits; their characters are taken."""
        chosen = pick_longest(hits)
        for hit in chosen:
            self._take(hit.start, hit.end)
        return chosen

    def _take(self, start: int, end: int) -> None:
        self.taken[start:end] = b"\1" * (end - start)

    def _foreign(self) -> Iterator[Place]:
        """Provinces and cities abroad that no list has, known by the characters of transcription."""
        for match in _foreign_pattern().finditer(self.text):
            if not any(self.taken[match.start() : match.end()]):
                self._take(match.start(), match.end())
                kind = "City" if match[0].endswith("市") else "Province"
                yield Place(match.start(), match.end(), match[0], kind, (), "foreign", match[0])

    def _inside_regions(self, places: list[Place], strong: list[Hit]) -> list[Place]:
        """The province that a region's name begins with (海南 in 海南自由贸易港)."""
        areas = {place.start: place for place in places if place.kind == "region" and place.text[-1] in "区港圈"}
        inner = [h for h in strong if h.start in areas and h.form.short and h.end < areas[h.start].end]
        return self.chooser.settle(inner)


@cache
def _foreign_pattern() -> re.Pattern[str]:
    characters = read_lexicon("divisions.toml")["foreign"]["characters"]
    return re.compile(f"(?<![{characters}])[{characters}]{{3,8}}[省州市](?![长场])")


class DivisionComponent:
    """The spaCy component around ``find_places``."""

    def __call__(self, doc: Doc) -> Doc:
        article = doc.user_data.get("article")
        publisher = (article.metadata.publisher or "") if article is not None else ""
        places = find_places(text_of(doc), publisher)
        doc.spans["divisions"] = [Span(doc, p.start, p.end, label=p.type, kb_id=p.code or "") for p in places]
        doc.user_data["division_names"] = {(p.start, p.end): p.name for p in places}
        doc.user_data["division_reasons"] = {(p.start, p.end): p.reason for p in places if p.code}
        doc.user_data["division_doubts"] = {(p.start, p.end): p.doubt for p in places if p.doubt}
        return doc


@Language.factory("kg_divisions")
def create_divisions(nlp: Language, name: str) -> DivisionComponent:
    """The component as pipeline configs name it."""
    load_matcher()  # read with the rest of the model, not with the first text
    return DivisionComponent()
