"""Blanks that an extraction tore into numbers and words (4.25 億元, 2 14 个, 国有 资本) are closed.

In and out: ``Aligned`` with unified forms. Line breaks and the indent of a line stay.
"""

from __future__ import annotations

import re

from kg.clean.aligned import Aligned, Edit

MARKS = "，。、；：？！“”‘’（）《》【】…—"
TEAR = "，。、；：,.;:"
TORN_PER_CHARACTERS = 150
"""A text with a torn place per so many characters is damaged throughout. Papers typeset with thin blanks around numbers
have one in 15 to 40; clean ones none but in by-lines, one in 300 or fewer."""
POINT = re.compile("(?<=[0-9])(?: +\\.|\\.(?= )) *(?=[0-9])")
THOUSANDS = re.compile("(?<=[0-9])(?: +,|,(?= )) *(?=[0-9]{3}(?![0-9]))")
DIGITS = re.compile("(?<=[0-9]) +(?=[0-9])")
YEAR = re.compile("(?:19|20)[0-9]{2} ?(?:年|[-/.][0-9])")
GAP = re.compile("(?<=[^ \\n]) +(?=[^ \\n])")
END = re.compile(" +(?=\\n|$)")
LIST = re.compile("\\n *[0-9]{1,2}$")
SIGNED = re.compile("(?:记者|通讯员|作者|实习生|评论员|讯|电|报|文|图|摄)$")
PROSE = 40
"""A line of so many characters, or with a full stop or two commas, is prose: its blanks separate nothing."""


def close_blanks(text: Aligned) -> Aligned:
    """Closes the blanks in numbers everywhere, and those in words where the text is torn throughout."""
    torn = _torn_places(text.text) * TORN_PER_CHARACTERS > len(text.text)
    text = _close_numbers(text, torn)
    return text.edit(_gaps(text.text, torn))


def _torn_places(text: str) -> int:
    """How many blanks stand in prose where no one writes them."""
    count, until, is_prose = 0, -1, False
    for gap in GAP.finditer(text):
        if gap.start() >= until:
            begin, until = text.rfind("\n", 0, gap.start()) + 1, text.find("\n", gap.start())
            until = len(text) if until < 0 else until
            is_prose = "，" in text[begin:until] or "," in text[begin:until] or "。" in text[begin:until]
        count += is_prose and _is_torn(text, gap)
    return count


def _is_torn(text: str, gap: re.Match[str]) -> bool:
    """Whether blanks stand where no one writes them: beside a number or before a mark."""
    before, after = text[gap.start() - 1], text[gap.end()]
    if before.isdigit():
        return after.isdigit() or after == "%" or after in TEAR or "\u3400" <= after <= "\u9fff"
    if "\u3400" <= before <= "\u9fff":
        return after.isdigit() or after in TEAR
    return before in TEAR and (after.isdigit() or "\u3400" <= after <= "\u9fff")


def _close_numbers(text: Aligned, torn: bool) -> Aligned:
    edits: list[Edit] = []
    old = text.text
    for match in POINT.finditer(old):
        if not LIST.search(old, max(0, match.start() - 8), match.start()) and not YEAR.match(old, match.end()):
            edits += _blanks_of(match)
    if torn:
        edits += [e for match in THOUSANDS.finditer(old) for e in _blanks_of(match)]
    for match in DIGITS.finditer(old):
        grouped = re.match("[0-9]{3}(?![0-9])", old[match.end() : match.end() + 4]) and len(match[0]) == 1
        if (torn or grouped) and not YEAR.match(old, match.end()):
            edits.append((match.start(), match.end(), ""))
    return text.edit(sorted(edits))


def _blanks_of(match: re.Match[str]) -> list[Edit]:
    return [(match.start() + m.start(), match.start() + m.end(), "") for m in re.finditer(" +", match[0])]


def _gaps(text: str, torn: bool) -> list[Edit]:
    """Deletes blanks that part nothing; a run of blanks that does becomes one."""
    edits: list[Edit] = []
    prose_until, is_prose = -1, False
    for match in GAP.finditer(text):
        start, end = match.span()
        before, after = text[start - 1], text[end]
        if start >= prose_until:
            begin = text.rfind("\n", 0, start) + 1
            prose_until = text.find("\n", start)
            prose_until = len(text) if prose_until < 0 else prose_until
            is_prose = _is_prose(text, begin, prose_until)
        if _parts(text, start, before, after, is_prose, torn):
            if end - start > 1:
                edits.append((start + 1, end, ""))
        else:
            edits.append((start, end, ""))
    return edits


def _is_prose(text: str, begin: int, end: int) -> bool:
    return (end - begin > PROSE and (text.count("，", begin, end) + text.count("。", begin, end)) > 0) or (
        text.count("。", begin, end) > 0 or text.count("，", begin, end) > 1
    )


def _parts(text: str, start: int, before: str, after: str, is_prose: bool, torn: bool) -> bool:
    """Whether the blanks at ``start`` part two words that must not run together."""
    if before == "." and after.isdigit():
        return True
    if before.isascii() and after.isascii():
        return not (after == "%" or before in "%+" or not (before.isalnum() and after.isalnum()))
    if not is_prose and not before.isdigit():
        return not (before in MARKS or after in MARKS or (torn and after.isdigit()))
    if before in MARKS or after in MARKS or before.isascii() or after.isascii():
        return False
    return not torn or bool(SIGNED.search(text, max(0, start - 4), start))
