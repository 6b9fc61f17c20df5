"""两地, 三县, 双方: expressions that refer to several things at once.

In: a scene, the place of the expression, what it can stand for and how many. Out: one ``Referred`` for each thing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.recognise.references_lexicon import Noun
from kg.recognise.scene import REACH_MENTIONS, Referred, Scene, Seen

_BRACKETED = re.compile(r"（[^（）]*）|[”“）（]")


def plural(scene: Scene, start: int, end: int, noun: Noun, count: int) -> list[Referred]:
    """The list right before the expression, else a group of that size in its paragraph, else what the same expression
    meant before, else the things of that kind that the article is most about."""
    expression = scene.text[start:end]
    picked, why = _list_before(scene, start, noun, count), "the list before it"
    if not picked:
        picked, why = _group_before(scene, start, noun, count), "nearest together"
    if not picked:
        picked, why = scene.groups.get(expression, []), "as before"
    if not picked:
        picked, why = _main_ones(scene, noun, count), "the article's main ones"
    if picked:
        scene.groups[expression] = picked
    return [Referred(start, end, thing, f"{expression}: {why}") for thing in picked]


def _list_before(scene: Scene, start: int, noun: Noun, count: int) -> list[int]:
    """甲县、乙县两县: the list that ends where the expression begins, if it is that long."""
    found: list[int] = []
    position = start
    for seen in scene.before(start):
        if not scene.fits(scene.things[seen.thing], noun) or seen.end > position:
            continue
        gap = scene.text[seen.end : position]
        if (gap and gap not in scene.lexicon.joints) or seen.thing in found:
            break
        found.insert(0, seen.thing)
        position = seen.start
    return found if len(found) == count else []


def _group_before(scene: Scene, start: int, noun: Noun, count: int) -> list[int]:
    """The nearest sentence of the paragraph that names just ``count`` fitting things, or begins with such a list."""
    paragraph = scene.text.rfind("\n", 0, start)
    sentences: dict[int, list[Seen]] = {}
    for seen in scene.before(start):
        if seen.start <= paragraph:
            break
        if scene.fits(scene.things[seen.thing], noun):
            sentences.setdefault(scene.sentence(seen.start), []).insert(0, seen)
    here = scene.sentence(start)
    for sentence in sorted(sentences, reverse=True):
        outer = [seen for seen in sentences[sentence] if seen.outer]
        groups = [_lowest(scene, outer), _coordinated(scene, outer, count)]
        if sentence == here:
            groups.append(_lowest(scene, sentences[sentence]))
        for group in groups:
            if len(group) == count and _level(scene, group):
                return group
    return []


def _lowest(scene: Scene, seen: Sequence[Seen]) -> list[int]:
    """The things named, without a place that only says where another one lies (甲省甲县)."""
    things = list(dict.fromkeys(one.thing for one in seen))
    return [t for t in things if not any(o != t and _contains(scene, t, o) for o in things)]


def _coordinated(scene: Scene, seen: Sequence[Seen], count: int) -> list[int]:
    """The first list of ``count`` things: 甲公司（简称甲）与乙公司共建丙公司."""
    run: list[int] = []
    last = 0
    for one in seen:
        if run and one.thing == run[-1]:
            last = one.end
            continue
        if run and _BRACKETED.sub("", scene.text[last : one.start]) in scene.lexicon.joints:
            run.append(one.thing)
        else:
            if len(run) == count:
                return run
            run = [one.thing]
        last = one.end
    return run


def _contains(scene: Scene, upper: int, lower: int) -> bool:
    """Whether the division ``upper`` contains ``lower``, by their codes."""
    a, b = (re.sub(r"(?:00)+$", "", scene.things[t].code) for t in (upper, lower))
    return bool(a) and a != b and b.startswith(a)


_RANK = {"Province": 0, "City": 1, "County": 2, "Township": 3, "Village": 4}


def _level(scene: Scene, group: Sequence[int]) -> bool:
    """Whether places of a group are of comparable level: no city beside a township."""
    ranks = [_RANK[scene.things[t].type] for t in group if scene.things[t].type in _RANK]
    return not ranks or (max(ranks) - min(ranks) <= 2 and (max(ranks) < 3 or min(ranks) >= 3))


def _main_ones(scene: Scene, noun: Noun, count: int) -> list[int]:
    """The things of that kind that the article names most; more than two only if it names no others."""
    fitting = scene.fitting(noun)
    fitting = [t for t in fitting if scene.things[t].type in _RANK] or fitting
    if count > 2:
        kind = scene.things[fitting[0]].type if fitting else ""
        same = [t for t in fitting if scene.things[t].type == kind]
        return sorted(same) if len(same) == count else []
    picked: list[int] = []
    for thing in fitting[:REACH_MENTIONS]:
        if not any(_contains(scene, thing, o) or _contains(scene, o, thing) for o in picked):
            picked.append(thing)
        if len(picked) == count:
            return picked
    return []
