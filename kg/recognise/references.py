"""Expressions that refer to a thing named elsewhere in the article: 该县, 这家公司, 两地, 双方, 当地, 全县, 我省, 县委.

In: the clean text, its blocks and the mentions already joined to things (``Seen``). Out: ``Referred`` mentions, each with
the reason of its resolution. Recency, type and topic decide; words come from ``ontology/lexicon/references.toml``.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from kg.recognise.references_lexicon import Noun, ReferenceLexicon
from kg.records import Block

# How far back a reference looks: mentions tried and sentences crossed. Bounds the time on absurd input; in the training
# articles no reference that could be resolved lay further back than nine sentences.
REACH_MENTIONS = 200
REACH_SENTENCES = 12


@dataclass(frozen=True, slots=True, order=True)
class Seen:
    """A mention whose thing is known. ``thing`` numbers it; ``outer`` is false within a longer mention."""

    start: int
    end: int
    thing: int = field(compare=False)
    outer: bool = field(compare=False, default=True)


@dataclass(frozen=True, slots=True)
class Thing:
    """What a reference can mean: its type, canonical name and division code ("" where it has none)."""

    type: str
    name: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Referred:
    """A resolved reference. A plural gives one for each thing, on the same span."""

    start: int
    end: int
    thing: int
    why: str


class Scene:
    """One article while its references are resolved. ``blocks`` may be empty; ``publisher`` may be unknown ("")."""

    def __init__(
        self, text: str, blocks: Sequence[Block], seen: Sequence[Seen], things: Sequence[Thing],
        lexicon: ReferenceLexicon, publisher: str = "",
    ):  # fmt: skip
        self.text = text
        self.things = things
        self.publisher = publisher
        self.seen = sorted(seen)
        self._sentences = [0, *(m.end() for m in re.finditer(r"[。！？；\n]", text))]
        self._clauses = [0, *(m.end() for m in re.finditer(r"[，。！？；：\n]", text))]
        self.lexicon = lexicon
        self._weights = self._topics(blocks)

    def _topics(self, blocks: Sequence[Block]) -> Counter[int]:
        """How much the article is about each place: mentions, those in the title and in headings threefold."""
        weights: Counter[int] = Counter()
        marked = [b for b in blocks if b.kind in ("title", "heading")]
        first = self.text.find("\n")
        for seen in self.seen:
            heading = any(b.start <= seen.start < b.end for b in marked) or (not blocks and seen.start < first)
            weights[seen.thing] += 3 if heading else 1
        return weights

    def sentence(self, position: int) -> int:
        """The number of the sentence that holds ``position``."""
        return bisect_left(self._sentences, position + 1) - 1

    def sentence_end(self, position: int) -> int:
        """Where the sentence that holds ``position`` ends."""
        following = self.sentence(position) + 1
        return self._sentences[following] if following < len(self._sentences) else len(self.text)

    def clause_start(self, position: int) -> int:
        """Where the clause that holds ``position`` begins."""
        return self._clauses[bisect_left(self._clauses, position + 1) - 1]

    def before(self, position: int) -> Iterator[Seen]:
        """Mentions that end before ``position``, the nearest first, within reach."""
        at = bisect_left(self.seen, Seen(position, 0, 0))
        here = self.sentence(position)
        for number in range(at - 1, max(-1, at - 1 - REACH_MENTIONS), -1):
            seen = self.seen[number]
            if here - self.sentence(seen.start) > REACH_SENTENCES:
                return
            if seen.end <= position:
                yield seen

    def fits(self, thing: Thing, noun: Noun) -> bool:
        """Whether a thing can be what the noun says."""
        return thing.type in noun.types and (not noun.hard or thing.name.endswith(noun.ends))

    def add(self, referred: Referred) -> None:
        """Makes a resolved reference count as a mention for those that follow it."""
        insort(self.seen, Seen(referred.start, referred.end, referred.thing))

    def topic(self, noun: Noun) -> int | None:
        """The thing of that kind that the article is most about."""
        fitting = [t for t in self._weights if self.fits(self.things[t], noun)]
        return min(fitting, key=lambda t: (-self._weights[t], t), default=None)


def resolve_references(scene: Scene, free: Iterable[re.Match[str]]) -> list[Referred]:
    """Resolves expressions (matches of the lexicon's pattern that no mention covers) in order of position.

    What is resolved counts as a mention for those that follow.
    """
    found: list[Referred] = []
    for match in free:
        for referred in _resolve(scene, match):
            found.append(referred)
            scene.add(referred)
    return found


def _resolve(scene: Scene, match: re.Match[str]) -> list[Referred]:
    lexicon = scene.lexicon
    start, end = match.span()
    if match["det"]:
        picked = _determined(scene, start, lexicon.nouns[match["noun"]])
    elif match["count"]:
        noun = lexicon.plurals[match["plural"]]
        if len(match["plural"]) == 1 and match["plural"] != "地" and match["plural"] in lexicon.nouns:
            ends = lexicon.nouns[match["plural"]]
            noun = Noun(noun.types, ends.ends, ends.hard)
        return _plural(scene, start, end, noun, lexicon.counts[match["count"]])
    elif match["pair"]:
        return _plural(scene, start, end, Noun(_PARTIES), 2)
    elif match["local"]:
        picked = _local(scene, start)
    elif match["whole"]:
        picked = _whole(scene, start, lexicon.levels[match["kind"]], match["whole"])
    else:
        picked = _addressed(scene, lexicon.levels[match["place"]])
    if picked is None:
        return []
    return [Referred(start, end, picked[0], f"{match[0]}: {picked[1]}")]


_PARTIES = ("Province", "City", "County", "Township", "Company", "Government", "School", "Hospital", "Organization")


def _determined(scene: Scene, start: int, noun: Noun) -> tuple[int, str] | None:
    """该县: the nearest fitting mention before this clause; a less fitting type or ending must be nearer to win."""
    here, clause = scene.sentence(start), scene.clause_start(start)
    best: tuple[float, int, int] | None = None
    for number, seen in enumerate(scene.before(start)):
        thing = scene.things[seen.thing]
        if not scene.fits(thing, noun):
            continue
        cost = float(here - scene.sentence(seen.start)) + 2 * noun.types.index(thing.type) + number / REACH_MENTIONS
        if noun.ends and not thing.name.endswith(noun.ends):
            cost += 2
        if not seen.outer:
            cost += 0.5
        if seen.start >= clause:
            # Two names for one thing do not stand in one clause: 甲医院与该院结对.
            cost += 6
        if best is None or cost < best[0]:
            best = (cost, number, seen.thing)
    if best is not None:
        return best[2], "nearest before"
    return None


def _chain(scene: Scene, end: int, noun: Noun) -> list[int]:
    """The things of the list that ends at ``end``: 甲县、乙县两县."""
    found: list[int] = []
    position = end
    while True:
        previous = next((s for s in scene.before(position) if scene.fits(scene.things[s.thing], noun)), None)
        if previous is None or previous.thing in found:
            return found
        gap = scene.text[previous.end : position]
        if gap and gap not in scene.lexicon.joints:
            return found
        found.insert(0, previous.thing)
        position = previous.start


def _apart(scene: Scene, things: Sequence[int]) -> bool:
    """Whether none of the places lies in another (by code): 甲省甲县 are no two places."""
    codes = [scene.things[t].code for t in things]
    cores = [re.sub(r"(?:00)+$", "", code) for code in codes if code]
    return not any(a != b and b.startswith(a) for a in cores for b in cores)


def _plural(scene: Scene, start: int, end: int, noun: Noun, count: int) -> list[Referred]:
    """两地: the list right before it, else the nearest list or pair of that size, else the article's main ones."""
    chain = _chain(scene, start, noun)
    if len(chain) == count:
        return [Referred(start, end, t, f"{scene.text[start:end]}: the list before it") for t in chain]
    picked, why = _recent_group(scene, start, noun, count), "nearest together"
    if not picked:
        fitting = sorted((t for t in scene._weights if scene.fits(scene.things[t], noun)), key=lambda t: (-scene._weights[t], t))
        picked, why = [], "the article's main ones"
        for t in fitting:
            if len(picked) < count and _apart(scene, [*picked, t]):
                picked.append(t)
        if len(picked) < count:
            return []
    return [Referred(start, end, t, f"{scene.text[start:end]}: {why}") for t in picked]


def _recent_group(scene: Scene, start: int, noun: Noun, count: int) -> list[int]:
    """The nearest sentence before ``start`` whose fitting outer mentions are exactly ``count`` things."""
    groups: dict[int, list[int]] = {}
    for seen in scene.before(start):
        sentence = scene.sentence(seen.start)
        if scene.fits(scene.things[seen.thing], noun) and seen.outer:
            group = groups.setdefault(sentence, [])
            if seen.thing not in group:
                group.insert(0, seen.thing)
    for sentence in sorted(groups, reverse=True):
        group = groups[sentence]
        kept = [t for t in group if not any(o != t and not _apart(scene, [t, o]) and _is_above(scene, t, o) for o in group)]
        if len(kept) == count:
            return kept
    return []


def _is_above(scene: Scene, upper: int, lower: int) -> bool:
    """Whether the division ``upper`` contains ``lower``."""
    a, b = (re.sub(r"(?:00)+$", "", scene.things[t].code) for t in (upper, lower))
    return bool(a) and a != b and b.startswith(a)


def _local(scene: Scene, start: int) -> tuple[int, str] | None:
    """当地: the nearest place below a province in the paragraph, else the county, city or township of the article."""
    paragraph = scene.text.rfind("\n", 0, start)
    noun = Noun(("County", "City", "Township", "Village"))
    for seen in scene.before(start):
        if seen.start <= paragraph:
            break
        if scene.fits(scene.things[seen.thing], noun):
            return seen.thing, "nearest place"
    topic = scene.topic(Noun(("County",)))
    topic = scene.topic(noun) if topic is None else topic
    return None if topic is None else (topic, "the article's place")


def _whole(scene: Scene, start: int, noun: Noun, determiner: str) -> tuple[int, str] | None:
    """全县, 我省: the place right before it (甲县全县), the publisher's, the paragraph's or the article's."""
    for seen in scene.before(start):
        if seen.end == start and scene.fits(scene.things[seen.thing], noun):
            return seen.thing, "named before it"
        break
    published = _publisher(scene, noun)
    if determiner != "全" and published is not None:
        return published, "the publisher's place"
    paragraph = scene.text.rfind("\n", 0, start)
    if determiner == "全":
        for seen in scene.before(start):
            if seen.start <= paragraph:
                break
            if scene.fits(scene.things[seen.thing], noun):
                return seen.thing, "nearest of its kind"
    else:
        for seen in reversed(scene.seen):
            # A letter is signed at its end: the writer's own place.
            if seen.start < scene.text.rfind("\n", 0, len(scene.text.rstrip())):
                break
            if scene.fits(scene.things[seen.thing], noun):
                return seen.thing, "the signature"
    if published is not None:
        return published, "the publisher's place"
    topic = scene.topic(noun)
    return None if topic is None else (topic, "the article's place")


def _publisher(scene: Scene, noun: Noun) -> int | None:
    """The place whose name the publisher's begins with (甲县日报)."""
    for number, thing in enumerate(scene.things):
        if scene.fits(thing, noun) and len(thing.name) > 1:
            stem = thing.name[:-1] if len(thing.name) > 2 else thing.name
            if scene.publisher.startswith(stem):
                return number
    return None


def _addressed(scene: Scene, noun: Noun) -> tuple[int, str] | None:
    """贵市: the first place of that kind in the article (a letter names whom it addresses first)."""
    for seen in scene.seen:
        if scene.fits(scene.things[seen.thing], noun):
            return seen.thing, "addressed first"
    return None


def owner(scene: Scene, start: int, noun: Noun) -> tuple[int, str] | None:
    """The place of a body named by its kind alone (县委, 市发展改革委): nearest of its kind, else the article's."""
    paragraph = scene.text.rfind("\n", 0, start)
    for seen in scene.before(start):
        if seen.start <= paragraph:
            break
        if scene.fits(scene.things[seen.thing], noun):
            return seen.thing, "nearest of its kind"
    published = _publisher(scene, noun)
    if published is not None:
        return published, "the publisher's place"
    topic = scene.topic(noun)
    return None if topic is None else (topic, "the article's place")
