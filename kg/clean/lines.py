"""The lines of a text and what each looks like by itself.

In: ``Aligned``. Out: ``Line`` records, positions in the aligned text. A later step drops, types or joins them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.clean.aligned import Aligned
from kg.clean.lexicon import Lexicon, lexicon

STOPS = "。！？!?；;…"
CLOSERS = "”’）)》」』】"
ENDED = re.compile(f"[{STOPS}][{CLOSERS}]*$|——$")
OPENERS = {"“": "”", "‘": "’", "（": "）", "《": "》", "【": "】", "(": ")"}
MARK = re.compile("^(?:[>＞]+\\s*|#{1,6}\\s+)")
CREDIT = 40
TOKEN = re.compile("[^\\s。！？；，、/（）()]+")
SPLIT = re.compile("[^\\n\\f\\v\\x1c-\\x1e\\x85\\u2028\\u2029]+")


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its margins. ``gap`` blank lines stand before it; ``indent`` blanks open it.

    ``kind`` is "" until a step knows better. ``mark`` is the > or # that stood before it.
    """

    start: int
    end: int
    text: str
    gap: int = 0
    indent: int = 0
    kind: str = ""
    mark: str = ""

    @property
    def ended(self) -> bool:
        """Whether it ends as a sentence does."""
        return ends_sentence(self.text)


def ends_sentence(text: str) -> bool:
    """Whether a text ends in a full stop or the like, quotation marks and brackets after it included."""
    last = text[-1:]
    if last in CLOSERS:
        return bool(ENDED.search(text[-12:]))
    return last in STOPS or text.endswith("——")


def split_lines(text: Aligned) -> list[Line]:
    """The lines that hold anything, their margins cut."""
    lines: list[Line] = []
    last = 0
    for match in SPLIT.finditer(text.text):
        raw = match[0]
        stripped = raw.strip()
        if not stripped:
            continue
        indent = len(raw) - len(raw.lstrip())
        start = match.start() + indent
        indent = indent if indent > 1 else 0
        gap = max(0, text.text.count("\n", last, match.start()) - 1) if lines else 0
        mark = MARK.match(stripped)
        if mark and mark.end() < len(stripped):
            start, stripped = start + mark.end(), stripped[mark.end() :]
        lines.append(Line(start, start + len(stripped), stripped, gap, indent, *_marked(mark)))
        last = match.end()
    return lines


def _marked(mark: re.Match[str] | None) -> tuple[str, str]:
    """The kind and the mark of a line: a # makes it a heading."""
    sign = mark[0].strip() if mark else ""
    return ("heading" if sign.startswith("#") else ""), sign


def open_marks(text: str) -> str:
    """The quotation marks and brackets that a text opens and does not close, outermost first."""
    stack: list[str] = []
    for char in text:
        if char in OPENERS:
            stack.append(OPENERS[char])
        elif stack and char in OPENERS.values():
            while stack and stack[-1] != char and char in stack:
                stack.pop()
            if stack and stack[-1] == char:
                stack.pop()
    return "".join(stack)


def width(text: str) -> float:
    """How wide a line is set, in Chinese characters (half-width ones count a half)."""
    narrow = (3 * len(text) - len(text.encode("utf-8", "replace"))) / 2
    return len(text) - narrow / 2


def is_caption(line: str) -> bool:
    """Whether a line is a picture's: it opens with 图为, 图①： or ▲, or ends in a photographer's credit."""
    return bool(lexicon().caption_starts.match(line)) or credit_start(line) is not None


def credit_start(line: str) -> int | None:
    """Where the photographer's credit at the end of a caption begins (本报记者 某某 摄); None without one."""
    words = lexicon()
    last = words.credit.search(line, max(0, len(line) - CREDIT))
    if last is None:
        return None
    start = last.start()
    for token in reversed(list(TOKEN.finditer(line, 0, start))):
        if (
            not (_is_name(token[0], words) or words.writer.fullmatch(token[0]))
            or start - token.end() > 4
            or len(line) - token.start() > CREDIT
        ):
            break
        start = token.start()
        if line[max(0, start - 1) : start] not in (" ", "、", "/"):
            break
    return start


def _is_name(token: str, words: Lexicon) -> bool:
    return len(token) == 1 or (2 <= len(token) <= 4 and token[0] in words.surnames)
