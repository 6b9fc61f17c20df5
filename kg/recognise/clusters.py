"""The clusters that the mentions of one article are gathered into: one per division code, official name or spelling.

In: the clean text and its typed mentions (``Span``). Out: ``Cluster`` objects with their forms, mentions and reasons.
``kg.recognise.stated`` and ``kg.recognise.joining`` join further.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from kg.recognise.aliases import comparable
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


def gather(
    text: str, spans: Iterable[Span], register: Callable[[str], tuple[str, ...]], lexicon: AliasLexicon
) -> list[Cluster]:
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
        region = by_form.get(form)
        if region is not None and not region.code and region.name and span.type not in PLACES:
            # 甲自由贸易港 as park or as region: one of the known regions, whatever else a finder calls it.
            region.add(span, form)
            continue
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
