"""What speaks for and against a proposed span being a mention of a type.

In: the clean text, the spans that the finders propose with their own confidence. Out: ``Proposal`` records and, for each
type proposed for one, named features with their values: first those of the span itself (``own``), then, when each has a
first probability by them, those of what stands around it (``context``): rivals, neighbours in a list, repeats.
``scripts/fit_arbiter.py`` fits a weight to each.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from kg.recognise.names_lexicon import NameLexicon
from kg.recognise.names_words import common_words, cut_before

PLACES = ("Province", "City", "County", "Township", "Village", "Region")
GROUPS = {
    **dict.fromkeys(PLACES, "place"),
    **dict.fromkeys(("Company", "Government", "School", "Hospital", "Organization"), "body"),
    **dict.fromkeys(("Port", "Bridge", "Park", "Facility", "Project", "Event"), "work"),
}
TYPES = frozenset((*GROUPS, "Person", "Product"))
FINDERS = ("divisions", "names", "patterns", "tagger")
SCORED = ("names", "tagger")
CERTAIN = 0.9
"""The confidence of a finder that gives none."""
STEPS = (0.1, 0.3, 0.5, 0.7, 0.9)
EVEN, STRONG = 0.3, 0.7
LONGEST = 12
POINTING = frozenset("该这此那本某各每两其")
JOINING = frozenset("、和与及同")
HELD = "、，和与及的至在"
"""Characters that are rare within names: they join two, or part a name from what is said of it."""

WITHIN = frozenset(("inside", "first", "last", "across"))
NOTED = 4
"""Places noted per spelling: the most probable one and some that do not overlap with a given proposal."""

Features = dict[str, float]


@dataclass(slots=True)
class Proposal:
    """A span with what each finder makes of it: finder → (type, confidence 0..1). ``codes``: type → division code.
    ``others``: what the tagger holds possible beside its best reading, type → confidence. ``ner``: a user's own ner spoke
    in the tagger's place. ``chances``: type → first probability, once judged."""

    start: int
    end: int
    by: dict[str, tuple[str, float]] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    others: dict[str, float] = field(default_factory=dict)
    ner: bool = False
    chances: dict[str, float] = field(default_factory=dict)

    @property
    def types(self) -> list[str]:
        """The types proposed, in the order of the finders."""
        return list(dict.fromkeys([*(self.by[finder][0] for finder in FINDERS if finder in self.by), *self.others]))

    @property
    def best(self) -> tuple[float, str]:
        """The first probability of the most probable type, and that type."""
        return max((chance, kind) for kind, chance in self.chances.items())


def _note(
    table: dict[tuple[str, str], list[tuple[float, int, int]]], key: tuple[str, str], entry: tuple[float, int, int]
) -> None:
    """Keeps the few most probable entries of a key."""
    entries = table.setdefault(key, [])
    entries.append(entry)
    if len(entries) > NOTED:
        entries.remove(min(entries))


def _class(word: str) -> str:
    """The class letter of a common word of two characters, "" if it is none."""
    entry = common_words().get(word) if len(word) == 2 else None
    return entry[0] if entry else ""


def logit(chance: float) -> float:
    """The log odds of a probability, which is kept within 0.01 and 0.99."""
    return math.log(max(chance, 0.01) / max(1 - chance, 0.01))


class Evidence:
    """Features of proposals in one text. ``doubts`` are place spans whose code the register could not settle."""

    def __init__(
        self, text: str, proposals: list[Proposal], lexicon: NameLexicon, doubts: Iterable[tuple[int, int]] = ()
    ):
        self.text = text
        self.proposals = sorted(proposals, key=lambda p: (p.start, -p.end))
        self.doubts = frozenset(doubts)
        self._bare = lexicon.bare
        self._starts = [p.start for p in self.proposals]
        self._longest = max((p.end - p.start for p in self.proposals), default=0)
        self._ending: dict[int, list[Proposal]] = defaultdict(list)
        self._starting: dict[int, list[Proposal]] = defaultdict(list)
        for p in self.proposals:
            self._ending[p.end].append(p)
            self._starting[p.start].append(p)
        self._rivals = {id(p): self._overlapping(p) for p in self.proposals}
        self._spelt: dict[tuple[str, str], list[tuple[float, int, int]]] = {}
        self._tails: dict[tuple[str, str], list[tuple[float, int, int]]] = {}
        self._alone: Counter[str] = Counter()
        self._spellings = {id(p): self._spelling(p) for p in self.proposals}

    def weigh(self, look: Callable[[Proposal, str], float]) -> None:
        """Sets the ``chances`` of every proposal by ``look``, and notes where each spelling is most probable."""
        for p in self.proposals:
            p.chances = {kind: look(p, kind) for kind in p.types}
        self._spelt, self._tails = {}, {}
        self._alone = Counter(
            self.text[p.start : p.end]
            for p in self.proposals
            if not any(how in WITHIN and rival.best[0] >= EVEN for how, rival in self.rivals(p))
        )
        pieces = {self.text[p.start : p.end] for p in self.proposals}
        for p in self.proposals:
            for kind, chance in p.chances.items():
                _note(self._spelt, (self.text[p.start : p.end], kind), (chance, p.start, p.end))
                for cut in range(p.start + 1, p.end - 1) if chance >= EVEN else ():
                    if self.text[cut : p.end] in pieces:
                        _note(self._tails, (self.text[cut : p.end], kind), (chance, p.start, p.end))

    def own(self, p: Proposal, kind: str) -> Features:
        """What the finders and the spelling say of ``p`` being a ``kind``."""
        group = GROUPS.get(kind, kind)
        features = {"bias": 1.0, f"is {kind}": 1.0}
        steps = []
        for finder in FINDERS:
            proposed, score = p.by.get(finder, ("", 0.0))
            if finder == "tagger" and proposed != kind and kind in p.others:
                score = p.others[kind]
                maybe = f"maybe {sum(score >= s for s in STEPS)}"
                steps.append(maybe)
                features[f"tagger {maybe} {group}"] = features[f"tagger maybe {kind}"] = 1.0
                features[f"tagger maybe odds {group}"] = features["tagger maybe odds"] = logit(score)
                continue
            if proposed != kind:
                word = "other" if proposed else "none"
                steps.append(word)
                features[f"{finder} {word} {kind}"] = 1.0
                continue
            step = sum(score >= s for s in STEPS) if finder in SCORED else "yes"
            steps.append(str(step))
            features[f"{finder} {step} {group}"] = features[f"{finder} says {kind}"] = 1.0
            if finder in SCORED:
                features[f"{finder} odds {group}"] = features[f"{finder} odds"] = logit(score)
        features[f"by {' '.join(steps)}"] = features[f"by {' '.join(steps)} {group}"] = 1.0
        for name in self._spellings[id(p)]:
            features[name] = features[f"{name} {group}"] = 1.0
        length = min(p.end - p.start, LONGEST)
        features[f"length {length}"] = features[f"length {length} {kind}"] = 1.0
        return features

    def _spelling(self, p: Proposal) -> list[str]:
        """What the characters of the span and beside it tell."""
        text, piece = self.text, self.text[p.start : p.end]
        before, after = text[p.start - 1 : p.start], text[p.end : p.end + 1]
        found = []
        if piece in self._bare:
            found.append("bare head")
        entry = common_words().get(piece)
        if entry and entry[0] != "Z":
            found.append("common word")
        elif all(token.kind in "NVWADMQFTPCUR#" for token in cut_before(piece, len(piece), {})[0]):
            found.append("common words")
        if before and before in "“《":
            found.append("quoted" if after and after in "”》" else "opened")
        if piece[0] in POINTING or (before and before in POINTING):
            found.append("pointed at")
        if (p.start, p.end) in self.doubts:
            found.append("doubt")
        found += [f"holds {char}" for char in HELD if char in piece[1:-1]]
        found.append(f"begins {_class(piece[:2])}")
        found.append(f"ends {piece[-2:]}")
        found.append(f"before {before}")
        found.append(f"before {_class(text[max(0, p.start - 2) : p.start])}")
        found.append(f"after {after}")
        return found

    def context(self, p: Proposal, kind: str) -> Features:
        """What the other proposals, each with its ``chances``, say of ``p`` being a ``kind``."""
        group = GROUPS.get(kind, kind)
        features = {
            "first odds": logit(p.chances[kind]),
            f"first odds {group}": logit(p.chances[kind]),
            "bias": 1.0,
            f"is {kind}": 1.0,
        }
        others = [chance for other, chance in p.chances.items() if other != kind]
        if others:
            features["other type odds"] = logit(max(others))
        strongest: dict[str, tuple[float, str]] = {}
        for how, rival in self.rivals(p):
            strongest[how] = max(strongest.get(how, (0.0, "")), rival.best)
            if how in ("first", "last") and rival.chances.get(kind, 0) >= EVEN:
                key = f"{how} same {group}"
                features[key] = max(features.get(key, -5.0), logit(rival.chances[kind]))
        for how, (chance, other) in strongest.items():
            if chance >= EVEN:
                strength = "strong" if chance >= STRONG else "even"
                features[f"{how} {strength} {group}"] = 1.0
                features[f"{how} {strength} {GROUPS.get(other, other)} {group}"] = 1.0
                features[f"{how} {strength} {other} {kind}"] = 1.0
        for side, neighbour in self._neighbours(p):
            chance, other = neighbour
            features[f"{side} {'same' if other == kind else GROUPS.get(other, other)} {group}"] = 1.0
            features[f"{side} {'same' if other == kind else 'other'}"] = 1.0
        piece = self.text[p.start : p.end]
        for name, table in (("elsewhere", self._spelt), ("end of a longer one", self._tails)):
            chance = max(
                (c for c, start, end in table.get((piece, kind), ()) if end <= p.start or start >= p.end), default=0.0
            )
            if chance >= EVEN:
                features[name] = features[f"{name} {group}"] = logit(chance)
        features[f"alone {min(self._alone[piece], 2)} {group}"] = 1.0
        return features

    def rivals(self, p: Proposal) -> list[tuple[str, Proposal]]:
        """The proposals that overlap with how ``p`` lies to them: inside (first, last: at its beginning or end), around
        (around first, around last) or across."""
        return self._rivals[id(p)]

    def _overlapping(self, p: Proposal) -> list[tuple[str, Proposal]]:
        """``rivals``, looked for."""
        found = []
        low = bisect_left(self._starts, p.start - self._longest)
        for other in self.proposals[low : bisect_left(self._starts, p.end)]:
            if other.end <= p.start or other is p:
                continue
            if other.start <= p.start and p.end <= other.end:
                how = "first" if other.start == p.start else "last" if other.end == p.end else "inside"
            elif p.start <= other.start and other.end <= p.end:
                how = "around first" if p.start == other.start else "around last" if p.end == other.end else "around"
            else:
                how = "across"
            found.append((how, other))
        return found

    def _neighbours(self, p: Proposal) -> list[tuple[str, tuple[float, str]]]:
        """The strong proposals that stand beside ``p`` in a list (甲、乙和丙) or directly against it."""
        found = []
        for side, at, table in (("before", p.start, self._ending), ("after", p.end, self._starting)):
            mark = self.text[at - 1 : at] if side == "before" else self.text[at : at + 1]
            if mark and mark in JOINING:
                best = max((q.best for q in table.get(at - 1 if side == "before" else at + 1, ())), default=(0.0, ""))
                if best[0] >= STRONG:
                    found.append((f"listed {side}", best))
            best = max((q.best for q in table.get(at, ())), default=(0.0, ""))
            if best[0] >= STRONG:
                found.append((f"touching {side}", best))
        return found
