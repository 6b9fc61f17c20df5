"""Expressions that refer to a thing named elsewhere in the article: 该县, 这家公司, 两地, 双方, 当地, 全县, 我省, 县委.

In: the expressions found in the clean text and a ``Scene``. Out: ``Referred`` mentions, each with the reason of its
resolution. Recency, type and topic decide; words come from ``ontology/lexicon/references.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.recognise.plurals import plural
from kg.recognise.references_lexicon import Noun
from kg.recognise.scene import REACH_MENTIONS, Referred, Scene


def resolve_references(scene: Scene, free: Iterable[re.Match[str]]) -> list[Referred]:
    """Resolves expressions (matches of the lexicon's pattern that no mention covers) in order of position.

    What is resolved counts as a mention for those that follow.
    """
    found: list[Referred] = []
    for match in free:
        for referred in _resolve(scene, match):
            found.append(referred)
            scene.add(referred)
    return found


def _resolve(scene: Scene, match: re.Match[str]) -> list[Referred]:
    lexicon = scene.lexicon
    start, end = match.span()
    if match["det"]:
        picked = _determined(scene, start, lexicon.nouns[match["noun"]])
    elif match["count"]:
        return plural(scene, start, end, lexicon.plurals[match["plural"]], lexicon.counts[match["count"]])
    elif match["pair"]:
        return plural(scene, start, end, lexicon.parties, 2)
    elif match["local"]:
        picked = _local(scene, start)
    elif match["whole"]:
        picked = _whole(scene, start, match["kind"], match["whole"])
    elif match["own"]:
        picked = _own(scene, lexicon.nouns[match["self"]])
    else:
        picked = _addressed(scene, lexicon.levels[match["place"]])
    if picked is None:
        return []
    return [Referred(start, end, picked[0], f"{match[0]}: {picked[1]}")]


def _determined(scene: Scene, start: int, noun: Noun) -> tuple[int, str] | None:
    """该县: the nearest fitting mention; a less fitting type or ending must be nearer to win."""
    here = scene.sentence(start)
    clause = scene.things_of_clause(start)
    best: tuple[float, int, int] | None = None
    for number, seen in enumerate(scene.before(start)):
        thing = scene.things[seen.thing]
        if not scene.fits(thing, noun):
            continue
        cost = here - scene.sentence(seen.start) + number / REACH_MENTIONS
        if best is not None and cost >= best[0]:
            break
        if not noun.hard:
            cost += 2 * noun.types.index(thing.type) + (2 if noun.ends and not thing.name.endswith(noun.ends) else 0)
        if not seen.outer:
            cost += 0.5
        if seen.thing in clause:
            # Two names for one thing do not stand in one clause: 甲医院与该院结对.
            cost += 6
        if best is None or cost < best[0]:
            best = (cost, number, seen.thing)
    return None if best is None else (best[2], "nearest before")


def _local(scene: Scene, start: int) -> tuple[int, str] | None:
    """当地: the nearest place below a province in the paragraph, on the side that the article mostly tells of (where the
    most small places lie: givers are named by province or city), else the article's county."""
    paragraph = scene.text.rfind("\n", 0, start)
    noun = scene.lexicon.local
    near: list[int] = []
    for seen in scene.before(start):
        if seen.start <= paragraph:
            break
        if scene.fits(scene.things[seen.thing], noun):
            if scene.home and scene.is_home(seen.thing):
                return seen.thing, "nearest place"
            near.append(seen.thing)
    if near and not scene.home:
        return max(near, key=lambda thing: scene.weights[thing]), "the paragraph's place"
    topic = scene.topic(Noun(("County",)), home=True)
    topic = scene.topic(noun) if topic is None else topic
    if topic is not None:
        return topic, "the article's place"
    return (near[0], "nearest place") if near else None


def _whole(scene: Scene, start: int, kind: str, determiner: str) -> tuple[int, str] | None:
    """全县, 我省: the place right before it (甲县全县), the publisher's, the paragraph's or the article's."""
    noun = scene.lexicon.levels[kind]
    for seen in scene.before(start):
        if seen.end == start and scene.fits(scene.things[seen.thing], noun):
            return seen.thing, "named before it"
        break
    published = _publisher(scene, noun)
    others = scene.things_of_clause(start)
    if determiner == "全":
        paragraph = scene.text.rfind("\n", 0, start)
        for seen in scene.before(start):
            if seen.start <= paragraph:
                break
            if scene.fits(scene.things[seen.thing], noun):
                return seen.thing, "nearest of its kind"
    elif published is None:
        signed = _signature(scene, noun)
        if signed is not None:
            return signed, "the signature"
    if published is not None:
        return published, "the publisher's place"
    if kind in scene.own:
        return scene.own[kind], "as before"
    topic = scene.topic(noun, without=others)
    if topic is not None and determiner != "全":
        scene.own[kind] = topic
    return None if topic is None else (topic, "the article's place")


def _own(scene: Scene, noun: Noun) -> tuple[int, str] | None:
    """我校, 本公司: the one that signs, else the one that the article is most about."""
    signed = _signature(scene, noun)
    if signed is not None:
        return signed, "the signature"
    topic = scene.topic(noun)
    return None if topic is None else (topic, "the article's own")


def _signature(scene: Scene, noun: Noun) -> int | None:
    """The place in the last line of the text: a letter is signed at its end."""
    for seen in reversed(scene.seen):
        if seen.start < scene.last_line:
            return None
        if scene.fits(scene.things[seen.thing], noun):
            return seen.thing
    return None


def _publisher(scene: Scene, noun: Noun) -> int | None:
    """The place whose name the publisher's begins with (甲县日报)."""
    for number in scene.fitting(noun) if scene.publisher else ():
        name = scene.things[number].name
        if scene.publisher.startswith(name[:-1] if len(name) > 2 else name):
            return number
    return None


def _addressed(scene: Scene, noun: Noun) -> tuple[int, str] | None:
    """贵市: the first place of that kind in the article (a letter names whom it addresses first)."""
    for seen in scene.seen:
        if scene.fits(scene.things[seen.thing], noun):
            return seen.thing, "addressed first"
    return None


def owner(scene: Scene, start: int, noun: Noun) -> tuple[int, str] | None:
    """The place of a body named by its kind alone (县委, 市发展改革委): nearest of its kind, else the article's."""
    paragraph = scene.text.rfind("\n", 0, start)
    for seen in scene.before(start):
        if seen.start <= paragraph:
            break
        if scene.fits(scene.things[seen.thing], noun):
            return seen.thing, "nearest of its kind"
    published = _publisher(scene, noun)
    if published is not None:
        return published, "the publisher's place"
    topic = scene.topic(noun)
    return None if topic is None else (topic, "the article's place")
