"""The keywords of a SPARQL text, seen apart from its strings, IRIs, names and comments.

In: SPARQL as text. Out: words in capitals. What a read-only service refuses is found by its keyword before anything runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
# SPARQL 1.1 Query, section 19.8: what a keyword must not be looked for in, then words.
_TOKEN = re.compile(
    r"""
    \"\"\"(?:(?:"|"")?[^"\\]|(?:"|"")?\\.)*\"\"\" | '''(?:(?:'|'')?[^'\\]|(?:'|'')?\\.)*'''
    | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*'
    | <[^<>"{}|^`\\\x00-\x20]*>
    | \#[^\n\r]*
    | [?$]\w+ | @[A-Za-z-]+ | _:[\w.-]+
    | (?:[^\W\d_][\w.-]*)?:(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*
    | (?P<word>[A-Za-z]+)
    """,
    re.VERBOSE | re.DOTALL,
)
_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})
_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})


def words(sparql: str) -> Iterator[str]:
    """The bare words in order, in capitals: keywords, functions, ``a``, ``true``."""
    plain = _ESCAPE.sub(_character, sparql)
    for token in _TOKEN.finditer(plain):
        if token["word"]:
            yield token["word"].upper()


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2], 16)
    return chr(code) if code <= 0x10FFFF else "\ufffd"


def is_update(sparql: str) -> bool:
    """Whether the text is an update: its first keyword after the prologue is one of SPARQL Update."""
    for word in words(sparql):
        if word in _UPDATES:
            return True
        if word in _FORMS:
            return False
    return False


def asks_elsewhere(sparql: str) -> bool:
    """Whether the query sends a part of itself to another service."""
    return "SERVICE" in words(sparql)


def names_graphs(sparql: str) -> bool:
    """Whether the query says from which graphs to read (FROM, FROM NAMED)."""
    return "FROM" in words(sparql)
