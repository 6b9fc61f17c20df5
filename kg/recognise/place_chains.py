"""Place mentions that are more than one name: 甲省乙市, 甲国首都乙, 甲乙 for two places, 甲方 for the side of a place.

In: the clusters of an article, the register's names. Out: the clusters without such mentions: a chain goes to its last
place, a mere pair is dropped (each place has its own mention), a side goes to its place. Divisions that the recogniser
left without a code get one where the chain itself says which one is meant.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from kg.recognise.aliases import PlaceNames
from kg.recognise.aliases_lexicon import AliasLexicon
from kg.recognise.clusters import PLACES, Cluster

CHAINED = tuple(kind for kind in PLACES if kind != "Village")


def settle_chains(
    clusters: list[Cluster], lexicon: AliasLexicon, codes: Callable[[str], list[str]],
    official: Callable[[str], tuple[str, ...]],
) -> list[Cluster]:  # fmt: skip
    """Settles every place cluster without code or official name that is a chain. ``codes`` gives the codes that the
    register knows for a name, ``official`` a code's name and shorter forms."""
    named: dict[str, Cluster] = {}
    by_code: dict[str, Cluster] = {}
    for cluster in sorted(clusters, key=lambda c: not (c.code or c.name)):
        if cluster.type in PLACES:
            for form in (*cluster.forms, cluster.name or cluster.longest, *cluster.register):
                named.setdefault(form, cluster)
            if cluster.code:
                by_code.setdefault(cluster.code, cluster)
    gone: set[int] = set()
    for cluster in clusters:
        if cluster.type not in CHAINED or cluster.code or cluster.name or len(cluster.forms) > 1:
            continue
        form = cluster.longest
        parts, rest = _split(form, named, lexicon)
        home = _meant(form, named, lexicon)
        if len(rest) > 1 and parts and parts[-1].code and _coded(cluster, rest, parts[-1], codes, official):
            if cluster.code in by_code:
                by_code[cluster.code].absorb(cluster, f"place chain: {form}")
                gone.add(id(cluster))
            by_code.setdefault(cluster.code, cluster)
        elif not rest and len(parts) > 1:
            if _nested(parts) and parts[-1] is not cluster:
                parts[-1].absorb(cluster, f"place chain: {form}")
            gone.add(id(cluster))
        elif home is not None and home is not cluster:
            home.absorb(cluster, f"another word for it: {form}")
            gone.add(id(cluster))
        elif len(form) == 1 or form in lexicon.same_place:
            gone.add(id(cluster))
    return [c for c in clusters if id(c) not in gone]


def _coded(
    cluster: Cluster, rest: str, upper: Cluster, codes: Callable[[str], list[str]],
    official: Callable[[str], tuple[str, ...]],
) -> bool:  # fmt: skip
    """Gives the cluster the code of the one division named ``rest`` in ``upper``, if there is just one."""
    found = [c for c in codes(rest) if PlaceNames.within(c, upper.code) and c != upper.code]
    if len(found) != 1:
        return False
    cluster.code = found[0]
    cluster.name, *others = official(found[0]) or (rest,)
    cluster.register = tuple(others)
    cluster.why.append(f"{cluster.longest}: in {upper.name}")
    return True


def _meant(form: str, named: dict[str, Cluster], lexicon: AliasLexicon) -> Cluster | None:
    """The place that a word stands for: 甲方, 全国, 乙国首都甲."""
    same = named.get(lexicon.same_place.get(form, ""))
    if same is not None:
        return same
    capital = lexicon.capital.search(form)
    if capital and form[capital.end() :] in named:
        return named[form[capital.end() :]]
    if len(form) < 2 or form[-1] not in lexicon.sides:
        return None
    if form[:-1] in named:
        return named[form[:-1]]
    begun = {id(c): c for c in named.values() if c.name.startswith(form[:-1])}
    return next(iter(begun.values())) if len(begun) == 1 else None


def _nested(parts: list[Cluster]) -> bool:
    """Whether each part can lie in the one before it."""
    return all(PlaceNames.within(lower.code, upper.code) and upper is not lower for upper, lower in pairwise(parts))


def _split(whole: str, named: dict[str, Cluster], lexicon: AliasLexicon) -> tuple[list[Cluster], str]:
    """The known places that ``whole`` begins with, and what is left over."""
    parts: list[Cluster] = []
    form = whole
    while form:
        for length in range(min(len(form), 12), 1, -1):
            if form[:length] in named and form[:length] != whole:
                parts.append(named[form[:length]])
                form = form[length:]
                break
        else:
            break
        form = lexicon.between_places.sub("", form)
    return parts, form
