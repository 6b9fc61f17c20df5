"""What speaks for an entity as the giver or the receiver of a number.

In: a Layout and a number's place. Out: per entity a list of feature names, for the two fitted choices of
``kg/relate/observation_model.py``. What stands around a mention is computed once per article; per number only where each
entity stands towards it.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from kg.records import Mention, Quantity
from kg.relate.observation_features import group
from kg.relate.observation_layout import Layout
from kg.relate.observation_lexicon import IndicatorWords
from kg.relate.observation_topics import Topics, find_topics

# Entities considered for every number beside those near it: the ones named most often.
FREQUENT = 12
# Entities of the sentence, and of the paragraphs before, that are considered at most.
NEAR = 24
# Characters of a sentence seen on each side of a number (newspaper sentences are shorter): it bounds the time.
SIGHT = 800
# How far before a number a subject that names nobody is looked for.
COLLECTIVE_REACH = 30
# How far after a name its verb is looked for.
VERB_REACH = 14


@dataclass(slots=True)
class ArgumentView:
    """The mentions of one article by entity, with what stands around each."""

    layout: Layout
    words: IndicatorWords
    by_entity: dict[int, list[Mention]] = field(default_factory=dict)
    around: dict[tuple[int, int], list[str]] = field(default_factory=dict)
    fixed: dict[int, list[str]] = field(default_factory=dict)
    topics: Topics = field(init=False)
    homes: dict[int, list[int]] = field(default_factory=dict)
    frequent: tuple[int, ...] = ()
    coarse: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for mention in self.layout.mentions:
            self.by_entity.setdefault(mention.entity, []).append(mention)
            self.coarse.setdefault(mention.entity, group(mention.type))
        self.topics = find_topics(self.layout, self.words)
        spans = self._groups()
        self._find_homes()
        for mention in self.layout.mentions:
            self.around[mention.start, mention.end] = self._around(mention, *spans[mention.start, mention.end])
        self._fix()

    def _groups(self) -> dict[tuple[int, int], tuple[int, int, bool]]:
        """For each mention the span of its coordination (甲省、乙市和丙县) and whether it lies inside another name."""
        spans: dict[tuple[int, int], tuple[int, int, bool]] = {}
        for group_ in self.topics.groups:
            for member in group_.members:
                spans[member.start, member.end] = (group_.start, group_.end, False)
            for inner in group_.nested:
                outer = next(m for m in group_.members if m.start <= inner.start and inner.end <= m.end)
                spans[inner.start, inner.end] = (outer.start, outer.end, True)
        return spans

    def _find_homes(self) -> None:
        """The places of a work or body: inside its name, right before it, or in the clause of its first mention."""
        for entity, mentions in self.by_entity.items():
            if group(mentions[0].type) == "place":
                continue
            homes: list[int] = []
            for mention in mentions[:3]:
                start, _ = self.layout.clause_span(self.layout.clause(mention.start))
                for other in self.layout.mentions_in(start, mention.end):
                    close = other.end >= mention.start - 1 or mention is mentions[0]
                    if other.entity != entity and close and group(other.type) == "place" and other.entity not in homes:
                        homes.append(other.entity)
            self.homes[entity] = homes

    def _around(self, mention: Mention, start: int, end: int, nested: bool) -> list[str]:
        text = self.layout.reading.article.text
        left, right = text[max(0, start - 3) : start], text[end : end + 3]
        kind = group(mention.type)
        features = [
            f"b1:{left[-1:]}",
            f"b2:{left[-2:]}",
            f"a1:{right[:1]}",
            f"a2:{right[:2]}",
            f"a3:{right}",
            f"{kind}:b1:{left[-1:]}",
            f"{kind}:a1:{right[:1]}",
        ]
        if nested:
            features.append(f"nested:{mention.type}")
        reach = text[end : min(end + VERB_REACH, self.layout.clause_span(self.layout.clause(mention.start))[1])]
        verb = min(((reach.find(w), w) for w in self.words.giver if w in reach), default=None)
        features.append(f"verb:{verb[1] if verb else ''}")
        before = next((w for w in self.words.receiver if text.endswith(w, 0, start)), "")
        features.append(f"after:{before}")
        return features

    def _fix(self) -> None:
        """The features of an entity that no number changes: its type, how often and where first it stands."""
        text = self.layout.reading.article.text
        order = sorted(self.by_entity, key=lambda e: self.by_entity[e][0].start)
        ranks: dict[str, int] = {}
        firsts = {e: self.by_entity[e][0] for e in order}
        counts = sorted({e: len(self.by_entity[e]) for e in order}.items(), key=lambda c: -c[1])
        self.frequent = tuple(entity for entity, _ in counts[:FREQUENT])
        places: dict[int, int] = {}
        seen: dict[str, int] = {}
        for entity, _ in counts:
            places[entity] = seen[firsts[entity].type] = seen.get(firsts[entity].type, -1) + 1
        title_end = self.layout.paragraphs[1] if len(self.layout.paragraphs) > 1 else len(text)
        for entity in order:
            kind = firsts[entity].type
            coarse = group(kind)
            rank = ranks[coarse] = ranks.get(coarse, 0) + 1
            often = min(places[entity], 4)
            self.fixed[entity] = [
                f"type:{kind}",
                f"rank:{coarse}:{min(rank, 5)}",
                f"often:{kind}:{often}",
                f"count:{coarse}:{min(len(self.by_entity[entity]), 5)}",
                *([f"title:{kind}"] if firsts[entity].start < title_end else []),
                *(
                    ["onlynested"]
                    if all("nested:" + kind in self.around[m.start, m.end] for m in self.by_entity[entity])
                    else []
                ),
            ]

    def beside(self, mention: Mention, slot: str) -> list[str]:
        """What stands around a mention, and the same again with its slot if that is in the number's sentence."""
        around = self.around[mention.start, mention.end]
        return [*around, *(f"{slot}:{f}" for f in around)] if slot in SENTENCE else around

    def features(self, entity: int, indicator: str, place: Place) -> list[str]:
        """All features of one entity towards one number, as the fitting sees them."""
        slot, mention, _ = place.slot_of(entity)
        return [*self.fixed[entity], *self.beside(mention, slot), *place.features(entity, indicator)]


SENTENCE = ("c<", "c>", "s1<", "s2<", "s3<", "s>")


class Place:
    """Where each entity stands towards one number."""

    def __init__(self, view: ArgumentView, quantity: Quantity):
        layout = view.layout
        self.view, self.quantity, self.layout = view, quantity, layout
        self.sentence = layout.sentence(quantity.start)
        self.clause = layout.clause(quantity.start)
        self.paragraph = layout.paragraph(quantity.start)
        start, end = layout.sentence_span(self.sentence)
        inside = layout.mentions_in(max(start, quantity.start - SIGHT), min(end, quantity.end + SIGHT))
        self.order = list(dict.fromkeys(m.entity for m in inside))  # entities of the sentence by first mention
        self.near = sorted({m.entity: m for m in inside if m.end <= quantity.start}.values(), key=lambda m: -m.start)
        self.rank = {m.entity: n for n, m in enumerate(self.near)}
        back, _ = layout.sentence_span(self.sentence - 1) if self.sentence else (start, start)
        previous = layout.mentions_in(back, min(start, back + SIGHT))
        self.previous_leads: list[int] = []
        for mention in previous:
            if mention.entity not in self.previous_leads and len(self.previous_leads) < 3:
                self.previous_leads.append(mention.entity)
        self.heading = view.topics.headings[self.paragraph]
        self.roles_here = view.topics.clauses[self.clause]
        self.recent = self._recent()
        self.top_works = [e for e in self.recent if e in view.homes][:2]  # the works or bodies named last before
        self.slots: dict[int, tuple[str, Mention, int]] = {}

    def candidates(self) -> list[int]:
        """The entities that could be giver or receiver: near, topical or frequent; a bounded number, in a stable order."""
        here = self.roles_here
        found = (*self.order[:NEAR], *list(self.recent)[:NEAR], *self.heading, *here.subjects, *here.giver, *here.taker)
        return list(dict.fromkeys((*found[: 4 * NEAR], *self.view.frequent)))

    def features(self, entity: int, indicator: str) -> list[str]:
        """What the number's place adds to an entity's own features."""
        kind = self.view.by_entity[entity][0].type
        slot, _, ahead = self.slot_of(entity)
        coarse = self.view.coarse[entity]
        features = [
            "bias",
            f"slot:{slot}",
            f"slot:{slot}:{kind}",
            f"slot:{slot}:{indicator}",
            f"ind:{indicator}:{kind}",
            f"ahead:{slot}:{min(ahead, 4)}",
            f"ahead:{slot}:{coarse}:{min(self.same_ahead(entity), 3)}",
        ]
        first = self.first_in_sentence(entity)
        if first is not None:
            features.append(f"lead:{first}:{coarse}")
        if entity in self.previous_leads:
            features.append(f"topic:{self.previous_leads.index(entity)}:{slot}")
        if entity in self.heading:
            features += [f"heading:{kind}", "heading"]
        return features + self.roles(entity, kind, indicator)

    def nobody(self, indicator: str) -> list[str]:
        """The features of the alternative that the text names nobody for the role."""
        features = ["none", f"none:{indicator}", f"none:few:{min(9, len(self.view.by_entity) // 5)}"]
        here = self.roles_here
        features.append(f"none:subject:{min(here.carried, 3) if here.subjects else 'no'}")
        start, _ = self.layout.clause_span(self.clause)
        clause = self.layout.reading.article.text[
            max(start, self.quantity.start - COLLECTIVE_REACH) : self.quantity.start
        ]
        if self.view.words.collective.search(clause):
            features += ["none:collective", f"none:collective:{indicator}"]
        if here.giver_at == self.clause:
            features.append("none:giver")
        elif self.view.words.giving.search(clause):
            features.append("none:giving")
        return features

    def _recent(self) -> dict[int, tuple[int, int]]:
        """The entities named before the number in its paragraph and the one before: rank of recency within the coarse kind."""
        layout = self.layout
        start = max(layout.paragraphs[max(0, self.paragraph - 1)], self.quantity.start - 2 * SIGHT)
        ranks: dict[int, tuple[int, int]] = {}
        counts: dict[str, int] = {}
        number = 0
        for mention in reversed(layout.mentions_in(start, self.quantity.start)):
            if mention.entity not in ranks:
                kind = self.view.coarse[mention.entity]
                ranks[mention.entity] = (counts.get(kind, 0), number)
                counts[kind] = counts.get(kind, 0) + 1
                number += 1
        return ranks

    def roles(self, entity: int, kind: str, indicator: str) -> list[str]:
        """Subject, agent, receiver, recency, home and what the article says of giving elsewhere."""
        view, here, coarse = self.view, self.roles_here, self.view.coarse[entity]
        features: list[str] = []
        if entity in here.subjects:
            far = min(here.carried, 4)
            features += [
                f"subject:{far}",
                f"subject:{far}:{coarse}",
                f"subject:{indicator}",
                f"subject:{kind}:{indicator}",
            ]
        elif here.subjects:
            features.append(f"notsubject:{min(here.carried, 4)}:{coarse}")
        for number in range(self.clause, max(-1, self.clause - 3), -1):
            gap = self.clause - number
            clause = view.topics.clauses[number]
            if entity in clause.agents:
                features += [f"agent:{gap}", f"agent:{coarse}"]
            if entity in clause.receivers:
                features += [f"receiver:{gap}", f"receiver:{gap}:{coarse}"]
        ranks = self.recent.get(entity)
        if ranks is not None:
            features += [
                f"recent:{coarse}:{min(ranks[0], 4)}",
                f"recency:{min(ranks[1], 5)}",
                f"recent:{kind}:{min(ranks[0], 3)}:{indicator}",
            ]
        else:
            features.append(f"recent:{coarse}:no")
        for other in self.top_works:
            if entity in view.homes.get(other, ()):
                features += [f"home:{self.top_works.index(other)}", f"home:{kind}"]
        for name, entities, clause_number in (
            ("giver", here.giver, here.giver_at),
            ("taker", here.taker, here.taker_at),
        ):
            if clause_number >= 0:
                age = self.sentence - self.layout.sentence(self.layout.clauses[clause_number])
                age = 4 if age > 5 else 3 if age > 2 else age
                features.append(f"{name}:{age}:{coarse}" if entity in entities else f"not{name}:{age}:{coarse}")
        if here.giver_at >= 0 and entity in here.giver and self.clause - here.giver_at < 2:
            features.append(f"gives:now:{self.clause - here.giver_at}:{indicator}")
        gives, takes = view.topics.given.get(entity, 0), view.topics.received.get(entity, 0)
        features += [
            f"gives:{min(gives, 3)}:{coarse}",
            f"takes:{min(takes, 3)}:{coarse}",
            f"balance:{max(-3, min(3, gives - takes))}:{coarse}",
        ]
        return features

    def first_in_sentence(self, entity: int) -> int | None:
        return min(self.order.index(entity), 3) if entity in self.order else None

    def same_ahead(self, entity: int) -> int:
        """How many entities of the same coarse kind stand nearer before the number in its sentence."""
        coarse, kinds = self.view.coarse[entity], self.view.coarse
        return sum(1 for m in self.near[: self.rank.get(entity, len(self.near))] if kinds[m.entity] == coarse)

    def slot_of(self, entity: int) -> tuple[str, Mention, int]:
        """(where it stands, by which mention, how many other entities stand nearer)."""
        known = self.slots.get(entity)
        if known is None:
            known = self.slots[entity] = self._find_slot(entity)
        return known

    def _find_slot(self, entity: int) -> tuple[str, Mention, int]:
        mentions = self.view.by_entity[entity]
        at = bisect_left(mentions, self.quantity.start, key=lambda m: m.start) - 1
        before = mentions[at] if at >= 0 else None
        after = mentions[min(at + 1, len(mentions) - 1)]
        if before is not None and self.layout.sentence(before.start) == self.sentence:
            gap = self.clause - self.layout.clause(before.start)
            return ("c<" if gap == 0 else f"s{min(gap, 3)}<"), before, self.rank.get(entity, 9)
        if after.start > self.quantity.start and self.layout.sentence(after.start) == self.sentence:
            return ("c>" if self.layout.clause(after.start) == self.clause else "s>"), after, 0
        if before is not None:
            gap = self.sentence - self.layout.sentence(before.start)
            if self.layout.paragraph(before.start) == self.paragraph:
                return ("p1<" if gap == 1 else "p2<" if gap == 2 else "p3<"), before, 0
            if self.paragraph - self.layout.paragraph(before.start) == 1:
                return ("q1<" if gap <= 2 else "q2<"), before, 0
            return "d<", before, 0
        return "d>", after, 0
