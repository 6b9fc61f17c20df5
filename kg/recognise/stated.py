"""The names that a text itself says are one: 甲有限公司（以下简称“甲公司”）, 甲集团（原乙集团）.

In: the clean text and its clusters. Out: fewer clusters; every free occurrence of a stated alias becomes a mention.
"""

from __future__ import annotations

from kg.recognise.aliases import comparable, stated
from kg.recognise.aliases_lexicon import AliasLexicon
from kg.recognise.clusters import Cluster, Covered, Span, family

# How far before a bracket a title in 《》 may open. The longest in the training articles has 48 characters.
LONGEST_TITLE = 60


def join_stated(text: str, clusters: list[Cluster], lexicon: AliasLexicon) -> list[Cluster]:
    """Joins what the text states to be one thing and finds the stated aliases everywhere."""
    statements = list(stated(text, lexicon))
    brackets = list(lexicon.once.finditer(text))
    if not statements and not brackets:
        return clusters
    names = _Names(text, clusters, lexicon)
    for bracket, aliases in statements:
        owner = names.ending_at(bracket) or names.titled(bracket, aliases)
        for start, end in aliases if owner is not None else ():
            if owner and not (owner.code and not set(text[start:end]) <= set(owner.name or owner.longest)):
                names.give(owner, text[start:end])
    for match in brackets:
        owner, named = names.ending_at(match.start()), names.exact.get(match.span(1))
        if owner is None or named is None or owner.code or named.code or family(owner.type) != family(named.type):
            continue
        names.join(owner, named, f"in brackets: {match[0][1:-1]}")
    return names.left()


class _Names:
    """Where each cluster is named, kept up to date while clusters join."""

    def __init__(self, text: str, clusters: list[Cluster], lexicon: AliasLexicon):
        self.text = text
        self.clusters = clusters
        self.lexicon = lexicon
        self.covered = Covered((s.start, s.end) for c in clusters for s in c.spans)
        self.exact: dict[tuple[int, int], Cluster] = {}
        self.ends: dict[int, int] = {}
        self.plain: dict[str, Cluster] = {}
        self.gone: set[int] = set()
        for cluster in clusters:
            self._enter(cluster)

    def _enter(self, cluster: Cluster) -> None:
        for span in cluster.spans:
            self.exact[span.start, span.end] = cluster
            self.ends[span.end] = min(span.start, self.ends.get(span.end, span.start))
        if not cluster.code:
            for form in cluster.forms:
                self.plain[comparable(form, self.lexicon)] = cluster

    def ending_at(self, position: int) -> Cluster | None:
        """The cluster of the longest mention that ends at ``position`` or one closing mark before it."""
        found = [(self.ends[end], end) for end in (position, position - 1) if end in self.ends]
        return self.exact[min(found)] if found else None

    def titled(self, bracket: int, aliases: list[tuple[int, int]]) -> Cluster | None:
        """《甲计划》（以下简称《计划》） where only the alias was found: its cluster, which takes in the full title."""
        opening = self.text.rfind("《", max(0, bracket - LONGEST_TITLE), bracket)
        if opening < 0 or self.text[bracket - 1] != "》" or "》" in self.text[opening : bracket - 1]:
            return None
        for start, end in aliases:
            cluster = self.exact.get((start - 1, end + 1)) or self.exact.get((start, end))
            if cluster is not None:
                cluster.add(Span(opening, bracket, cluster.type, "", "alias"), self.text[opening:bracket])
                self._enter(cluster)
                return cluster
        return None

    def join(self, owner: Cluster, other: Cluster, why: str) -> None:
        """Makes two clusters one, unless they are it already."""
        if owner is not other:
            owner.absorb(other, why)
            self.gone.add(id(other))
            self._enter(owner)

    def give(self, owner: Cluster, form: str) -> None:
        """Makes ``form`` a name of ``owner`` wherever it stands free."""
        why = f"stated alias: {form}"
        other = self.plain.get(comparable(form, self.lexicon))
        if other is not None and other is not owner and not other.code:
            self.join(owner, other, why)
        kind, at = owner.type, self.text.find(form)
        while at >= 0:
            end = at + len(form)
            if (at, end) not in self.exact and self.covered.free(at, end):
                owner.add(Span(at, end, kind, owner.code, "alias"), form)
            at = self.text.find(form, end)
        if why not in owner.why:
            owner.why.append(why)
        self._enter(owner)

    def left(self) -> list[Cluster]:
        """The clusters that were not absorbed."""
        return [c for c in self.clusters if id(c) not in self.gone]
