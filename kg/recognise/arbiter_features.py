"""What speaks for and against a proposed span being a mention of a type.

In: the clean text, the spans that the finders propose with their own confidence. Out: ``Proposal`` records and, for each
type proposed for one, named features with their values. ``scripts/fit_arbiter.py`` fits a weight to each.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
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
FINDERS = ("divisions", "names", "tagger")
CERTAIN = 0.9
"""The confidence of a finder that gives none."""
STRONG = 0.7
LONGEST = 12
POINTING = frozenset("该这此那本某各每两其")


@dataclass(slots=True)
class Proposal:
    """A span with what each finder makes of it: finder → (type, confidence 0..1). ``codes``: type → division code.
    ``ner``: a user's own ner spoke in the tagger's place."""

    start: int
    end: int
    by: dict[str, tuple[str, float]] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    ner: bool = False

    @property
    def types(self) -> list[str]:
        """The types proposed, in the order of the finders."""
        return list(dict.fromkeys(self.by[finder][0] for finder in FINDERS if finder in self.by))

    @property
    def confidence(self) -> float:
        """The highest confidence of any finder."""
        return max(score for _, score in self.by.values())


class Evidence:
    """Features of proposals in one text. ``doubts`` are place spans whose code the register could not settle."""

    def __init__(self, text: str, proposals: list[Proposal], lexicon: NameLexicon, doubts: Iterable[tuple[int, int]] = ()):
        self.text = text
        self.proposals = sorted(proposals, key=lambda p: (p.start, -p.end))
        self.doubts = frozenset(doubts)
        self.lexicon = lexicon
        self._bare = frozenset(head.text for head in lexicon.heads if not head.known)
        self._starts = [p.start for p in self.proposals]
        self._longest = max((p.end - p.start for p in self.proposals), default=0)
        self._alone = Counter(
            text[p.start : p.end] for p in self.proposals if not any(r in ("inside", "first", "last") for r, _ in self.rivals(p))
        )

    def rivals(self, proposal: Proposal) -> list[tuple[str, Proposal]]:
        """The proposals that overlap with how ``proposal`` lies to them: inside (first, last: at its beginning or end),
        around or across."""
        found = []
        low = bisect_left(self._starts, proposal.start - self._longest)
        for other in self.proposals[low : bisect_left(self._starts, proposal.end)]:
            if other.end <= proposal.start or other is proposal:
                continue
            if other.start <= proposal.start and proposal.end <= other.end:
                how = "first" if other.start == proposal.start else "last" if other.end == proposal.end else "inside"
            elif proposal.start <= other.start and other.end <= proposal.end:
                how = "around"
            else:
                how = "across"
            found.append((how, other))
        return found

    def shared(self, proposal: Proposal) -> dict[str, float]:
        """Features that do not depend on the type."""
        text, piece = self.text, self.text[proposal.start : proposal.end]
        signature = "".join(finder[0] if finder in proposal.by else "-" for finder in FINDERS)
        alone = self._alone[piece] - (1 if not any(r in ("inside", "first", "last") for r, _ in self.rivals(proposal)) else 0)
        features = {
            "bias": 1.0,
            f"by {signature}": 1.0,
            f"alone {min(alone, 2)}": 1.0,
            f"length {min(len(piece), LONGEST)}": 1.0,
        }
        if piece in self._bare:
            features["bare head"] = 1.0
        if piece in common_words() and common_words()[piece][0] != "Z":
            features["common word"] = 1.0
        elif all(token.kind in "NVWADMQFTPCUR#" for token in cut_before(piece, len(piece), {})[0]):
            features["common words"] = 1.0
        if proposal.start and text[proposal.start - 1] in "“《":
            features["opened"] = 1.0
            if text[proposal.end : proposal.end + 1] in "”》":
                features["quoted"] = 1.0
        if piece[0] in POINTING or (proposal.start and text[proposal.start - 1] in POINTING):
            features["pointed at"] = 1.0
        if (proposal.start, proposal.end) in self.doubts:
            features["doubt"] = 1.0
        for how, rival in self.rivals(proposal):
            strong = "strong" if rival.confidence >= STRONG else "weak"
            for kind in rival.types:
                features[f"{how} {strong} {GROUPS.get(kind, kind)}"] = 1.0
        return features

    def features(self, proposal: Proposal, kind: str, shared: Mapping[str, float]) -> dict[str, float]:
        """All features of reading ``proposal`` as a mention of type ``kind``."""
        group = GROUPS.get(kind, kind)
        features = dict(shared)
        features[f"is {kind}"] = 1.0
        for finder in FINDERS:
            if finder not in proposal.by:
                features[f"{finder} silent on {kind}"] = 1.0
                continue
            proposed, score = proposal.by[finder]
            if proposed == kind:
                features[f"{finder} says {kind}"] = 1.0
                odds = math.log(max(score, 0.01) / max(1 - score, 0.01))
                features[f"{finder} odds"] = odds
                features[f"{finder} odds {group}"] = odds
            else:
                features[f"{finder} says other than {kind}"] = 1.0
        for name in shared:
            if name[:2] == "by" or name in ("common word", "common words", "quoted", "doubt") or name[:5] == "alone":
                features[f"{name} {group}"] = 1.0
            elif name[:6] == "length":
                features[f"{name} {kind}"] = 1.0
        for how, rival in self.rivals(proposal):
            if kind in rival.types:
                strong = "strong" if rival.confidence >= STRONG else "weak"
                features[f"{how} {strong} same {group}"] = 1.0
            if how != "across" and how != "around":
                features[f"{group} {how} {rival.types[0]}"] = 1.0
        return features
