"""Which sums of money belong to which statement: those that observations give to the same giver and receiver.

In: the observations of an article, each with its quantity. Out: the sum of the sentence that states a pair, and a further
statement for each sum that the article gives the pair elsewhere (累计援助4亿元 in one sentence, 去年1800万元 in another).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from kg.records import Observation, Quantity, Reading, Statement
from kg.relate.frames import Frames
from kg.relate.observations import Read
from kg.relate.pairs import Key
from kg.relate.scene import group_of
from kg.relate.sentences import Sentence

SENTENCE_ENDS = "。！？\n"


class Amounts:
    """The sums of one article, looked up by pair."""

    def __init__(self, reading: Reading, numbers: Sequence[Read], frames: Frames):
        self.reading, self.words, self.qualifiers = reading, frames.words, frames.qualifiers
        quantities = reading.quantities
        self.sums = [
            (quantities[n.quantity], n.observation)
            for n in numbers
            if quantities[n.quantity].unit in frames.qualifiers.currencies
            and quantities[n.quantity].number not in (None, Decimal(0))
        ]
        self.kinds = {number: entity.type for number, entity in enumerate(reading.entities)}

    def of(self, key: Key) -> list[tuple[Quantity, Observation]]:
        """The sums that may be a pair's, in text order: its indicators, its giver, its receiver."""
        _, subject, object = key
        return [
            (quantity, observation)
            for quantity, observation in self.sums
            if self._is_amount(observation, key) and self._between(observation, subject, object)
        ]

    def loose(self, key: Key, span: tuple[int, int]) -> Quantity | None:
        """The only sum within the range that was read for a pair, if an observation gives it to one of the two."""
        _, subject, object = key
        inside = [(q, o) for q, o in self.sums if span[0] <= q.start and q.end <= span[1]]
        if len(inside) != 1 or not self._is_amount(inside[0][1], key):
            return None
        quantity, observation = inside[0]
        return quantity if subject in observation.providers or object in observation.recipients else None

    def nearest(
        self, sums: Sequence[tuple[Quantity, Observation]], sentences: Sequence[Sentence], span: tuple[int, int]
    ) -> Quantity | None:
        """The sum in the sentences that state a pair which stands nearest to the range that was read for it."""
        fitting = [
            (max(quantity.start - span[1], span[0] - quantity.end, 0), quantity.start, quantity)
            for quantity, _ in sums
            if any(s.start <= quantity.start < s.end for s in sentences)
        ]
        return min(fitting, key=lambda f: f[:2])[2] if fitting else None

    def elsewhere(self, sums: Sequence[tuple[Quantity, Observation]], stated: Statement) -> list[Statement]:
        """Further statements of a pair, one per sum that is not yet stated, each with the sum's own passages.

        For the predicates that the lexicon lists; parts of a sum (其中) and the price of a single work are left to the
        observations, as they are not what was given in all.
        """
        if stated.predicate not in self.qualifiers.elsewhere:
            return []
        found: dict[tuple[Decimal | None, str], Statement] = {}
        for quantity, observation in sums:
            amount = (quantity.number, quantity.unit)
            if amount == (stated.amount, stated.currency) or amount in found:
                continue
            if self._is_part(quantity) or not self._is_whole(observation, stated):
                continue
            found[amount] = replace(
                stated,
                evidence=observation.evidence,
                confidence=min(stated.confidence, observation.confidence),
                frame=f"{stated.predicate}:{observation.frame}",
                amount=quantity.number,
                currency=quantity.unit,
                date=observation.period if observation.period and "/" not in observation.period else None,
                modality=observation.modality,
            )
        return list(found.values())

    def _is_amount(self, observation: Observation, key: Key) -> bool:
        """Whether a sum of that kind can be an amount of the pair's predicate."""
        return observation.indicator in self.qualifiers.amounts.get(key[0], ())

    @staticmethod
    def _between(observation: Observation, subject: int, object: int) -> bool:
        ends = (*observation.providers, *observation.recipients)
        return subject in ends and object in ends

    def _is_part(self, quantity: Quantity) -> bool:
        """Whether the sentence names the sum as a part of another (其中) or as one item of a list (一是)."""
        text = self.reading.article.text
        start = max(text.rfind(end, 0, quantity.start) for end in SENTENCE_ENDS)
        return self.words.parts.search(text, start + 1, quantity.start) is not None

    def _is_whole(self, observation: Observation, stated: Statement) -> bool:
        """Whether no work but the statement's own object received the sum."""
        others = (e for e in observation.recipients if e not in (stated.subject, stated.object))
        return not any(group_of(self.kinds[entity]) == "work" for entity in others)
