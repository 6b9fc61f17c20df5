"""Shortened repeats of a name that the recogniser passed over, found by looking for the short forms a name can have.

In: the text, the clusters of an article and its place names. Out: the same clusters with more mentions. Conservative: a
form counts only where no mention stands, a word boundary is likely, and the full name stands somewhere before it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator

from ahocorasick_rs import AhoCorasick, MatchKind

from kg.recognise.aliases import Form, company_core
from kg.recognise.aliases_lexicon import AliasLexicon
from kg.recognise.clusters import PLACES, Cluster, Covered, Span

# Shorter endings (楼, 港区) are words of every text. In the training articles no found form of three characters or more
# that passed the other tests was wrong more often than one time in twenty.
SHORTEST = 3
# A longer name is a sentence read as a name, which has no short form.
LONGEST = 60
# Of so many things that can bear a short form the nearest is looked for: bounds the time on absurd input.
MOST_OWNERS = 50


def add_repeats(text: str, clusters: list[Cluster], prepared: Callable[[str], Form], lexicon: AliasLexicon) -> None:
    """Adds mentions of short forms to the clusters, in place; each form is noted in ``why``. ``prepared`` splits a name."""
    known = {form for cluster in clusters for form in cluster.forms}
    owners: dict[str, list[Cluster]] = {}
    for cluster in clusters:
        if cluster.type in PLACES or cluster.type == "Person":
            continue
        for form in dict.fromkeys(_short_forms(cluster, known, prepared, lexicon)):
            if form not in known and form not in lexicon.generic and len(form) >= SHORTEST:
                owners.setdefault(form, []).append(cluster)
    if not owners:
        return
    patterns = sorted(owners)
    covered = Covered((s.start, s.end) for c in clusters for s in c.spans)
    starts: dict[int, list[int]] = {}
    ends = {s.end for c in clusters for s in c.spans}
    search = AhoCorasick(patterns, matchkind=MatchKind.LeftmostLongest)
    for pattern, start, end in search.find_matches_as_indexes(text):
        if start in ends or not covered.free(start, end) or not _begins(text, start, lexicon):
            continue
        owner = _named_before(owners[patterns[pattern]], starts, start)
        if owner is not None and owner.type == "Company":
            # 甲州绿原公司 for 甲州绿原: the trade and the ending that follow belong to the name.
            tail = lexicon.company_tail.match(text, end)
            if tail and covered.free(start, tail.end()):
                end = tail.end()
        if owner is not None:
            form = text[start:end]
            why = f"repeat: {form}"
            if why not in owner.why:
                owner.why.append(why)
            owner.add(Span(start, end, owner.type, "", "repeat"), form)


def _short_forms(
    cluster: Cluster, known: set[str], prepared: Callable[[str], Form], lexicon: AliasLexicon
) -> Iterator[str]:
    for name in [form for form in cluster.forms if len(form) <= LONGEST]:
        form = prepared(name)
        if form.rest != form.text and name.endswith(form.rest):
            yield form.rest
        owner = next((n for n in range(len(name) - SHORTEST, 1, -1) if name[:n] in known), 0)
        if owner:
            yield name[owner:].removeprefix("的")
        ordinal = lexicon.ordinal.match(name)
        if ordinal:
            yield name[ordinal.end() :]
        if form.quoted and cluster.type != "Event" and name[0] in "“「":
            yield form.quoted
        if cluster.type == "Company" and form.registered:
            yield from _company_forms(form.text[: len(form.text) - len(form.rest)], form.rest, lexicon)


def _company_forms(place: str, rest: str, lexicon: AliasLexicon) -> Iterator[str]:
    core = company_core(rest, lexicon)
    if not rest.startswith(core) or len(core) > 6:
        return
    yield core
    yield core + "公司"
    if "集团" in rest:
        yield core + "集团"
    if place:
        yield place + core
    trade = lexicon.trade_word.match(rest, len(core))
    if trade:
        yield core + trade[0]


def _begins(text: str, start: int, lexicon: AliasLexicon) -> bool:
    """Whether a word can begin at ``start``: after a mark, a digit or a function word."""
    before = text[start - 1 : start]
    return not "一" <= before <= "鿿" or before in lexicon.before_repeat


def _named_before(owners: list[Cluster], starts: dict[int, list[int]], position: int) -> Cluster | None:
    """The owner whose full name stands last before ``position``. ``starts`` remembers where each is named."""
    best: tuple[int, Cluster] | None = None
    for owner in owners[:MOST_OWNERS]:
        if id(owner) not in starts:
            starts[id(owner)] = sorted(s.start for s in owner.spans)
        at = bisect_right(starts[id(owner)], position) - 1
        if at >= 0 and (best is None or starts[id(owner)][at] > best[0]):
            best = (starts[id(owner)][at], owner)
    return best[1] if best else None
