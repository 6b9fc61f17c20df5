"""Things under an earlier name: 甲园后来更名为乙园, 该公司原名乙公司, 前身是乙厂.

In: a scene whose references are resolved. Out: pairs of things that are one, each with its reason.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.recognise.aliases_lexicon import AliasLexicon
from kg.recognise.scene import Scene


def renamed_pairs(scene: Scene, lexicon: AliasLexicon) -> Iterator[tuple[int, int, str]]:
    """The things that a rename joins: (what the sentence is about, the name after the word, why)."""
    longest: dict[int, tuple[int, int]] = {}
    for seen in scene.seen:
        if seen.start not in longest or seen.end > longest[seen.start][0]:
            longest[seen.start] = (seen.end, seen.thing)
    yield from _turned(scene, lexicon)
    for match in lexicon.renamed.finditer(scene.text):
        at = match.end() + (scene.text[match.end() : match.end() + 1] in '“"「')
        if at not in longest:
            continue
        end, named = longest[at]
        kind = scene.things[named].type
        if kind not in lexicon.former_types:
            continue
        if match[0] in lexicon.former and kind not in lexicon.lasting_types:
            sentence = scene.text[at : scene.sentence_end(at)]
            if not any(word in sentence for word in lexicon.former_with):
                continue
        subject = _subject(scene, match.start(), named)
        if subject is not None:
            yield subject, named, f"{match[0]}{scene.text[at:end]}"


def _turned(scene: Scene, lexicon: AliasLexicon) -> Iterator[tuple[int, int, str]]:
    """该集团由甲集团更名重组而来: the thing named right before the word is the subject under its earlier name."""
    for match in lexicon.turned.finditer(scene.text):
        named = next((s for s in scene.before(match.start()) if s.end == match.start() and s.outer), None)
        if named is None or scene.things[named.thing].type not in lexicon.former_types:
            continue
        subject = _subject(scene, named.start, named.thing)
        if subject is not None:
            yield subject, named.thing, f"{match[0]}: {scene.text[named.start : named.end]}"


def _subject(scene: Scene, position: int, named: int) -> int | None:
    """What is renamed: the thing of the same type right before, else the sentence's first, else the last of the sentence
    before."""
    kind, here = scene.things[named].type, scene.sentence(position)
    first, last = None, None
    for seen in scene.before(position):
        back = here - scene.sentence(seen.start)
        if back > 1:
            break
        if seen.thing == named or scene.things[seen.thing].type != kind or not seen.outer:
            continue
        if first is None and back == 0 and position - seen.end <= 2:
            return seen.thing
        if back == 0:
            first = seen.thing
        elif last is None:
            last = seen.thing
    return first if first is not None else last
