"""One sentence prepared for reading: what stands around each name and each trigger word, found once.

In: a ``Sentence`` and the frames. Out: ``Scene``, whose look-ups keep what they found: pairs and predicates share it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from kg.relate.context import Context
from kg.relate.frames import Frame, Frames, TriggerHit
from kg.relate.sentences import Sentence

PLACES = frozenset({"Province", "City", "County", "Township", "Village", "Region"})
BODIES = frozenset({"Company", "Government", "School", "Hospital", "Organization"})
RANK = {"Province": 1, "City": 2, "County": 3, "Township": 4, "Village": 5, "Region": 0}
GROUPS = {"Person": "person", "Product": "product", **dict.fromkeys(PLACES, "place"), **dict.fromkeys(BODIES, "body")}

Shared = tuple[tuple[str, ...], tuple[float, ...]]
Read = tuple[tuple[str, ...], tuple[float, ...], tuple[int, int]]
Fitting = tuple[tuple[Frame, ...], tuple[Frame, ...]]


def group_of(kind: str) -> str:
    """ "place", "body", "person", "product" or "work": the guide's classes in five groups."""
    return GROUPS.get(kind, "work")


class Toward(NamedTuple):
    """How a slot stands to a trigger: whether only adverbs lie between, characters, clauses, names, names that could take
    its role between the two."""

    next: bool
    gap: int
    clauses: int
    crossed: int
    rivals: int


class Beside(NamedTuple):
    """What stands around a trigger: the two characters after it, the last before; 的 after it, 下 at the end of its
    clause; denied, planned."""

    following: str
    lead: str
    of: bool
    under: bool
    denied: bool
    planned: bool


class Around:
    """What stands around a slot: the text before and after its whole coordination, its rank, its flags."""

    __slots__ = (
        "after", "as_object", "as_subject", "before", "begin", "end", "finest", "first", "group", "group_size", "mention",
        "nested", "number", "outer", "places", "slot",
    )  # fmt: skip

    def __init__(self, sentence: Sentence, number: int, text: str):
        slots = sentence.slots
        self.number, self.slot = number, slots[number]
        self.mention = self.slot.mention
        self.group = group_of(self.mention.type)
        self.outer = slots[self.slot.outer]
        self.nested = self.slot.outer != number
        members = sentence.groups[self.slot.group]
        self.group_size = len(members)
        first = members[0]
        while first > 0:
            previous = slots[slots[first - 1].outer]
            if not previous.chained or previous.mention.end != slots[first].mention.start:
                break
            first = slots[first - 1].outer
        self.begin = slots[first].mention.start
        self.end = slots[members[-1]].mention.end
        self.before = text[max(sentence.start, self.begin - 2) : self.begin]
        after = text[self.end : min(sentence.end, self.end + 4)]
        self.after = after.lstrip("”》」’等")[:2]
        self.first = first == 0
        inner = (
            [s.mention for n, s in enumerate(slots) if s.outer == number and n != number and s.mention.type in PLACES]
            if not self.nested
            else []
        )
        self.places = len(inner)
        self.finest = max(inner, key=lambda m: (RANK[m.type], m.start)).entity if inner else -1
        self.as_subject, self.as_object = self._seen("S"), self._seen("O")

    def _seen(self, role: str) -> tuple[str, ...]:
        """The features of the slot in one role, whatever stands in the other."""
        return (
            f"{role}:flags={self.nested}{self.slot.chained}{self.first}|{self.group}",
            f"{role}:before={self.before[-1:]}",
            f"{role}:before2={self.before}",
            f"{role}:after={self.after}",
            f"{role}:after1={self.after[:1]}",
        )


class Scene:
    """One sentence prepared for reading: what stands around each slot, where each predicate's triggers are.

    ``crowded``: it holds more names than are read each with each.
    """

    __slots__ = (
        "_before", "_beside", "_ends", "_fitting", "_starts", "_toward", "around", "context", "crowded", "flags", "frames",
        "hits", "pairs", "sentence", "tops", "triggers",
    )  # fmt: skip

    def __init__(self, sentence: Sentence, frames: Frames, context: Context, crowded: bool = False):
        self.sentence, self.context, self.frames = sentence, context, frames
        self.crowded = crowded
        self.pairs: dict[tuple[int, int], Shared] = {}
        self.triggers: dict[tuple[int, int, str], Read] = {}
        self.hits = frames.find(sentence.text, sentence.start, [start for start, _ in sentence.clauses])
        self.around = [Around(sentence, n, context.text) for n in range(len(sentence.slots))]
        self.tops = [
            (s.mention.start, s.mention.end, s.mention.type) for n, s in enumerate(sentence.slots) if s.outer == n
        ]
        self._starts, self._ends = [a for a, _, _ in self.tops], [b for _, b, _ in self.tops]
        self._before: dict[frozenset[str], list[int]] = {}
        self._fitting: dict[tuple[str, str], Fitting] = {}
        self._toward: dict[tuple[int, int, frozenset[str]], Toward] = {}
        self._beside: dict[int, Beside] = {}
        denied = frames.words.denials.search(sentence.text) is not None
        self.flags = (f"block={sentence.block.kind}", "denial") if denied else (f"block={sentence.block.kind}",)

    def crossed(self, start: int, end: int, kinds: frozenset[str] | None = None) -> int:
        """How many outer mentions (of those classes) lie within a clean range. They are disjoint, so starts and ends rise."""
        first, last = bisect_left(self._starts, start), bisect_right(self._ends, end)
        if last <= first:
            return 0
        if kinds is None:
            return last - first
        before = self._before.get(kinds)
        if before is None:
            before = self._before[kinds] = [0, *accumulate(kind in kinds for _, _, kind in self.tops)]
        return before[last] - before[first]

    def fitting(self, subject: str, object: str) -> Fitting:
        """The frames that could hold between two classes here: where the subject comes first, where the object does."""
        found = self._fitting.get((subject, object))
        if found is None:
            frames = tuple(f for f in self.frames.between(subject, object) if f.structural or f.predicate in self.hits)
            found = self._fitting[subject, object] = frames, tuple(f for f in frames if not f.symmetric)
        return found

    def toward(self, a: Around, hit: TriggerHit, rivals: frozenset[str]) -> Toward:
        """How a slot stands to a trigger; made once. ``rivals`` are the classes that its role admits."""
        key = (a.number, id(hit), rivals)
        found = self._toward.get(key)
        if found is None:
            between = (hit.end, a.mention.start) if hit.end <= a.mention.start else (a.mention.end, hit.start)
            found = self._toward[key] = Toward(
                *_reach(self, a, hit),
                abs(hit.clause - a.slot.clause),
                self.crossed(*between),
                self.crossed(*between, rivals),
            )
        return found

    def beside(self, hit: TriggerHit) -> Beside:
        """What stands around a trigger; made once."""
        found = self._beside.get(id(hit))
        if found is None:
            text, words = self.context.text, self.frames.words
            following = text[hit.end : hit.end + 2]
            lead = text[max(self.sentence.start, hit.start - 8) : hit.start]
            found = self._beside[id(hit)] = Beside(
                following,
                lead[-1:],
                following[:1] == "的" or following == "了的",
                text.endswith("下", hit.end, self.sentence.clauses[hit.clause][1]),
                words.denials.search(lead) is not None,
                words.plans.search(lead) is not None,
            )
        return found

    def triggers_near(self, predicate: str, position: int) -> tuple[TriggerHit, ...]:
        """A predicate's triggers; in a crowded sentence those nearest to a clean position."""
        hits = self.hits.get(predicate, ())
        most = self.frames.bounds.triggers
        if not self.crowded or len(hits) <= most:
            return hits
        first = min(max(0, bisect_left(hits, position, key=lambda hit: hit.start) - most // 2), len(hits) - most)
        return hits[first : first + most]

    def forget(self) -> None:
        """Lets go what was seen of pairs."""
        self.pairs.clear()
        self.triggers.clear()

    def partners(self, number: int) -> Iterator[int]:
        """The slots that a slot is read with: all, in a sentence of an ordinary number of names."""
        count, bounds = len(self.around), self.frames.bounds
        if not self.crowded or number < bounds.leads:
            return iter(range(count))
        near = range(max(bounds.leads, number - bounds.near), min(count, number + bounds.near + 1))
        return iter((*range(bounds.leads), *near))

    def is_next(self, start: int, end: int) -> bool:
        """Whether nothing but adverbs and the like stands in a clean range."""
        return end - start <= 14 and self.frames.words.fillers.fullmatch(self.context.text, start, end) is not None


def _reach(scene: Scene, a: Around, hit: TriggerHit) -> tuple[bool, int]:
    """Whether only adverbs lie between a slot's whole coordination and a trigger, and how many characters do."""
    start, end = (hit.end, a.begin) if hit.end <= a.begin else (a.end, hit.start)
    if start > end:
        return False, 0
    return scene.is_next(start, end), end - start
