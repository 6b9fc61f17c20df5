"""From likely pairs to statements: what is stated with which evidence, amount, date, post and modality.

In: the candidates of an article, their logits and the likelihood of each pair. Out: ``records.Statement``, sorted.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence

from kg.records import Mention, Reading, Statement, When
from kg.relate.amounts import Amounts
from kg.relate.candidates import DENIED, PAIR_NUMBERS, PLANNED, Candidate
from kg.relate.context import Context
from kg.relate.frames import Frames
from kg.relate.observations import Read
from kg.relate.pairs import PairTable
from kg.relate.read_pairs import Candidates
from kg.relate.sentences import Sentence

MOST_PASSAGES = 4
CLEARLY = 0.0
"""Logit from which a second sentence that states the same is kept as evidence beside the best one (likelier than not)."""
INSIDE = PAIR_NUMBERS.index("inside")
LONGEST_POST = 24


def state(
    reading: Reading,
    read: Candidates,
    table: PairTable,
    logits: Sequence[float],
    likely: Sequence[float],
    sure: Sequence[float],
    thresholds: Mapping[str, float],
    frames: Frames,
    numbers: Sequence[Read],
) -> list[Statement]:
    """The statements of an article: one per pair whose likelihood reaches its predicate's threshold, with how ``sure`` that is."""
    found = []
    context = Context.of(reading)
    amounts = Amounts(reading, numbers, frames)
    for key, readings, likelihood, confidence in zip(table.keys, table.readings, likely, sure, strict=True):
        predicate, subject, object = key
        if likelihood < thresholds.get(predicate, frames.qualifiers.threshold):
            continue
        if _denied(reading, read.candidates[readings[0]], read.sentences[read.sentence_of[readings[0]]], frames):
            continue
        if predicate in frames.qualifiers.within and context.register(subject, object) == "apart":
            continue  # the register knows better: no text makes a city of one province part of another
        clear = [readings[0], *(n for n in readings[1:] if logits[n] >= CLEARLY)][:MOST_PASSAGES]
        evidence = _evidence(read, clear)
        best = read.candidates[readings[0]]
        sentence = read.sentences[read.sentence_of[readings[0]]]
        sums = amounts.of(key)
        amount = amounts.nearest(
            sums, [read.sentences[read.sentence_of[n]] for n in clear], best.span
        ) or amounts.loose(key, best.span)
        when = _when(reading.whens, sentence, best.span) if predicate not in frames.qualifiers.timeless else None
        stated = Statement(
            subject=subject,
            predicate=predicate,
            object=object,
            evidence=evidence,
            confidence=round(confidence, 3),
            frame=f"{predicate}:{_reading_name(best, sentence)}",
            amount=amount.number if amount else None,
            currency=amount.unit if amount else "CNY",
            date=when.value if when else None,
            title=_post(reading, best) if predicate == "affiliatedWith" else None,
            modality="planned" if _planned(reading, best, sentence, frames) else "",
        )
        found += [stated, *amounts.elsewhere(sums, stated)]
    return sorted(found, key=lambda s: (s.evidence[0], s.predicate, s.subject, s.object))


def _reading_name(candidate: Candidate, sentence: Sentence) -> str:
    """How a candidate was read: across sentences, from a name inside a name, from names side by side, by a trigger."""
    if not candidate.local:
        return "discourse"
    if candidate.numbers[INSIDE]:
        return "name"
    return "heading" if sentence.block.kind in ("title", "heading", "caption") else "clause"


def _evidence(read: Candidates, numbers: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """The clean ranges to quote: of each reading the clauses it spans, then where a borrowed argument stands."""
    passages: list[tuple[int, int]] = []
    others: list[tuple[int, int]] = []
    for number in numbers:
        candidate, sentence = read.candidates[number], read.sentences[read.sentence_of[number]]
        passages.append(_clauses(sentence, candidate))
        for mention in (candidate.subject, candidate.object):
            if not sentence.start <= mention.start < sentence.end:
                others.append(_home(read.sentences, mention))
    return tuple(dict.fromkeys(passages + others))[: MOST_PASSAGES + 1]


def _clauses(sentence: Sentence, candidate: Candidate) -> tuple[int, int]:
    span = candidate.span
    if candidate.local and candidate.numbers[INSIDE]:
        return span
    first = sentence.clauses[sentence.clause_at(span[0])]
    last = sentence.clauses[sentence.clause_at(max(span[0], span[1] - 1))]
    return min(first[0], span[0]), max(last[1], span[1])


def _home(sentences: Sequence[Sentence], mention: Mention) -> tuple[int, int]:
    """The clause that a mention of another sentence stands in."""
    number = max(0, bisect_left(sentences, mention.end, key=lambda s: s.start) - 1)
    sentence = sentences[number]
    clause = sentence.clauses[sentence.clause_at(mention.start)]
    return min(clause[0], mention.start), max(clause[1], mention.end)


def _when(whens: Sequence[When], sentence: Sentence, span: tuple[int, int]) -> When | None:
    """The date in the same sentence that governs what was read: the last one before its end, else the first one after."""
    inside = [w for w in whens if sentence.start <= w.start < sentence.end and w.normal and w.kind in ("date", "since")]
    before = [w for w in inside if w.start < span[1]]
    return before[-1] if before else None


def _post(reading: Reading, candidate: Candidate) -> str | None:
    """The post between a body's name and a person's: 局长 in 县水利局局长某某."""
    body, person = candidate.object, candidate.subject
    if person.type != "Person" or not body.end <= person.start <= body.end + LONGEST_POST:
        return None
    post = reading.article.text[body.end : person.start].strip("的“” ")
    return post if post and not any(sign in post for sign in "，。；：、\n") else None


def _denied(reading: Reading, candidate: Candidate, sentence: Sentence, frames: Frames) -> bool:
    """Whether the clause says that the relation does not hold."""
    return DENIED in candidate.features and _in_clause(frames.words.denials, reading, candidate, sentence)


def _planned(reading: Reading, candidate: Candidate, sentence: Sentence, frames: Frames) -> bool:
    """Whether the clause gives the relation as intended, not done; what a name holds is neither."""
    if candidate.local and candidate.numbers[INSIDE]:
        return False
    return PLANNED in candidate.features and _in_clause(frames.words.plans, reading, candidate, sentence)


def _in_clause(words: re.Pattern[str], reading: Reading, candidate: Candidate, sentence: Sentence) -> bool:
    """Whether one of the words stands between the beginning of the clause and the end of what was read."""
    start = sentence.clauses[sentence.clause_at(candidate.span[0])][0]
    return words.search(reading.article.text, start, candidate.span[1]) is not None
