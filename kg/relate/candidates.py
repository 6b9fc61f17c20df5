"""Which pairs of mentions could stand in which relation, and what about the text speaks for or against it.

In: a ``Sentence`` and the frames. Out: ``Candidate`` records, each with its features: words and positions as strings,
distances and ranks as numbers. Nothing is decided here: ``kg.relate.weights`` adds up what the features weigh.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.records import Mention
from kg.relate.context import Context, Roles
from kg.relate.frames import Frame, Frames, TriggerHit
from kg.relate.sentences import Sentence, Slot

PLACES = frozenset({"Province", "City", "County", "Township", "Village", "Region"})
BODIES = frozenset({"Company", "Government", "School", "Hospital", "Organization"})
RANK = {"Province": 1, "City": 2, "County": 3, "Township": 4, "Village": 5, "Region": 0}
GROUPS = {"Person": "person", "Product": "product", **dict.fromkeys(PLACES, "place"), **dict.fromkeys(BODIES, "body")}
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
LOCAL = len(PAIR_NUMBERS) + len(TRIGGER_NUMBERS)
NO_TRIGGER = (1.0, *(0.0,) * 4, 99.0, 99.0, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0, *(0.0,) * 11)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A predicate that could hold between two mentions. ``span`` is the clean range that was read for it.

    ``numbers`` are in the order of PAIR_NUMBERS, then TRIGGER_NUMBERS.
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


def group_of(kind: str) -> str:
    """ "place", "body", "person", "product" or "work": the guide's classes in five groups."""
    return GROUPS.get(kind, "work")


Shared = tuple[tuple[str, ...], tuple[float, ...]]
Read = tuple[tuple[str, ...], tuple[float, ...], tuple[int, int]]


class Around:
    """What stands around a slot: the text before and after its whole coordination, its rank, its flags."""

    __slots__ = (
        "after", "before", "begin", "end", "finest", "first", "group", "group_size", "mention", "nested", "number", "outer",
        "places", "slot",
    )  # fmt: skip

    def __init__(self, sentence: Sentence, number: int, text: str):
        slots = sentence.slots
        self.number, self.slot = number, slots[number]
        self.mention = self.slot.mention
        self.group = group_of(self.mention.type)
        self.outer = slots[self.slot.outer]
        self.nested = self.slot.outer != number
        members = sentence.groups[self.slot.group]
        self.group_size = len(members)
        first = members[0]
        while first > 0:
            previous = slots[slots[first - 1].outer]
            if not previous.chained or previous.mention.end != slots[first].mention.start:
                break
            first = slots[first - 1].outer
        self.begin = slots[first].mention.start
        self.end = slots[members[-1]].mention.end
        self.before = text[max(sentence.start, self.begin - 2) : self.begin]
        after = text[self.end : min(sentence.end, self.end + 4)]
        self.after = after.lstrip("”》」’等")[:2]
        self.first = first == 0
        inner = (
            [s.mention for n, s in enumerate(slots) if s.outer == number and n != number and s.mention.type in PLACES]
            if not self.nested
            else []
        )
        self.places = len(inner)
        self.finest = max(inner, key=lambda m: (RANK[m.type], m.start)).entity if inner else -1


class Scene:
    """One sentence prepared for reading: what stands around each slot, where each predicate's triggers are."""

    __slots__ = ("around", "context", "flags", "frames", "hits", "pairs", "sentence", "tops", "triggers")

    def __init__(self, sentence: Sentence, frames: Frames, context: Context):
        self.sentence, self.context, self.frames = sentence, context, frames
        self.pairs: dict[tuple[int, int], Shared] = {}
        self.triggers: dict[tuple[int, int, str], Read] = {}
        self.hits = frames.find(sentence.text, sentence.start, [start for start, _ in sentence.clauses])
        self.around = [Around(sentence, n, context.text) for n in range(len(sentence.slots))]
        self.tops = [
            (s.mention.start, s.mention.end, s.mention.type) for n, s in enumerate(sentence.slots) if s.outer == n
        ]
        denied = frames.words.denials.search(sentence.text) is not None
        self.flags = (f"block={sentence.block.kind}", "denial") if denied else (f"block={sentence.block.kind}",)

    def crossed(self, start: int, end: int, kinds: frozenset[str] | None = None) -> int:
        """How many outer mentions (of those classes) lie within a clean range."""
        return sum(1 for a, b, t in self.tops if start <= a and b <= end and (kinds is None or t in kinds))

    def pair(self, i: int, j: int) -> Shared:
        """What is seen of two slots whatever the predicate; made once."""
        found = self.pairs.get((i, j))
        if found is None:
            found = self.pairs[i, j] = _pair(self, self.around[i], self.around[j])
        return found

    def trigger(self, i: int, j: int, frame: Frame) -> Read:
        """What is seen of two slots and a predicate's triggers; made once."""
        found = self.triggers.get((i, j, frame.predicate))
        if found is None:
            found = self.triggers[i, j, frame.predicate] = _trigger(self, self.around[i], self.around[j], frame)
        return found

    def is_next(self, start: int, end: int) -> bool:
        """Whether nothing but adverbs and the like stands in a clean range."""
        return end - start <= 14 and self.frames.words.fillers.fullmatch(self.context.text, start, end) is not None


def sentence_candidates(scene: Scene, roles: Roles, only: str | None = None) -> Iterator[Candidate]:
    """All candidates of one sentence (of one predicate if ``only`` names it), in a fixed order.

    What does not depend on the roles is kept in the scene, so that a second reading of it is cheap.
    """
    slots = scene.sentence.slots
    for i, left in enumerate(slots):
        for j, right in enumerate(slots):
            if i == j or left.mention.entity == right.mention.entity:
                continue
            if abs(left.clause - right.clause) > FARTHEST_CLAUSE:
                continue
            possible = [
                f for f in scene.frames.between(left.mention.type, right.mention.type)
                if (f.structural or f.predicate in scene.hits) and not (f.symmetric and i > j)
                and only in (None, f.predicate)
            ]  # fmt: skip
            if not possible or _mispaired(scene.sentence, left, right):
                continue
            s, o = scene.around[i], scene.around[j]
            shared, base = scene.pair(i, j)
            given = roles.features(s.mention.entity, o.mention.entity)
            family = (scene.sentence.number, _family(s), _family(o))
            for frame in possible:
                features, numbers, span = scene.trigger(i, j, frame)
                yield Candidate(
                    frame.predicate, s.mention, o.mention, shared + given + features, base + numbers, span, family
                )


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
        f"S:flags={s.nested}{s.slot.chained}{s.first}|{s.group}", f"O:flags={o.nested}{o.slot.chained}{o.first}|{o.group}",
        f"S:before={s.before[-1:]}", f"O:before={o.before[-1:]}", f"S:before2={s.before}", f"O:before2={o.before}",
        f"S:after={s.after}", f"O:after={o.after}", f"S:after1={s.after[:1]}", f"O:after1={o.after[:1]}",
        f"SO:before={s.before[-1:]}|{o.before[-1:]}|{where}",
        f"S:places={min(s.places, 2)}|{where}|{groups}",
    ]  # fmt: skip
    leads = not s.nested and s.slot.place > 0 and b.start == s.begin
    if leads:
        features.append(f"leads={s.group}|{b.type}|{o.nested}")
    if out:
        if s.slot.outer != o.slot.outer and s.slot.group != o.slot.group:
            apart = text[s.end : o.begin] if where == "S.O" else text[o.end : s.begin]
            features.append(f"lists={where}|{apart if len(apart) <= 4 else apart[:1] + '…' + apart[-1:]}|{groups}")
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
    hits = scene.hits.get(frame.predicate, ())
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
    text, words = scene.context.text, scene.frames.words
    s_next, s_gap = _reach(scene, s, hit)
    o_next, o_gap = _reach(scene, o, hit)
    s_range, o_range = _range_to(s, hit), _range_to(o, hit)
    s_crossed, o_crossed = scene.crossed(*s_range), scene.crossed(*o_range)
    s_rivals, o_rivals = scene.crossed(*s_range, frame.domain), scene.crossed(*o_range, frame.range)
    following = text[hit.end : hit.end + 2]
    lead = text[max(scene.sentence.start, hit.start - 8) : hit.start]
    of = following[:1] == "的" or following == "了的"
    by = s.before[-1:] in words.agents
    along = s.before[-1:] in words.companions or o.before[-1:] in words.companions
    toward = o.before[-1:] in words.targets or o.before in words.targets
    inside = o.before[-1:] == "在"
    under = s.before[-1:] == "在" and "下" in text[hit.end : hit.end + 4]
    denied, planned = words.denials.search(lead) is not None, words.plans.search(lead) is not None
    s_clauses, o_clauses = abs(hit.clause - s.slot.clause), abs(hit.clause - o.slot.clause)
    shape = f"{place}|{s_next:d}{o_next:d}{of:d}{by:d}{along:d}{toward:d}{inside:d}{under:d}"
    groups = f"{s.group}>{o.group}"
    features = [
        f"T={hit.word}|{place}", f"T={hit.word}|{place}|{groups}", f"T={hit.word}|{s_next:d}{o_next:d}{of:d}|{place}",
        f"shape={shape}", f"shape={shape}|{hit.strength}|{groups}", f"T={hit.word}|{following}", f"T={hit.word}|{o.mention.type}",
        f"T={hit.word}|{s.mention.type}", f"T:clauses={place}|{min(s_clauses, 3)}|{min(o_clauses, 3)}",
        f"T:rivals={place}|{min(s_rivals, 2)}|{min(o_rivals, 2)}|{hit.strength}", f"T:lead={lead[-1:]}|{place}",
        f"T:rivals={hit.word}|{min(s_rivals, 1)}|{min(o_rivals, 1)}|{place}",
    ]  # fmt: skip
    if denied:
        features.append("T:denied")
    if planned:
        features.append("T:planned")
    numbers = (
        0, hit.strength, place[0] == "T", place[1] == "T", place[2] == "T", s_gap, o_gap, s_clauses, o_clauses, s_crossed,
        o_crossed, s_rivals, o_rivals, s_next, o_next, of, by, along, toward, inside, under, denied, planned, count,
    )  # fmt: skip
    return features, numbers


def _range_to(a: Around, hit: TriggerHit) -> tuple[int, int]:
    """The clean range between a slot's own mention and a trigger."""
    return (hit.end, a.mention.start) if hit.end <= a.mention.start else (a.mention.end, hit.start)


def _reach(scene: Scene, a: Around, hit: TriggerHit) -> tuple[bool, int]:
    """Whether only adverbs lie between a slot's whole coordination and a trigger, and how many characters do."""
    start, end = (hit.end, a.begin) if hit.end <= a.begin else (a.end, hit.start)
    if start > end:
        return False, 0
    return scene.is_next(start, end), end - start
