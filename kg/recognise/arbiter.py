"""kg_arbiter: settles what the finders propose into mentions that may nest but never cross.

In: the span groups "divisions", "names", "tagger" and ``doc.ents`` (a user's own ner), with ``<finder>_scores`` in
``doc.user_data``, and "known", the user's own names, which stand as they are. Out: ``doc.spans["mentions"]`` with label, division code in ``kb_id_`` and the finder in ``id_``;
``doc.user_data["mention_scores"]``: (start, end) → probability. The rules, in order:

1. Each type proposed for a span gets a first probability from the finders and the spelling, then a final one that also
   looks at rivals, lists and repeats (``arbiter_features``), both by fitted weights (``kg/data/arbiter.json``); the span
   takes the most probable type.
2. Spans below the threshold of their type, and words that name nothing (``ontology/lexicon/arbiter.toml``), are dropped.
3. The more probable of two crossing spans stays; at equal probability the longer, then the earlier.
4. Of two spans of one type that begin or end together only the more probable stays, places excepted.
"""

from __future__ import annotations

import json
import math
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span

from kg.errors import DataError
from kg.recognise.arbiter_features import CERTAIN, FINDERS, PLACES, TYPES, Evidence, Proposal
from kg.recognise.doc_text import text_of
from kg.recognise.names_lexicon import NameLexicon, load_names
from kg.resources import data_path, ontology_dir

LONGEST_NAME = 60
"""Characters; the longest name in the training articles has 45. A longer span is a slip of its finder."""

HOPELESS = 0.02
"""First probability below which what stands around a span is not looked at: of 18,178 held-out proposals 259 lie below it, five
of them names; looked at all the same, none came through."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Weights of features, ``own`` and ``context``; ``thresholds`` by type (``*`` for the others); words that name nothing; labels of other
    recognisers → our types (any other label of theirs is dropped)."""

    own: dict[str, float]
    context: dict[str, float]
    thresholds: dict[str, float]
    common: frozenset[str]
    labels: dict[str, str]


@dataclass(frozen=True, slots=True)
class Judged:
    """A proposal with the type it takes and its probability."""

    start: int
    end: int
    type: str
    chance: float
    code: str
    finder: str


@cache
def load_rules(path: Path | None = None, weights: Path | None = None) -> Rules:
    """Reads the arbiter's data; the paths are for tests. Raises DataError if a file is missing or malformed."""
    path = path or ontology_dir() / "lexicon" / "arbiter.toml"
    weights = weights or data_path("arbiter.json")
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        fitted = json.loads(weights.read_text("utf-8"))
        return Rules(fitted["own"], fitted["context"], data["thresholds"], frozenset(data["common"]), data["labels"])
    except (OSError, ValueError, KeyError) as error:
        raise DataError(f"{path} or {weights}: cannot be read as the arbiter's rules: {error}") from error


@Language.factory("kg_arbiter", assigns=["doc.spans"])
def create_arbiter(nlp: Language, name: str) -> Arbiter:
    """Builds the component from the package's rules."""
    return Arbiter(load_rules(), load_names())


class Arbiter:
    """The component. ``rules`` weigh the evidence, ``lexicon`` knows the heads of names."""

    def __init__(self, rules: Rules, lexicon: NameLexicon):
        self.rules = rules
        self.lexicon = lexicon

    def __call__(self, doc: Doc) -> Doc:
        evidence = gather(doc, self.lexicon, self.rules)
        known = [Judged(s.start, s.end, s.label_, CERTAIN, s.kb_id_, "known") for s in doc.spans.get("known", ())]
        given = {(j.start, j.end) for j in known}
        judged = [j for j in self.judge(evidence) if (j.start, j.end) not in given]
        kept = without_twins(without_crossings([*known, *judged]))
        doc.spans["mentions"] = [Span(doc, j.start, j.end, label=j.type, kb_id=j.code, span_id=j.finder) for j in kept]
        doc.user_data["mention_scores"] = {(j.start, j.end): j.chance for j in kept}
        return doc

    def judge(self, evidence: Evidence) -> list[Judged]:
        """The proposals that pass, each with its most probable type."""
        thresholds = self.rules.thresholds
        first_look(evidence, self.rules.own)
        passed = []
        for p in evidence.proposals:
            if p.best[0] < HOPELESS:
                continue
            chance, kind = max(
                ((probability(evidence.context(p, t), self.rules.context), t) for t in p.types), key=lambda s: s[0]
            )
            if chance >= thresholds.get(kind, thresholds["*"]):
                finder = next((f for f in FINDERS if f in p.by and p.by[f][0] == kind), "tagger")
                finder = "ner" if finder == "tagger" and p.ner else finder
                passed.append(Judged(p.start, p.end, kind, chance, p.codes.get(kind, ""), finder))
        return passed


def probability(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The logistic function of the weighted sum."""
    score = sum(weights.get(name, 0.0) * value for name, value in features.items())
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, score))))


def first_look(evidence: Evidence, weights: Mapping[str, float]) -> None:
    """Sets the ``chances`` of every proposal by what speaks for itself alone."""
    evidence.weigh(lambda p, kind: probability(evidence.own(p, kind), weights))


def gather(doc: Doc, lexicon: NameLexicon, rules: Rules) -> Evidence:
    """The proposals of all finders, those on one span joined."""
    text = text_of(doc)
    joined: dict[tuple[int, int], Proposal] = {}
    named = [(finder, span, span.label_) for finder in FINDERS for span in doc.spans.get(finder, ())]
    named += [("ner", span, rules.labels.get(span.label_, span.label_)) for span in doc.ents]
    for finder, span, kind in named:
        if kind not in TYPES or span.end - span.start > LONGEST_NAME or text[span.start : span.end] in rules.common:
            continue
        p = joined.setdefault((span.start, span.end), Proposal(span.start, span.end))
        if finder != "ner":
            score = doc.user_data.get(f"{finder}_scores", {}).get((span.start, span.end), CERTAIN)
            p.by.setdefault(finder, (kind, score))
        elif "tagger" not in p.by or p.by["tagger"][1] < CERTAIN:
            p.by["tagger"], p.ner = (kind, CERTAIN), True
        if span.kb_id_:
            p.codes.setdefault(kind, span.kb_id_)
    for (start, end), others in doc.user_data.get("tagger_others", {}).items():
        if end - start <= LONGEST_NAME and text[start:end] not in rules.common:
            joined.setdefault((start, end), Proposal(start, end)).others = others
    return Evidence(text, list(joined.values()), lexicon, doc.user_data.get("division_doubts", ()))


def without_crossings(judged: Iterable[Judged]) -> list[Judged]:
    """Keeps the more probable of any two that cross; sorted by position, the longer first."""
    kept: list[Judged] = []
    inside: dict[int, list[Judged]] = defaultdict(list)
    for j in sorted(judged, key=lambda j: (-j.chance, j.start - j.end, j.start)):
        ends = [*inside[j.start], *inside[j.end - 1]]
        if any(r.start < j.start < r.end < j.end or j.start < r.start < j.end < r.end for r in ends):
            continue
        kept.append(j)
        for position in range(j.start, j.end):
            inside[position].append(j)
    return sorted(kept, key=lambda j: (j.start, -j.end))


def without_twins(judged: list[Judged]) -> list[Judged]:
    """Keeps the more probable of two of one type that begin or end together (重庆市万州区 holds two places and keeps both)."""
    best: dict[tuple[str, int, str], Judged] = {}
    for j in judged:
        for key in (("start", j.start, j.type), ("end", j.end, j.type)):
            rival = best.get(key)
            if rival is None or (j.chance, j.end - j.start) > (rival.chance, rival.end - rival.start):
                best[key] = j
    return [
        j
        for j in judged
        if j.type in PLACES or (best["start", j.start, j.type] is j and best["end", j.end, j.type] is j)
    ]
