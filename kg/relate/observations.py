"""Reads the numbers that a text gives about aid and cooperation.

In: a ``Reading`` (mentions, entities, quantities, whens). Out: ``records.Observation`` in text order. For each quantity the fitted
model of ``kg/relate/observation_model.py`` chooses an indicator or none, then who gave and who received; the period is the
date that governs the clause; what the text plans is marked, what it denies is left out. A number that stands in two
places of one article (headline and body) is one observation with both passages.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace

from kg.records import Observation, Quantity, Reading, When
from kg.relate.observation_arguments import ArgumentView, Place
from kg.relate.observation_features import number_features
from kg.relate.observation_layout import Layout, lay_out
from kg.relate.observation_lexicon import NONE, IndicatorWords, load_indicator_words
from kg.relate.observation_model import ObservationModel, load_observation_model, softmax

OTHER = "Other"
# More givers or receivers than these are a list that the number does not speak of one by one.
MOST_ARGUMENTS = 4
# Sentences back that a date governs the numbers after it, if it says since when or in which plan period.
PERIOD_REACH = 3
# Characters before a number, within its sentence, in which a word of planning or denial bears on it.
MODALITY_REACH = 90
# Passages beside the main one: where giver, receiver and date stand if not in the clause.
MOST_PASSAGES = 4


@dataclass(frozen=True, slots=True)
class Read:
    """One observation, the quantity (its number in ``Reading.quantities``) that it was read from, and the likelihoods of the
    indicator, the givers and the receivers."""

    quantity: int
    observation: Observation
    likelihoods: tuple[float, float, float]


def observe(reading: Reading) -> tuple[Observation, ...]:
    """The observations of one article, each once, in text order."""
    return tuple(item.observation for item in merge(read_numbers(reading)))


def read_numbers(reading: Reading, model: ObservationModel | None = None) -> list[Read]:
    """One observation per quantity that is one, before repeats are merged: what amounts of statements can be taken from.

    ``model`` are the weights, the package's own if None.
    """
    if not reading.quantities:
        return []
    words, model = load_indicator_words(), model or load_observation_model()
    layout = lay_out(reading)
    view = ArgumentView(layout, words)
    scores = {entity: model.score(view.fixed[entity]) for entity in view.by_entity}
    around: dict[tuple[int, int, str], tuple[float, float]] = {}
    found: list[Read] = []
    previous: Quantity | None = None
    for number, quantity in enumerate(reading.quantities):
        likely = model.indicators(number_features(layout, quantity, previous, words))
        previous = quantity
        indicator, chance = _best_indicator(model, likely)
        if indicator is None or _modality(layout, quantity, words) == "denied":
            continue
        place = Place(view, quantity)
        givers, receivers = _arguments(model, view, place, indicator, scores, around)
        when = _period(layout, quantity)
        found.append(
            Read(
                number,
                Observation(
                    providers=givers.entities,
                    recipients=receivers.entities,
                    indicator=indicator,
                    value=quantity.number,
                    unit=quantity.unit,
                    qualifier=quantity.qualifier,
                    evidence=_evidence(layout, place, quantity, (*givers.entities, *receivers.entities), when),
                    confidence=round(model.confidence(chance, givers.mass, receivers.mass), 3),
                    frame=f"observation:{indicator}",
                    period=when.value if when else None,
                    label=_label(reading, quantity) if indicator == OTHER else None,
                    modality="planned" if _modality(layout, quantity, words) == "planned" else "",
                ),
                (chance, givers.mass, receivers.mass),
            )
        )
    return found


def _best_indicator(model: ObservationModel, likely: list[float]) -> tuple[str | None, float]:
    none = model.alternatives.index(NONE)
    if likely[none] > model.reject:
        return None, likely[none]
    best = max((n for n in range(len(likely)) if n != none), key=lambda n: likely[n])
    return model.alternatives[best], likely[best]


@dataclass(frozen=True, slots=True)
class Choice:
    """The entities chosen for a role, best first, and the likelihood that they cover."""

    entities: tuple[int, ...]
    mass: float


def choose(entities: list[int], likely: list[float], share: float) -> Choice:
    """The entities of a role from their likelihoods; the last of ``likely`` is that of nobody.

    Nobody is chosen if nobody is more likely than not; else the best entity with those that come near it.
    """
    if not entities or likely[-1] > 0.5:
        return Choice((), likely[-1])
    order = sorted(range(len(entities)), key=lambda n: (-likely[n], n))[:MOST_ARGUMENTS]
    chosen = [n for n in order if likely[n] >= share * likely[order[0]]]
    return Choice(tuple(entities[n] for n in chosen), min(1.0, sum(likely[n] for n in chosen)))


def _arguments(
    model: ObservationModel,
    view: ArgumentView,
    place: Place,
    indicator: str,
    scores: dict[int, tuple[float, float]],
    around: dict[tuple[int, int, str], tuple[float, float]],
) -> tuple[Choice, Choice]:
    """Giver and receiver of one number. ``around`` keeps the scores of what stands around a mention for the next number."""
    candidates = place.candidates()
    sums: list[tuple[float, float]] = []
    for entity in candidates:
        slot, mention, _ = place.slot_of(entity)
        key = (mention.start, mention.end, slot)
        beside = around.get(key)
        if beside is None:
            beside = around[key] = model.score(view.beside(mention, slot))
        here, own = model.score(place.features(entity, indicator)), scores[entity]
        sums.append((own[0] + beside[0] + here[0], own[1] + beside[1] + here[1]))
    sums.append(model.score(place.nobody(indicator)))
    givers = choose(candidates, softmax([p for p, _ in sums]), model.share)
    receivers = choose(candidates, softmax([r for _, r in sums]), model.share)
    return givers, receivers


def _modality(layout: Layout, quantity: Quantity, words: IndicatorWords) -> str:
    """ "planned", "denied" or "" by the words of the clause before the number, and of the sentence's clauses before it."""
    text = layout.reading.article.text
    start, _ = layout.clause_span(layout.clause(quantity.start))
    clause = text[max(start, quantity.start - MODALITY_REACH) : quantity.start]
    if any(word in clause for word in words.denied):
        return "denied"
    first, _ = layout.sentence_span(layout.sentence(quantity.start))
    before = text[max(first, quantity.start - MODALITY_REACH) : quantity.start]
    return "planned" if words.plans.search(before) and not words.done.search(clause) else ""


def _period(layout: Layout, quantity: Quantity) -> When | None:
    """The date that governs a number: in its clause, else the last one before it in its sentence, else a period (since …,
    plan years) of the sentences before in the paragraph."""
    whens = layout.reading.whens
    at = bisect_left(whens, quantity.start, key=lambda w: w.start)
    start, end = layout.clause_span(layout.clause(quantity.start))
    first, _ = layout.sentence_span(layout.sentence(quantity.start))
    for when in (whens[n] for n in range(at - 1, -1, -1)):
        if when.start >= first:
            return when
        back = layout.sentence(quantity.start) - layout.sentence(when.start)
        if back > PERIOD_REACH or layout.paragraph(when.start) != layout.paragraph(quantity.start):
            break
        if when.kind != "date" and when.normal:
            return when
    after = whens[at] if at < len(whens) else None
    return after if after is not None and after.start < end and after.start >= start else None


def _label(reading: Reading, quantity: Quantity) -> str | None:
    """What is counted, for an observation without an indicator of its own: the noun after the number, else the words before."""
    if quantity.noun:
        return quantity.noun
    text = reading.article.text[max(0, quantity.start - 12) : quantity.start]
    return text[max(text.rfind(sign) for sign in "，。；：、\n “”") + 1 :].strip() or None


def _evidence(
    layout: Layout, place: Place, quantity: Quantity, entities: tuple[int, ...], when: When | None
) -> tuple[tuple[int, int], ...]:
    """The clause of the number, then the clauses where giver, receiver and date stand."""
    main = _trimmed(layout, layout.clause(quantity.start), quantity)
    passages = [main]
    spots = [place.slot_of(entity)[1].start for entity in entities]
    if when is not None:
        spots.append(when.start)
    for spot in spots:
        if any(start <= spot < end for start, end in passages) or len(passages) > MOST_PASSAGES:
            continue
        passages.append(_trimmed(layout, layout.clause(spot), None))
    return tuple(passages)


def _trimmed(layout: Layout, clause: int, quantity: Quantity | None) -> tuple[int, int]:
    """A clause without the blanks and signs at its ends; it always holds the quantity whole."""
    text = layout.reading.article.text
    start, end = layout.clause_span(clause)
    if quantity is not None:
        end = max(end, quantity.end)
    while end > start + 1 and text[end - 1] in "，,；;：:。、 \n":
        end -= 1
    while start < end - 1 and text[start] in "，,；;：:。、 \n":
        start += 1
    return start, end


def merge(found: list[Read]) -> list[Read]:
    """Repeats of one number in an article (headline, lead, body) become one observation, the surest, with all passages."""
    kept: dict[tuple[object, ...], Read] = {}
    for item in found:
        o = item.observation
        key = (o.indicator, o.value, o.unit) if o.value is not None else (item.quantity,)
        other = kept.get(key)
        if other is None:
            kept[key] = item
        elif set(o.providers) & set(other.observation.providers) or not o.providers or not other.observation.providers:
            kept[key] = _joined(item, other)
        else:
            kept[(*key, item.quantity)] = item
    return sorted(kept.values(), key=lambda item: item.quantity)


def _joined(one: Read, two: Read) -> Read:
    first, second = sorted((one, two), key=lambda item: (-item.observation.confidence, item.quantity))
    passages = dict.fromkeys((*first.observation.evidence, *second.observation.evidence))
    period = first.observation.period or second.observation.period
    return replace(first, observation=replace(first.observation, evidence=tuple(passages), period=period))
