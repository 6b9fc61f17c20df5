"""The clusters that the mentions of one article are gathered into: one per division code, official name or spelling.

In: the clean text and its typed mentions (``Span``). Out: ``Cluster`` objects with their forms, mentions and reasons,
and the aliases that the text states, whose every occurrence becomes a mention. ``kg.recognise.joining`` joins further.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from kg.recognise.aliases import comparable, stated
from kg.recognise.aliases_lexicon import AliasLexicon

PLACES = ("Province", "City", "County", "Township", "Village", "Region")
_FAMILY = {
    **dict.fromkeys(PLACES, "place"),
    **dict.fromkeys(("Company", "Government", "School", "Hospital", "Organization"), "body"),
    **dict.fromkeys(("Port", "Bridge", "Park", "Facility", "Project", "Event"), "work"),
}


def family(kind: str) -> str:
    """The types within which one thing's mentions may differ, as one word."""
    return _FAMILY.get(kind, kind)


@dataclass(frozen=True, slots=True)
class Span:
    """A typed mention: [start, end) of the clean text, its type, its division code or "", the component that found it,
    and for a place its official name or ""."""

    start: int
    end: int
    type: str
    code: str = ""
    by: str = ""
    name: str = ""


@dataclass(slots=True, eq=False)
class Cluster:
    """One thing while it is being put together. ``forms`` are its spellings in order of appearance; ``name`` is the official name or "",
    ``register`` what else the register calls it."""

    spans: list[Span] = field(default_factory=list)
    forms: dict[str, None] = field(default_factory=dict)
    code: str = ""
    name: str = ""
    register: tuple[str, ...] = ()
    why: list[str] = field(default_factory=list)
    doubt: str = ""
    _longest: str = ""
    _type: str = ""

    @property
    def longest(self) -> str:
        """The fullest spelling; 的 does not make it fuller."""
        if not self._longest:
            forms = self.forms or {self.name: None}
            self._longest = max(forms, key=lambda form: (len(form) - form.count("的"), -len(form)))
        return self._longest

    @property
    def title(self) -> str:
        """The name to go by: the official one, else the fullest spelling."""
        return self.name or self.longest

    @property
    def type(self) -> str:
        """The type most mentions have; those of the fullest form count twice."""
        if not self._type:
            longest = len(self.longest)
            votes: dict[str, int] = {}
            for span in self.spans:
                votes[span.type] = votes.get(span.type, 0) + (2 if span.end - span.start == longest else 1)
            self._type = min(votes, key=lambda kind: (-votes[kind], kind))
        return self._type

    @property
    def first(self) -> int:
        """Where the first mention begins."""
        return min(span.start for span in self.spans)

    def add(self, span: Span, form: str) -> None:
        """Takes in one mention with its spelling."""
        self.spans.append(span)
        self.forms[form] = None
        self._longest = self._type = ""

    def absorb(self, other: Cluster, why: str) -> None:
        """Takes over all of another cluster for a reason."""
        self.spans.extend(other.spans)
        self.forms.update(other.forms)
        self.code = self.code or other.code
        self.name = self.name or other.name
        self.register = self.register or other.register
        self.why.extend([*other.why, why])
        self.doubt = self.doubt or other.doubt
        self._longest = self._type = ""


class Covered:
    """Which stretches of the text belong to mentions, for finding free occurrences of a form."""

    def __init__(self, spans: Iterable[tuple[int, int]]):
        self.exact = set(spans)
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(self.exact, key=lambda span: (span[0], -span[1])):
            if not self._ends or end > self._ends[-1]:
                self._starts.append(start)
                self._ends.append(end)

    def inside(self, start: int, end: int) -> bool:
        """Whether [start, end) lies within or across a mention (one that it wholly contains does not count)."""
        at = bisect_right(self._starts, start) - 1
        if at >= 0 and self._ends[at] > start and (self._starts[at] < start or self._ends[at] >= end):
            return True
        last = bisect_left(self._starts, end) - 1
        return last > at and self._ends[last] > end

    def free(self, start: int, end: int) -> bool:
        """Whether [start, end) can become a mention of its own."""
        return (start, end) not in self.exact and not self.inside(start, end)


def gather(text: str, spans: Iterable[Span], register: Callable[[str], tuple[str, ...]], lexicon: AliasLexicon) -> list[Cluster]:
    """One cluster per division code, per official place name, per spelling of anything else, in order of appearance.

    ``register`` gives a code's official name and its shorter forms.
    """
    by_key: dict[tuple[str, str], Cluster] = {}
    later: list[Span] = []
    for span in spans:
        if span.code or span.name:
            key = ("code", span.code) if span.code else ("place", span.name)
            if key not in by_key:
                names = register(span.code) if span.code else ()
                by_key[key] = Cluster(code=span.code, name=names[0] if names else span.name, register=names[1:])
            by_key[key].add(span, text[span.start : span.end])
        else:
            later.append(span)
    found = list(by_key.values())
    by_form: dict[str, Cluster] = {}
    for cluster in found:
        for form in (cluster.name, *cluster.forms):
            by_form.setdefault(form, cluster)
    by_name: dict[str, Cluster] = {}
    for span in later:
        form = text[span.start : span.end]
        if span.type in PLACES:
            table, plain = by_form, form
        else:
            table, plain = by_name, comparable(form, lexicon) or form
        if plain not in table:
            table[plain] = Cluster()
            found.append(table[plain])
        elif form not in table[plain].forms and table is by_name:
            table[plain].why.append(f"set wording: {form}")
        table[plain].add(span, form)
    return sorted(found, key=lambda c: (c.first, c.longest))


def add_stated_aliases(text: str, clusters: list[Cluster], lexicon: AliasLexicon) -> list[Cluster]:
    """Gives each alias that the text states to the thing named right before it, everywhere in the text."""
    for bracket, aliases in list(stated(text, lexicon)):
        owner = _ending_at(clusters, bracket) or _titled(text, clusters, bracket, aliases)
        for start, end in aliases if owner is not None else ():
            form = text[start:end]
            if owner.code and not set(form) <= set(owner.name or owner.longest):
                continue
            clusters = _add_alias(text, clusters, owner, form, lexicon)
    return clusters


def _titled(text: str, clusters: list[Cluster], bracket: int, aliases: list[tuple[int, int]]) -> Cluster | None:
    """《甲计划》（以下简称《计划》） where only the alias was found: its cluster, which takes in the full title."""
    opening = text.rfind("《", max(0, bracket - 60), bracket)
    if opening < 0 or text[bracket - 1] != "》" or "》" in text[opening : bracket - 1]:
        return None
    for start, end in aliases:
        for cluster in clusters:
            span = next((s for s in cluster.spans if start - 1 <= s.start <= start and end <= s.end <= end + 1), None)
            if span is not None:
                cluster.add(Span(opening, bracket, span.type, "", "alias"), text[opening:bracket])
                return cluster
    return None


def join_former_names(text: str, clusters: list[Cluster], lexicon: AliasLexicon) -> list[Cluster]:
    """甲集团（原乙集团）: joins two things of one family where the bracket holds nothing but the other's name."""
    for match in lexicon.once.finditer(text):
        owner = _ending_at(clusters, match.start())
        named = next((c for c in clusters if any((s.start, s.end) == match.span(1) for s in c.spans)), None)
        if owner is None or named is None or owner is named or owner.code or named.code:
            continue
        if family(owner.type) == family(named.type):
            owner.absorb(named, f"in brackets: {match[0][1:-1]}")
            clusters = [c for c in clusters if c is not named]
    return clusters


def _ending_at(clusters: list[Cluster], position: int) -> Cluster | None:
    """The cluster of the longest mention that ends at ``position`` or one closing mark before it."""
    best: tuple[int, Cluster] | None = None
    for cluster in clusters:
        for span in cluster.spans:
            if position - 1 <= span.end <= position and (best is None or span.start < best[0]):
                best = (span.start, cluster)
    return best[1] if best else None


def _add_alias(text: str, clusters: list[Cluster], owner: Cluster, form: str, lexicon: AliasLexicon) -> list[Cluster]:
    why, plain = f"stated alias: {form}", comparable(form, lexicon)
    for other in clusters:
        if other is not owner and not other.code and any(comparable(f, lexicon) == plain for f in other.forms):
            owner.absorb(other, why)
            clusters = [c for c in clusters if c is not other]
    covered = Covered((s.start, s.end) for c in clusters for s in c.spans)
    kind = owner.type
    at = text.find(form)
    while at >= 0:
        end = at + len(form)
        if covered.free(at, end):
            owner.add(Span(at, end, kind, owner.code, "alias"), form)
        at = text.find(form, end)
    if why not in owner.why:
        owner.why.append(why)
    return clusters
