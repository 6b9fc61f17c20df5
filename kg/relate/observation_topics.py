"""Who a clause is about: its subject, named or carried over, and who stands on its receiving side.

In: a Layout. Out: ``Topics``. A clause without a subject of its own takes that of the clause before, a sentence that of the
sentence before, a paragraph under a heading the heading's names: the plain carry-over of Chinese news prose (topic chains,
after Li & Thompson 1981, ch. 4). The chain ends with the paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.records import Mention
from kg.relate.observation_layout import Layout
from kg.relate.observation_lexicon import IndicatorWords

_JOIN = re.compile(r"[、和与及同]|以及|")
# A paragraph this short without a closing sign is a heading: its names are the topic of what follows.
HEADING = 14
# A subject stands within these characters of its clause, after dates and connectives.
OPENING_REACH = 40
# How many short paragraphs back a heading is looked for.
HEADING_REACH = 8


@dataclass(frozen=True, slots=True)
class Group:
    """Coordinated mentions (甲省、乙市和丙县): they share one role. ``nested`` are the names inside them."""

    start: int
    end: int
    members: tuple[Mention, ...]
    nested: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """The roles of one clause. ``subjects`` are entities; ``carried`` counts the clauses that they were carried over."""

    subjects: tuple[int, ...]
    carried: int
    agents: tuple[int, ...]
    receivers: tuple[int, ...]
    giver: tuple[int, ...]  # who was last said to give, and in which clause
    giver_at: int
    taker: tuple[int, ...]
    taker_at: int


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics of one article. ``clauses`` is parallel to ``Layout.clauses``; ``groups`` are sorted by position."""

    groups: tuple[Group, ...]
    clauses: tuple[Clause, ...]
    headings: tuple[tuple[int, ...], ...]  # per paragraph, the entities of the heading that governs it
    given: dict[int, int]  # how often an entity is said to give
    received: dict[int, int]


def find_groups(layout: Layout) -> tuple[Group, ...]:
    """The coordinations of the outermost mentions."""
    text = layout.reading.article.text
    outer: list[tuple[Mention, list[Mention]]] = []
    for mention in layout.mentions:
        if outer and mention.end <= outer[-1][0].end:
            outer[-1][1].append(mention)
        else:
            outer.append((mention, []))
    groups: list[Group] = []
    run: list[tuple[Mention, list[Mention]]] = []
    for item in outer:
        if run and not _JOIN.fullmatch(text[run[-1][0].end : item[0].start]):
            groups.append(_group(run))
            run = []
        run.append(item)
    return (*groups, _group(run)) if run else tuple(groups)


def _group(run: list[tuple[Mention, list[Mention]]]) -> Group:
    members = tuple(m for m, _ in run)
    return Group(members[0].start, members[-1].end, members, tuple(n for _, inner in run for n in inner))


def find_topics(layout: Layout, words: IndicatorWords) -> Topics:
    """Reads the topics clause by clause, each once."""
    groups = find_groups(layout)
    headings = _headings(layout)
    by_clause: dict[int, list[Group]] = {}
    for group in groups:
        by_clause.setdefault(layout.clause(group.start), []).append(group)
    given: dict[int, int] = {}
    received: dict[int, int] = {}
    clauses: list[Clause] = []
    subjects: tuple[int, ...] = ()
    carried = 0
    paragraph = -1
    giver: tuple[int, ...] = ()
    taker: tuple[int, ...] = ()
    giver_at = taker_at = -1
    for number, start in enumerate(layout.clauses):
        if layout.paragraph(start) != paragraph:
            paragraph = layout.paragraph(start)
            subjects, carried = headings[paragraph], 0
        own: tuple[int, ...] = ()
        agents: list[int] = []
        receivers: list[int] = []
        for group in by_clause.get(number, ()):
            role, gives = _role(layout, group, number, words)
            entities = [m.entity for m in group.members]
            if gives:
                giver, giver_at = tuple(entities), number
            elif role == "receiver":
                taker, taker_at = tuple(entities), number
            counts = given if gives else received if role == "receiver" else {}
            for entity in entities:
                counts[entity] = counts.get(entity, 0) + 1
            if role == "subject" and not own:
                own = tuple(entities)
            elif role == "agent":
                agents += entities
            elif role == "receiver":
                receivers += entities
        if own:
            subjects, carried = own, 0
        clauses.append(Clause(subjects, carried, tuple(agents), tuple(receivers), giver, giver_at, taker, taker_at))
        carried += 1
    return Topics(groups, tuple(clauses), headings, given, received)


def _role(layout: Layout, group: Group, clause: int, words: IndicatorWords) -> tuple[str, bool]:
    """The role of a coordination in its clause by what stands beside it, and whether a verb of giving follows it."""
    text = layout.reading.article.text
    start, end = layout.clause_span(clause)
    ahead = text[max(start, group.start - OPENING_REACH) : group.start]
    after = text[group.end : min(end, group.end + words.reach)]
    agent = ahead.endswith(words.agent)
    receiver = not agent and ahead.endswith(words.receiver)
    gives = bool(words.giving.search(after)) and not receiver
    if agent:
        return "agent", True
    if receiver:
        return "receiver", False
    opens = group.start - start <= OPENING_REACH and words.opening.fullmatch(ahead)
    if opens and not after.startswith(words.modifying):
        return "subject", gives
    return "", gives


def _headings(layout: Layout) -> tuple[tuple[int, ...], ...]:
    text = layout.reading.article.text
    found: list[tuple[int, ...]] = []
    current: tuple[int, ...] = ()
    age = 0
    for number, start in enumerate(layout.paragraphs):
        end = layout.paragraphs[number + 1] if number + 1 < len(layout.paragraphs) else len(text)
        line = text[start:end].strip()
        if number and len(line) <= HEADING and line[-1:] not in "。！？”":
            current, age = tuple(m.entity for m in layout.mentions_in(start, end)), 0
        elif age > HEADING_REACH:
            current = ()
        found.append(current)
        age += 1
    return tuple(found)
