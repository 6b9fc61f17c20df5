"""Which pairs of mentions could stand in which relation, and what about the text speaks for or against it.

In: a ``Sentence`` and the frames. Out: ``Candidate`` records, each with its features: words and positions as strings,
distances and ranks as numbers. Nothing is decided here: ``kg.relate.weights`` adds up what the features weigh.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kg.records import Mention
from kg.relate.context import Roles
from kg.relate.focus import FOCUS_NUMBERS, NO_FOCUS, Focus
from kg.relate.frames import Frame, TriggerHit
from kg.relate.scene import RANK, Around, Read, Scene, Shared
from kg.relate.sentences import Sentence, Slot

FARTHEST_CLAUSE = 6
"""Clauses between two names that can still be one statement; of 3,300 pairs annotated in one sentence 99 % lie within."""

PAIR_NUMBERS = (
    "S.rank", "O.rank", "S.place", "S.body", "S.work", "O.place", "O.body", "O.work", "O.person", "before", "inside", "gap",
    "clauses", "between", "S.nested", "O.nested", "S.chained", "O.chained", "S.first", "O.first", "S.group", "O.group",
    "together", "S.places", "finest", "S.reference", "O.reference", "parent", "above", "apart", "respectively", "leads",
)  # fmt: skip
TRIGGER_NUMBERS = (
    "T.none", "T.strength", "T.first", "T.between", "T.last", "T.S.gap", "T.O.gap", "T.S.clauses", "T.O.clauses",
    "T.S.crossed", "T.O.crossed", "T.S.rivals", "T.O.rivals", "T.S.next", "T.O.next", "T.of", "S.by", "S.with", "O.toward",
    "O.in", "under", "T.denied", "T.planned", "T.count",
)  # fmt: skip
LOCAL = len(PAIR_NUMBERS) + len(TRIGGER_NUMBERS) + len(FOCUS_NUMBERS)
PLANNED = "T:planned"
DENIED = "T:denied"
"""The features of a trigger after a word of planning or denial, which a statement's modality goes by."""
FAINT = (0.0,) * LOCAL
NO_TRIGGER = (1.0, *(0.0,) * 4, 99.0, 99.0, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0, *(0.0,) * 11)


class Candidate(NamedTuple):
    """A predicate that could hold between two mentions. ``span`` is the clean range that was read for it.

    ``numbers`` are in the order of PAIR_NUMBERS, then TRIGGER_NUMBERS, then FOCUS_NUMBERS.
    """

    predicate: str
    subject: Mention
    object: Mention
    features: tuple[str, ...]
    numbers: tuple[float, ...]
    span: tuple[int, int]
    family: tuple[int, int, int] = (-1, -1, -1)
    """Sentence and the coordinations of subject and object: candidates of one family are read alike (甲援建的乙、丙、丁)."""

    @property
    def local(self) -> bool:
        """Whether both arguments stand in the sentence; one that borrows an argument has other numbers."""
        return len(self.numbers) == LOCAL

    def weighed(self) -> Candidate:
        """The same without the features that nothing asks for once they are weighed."""
        features = tuple(mark for mark in (PLANNED, DENIED) if mark in self.features)
        return Candidate(self.predicate, self.subject, self.object, features, self.numbers, self.span, self.family)

    def faint(self) -> Candidate:
        """The same without what was seen of it, which nothing asks for where a pair is not tabulated."""
        numbers = FAINT if len(self.numbers) == LOCAL else ()
        return Candidate(self.predicate, self.subject, self.object, (), numbers, self.span, self.family)


def sentence_candidates(
    scene: Scene, roles: Roles, focus: Focus = NO_FOCUS, only: str | None = None
) -> Iterator[Candidate]:
    """All candidates of one sentence (of one predicate if ``only`` names it), in a fixed order.

    What does not depend on the roles is kept in the scene, so that a second reading of it is cheap.
    """
    if only is not None and only not in scene.hits and not scene.frames.structural(only):
        return
    slots = scene.sentence.slots
    for i, left in enumerate(slots):
        subject, clause = left.mention, left.clause
        for j in scene.partners(i):
            right = slots[j]
            object = right.mention
            if subject.entity == object.entity or abs(clause - right.clause) > FARTHEST_CLAUSE:
                continue
            possible = scene.fitting(subject.type, object.type)[i > j]
            if only is not None:
                possible = tuple(frame for frame in possible if frame.predicate == only)
            if not possible or _mispaired(scene.sentence, left, right):
                continue
            shared, base = _seen_of_pair(scene, i, j)
            ends = subject.entity, object.entity
            shared += roles.features(*ends) + focus.features(*ends)
            standing = focus.numbers(*ends)
            family = (scene.sentence.number, _family(scene.around[i]), _family(scene.around[j]))
            for frame in possible:
                features, numbers, span = _seen_of_triggers(scene, i, j, frame)
                yield Candidate(
                    frame.predicate, subject, object, shared + features, base + numbers + standing, span, family
                )


def _seen_of_pair(scene: Scene, i: int, j: int) -> Shared:
    """What is seen of two slots whatever the predicate; made once."""
    found = scene.pairs.get((i, j))
    if found is None:
        found = scene.pairs[i, j] = _pair(scene, scene.around[i], scene.around[j])
    return found


def _seen_of_triggers(scene: Scene, i: int, j: int, frame: Frame) -> Read:
    """What is seen of two slots and a predicate's triggers; made once."""
    found = scene.triggers.get((i, j, frame.predicate))
    if found is None:
        found = scene.triggers[i, j, frame.predicate] = _trigger(scene, scene.around[i], scene.around[j], frame)
    return found


def _family(a: Around) -> int:
    """The coordination of an outer mention; a nested one is alone, as the names beside it hold others."""
    return -2 - a.number if a.nested or a.slot.chained else a.slot.group


def _mispaired(sentence: Sentence, left: Slot, right: Slot) -> bool:
    """甲、乙分别与丙、丁结对: 分别 pairs the first with the first, so 甲 and 丁 are no candidate."""
    if left.group == right.group or left.place == right.place:
        return False
    return _respectively(sentence, left, right)


def _respectively(sentence: Sentence, left: Slot, right: Slot) -> bool:
    size = len(sentence.groups[left.group])
    if left.group == right.group or size < 2 or size != len(sentence.groups[right.group]):
        return False
    start, end = sorted((left.mention.start, right.mention.start))
    return "分别" in sentence.text[max(0, start - sentence.start - 4) : end - sentence.start]


def bin_of(number: int) -> str:
    """The smallest of 0, 1, 2, 4 … 64 that is not below the number, as text."""
    for limit in (0, 1, 2, 4, 8, 16, 32, 64):
        if number <= limit:
            return str(limit)
    return "far"


def _pair(scene: Scene, s: Around, o: Around) -> Shared:
    a, b = s.mention, o.mention
    text = scene.context.text
    gap = (0, 0)
    if a.start <= b.start and b.end <= a.end:
        where = "S>O-start" if a.start == b.start else ("S>O-end" if a.end == b.end else "S>O-in")
    elif b.start <= a.start and a.end <= b.end:
        where = "O>S-start" if a.start == b.start else "O>S-in"
    elif a.end <= b.start:
        where, gap = "S.O", (a.end, b.start)
    else:
        where, gap = "O.S", (b.end, a.start)
    out = where in ("S.O", "O.S")
    groups = f"{s.group}>{o.group}"
    between = scene.crossed(*gap) if out else 0
    clauses = abs(s.slot.clause - o.slot.clause)
    register = scene.context.register(a.entity, b.entity)
    together = out and s.slot.group == o.slot.group
    respectively = out and s.slot.place == o.slot.place and _respectively(scene.sentence, s.slot, o.slot)
    features = [
        f"where={where}|{a.type}>{b.type}", f"next={where}|{groups}|{min(between, 2)}|{min(clauses, 3)}",
        *s.as_subject, *o.as_object, f"SO:before={s.before[-1:]}|{o.before[-1:]}|{where}",
        f"S:places={min(s.places, 2)}|{where}|{groups}",
    ]  # fmt: skip
    leads = not s.nested and s.slot.place > 0 and b.start == s.begin
    if leads:
        features.append(f"leads={s.group}|{b.type}|{o.nested}")
    if out:
        if s.slot.outer != o.slot.outer and s.slot.group != o.slot.group:
            apart = text[s.end : o.begin] if where == "S.O" else text[o.end : s.begin]
            features.append(f"lists={where}|{apart if len(apart) <= 4 else apart[:1] + '…' + apart[-1:]}|{groups}")
            if where == "S.O" and s.group_size > 1 and scene.frames.words.listed.fullmatch(apart):
                features += [f"listed={groups}", f"listed={groups}|{o.after}"]
        if s.group != "place" and o.group == "place" and scene.context.named_after(a.entity, b.entity):
            features.append(f"named after={a.type}|{b.type}")
        words = text[gap[0] : gap[1]]
        if len(words) <= 5:
            features.append(f"text={where}|{words}|{groups}")
            features.append(f"text={where}|{words}")
        else:
            features += [
                f"open={where}|{words[:2]}",
                f"close={where}|{words[-2:]}",
                f"ends={where}|{words[:1]}|{words[-1:]}",
            ]
        if together:
            features.append(f"together|{where}|{s.slot.chained or o.slot.chained}")
    else:
        finest = s.finest == b.entity
        features += [f"finest={finest}|{where}|{a.type}", f"rest={text[b.end : b.end + 2]}|{s.group}|{finest}"]
    if s.nested:
        features.append(f"S:in={s.outer.mention.type}|{a.type}|{where}")
    if o.nested:
        features.append(f"O:in={o.outer.mention.type}|{b.type}|{where}")
    if s.group == o.group == "place":
        features.append(
            f"register={register}|{RANK[a.type]}>{RANK[b.type]}|{where}|{bin_of(gap[1] - gap[0]) if out else 'in'}"
        )
    features += scene.flags
    numbers = (
        RANK.get(a.type, -1), RANK.get(b.type, -1), s.group == "place", s.group == "body", s.group == "work",
        o.group == "place", o.group == "body", o.group == "work", o.group == "person", where == "S.O", where.startswith("S>O"),
        gap[1] - gap[0], clauses, between, s.nested, o.nested, s.slot.chained, o.slot.chained, s.first, o.first,
        s.group_size, o.group_size, together, s.places, s.finest == b.entity, a.reference, b.reference,
        register == "parent", register == "above", register == "apart", respectively, leads,
    )  # fmt: skip
    return tuple(features), numbers


def _trigger(scene: Scene, s: Around, o: Around, frame: Frame) -> Read:
    a, b = s.mention, o.mention
    first, last = (a, b) if a.start <= b.start else (b, a)
    low, high = min(a.start, b.start), max(a.end, b.end)
    hits = scene.triggers_near(frame.predicate, first.start)
    order = "SO" if first is a else "OS"
    best: tuple[float, TriggerHit, str] | None = None
    features: set[str] = set()
    for hit in hits:
        if hit.end <= first.start:
            place, distance = "T" + order, first.start - hit.end
        elif hit.start >= last.end:
            place, distance = order + "T", hit.start - last.end
        elif hit.start >= first.end and hit.end <= last.start:
            place, distance = order[0] + "T" + order[1], min(hit.start - first.end, last.start - hit.end)
        else:
            features.add(f"t={hit.word}|in")
            continue
        apart = min(abs(hit.clause - s.slot.clause), abs(hit.clause - o.slot.clause))
        features.add(f"t={hit.word}|{place}|{min(apart, 2)}")
        cost = distance + 12 * apart - 10 * hit.strength - (4 if place[1] == "T" else 0)
        if best is None or cost < best[0]:
            best = (cost, hit, place)
    if best is None:
        return (*sorted(features), "no trigger"), NO_TRIGGER, (low, high)
    _, hit, place = best
    more, numbers = _construction(scene, s, o, frame, hit, place, len(hits))
    return (*sorted(features), *more), numbers, (min(low, hit.start), max(high, hit.end))


def _construction(
    scene: Scene, s: Around, o: Around, frame: Frame, hit: TriggerHit, place: str, count: int
) -> tuple[list[str], tuple[float, ...]]:
    """How subject, trigger and object stand to each other: 甲援建的乙, 乙由甲投资, 在甲的支援下, 甲向乙捐赠 …"""
    words = scene.frames.words
    s_next, s_gap, s_clauses, s_crossed, s_rivals = scene.toward(s, hit, frame.domain)
    o_next, o_gap, o_clauses, o_crossed, o_rivals = scene.toward(o, hit, frame.range)
    following, lead, of, below, denied, planned = scene.beside(hit)
    by = s.before[-1:] in words.agents
    along = s.before[-1:] in words.companions or o.before[-1:] in words.companions
    toward = o.before[-1:] in words.targets or o.before in words.targets
    inside = o.before[-1:] == "在"
    under = s.before[-1:] == "在" and below
    shape = f"{place}|{s_next:d}{o_next:d}{of:d}{by:d}{along:d}{toward:d}{inside:d}{under:d}"
    groups = f"{s.group}>{o.group}"
    features = [
        f"T={hit.word}|{place}", f"T={hit.word}|{place}|{groups}", f"T={hit.word}|{s_next:d}{o_next:d}{of:d}|{place}",
        f"shape={shape}", f"shape={shape}|{hit.strength}|{groups}", f"T={hit.word}|{following}", f"T={hit.word}|{o.mention.type}",
        f"T={hit.word}|{s.mention.type}", f"T:clauses={place}|{min(s_clauses, 3)}|{min(o_clauses, 3)}",
        f"T:rivals={place}|{min(s_rivals, 2)}|{min(o_rivals, 2)}|{hit.strength}", f"T:lead={lead}|{place}",
        f"T:rivals={hit.word}|{min(s_rivals, 1)}|{min(o_rivals, 1)}|{place}",
    ]  # fmt: skip
    if denied:
        features.append(DENIED)
    if planned:
        features.append(PLANNED)
    numbers = (
        0, hit.strength, place[0] == "T", place[1] == "T", place[2] == "T", s_gap, o_gap, s_clauses, o_clauses, s_crossed,
        o_crossed, s_rivals, o_rivals, s_next, o_next, of, by, along, toward, inside, under, denied, planned, count,
    )  # fmt: skip
    return features, numbers
