"""An article while its references are resolved: who was named where, what it is about, how far back a reference looks.

In: the clean text, its blocks and the mentions already joined to things. Out: ``Scene``, which answers the questions that
``kg.recognise.references`` and ``kg.recognise.plurals`` ask.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kg.recognise.references_lexicon import Noun, ReferenceLexicon
from kg.records import Block

# How far back a reference looks: mentions tried and sentences crossed. Bounds the time on absurd input; in the training
# articles no reference that could be resolved lay further back than nine sentences.
REACH_MENTIONS = 100
REACH_SENTENCES = 12


class Seen(NamedTuple):
    """A mention whose thing is known. ``thing`` numbers it; ``outer`` is false within a longer mention."""

    start: int
    end: int
    thing: int
    outer: bool = True


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


# An article tells of one province if its small places lead those of any other so far.
HOME_LEAD = 1.3


def home_province(places: Iterable[tuple[str, str, int]]) -> str:
    """The first two digits of the codes where most of an article's small places lie, "" where that is unclear.

    ``places`` are (type, code, mentions). Givers are named by province or city, receivers by county and township.
    """
    votes: Counter[str] = Counter()
    for kind, code, weight in places:
        if code and kind in ("County", "Township"):
            votes[code[:2]] += min(weight, 3) * (2 if kind == "Township" else 1)
    best = sorted(votes, key=lambda code: (-votes[code], code))
    if len(best) > 1 and votes[best[0]] < HOME_LEAD * votes[best[1]]:
        return ""
    return best[0] if best else ""


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
        last = text.rfind("\n", 0, len(text.rstrip()))
        self.last_line = last if last >= 0 else len(text)
        self.weights = self._topics(blocks)
        self.home = home_province((things[t].type, things[t].code, weight) for t, weight in self.weights.items())
        self._fitting: dict[Noun, list[int]] = {}
        self.own: dict[str, int] = {}
        """What 我县 and the like came to mean, by kind of place."""
        self.groups: dict[str, list[int]] = {}
        """What a plural expression came to mean last."""

    def _topics(self, blocks: Sequence[Block]) -> Counter[int]:
        """How much the article is about each place: mentions, those in the title and in headings threefold."""
        weights: Counter[int] = Counter()
        ends = [block.end for block in blocks]
        first = self.text.find("\n")
        for seen in self.seen:
            at = bisect_left(ends, seen.end)
            heading = blocks[at].kind in ("title", "heading") if at < len(ends) else not blocks and seen.start < first
            weights[seen.thing] += 3 if heading else 1
        return weights

    def sentence(self, position: int) -> int:
        """The number of the sentence that holds ``position``."""
        return bisect_left(self._sentences, position + 1) - 1

    def sentence_end(self, position: int) -> int:
        """Where the sentence that holds ``position`` ends."""
        following = self.sentence(position) + 1
        return self._sentences[following] if following < len(self._sentences) else len(self.text)

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

    def things_of_clause(self, position: int) -> set[int]:
        """What else the clause that holds ``position`` names."""
        at = bisect_left(self._clauses, position + 1)
        start, end = self._clauses[at - 1], self._clauses[at] if at < len(self._clauses) else len(self.text)
        first = bisect_left(self.seen, Seen(start, 0, 0))
        found = set()
        for seen in self.seen[first : first + REACH_MENTIONS]:
            if seen.start >= end:
                break
            found.add(seen.thing)
        return found

    def fits(self, thing: Thing, noun: Noun) -> bool:
        """Whether a thing can be what the noun says."""
        if thing.type not in noun.types or thing.name.endswith(self.lexicon.never):
            return False
        return not noun.hard or thing.name.endswith(noun.ends)

    def is_home(self, thing: int) -> bool:
        """Whether a place lies in the province that the article mostly tells of (true where that is unknown)."""
        code = self.things[thing].code
        return not code or not self.home or code.startswith(self.home)

    def add(self, referred: Referred) -> None:
        """Makes a resolved reference count as a mention for those that follow it."""
        insort(self.seen, Seen(referred.start, referred.end, referred.thing))

    def topic(self, noun: Noun, without: Container[int] = (), home: bool = False) -> int | None:
        """The thing of that kind that the article is most about; ``home``: in its own province."""
        fitting = [t for t in self.fitting(noun) if not home or self.is_home(t)]
        return next((t for t in fitting if t not in without), fitting[0] if fitting else None)

    def fitting(self, noun: Noun) -> list[int]:
        """All things that a noun can stand for, the most named first."""
        if noun not in self._fitting:
            found = [t for t in self.weights if self.fits(self.things[t], noun)]
            self._fitting[noun] = sorted(found, key=lambda t: (-self.weights[t], t))
        return self._fitting[noun]
