"""Joins clusters of one article whose names are forms of one another, and notes what looks alike but is not joined.

In: the clusters of ``kg.recognise.clusters``. Out: fewer clusters; every merge keeps its reason in ``why``, near-miss
spellings and ambiguous short forms stay apart and are noted in ``doubt``.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass

from kg.recognise.aliases import (
    LOOSE,
    SURE,
    Form,
    Link,
    PlaceNames,
    comparable,
    compare,
    compare_persons,
    compare_places,
    prepare,
)
from kg.recognise.aliases_lexicon import AliasLexicon
from kg.recognise.clusters import PLACES, Cluster, Span, family
from kg.recognise.scene import REACH_MENTIONS, home_province

# A name of fewer characters has too many true neighbours one character away to be worth a doubt.
NEAR_MISS_LENGTH = 4
# A name is compared with so many others that share its half: bounds the time on absurd input.
NEAR_MISS_TRIES = 20
# And a short form with so many fuller names that share its rarest character, the longest left out first.
MOST_CANDIDATES = 300


# Persons are compared with all persons (小王 shares one character with 王某某): their pool goes by this mark.
PERSONS = "\0"
# What has phases and sections.
WORKS = ("Project", "Park", "Facility", "Port")
# 甲市委、市政府: between the place and the second body stand at most the first one's few characters.
ADJACENT = 6


@dataclass(frozen=True, slots=True)
class Register:
    """Names of the register: all divisions from county up in full and short, and a prefecture's code by its short name
    ("" for any other)."""

    names: Container[str]
    city: Callable[[str], str]


class Joiner:
    """The joining of one article's clusters. ``levels`` maps a place's kind (县) to the types that it can have; bodies
    named by it alone (县委) are of the types ``owned``. ``register`` holds the names of the register of divisions."""

    def __init__(
        self, text: str, clusters: list[Cluster], lexicon: AliasLexicon,
        levels: Mapping[str, tuple[str, ...]], owned: frozenset[str], register: Register,
    ):  # fmt: skip
        self.text = text
        self.lexicon = lexicon
        self.levels = levels
        self.owned = owned
        self.items = clusters
        self.place_of: dict[str, Cluster] = {}
        ids: dict[str, str] = {}
        for number, cluster in enumerate(clusters):
            if family(cluster.type) == "place":
                id_ = cluster.code or f"p{number}"
                self.place_of[id_] = cluster
                for form in (*cluster.forms, cluster.name, *cluster.register):
                    ids.setdefault(form, id_)
        self.places = PlaceNames(ids, register.city)
        self.register = register
        self.home = home_province((c.type, c.code, len(c.spans)) for c in clusters)
        self.forms: dict[int, list[Form]] = {}
        self._prepared_names: dict[str, Form] = {}

    def join(self) -> list[Cluster]:
        """All joins in order; the clusters come back sorted by their first mention."""
        self._settle_owned()
        self._shortened()
        self._parts_alone()
        self._near_misses()
        return sorted(self.items, key=lambda c: (c.first, c.longest))

    # Bodies named by the kind of their place alone -------------------------------------------------------------------
    def _settle_owned(self) -> None:
        """县委, 县人民医院: gives each mention to the body of the nearest place of that kind in its paragraph."""
        bare = [c for c in self.items if c.type in self.owned and self._is_bare(c)]
        if not bare:
            return
        settled = {id(c) for c in bare}
        homes = sorted((s.start, s.end, id_) for id_, c in self.place_of.items() for s in c.spans)
        made: dict[tuple[str, str], Cluster] = {}
        for cluster in self.items:
            if cluster.type in self.owned and id(cluster) not in settled:
                for form in self._prepared(cluster):
                    if form.places:
                        made.setdefault((form.places[-1], form.rest), cluster)
        for cluster in bare:
            left = []
            for span in cluster.spans:
                short = self.text[span.start : span.end]
                home = self._home(homes, span.start, short[0])
                if home is None:
                    left.append(span)
                    continue
                place = self.place_of[home]
                name = (place.name or place.longest) + short[1:]
                key = (home, comparable(short[1:], self.lexicon))
                if key not in made:
                    made[key] = Cluster(name=name)
                    self.items.append(made[key])
                body = made[key]
                body.add(span, short)
                why = f"{short}: of {place.name or place.longest}, nearest of its kind"
                if why not in body.why:
                    body.why.append(why)
            cluster.spans = left
        self.items = [c for c in self.items if c.spans]

    def _is_bare(self, cluster: Cluster) -> bool:
        longest = cluster.longest
        if longest[:1] not in self.levels or cluster.code or longest in self.places.ids:
            return False
        if len(longest) < 2 or self.places.leading(longest):
            return False
        return not any(longest[:length] in self.register.names for length in (2, 3, 4))

    def _home(self, homes: list[tuple[int, int, str]], position: int, level: str) -> str | None:
        """The id of the place of that kind named before ``position`` in its paragraph: one right before it (甲市委、市政府),
        else the nearest on the side that the article mostly tells of, else the paragraph's first."""
        paragraph = self.text.rfind("\n", 0, position)
        first: str | None = None
        last = bisect_left(homes, (position, 0, "")) - 1
        for at in range(last, max(last - REACH_MENTIONS, -1), -1):
            start, end, id_ = homes[at]
            if start <= paragraph:
                break
            place = self.place_of[id_]
            if place.type not in self.levels[level] or not (place.name or place.longest).endswith(level):
                continue
            if position - end <= ADJACENT or (self.home and place.code.startswith(self.home)):
                return id_
            first = id_
        return first

    # Shortened repeats -----------------------------------------------------------------------------------------------
    def _prepared(self, cluster: Cluster) -> list[Form]:
        if id(cluster) not in self.forms:
            names = sorted({*cluster.forms, *([cluster.name] if cluster.name else ())})
            self.forms[id(cluster)] = [self.prepared(name) for name in names]
        return self.forms[id(cluster)]

    def prepared(self, name: str) -> Form:
        """A name split by the article's places."""
        if name not in self._prepared_names:
            self._prepared_names[name] = prepare(name, self.places, self.lexicon)
        return self._prepared_names[name]

    def _shortened(self) -> None:
        self.forms.clear()
        known = set(self.places.ids)
        index: dict[str, list[Cluster]] = defaultdict(list)
        kinds = {id(c): c.type for c in self.items}
        for cluster in self.items:
            known.update(form.text for form in self._prepared(cluster))
        gone: set[int] = set()
        for cluster in sorted(self.items, key=lambda c: (-len(c.name or c.longest), c.longest)):
            found = self._candidates(cluster, kinds, index, known)
            if not found or not self._give(cluster, found):
                self._enter(index, cluster, self._prepared(cluster))
                continue
            gone.add(id(cluster))
            for _, full in found if len(found) == 1 else ():
                self.forms[id(full)].extend(self._prepared(cluster))
                self._enter(index, full, self._prepared(cluster))
        self.items = [c for c in self.items if id(c) not in gone]

    @staticmethod
    def _enter(index: dict[str, list[Cluster]], cluster: Cluster, forms: list[Form]) -> None:
        person = PERSONS if cluster.type == "Person" else ""
        for character in sorted(frozenset(person).union(*(form.characters for form in forms))):
            if not index[character] or index[character][-1] is not cluster:
                index[character].append(cluster)

    def _candidates(
        self, cluster: Cluster, kinds: dict[int, str], index: dict[str, list[Cluster]], known: set[str]
    ) -> list[tuple[Link, Cluster]]:
        """The clusters of fuller names that ``cluster`` can be a short form of, those with the surest link."""
        kind = kinds[id(cluster)]
        found: dict[int, tuple[Link, Cluster]] = {}
        registered = any(form.registered for form in self._prepared(cluster))
        for short in self._prepared(cluster):
            if registered and not short.registered:
                continue
            person = kind == "Person"
            pools = [index.get(character, []) for character in (PERSONS if person else set(short.rest))]
            wanted = frozenset() if person else frozenset(short.rest)
            for full in min(pools, key=len, default=[])[-MOST_CANDIDATES:]:
                other = kinds[id(full)]
                if family(other) != family(kind) or (full.code and cluster.code):
                    continue
                if "Event" in (other, kind) and not {other, kind} <= {"Event", "Project"}:
                    continue
                for form in self._prepared(full):
                    if not wanted <= form.characters:
                        continue
                    link = self._compare(short, form, other, known)
                    if link and (id(full) not in found or link.rank < found[id(full)][0].rank):
                        found[id(full)] = (link, full)
        best = min((link.rank for link, _ in found.values()), default=0)
        return [(link, full) for link, full in found.values() if link.rank == best]

    def _compare(self, short: Form, full: Form, kind: str, known: set[str]) -> Link | None:
        if kind in PLACES:
            return compare_places(short, full, self.lexicon, self.register.names)
        if kind == "Person":
            return compare_persons(short.text, full.text, self.lexicon)
        return compare(short, full, kind, known, self.lexicon)

    def _give(self, cluster: Cluster, found: list[tuple[Link, Cluster]]) -> bool:
        """Gives the mentions of a short form to the fuller name: with several, to the one named last before each."""
        link = found[0][0]
        if len(found) > 1 and link.rank >= LOOSE:
            first = cluster.first
            found = [item for item in found if item[1].first < first] or found
        if len(found) > 1 and link.rank >= LOOSE:
            choices = "、".join(sorted(full.longest for _, full in found))
            cluster.doubt = cluster.doubt or f"{cluster.longest}: could be short for {choices}"
            return False
        why = f"{link.why}: {cluster.longest}"
        if len(found) == 1:
            found[0][1].absorb(cluster, why)
            return True
        starts = sorted((span.start, number) for number, (_, full) in enumerate(found) for span in full.spans)
        names = [full.longest for _, full in found]
        for span in sorted(cluster.spans, key=lambda s: s.start):
            at = bisect_right(starts, (span.start, len(found)))
            number = starts[max(at - 1, 0)][1]
            full = found[number][1]
            full.add(span, self.text[span.start : span.end])
            if why not in full.why:
                full.why.append(why)
            if link.rank > SURE:
                others = "、".join(sorted(name for n, name in enumerate(names) if n != number))
                full.doubt = full.doubt or f"{cluster.longest}: could also be {others}"
        return True

    def _parts_alone(self) -> None:
        """二期 with no works of that name: the second phase of what was named last before it; dropped where nothing was."""
        bare = [
            c
            for c in self.items
            if not c.name and c.type in WORKS and all(self.lexicon.part.fullmatch(form) for form in c.forms)
        ]
        if not bare:
            return
        series = self._series()
        gone = {id(c) for c in bare}
        works = sorted(
            (s.start, -s.end, number)
            for number, c in enumerate(self.items)
            if id(c) not in gone and c.type in WORKS and "期" not in c.longest
            for s in c.spans
        )
        made: dict[str, Cluster] = {}
        for cluster in bare:
            for span in cluster.spans:
                form = self.text[span.start : span.end]
                at = bisect_left(works, (span.start, -len(self.text), 0)) - 1
                paragraph = self.text.rfind("\n", 0, span.start)
                if series:
                    whole = min(series, key=lambda item: (item[0] > span.start, abs(item[0] - span.start), item[1]))[1]
                elif at >= 0 and works[at][0] >= self.text.rfind("\n", 0, max(paragraph, 0)):
                    whole = self.items[works[at][2]].title
                else:
                    continue
                part = made.setdefault(whole + form, Cluster(name=whole + form))
                part.add(span, form)
                part.why = [
                    f"{form}: of {whole}, {'whose other parts are named' if series else 'named last before it'}"
                ]
        self.items = [c for c in self.items if id(c) not in gone] + list(made.values())

    def _series(self) -> list[tuple[int, str]]:
        """Where works are named with a part (甲港二期工程): the position and the name of the whole."""
        found: list[tuple[int, str]] = []
        for cluster in self.items:
            if len(found) > MOST_CANDIDATES:
                break
            part = self.lexicon.part.search(cluster.longest) if cluster.type in WORKS and not cluster.name else None
            if part and "期" in part[0] and part.start() > 1:
                found += [(span.start, cluster.longest[: part.start()]) for span in cluster.spans]
        return found

    # Doubts ----------------------------------------------------------------------------------------------------------
    def _near_misses(self) -> None:
        """Names of one family one character apart, as scanning makes them: noted on both, not merged."""
        halves: dict[tuple[str, int, bool, str], list[tuple[str, Cluster, tuple[str, ...]]]] = defaultdict(list)
        for cluster in self.items:
            if cluster.code or cluster.name or len(cluster.longest) < NEAR_MISS_LENGTH:
                continue
            name = unicodedata.normalize("NFKC", cluster.longest)
            place = self.prepared(cluster.longest).places[-1:]
            # Two names of one length that differ in one character share their first or their second half.
            middle = len(name) // 2
            for first, half in ((True, name[:middle]), (False, name[middle:])):
                halves[family(cluster.type), len(name), first, half].append((name, cluster, place))
        for alike in halves.values():
            for number, (name, one, place) in enumerate(alike):
                for other_name, other, elsewhere in alike[number + 1 : number + 1 + NEAR_MISS_TRIES]:
                    if place and elsewhere and place != elsewhere:
                        continue
                    differ = [pair for pair in zip(name, other_name, strict=True) if pair[0] != pair[1]]
                    if len(differ) == 1 and not self.lexicon.distinct.issuperset(differ[0]):
                        one.doubt = one.doubt or f"one character from {other.longest}"
                        other.doubt = other.doubt or f"one character from {one.longest}"


def span_starts(clusters: list[Cluster]) -> list[tuple[int, int, int, Span]]:
    """All mentions as (start, -end, number of the cluster, span), sorted: the longer of two that begin together first."""
    return sorted(
        ((s.start, -s.end, number, s) for number, cluster in enumerate(clusters) for s in cluster.spans),
        key=lambda item: item[:3],
    )
