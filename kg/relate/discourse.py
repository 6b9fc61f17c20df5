"""Arguments that a sentence leaves out: the topic carried over, the heading, who gives and who receives in the article.

In: prepared sentences and roles. Out: ``Candidate`` records with one argument in another sentence, whose place is the
second passage of the evidence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kg.records import Mention
from kg.relate.candidates import PLANNED, Candidate
from kg.relate.context import Roles
from kg.relate.focus import FOCUS_NUMBERS, Focus
from kg.relate.frames import Frame, TriggerHit
from kg.relate.scene import Around, Scene, group_of
from kg.relate.sentences import Sentence

TOPIC_REACH = 2
"""Sentences back that a topic is carried over: of 270 annotated pairs across sentences 8 in 10 lie within two."""
HOW = ("topic1", "topic2", "heading", "giver", "receiver")
BORROW_NUMBERS = (
    "B.S", "B.O", "B.how", "B.rank", "B.rivals", "B.before", "B.same", "B.nested", "B.first", "B.clauses", "B.trigger.first",
    "B.gap", "B.next", "B.strength", "B.places", "B.here.reference", "B.other.reference", "B.planned", *FOCUS_NUMBERS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Borrowed:
    """A mention of another sentence that may fill a role here. ``how`` is one of HOW; ``rank`` its place there."""

    mention: Mention
    how: str
    rank: int
    extra: str = ""


def borrowed_mentions(
    sentences: Sequence[Sentence], number: int, roles: Roles, focus: Focus, first: Mapping[int, Mention]
) -> list[Borrowed]:
    """What sentence ``number`` could be about without saying so, nearest first; one per entity and way."""
    here = sentences[number]
    present = {s.mention.entity for s in here.slots}
    found: list[Borrowed] = []
    seen: set[tuple[int, str]] = set()

    def take(mention: Mention, how: str, rank: int, extra: str = "") -> None:
        key = (mention.entity, how[:5])
        if mention.entity not in present and key not in seen:
            seen.add(key)
            found.append(Borrowed(mention, how, rank, extra))

    for back in range(1, min(TOPIC_REACH, number) + 1):
        other = sentences[number - back]
        if other.block.kind != "paragraph":
            continue
        outer = [s for n, s in enumerate(other.slots) if s.outer == n and not s.chained]
        for rank, slot in enumerate(outer[:5]):
            take(
                slot.mention,
                f"topic{back}",
                rank,
                f"{min(rank, 3)}|{rank == len(outer) - 1}|{other.block == here.block}",
            )
    if here.heading >= 0:
        headed = [s for n, s in enumerate(sentences[here.heading].slots) if s.outer == n and not s.chained]
        for rank, slot in enumerate(headed[:3]):
            take(slot.mention, "heading", rank, str(rank))
    for how, now, entities in (
        ("giver", focus.givers, roles.givers()),
        ("receiver", focus.getters, roles.getters()),
    ):
        for rank, entity in enumerate(now):
            if entity in first:
                take(first[entity], how, rank, "now")
        for rank, entity in enumerate(entities[:3]):
            if entity in first:
                take(first[entity], how, rank, str(rank))
    return found


def discourse_candidates(scene: Scene, borrowed: Sequence[Borrowed], roles: Roles, focus: Focus) -> Iterator[Candidate]:
    """Candidates with one argument here and one borrowed; a sentence without a trigger borrows nothing."""
    if not borrowed or not scene.hits:
        return
    for here in scene.around[: scene.frames.bounds.borrowers] if scene.crowded else scene.around:
        if here.slot.chained:
            continue
        nearest: dict[str, TriggerHit] = {}
        sides: dict[tuple[str, bool], Side] = {}
        for other in borrowed:
            for forward in (True, False):
                subject, object = (other.mention, here.mention) if forward else (here.mention, other.mention)
                ends = subject.entity, object.entity
                given: tuple[str, ...] = ()
                for frame in scene.frames.between(subject.type, object.type):
                    predicate = frame.predicate
                    if predicate not in scene.hits or (frame.symmetric and not forward):
                        continue
                    side = sides.get((predicate, forward))
                    if side is None:
                        if predicate not in nearest:
                            nearest[predicate] = _nearest(scene.hits[predicate], here)
                        side = sides[predicate, forward] = _side(scene, here, forward, nearest[predicate], frame)
                    if not given:
                        given = roles.features(*ends) + focus.features(*ends)
                        standing = focus.numbers(*ends)
                    features, numbers = _features(side, other, here)
                    seen = (*features, *side.features, *given)
                    yield Candidate(predicate, subject, object, seen, (*numbers, *standing), side.span)


def _nearest(hits: Sequence[TriggerHit], here: Around) -> TriggerHit:
    return min(
        hits,
        key=lambda h: (abs(h.clause - here.slot.clause) * 40 + _distance(h, here.mention) - 10 * h.strength, h.start),
    )


class Side(NamedTuple):
    """What is seen of a name here and the nearest trigger of a predicate, whatever is borrowed. ``rivals`` are the names here
    that could fill the borrowed side, which makes borrowing less likely: all, those before the trigger, by group."""

    forward: bool
    role: str
    hit: TriggerHit
    place: str
    clauses: int
    near: bool
    planned: bool
    rivals: int
    before: int
    same: Mapping[str, int]
    distance: int
    features: tuple[str, ...]
    span: tuple[int, int]


def _side(scene: Scene, here: Around, forward: bool, hit: TriggerHit, frame: Frame) -> Side:
    mention, word = here.mention, hit.word
    role = "S" if forward else "O"
    place = "T." if hit.end <= mention.start else (".T" if hit.start >= mention.end else "in")
    wanted = frame.domain if forward else frame.range
    around = scene.around if not scene.crowded else scene.around[: scene.frames.bounds.names]
    rivals = [a for a in around if not a.nested and a.mention.entity != mention.entity and a.mention.type in wanted]
    start, end = (hit.end, here.begin) if hit.end <= here.begin else (here.end, hit.start)
    planned = scene.beside(hit).planned
    features = (
        f"borrow={role}|T={word}|{place}|{here.group}", f"borrow={role}|before={here.before[-1:]}|{place}",
        f"borrow={role}|after={here.after[:1]}|{place}", f"borrow={role}|{here.nested}{here.first}",
        f"borrow={role}|T={word}|{here.before[-1:]}", *((PLANNED,) if planned else ()), *scene.flags,
    )  # fmt: skip
    return Side(
        forward,
        role,
        hit,
        place,
        min(abs(hit.clause - here.slot.clause), 3),
        start <= end and scene.is_next(start, end),
        planned,
        len(rivals),
        sum(1 for a in rivals if a.mention.end <= hit.start),
        Counter(a.group for a in rivals),
        _distance(hit, mention),
        features,
        (min(mention.start, hit.start), max(mention.end, hit.end)),
    )


def _features(side: Side, other: Borrowed, here: Around) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """What is added by the borrowed mention."""
    mention, borrowed, forward = here.mention, other.mention, side.forward
    group = group_of(borrowed.type)
    groups = f"{group}{'>' if forward else '<'}{here.group}"
    same = side.same.get(group, 0)
    base = f"{side.role}:{other.how}"
    features = (
        f"borrow={base}|{other.extra}", f"borrow={base}|{groups}", f"borrow={borrowed.type}|{mention.type}|{side.role}",
        f"borrow={base}|T={side.hit.word}", f"borrow={base}|{side.place}|{side.clauses}|{side.near}",
        f"borrow={base}|rivals={min(side.rivals, 3)}|{min(side.before, 2)}|{min(same, 2)}",
        f"borrow={base}|{mention.reference}|{borrowed.reference}", f"borrow={side.role}|places={min(here.places, 2)}|{groups}",
    )  # fmt: skip
    numbers = (
        forward, not forward, HOW.index(other.how), other.rank, side.rivals, side.before, same, here.nested, here.first,
        side.clauses, side.place == "T.", side.distance, side.near, side.hit.strength, here.places, mention.reference,
        borrowed.reference, side.planned,
    )  # fmt: skip
    return features, numbers


def _distance(hit: TriggerHit, mention: Mention) -> int:
    return max(hit.start - mention.end, mention.start - hit.end, 0)
