"""What the reading of one sentence knows of its article: the clean text and division codes; who gives and receives in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from kg.records import Observation, Reading


class Links:
    """What the numbers of an article say of two entities: that one gave the other money, people, projects.

    ``pairs[e, f]`` holds for each kind of indicator (in the lexicon's order) the confidence of the surest observation whose
    giver is e and whose receiver is f.
    """

    __slots__ = ("kinds", "pairs")

    def __init__(self, observations: Iterable[Observation], kinds: Mapping[str, frozenset[str]]):
        self.kinds = tuple(kinds)
        self.pairs: dict[tuple[int, int], list[float]] = {}
        for observation in observations:
            columns = [n for n, kind in enumerate(kinds) if observation.indicator in kinds[kind]]
            for pair in product(observation.providers, observation.recipients):
                row = self.pairs.setdefault(pair, [0.0] * len(self.kinds))
                for column in columns:
                    row[column] = max(row[column], observation.confidence)

    def features(self, s: int, o: int) -> Iterator[str]:
        """The kinds of numbers that join two entities, in either direction."""
        for sign, pair in (("", (s, o)), ("back ", (o, s))):
            for kind, confidence in zip(self.kinds, self.pairs.get(pair, ()), strict=False):
                if confidence > 0:
                    yield f"link={sign}{kind}|{_level(confidence)}"

    def numbers(self, s: int, o: int) -> tuple[float, ...]:
        """The confidence of each kind, then that of the surest number that goes the other way."""
        return (*self.pairs.get((s, o), [0.0] * len(self.kinds)), max(self.pairs.get((o, s), (0.0,))))


NO_LINKS = Links((), {})


class Roles:
    """Who gives and who receives in an article: the two roles that most of its sentences leave unsaid.

    ``gives[e]`` and ``gets[e]`` are the likelihoods (0 to 1) that entity e supports someone and is supported;
    ``pairs[e, f]`` that e supports f. ``links`` are the numbers that the article says e gave f.
    """

    __slots__ = ("_features", "gets", "gives", "links", "pairs")

    def __init__(self, pairs: Mapping[tuple[int, int], float], links: Links | None = None):
        self.pairs = dict(pairs)
        self.links = links or NO_LINKS
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
            a, b, c, d, pair, back = (_level(x) for x in self.likelihoods(s, o))
            found = (
                f"role={a}{b}>{c}{d}",
                f"role:S={a}{b}",
                f"role:O={c}{d}",
                f"role:pair={pair}",
                f"role:back={back}",
                *self.links.features(s, o),
            )
            self._features[s, o] = found
        return found

    def numbers(self, s: int, o: int) -> tuple[float, ...]:
        """Likelihoods: subject gives, gets; object gives, gets; the pair; the pair turned round; then the links."""
        return (*self.likelihoods(s, o), *self.links.numbers(s, o))

    def likelihoods(self, s: int, o: int) -> tuple[float, ...]:
        """The six likelihoods of ``numbers``."""
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
    """The article around a sentence. ``codes`` gives each entity's division code, if it has one; ``names`` its name, then
    its other forms."""

    text: str
    codes: Mapping[int, str | None]
    names: Mapping[int, tuple[str, ...]]

    @classmethod
    def of(cls, reading: Reading) -> Context:
        """The context of all sentences of an article."""
        entities = reading.entities
        return cls(
            reading.article.text,
            {number: entity.code for number, entity in enumerate(entities)},
            {number: (entity.name, *entity.aliases) for number, entity in enumerate(entities)},
        )

    def named_after(self, whole: int, part: int) -> bool:
        """Whether an entity's full name holds a form of another's (沈阳市政府, said as 市政府, and 沈阳)."""
        name = self.names.get(whole, ("",))[0]
        return any(len(form) > 1 and form in name and form != name for form in self.names.get(part, ()))

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
