"""Of whom an article speaks at each sentence: the givers and the receivers that were named last.

In: the sentences and roles of an article. Out: a ``Focus`` per sentence. An article on twenty pairs of provinces and
counties names a pair once and then lists what was built, for a paragraph or a page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.relate.context import Roles
from kg.relate.sentences import Sentence

LEAST_ROLE = 0.4
"""Likelihood of giving or receiving from which an entity is taken as one who does (values from 0.3 to 0.5 fit alike)."""
MOST = 4
"""More names than these are a list of all who give, not those of whom the sentence speaks."""
OLDEST = 9
FOCUS_NUMBERS = ("F.S.giver", "F.O.getter", "F.S.getter", "F.O.giver", "F.giver.age", "F.getter.age")


@dataclass(frozen=True, slots=True)
class Focus:
    """Givers and receivers in question, in the order in which they were named, and how many sentences ago that was."""

    givers: tuple[int, ...] = ()
    getters: tuple[int, ...] = ()
    giver_age: int = OLDEST
    getter_age: int = OLDEST

    def features(self, s: int, o: int) -> tuple[str, ...]:
        """How subject and object stand to those in question."""
        giver, getter = s in self.givers, o in self.getters
        ages = f"{min(self.giver_age, 3)}{min(self.getter_age, 3)}"
        return (
            f"focus={giver:d}{getter:d}{s in self.getters:d}{o in self.givers:d}",
            f"focus={giver:d}{getter:d}|{ages}",
        )

    def numbers(self, s: int, o: int) -> tuple[float, ...]:
        """The same in the order of FOCUS_NUMBERS."""
        return (
            s in self.givers, o in self.getters, s in self.getters, o in self.givers, self.giver_age, self.getter_age,
        )  # fmt: skip


NO_FOCUS = Focus()


def follow(sentences: Sequence[Sentence], roles: Roles) -> list[Focus]:
    """Per sentence the focus that the sentences before it leave."""
    found: list[Focus] = []
    now = NO_FOCUS
    for sentence in sentences:
        found.append(now)
        named = dict.fromkeys(slot.mention.entity for slot in sentence.slots)
        givers = _who(named, roles.gives, roles.gets)
        getters = _who(named, roles.gets, roles.gives)
        now = Focus(
            givers or now.givers,
            getters or now.getters,
            0 if givers else min(now.giver_age + 1, OLDEST),
            0 if getters else min(now.getter_age + 1, OLDEST),
        )
    return found


def _who(named: Mapping[int, None], role: Mapping[int, float], other: Mapping[int, float]) -> tuple[int, ...]:
    found = [e for e in named if role.get(e, 0.0) >= LEAST_ROLE and role[e] > other.get(e, 0.0)]
    return tuple(found[:MOST])
