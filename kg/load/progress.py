"""How a load tells how far it is."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called with what is being done, how much of it is done and how much there is."""

    def __call__(self, what: str, done: int, total: int, /) -> None: ...


def silent(what: str, done: int, total: int, /) -> None:
    """Tells nobody."""
