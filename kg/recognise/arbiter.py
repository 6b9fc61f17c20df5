"""kg_arbiter: settles what the finders propose into mentions that may nest but never cross.

In: the span groups "divisions", "names", "tagger" and ``doc.ents`` (a user's own ner). Out: ``doc.spans["mentions"]``
with label, division code in ``kb_id_`` and the finder in ``id_``. The rules, in order:

1. A proposal weighs what its finder's proposals of that type proved to be worth (``ontology/lexicon/arbiter.toml``);
   finders that agree on a span add up, and its type is the one with the most weight.
2. Proposals below the threshold, bare common nouns and unknown types are dropped.
3. The heavier of two crossing spans stays; at equal weight the longer, then the earlier.
4. Of two spans of one type that end together only the longer stays (县教育局 within 忠县教育局).
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span

from kg.errors import DataError
from kg.resources import ontology_dir

PLACES = frozenset(("Province", "City", "County", "Township", "Village", "Region"))
GROUPS = ("divisions", "names", "tagger")


@dataclass(frozen=True, slots=True)
class Rules:
    """What proposals are worth: ``weights[finder][type]`` in 0..1 (``*`` for other types), and the least that counts."""

    weights: dict[str, dict[str, float]]
    threshold: float
    common: frozenset[str]
    types: dict[str, str]

    def weight(self, finder: str, kind: str, score: float | None = None) -> float:
        """The worth of a proposal; ``score`` in 0..1 is the finder's own confidence where it has one."""
        table = self.weights.get(finder, {})
        worth = table.get(kind, table.get("*", 0.5))
        return worth if score is None else worth * score


@cache
def load_rules(path: Path | None = None) -> Rules:
    """Reads the arbiter's data; ``path`` is for tests. Raises DataError if it is missing or malformed."""
    path = path or ontology_dir() / "lexicon" / "arbiter.toml"
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        return Rules(data["weights"], data["threshold"], frozenset(data["common"]), data["types"])
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise DataError(f"{path}: cannot be read as the arbiter's rules: {error}") from error


@Language.factory("kg_arbiter", assigns=["doc.spans"])
def create_arbiter(nlp: Language, name: str) -> Arbiter:
    """Builds the component from the package's rules."""
    return Arbiter(load_rules())


@dataclass(slots=True)
class Proposal:
    """A span with the weight of each type proposed for it and who proposed it first."""

    start: int
    end: int
    votes: dict[str, float]
    codes: dict[str, str]
    finders: list[str]

    @property
    def type(self) -> str:
        """The type with the most weight, the alphabetically first at a tie."""
        return min(self.votes, key=lambda t: (-self.votes[t], t))

    @property
    def weight(self) -> float:
        """The chance that at least one of the finders is right about the type, were they independent."""
        return self.votes[self.type]


class Arbiter:
    """The component. ``rules`` say what each finder's proposals are worth."""

    def __init__(self, rules: Rules):
        self.rules = rules

    def __call__(self, doc: Doc) -> Doc:
        proposals = [p for p in self.proposals(doc) if p.weight >= self.rules.threshold]
        chosen = without_shorter_twins(without_crossings(proposals))
        doc.spans["mentions"] = [
            Span(doc, p.start, p.end, label=p.type, kb_id=p.codes.get(p.type, ""), span_id=p.finders[0]) for p in chosen
        ]
        return doc

    def proposals(self, doc: Doc) -> list[Proposal]:
        """All proposals by position, those on one span joined."""
        joined: dict[tuple[int, int], Proposal] = {}
        scores = {finder: doc.user_data.get(f"{finder}_scores", {}) for finder in GROUPS}
        spans = [(g, s) for g in GROUPS for s in doc.spans.get(g, ())] + [("ner", s) for s in doc.ents]
        for finder, span in spans:
            kind = self.rules.types.get(span.label_, span.label_)
            score = scores.get(finder, {}).get((span.start, span.end))
            weight = self.rules.weight(finder, kind, score)
            if weight <= 0 or doc.text[span.start : span.end] in self.rules.common:
                continue
            p = joined.setdefault((span.start, span.end), Proposal(span.start, span.end, defaultdict(float), {}, []))
            p.votes[kind] = 1 - (1 - p.votes[kind]) * (1 - weight)
            p.finders.append(finder)
            if span.kb_id_:
                p.codes.setdefault(kind, span.kb_id_)
        return [joined[key] for key in sorted(joined)]


def without_crossings(proposals: list[Proposal]) -> list[Proposal]:
    """Keeps the heavier of any two that cross; sorted by position, the longer first."""
    kept: list[Proposal] = []
    inside: dict[int, list[Proposal]] = defaultdict(list)
    for p in sorted(proposals, key=lambda p: (-p.weight, p.start - p.end, p.start)):
        rivals = {id(r): r for i in range(p.start, p.end) for r in inside[i]}
        if any(p.start < r.start < p.end < r.end or r.start < p.start < r.end < p.end for r in rivals.values()):
            continue
        kept.append(p)
        for i in range(p.start, p.end):
            inside[i].append(p)
    return sorted(kept, key=lambda p: (p.start, -p.end))


def without_shorter_twins(proposals: list[Proposal]) -> list[Proposal]:
    """Drops a span that ends with a longer one of its own type, places excepted (重庆市万州区 holds two places)."""
    longest: dict[tuple[int, str], int] = {}
    for p in proposals:
        key = p.end, p.type
        longest[key] = min(longest.get(key, p.start), p.start)
    return [p for p in proposals if p.type in PLACES or longest[p.end, p.type] == p.start]
