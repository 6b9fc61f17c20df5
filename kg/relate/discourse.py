"""Arguments that a sentence leaves out: the topic carried over, the heading, who gives and who receives in the article.

In: prepared sentences and roles. Out: ``Candidate`` records with one argument in another sentence, whose place is the
second passage of the evidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.records import Mention
from kg.relate.candidates import Around, Candidate, Scene, group_of
from kg.relate.context import Roles
from kg.relate.frames import Frame, TriggerHit
from kg.relate.sentences import Sentence

TOPIC_REACH = 2
"""Sentences back that a topic is carried over: of 270 annotated pairs across sentences 8 in 10 lie within two."""
HOW = ("topic1", "topic2", "heading", "giver", "receiver")
BORROW_NUMBERS = (
    "B.S", "B.O", "B.how", "B.rank", "B.rivals", "B.before", "B.same", "B.nested", "B.first", "B.clauses", "B.trigger.first",
    "B.gap", "B.next", "B.strength", "B.places", "B.here.reference", "B.other.reference", "B.planned",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Borrowed:
    """A mention of another sentence that may fill a role here. ``how`` is one of HOW; ``rank`` its place there."""

    mention: Mention
    how: str
    rank: int
    extra: str = ""


def borrowed_mentions(
    sentences: Sequence[Sentence], number: int, roles: Roles, first: Mapping[int, Mention]
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
    for how, entities in (("giver", roles.givers()), ("receiver", roles.getters())):
        for rank, entity in enumerate(entities[:3]):
            if entity in first:
                take(first[entity], how, rank, str(rank))
    return found


def discourse_candidates(scene: Scene, borrowed: Sequence[Borrowed], roles: Roles) -> Iterator[Candidate]:
    """Candidates with one argument here and one borrowed; a sentence without a trigger borrows nothing."""
    if not borrowed or not scene.hits:
        return
    for here in scene.around:
        if here.slot.chained:
            continue
        nearest: dict[str, TriggerHit] = {}
        for other in borrowed:
            for forward in (True, False):
                subject, object = (other.mention, here.mention) if forward else (here.mention, other.mention)
                for frame in scene.frames.between(subject.type, object.type):
                    if frame.predicate not in scene.hits or (frame.symmetric and not forward):
                        continue
                    if frame.predicate not in nearest:
                        nearest[frame.predicate] = _nearest(scene.hits[frame.predicate], here)
                    features, numbers, span = _features(scene, other, here, forward, nearest[frame.predicate], frame)
                    given = roles.features(subject.entity, object.entity)
                    yield Candidate(frame.predicate, subject, object, (*features, *scene.flags, *given), numbers, span)


def _nearest(hits: Sequence[TriggerHit], here: Around) -> TriggerHit:
    return min(
        hits,
        key=lambda h: (abs(h.clause - here.slot.clause) * 40 + _distance(h, here.mention) - 10 * h.strength, h.start),
    )


def _features(
    scene: Scene, other: Borrowed, here: Around, forward: bool, hit: TriggerHit, frame: Frame
) -> tuple[tuple[str, ...], tuple[float, ...], tuple[int, int]]:
    mention = here.mention
    side = "S" if forward else "O"
    group = group_of(other.mention.type)
    groups = f"{group}{'>' if forward else '<'}{here.group}"
    place = "T." if hit.end <= mention.start else (".T" if hit.start >= mention.end else "in")
    clauses = min(abs(hit.clause - here.slot.clause), 3)
    # a name here that could fill the borrowed side makes borrowing less likely
    wanted = frame.domain if forward else frame.range
    rivals = [
        a.mention
        for a in scene.around
        if not a.nested and a.mention.entity != mention.entity and a.mention.type in wanted
    ]
    before = sum(1 for m in rivals if m.end <= hit.start)
    same = sum(1 for m in rivals if group_of(m.type) == group)
    start, end = (hit.end, here.begin) if hit.end <= here.begin else (here.end, hit.start)
    near = start <= end and scene.is_next(start, end)
    planned = (
        scene.frames.words.plans.search(scene.context.text, max(scene.sentence.start, hit.start - 8), hit.start)
        is not None
    )
    base = f"{side}:{other.how}"
    features = [
        f"borrow={base}|{other.extra}", f"borrow={base}|{groups}", f"borrow={other.mention.type}|{mention.type}|{side}",
        f"borrow={side}|T={hit.word}|{place}|{here.group}", f"borrow={base}|T={hit.word}", f"borrow={base}|{place}|{clauses}|{near}",
        f"borrow={side}|before={here.before[-1:]}|{place}", f"borrow={side}|after={here.after[:1]}|{place}",
        f"borrow={base}|rivals={min(len(rivals), 3)}|{min(before, 2)}|{min(same, 2)}", f"borrow={side}|{here.nested}{here.first}",
        f"borrow={side}|T={hit.word}|{here.before[-1:]}", f"borrow={base}|{mention.reference}|{other.mention.reference}",
        f"borrow={side}|places={min(here.places, 2)}|{groups}",
    ]  # fmt: skip
    if planned:
        features.append("T:planned")
    numbers = (
        forward, not forward, HOW.index(other.how), other.rank, len(rivals), before, same, here.nested, here.first, clauses,
        place == "T.", _distance(hit, mention), near, hit.strength, here.places, mention.reference,
        other.mention.reference, planned,
    )  # fmt: skip
    return tuple(features), numbers, (min(mention.start, hit.start), max(mention.end, hit.end))


def _distance(hit: TriggerHit, mention: Mention) -> int:
    return max(hit.start - mention.end, mention.start - hit.end, 0)
