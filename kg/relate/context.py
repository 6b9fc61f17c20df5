"""What the reading of one sentence knows of its article: the clean text and division codes; who gives and receives in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


class Roles:
    """Who gives and who receives in an article: the two roles that most of its sentences leave unsaid.

    ``gives[e]`` and ``gets[e]`` are the likelihoods (0 to 1) that entity e supports someone and is supported;
    ``pairs[e, f]`` that e supports f.
    """

    __slots__ = ("_features", "gets", "gives", "pairs")

    def __init__(self, pairs: Mapping[tuple[int, int], float]):
        self.pairs = dict(pairs)
        self.gives: dict[int, float] = {}
        self.gets: dict[int, float] = {}
        for (giver, getter), likelihood in pairs.items():
            self.gives[giver] = max(self.gives.get(giver, 0.0), likelihood)
            self.gets[getter] = max(self.gets.get(getter, 0.0), likelihood)
        self._features: dict[tuple[int, int], tuple[str, ...]] = {}

    def features(self, s: int, o: int) -> tuple[str, ...]:
        """What the roles say about a pair of entities, as features."""
        found = self._features.get((s, o))
        if found is None:
            a, b, c, d, pair, back = (_level(x) for x in self.numbers(s, o))
            found = (
                f"role={a}{b}>{c}{d}",
                f"role:S={a}{b}",
                f"role:O={c}{d}",
                f"role:pair={pair}",
                f"role:back={back}",
            )
            self._features[s, o] = found
        return found

    def numbers(self, s: int, o: int) -> tuple[float, ...]:
        """Six likelihoods: subject gives, gets; object gives, gets; the pair; the pair turned round."""
        return (
            self.gives.get(s, 0.0), self.gets.get(s, 0.0), self.gives.get(o, 0.0), self.gets.get(o, 0.0),
            self.pairs.get((s, o), 0.0), self.pairs.get((o, s), 0.0),
        )  # fmt: skip

    def givers(self) -> tuple[int, ...]:
        """Entities that give, most certain first."""
        return _ranked(self.gives)

    def getters(self) -> tuple[int, ...]:
        """Entities that receive, most certain first."""
        return _ranked(self.gets)


def _ranked(likelihoods: Mapping[int, float]) -> tuple[int, ...]:
    return tuple(e for e in sorted(likelihoods, key=lambda e: (-likelihoods[e], e)) if likelihoods[e] >= 0.3)


def _level(likelihood: float) -> int:
    return 0 if likelihood < 0.15 else 1 if likelihood < 0.4 else 2 if likelihood < 0.7 else 3


MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
DIRECTLY_GOVERNED = "90"
"""Codes of GB/T 2260 whose two middle digits stand for no division: counties under a municipality or a province itself."""
NO_ROLES = Roles({})


@dataclass(frozen=True, slots=True)
class Context:
    """The article around a sentence. ``codes`` gives each entity's division code, if it has one."""

    text: str
    codes: Mapping[int, str | None]

    def register(self, inner: int, outer: int) -> str:
        """Where the register puts one division in another: parent, above, apart, or unknown without both codes."""
        a, b = self.codes.get(inner), self.codes.get(outer)
        if not a or not b:
            return "unknown"
        short = _significant(b)
        if a == b or not a.startswith(short):
            return "apart"
        between = (2, 6) if a[:2] in MUNICIPALITIES or a[2:4] == DIRECTLY_GOVERNED else (2, 4, 6)
        return "above" if any(len(short) < n < len(_significant(a)) for n in between) else "parent"


def _significant(code: str) -> str:
    """The digits of a code that are not filled up: 37 of 370000, 3701 of 370100 (GB/T 2260: two digits a level)."""
    if code.endswith("0000"):
        return code[:2]
    return code[:4] if len(code) == 6 and code.endswith("00") else code
