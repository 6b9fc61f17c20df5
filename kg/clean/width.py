"""One form for each digit, letter, punctuation mark and blank: half-width digits and letters, full-width punctuation.

In and out: ``Aligned``; every step is one character for one.
"""

from __future__ import annotations

import re

from kg.clean.aligned import Aligned
from kg.clean.script import HAN

BLANKS = "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
FORMS = str.maketrans(
    {chr(c): chr(c - 0xFEE0) for c in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
    | dict.fromkeys(BLANKS, " ")
    | dict(zip("％＋＝＃＆＠＊＜＞／｜＄－", "%+=#&@*<>/|$-", strict=True))
    | dict(zip("﹐﹑﹒﹔﹕﹖﹗﹙﹚｡､", "，、。；：？！（）。、", strict=True))
    | dict(zip("「」『』﹁﹂﹃﹄", "“”‘’“”‘’", strict=True))
    | dict(zip("•‧・･∙⋅●", "·······", strict=True))
    | dict(zip("―─━", "———", strict=True))
)
FORM = re.compile(f"[{re.escape(''.join(map(chr, FORMS)))}]+")
POINT = re.compile("(?<=[0-9])．(?= ?[0-9])|(?<=[0-9] )．(?=[0-9])")
STOP = re.compile("[.．]")
MARK = re.compile("[,;:!?]")
NEAR = re.compile(f"[{HAN}”’“‘》《）（】【…—％%]")
AFTER = re.compile(f"[{HAN}”’》）】%]")
WIDE = dict(zip(",;:!?()", "，；：！？（）", strict=True))
BRACKETS = re.compile("\\(([^()\\n]{0,80})\\)")
MIXED = re.compile("（([^（）()\\n]{0,80})\\)|\\(([^（）()\\n]{0,80})）")
STRAIGHT = re.compile("[\"'＂＇]")


def unify_forms(text: Aligned) -> Aligned:
    """Full-width digits and letters become half-width, all blanks but line breaks a space, 「」 become “”."""
    new = FORM.sub(lambda m: m[0].translate(FORMS), text.text)
    return text.with_text(POINT.sub(".", new))


def widen_punctuation(text: Aligned) -> Aligned:
    """Half-width punctuation beside Chinese becomes full-width; decimal points, 3,000 and 08:30 stay."""
    new = BRACKETS.sub(_bracket, text.text)
    new = MIXED.sub(lambda m: f"（{m[1] if m[1] is not None else m[2]}）", new)
    new = STOP.sub(_stop, new)
    new = MARK.sub(_mark, new)
    return text.with_text(new)


def _stop(match: re.Match[str]) -> str:
    """A full stop after Chinese, unless a name or dots go on after it."""
    text, at = match.string, match.start()
    if match[0] == "．":
        return "。"
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if AFTER.match(before):
        return match[0] if after == "." or (after.isascii() and after.isalpha()) else "。"
    if before == " " and AFTER.match(text[at - 2 : at - 1]) and before:
        return match[0] if after == "." or (after.isascii() and after.isalnum()) else "。"
    return match[0]


def _mark(match: re.Match[str]) -> str:
    """The full-width mark where Chinese stands before or after it, one blank between them or none."""
    text, at = match.string, match.start()
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if before.isdigit() and after.isdigit():
        return match[0]
    if before == " ":
        before = text[at - 2 : at - 1]
    if after == " ":
        after = text[at + 2 : at + 3]
    near = NEAR.match(before) or NEAR.match(after) or (after == "\n" and match[0] != ":")
    return WIDE[match[0]] if near else match[0]


def _bracket(match: re.Match[str]) -> str:
    text = match.string
    around = text[match.start() - 1 : match.start()] + text[match.end() : match.end() + 1]
    return f"（{match[1]}）" if any("\u3400" <= c <= "\u9fff" for c in match[1] + around) else match[0]


def pair_quotes(text: Aligned) -> Aligned:
    """Straight quotation marks that come in pairs within a line become “ and ”, ‘ and ’."""
    if not STRAIGHT.search(text.text):
        return text
    return text.with_text("\n".join(_pair(line) for line in text.text.split("\n")))


def _pair(line: str) -> str:
    for straight, left, right in (('"', "“", "”"), ("＂", "“", "”"), ("'", "‘", "’"), ("＇", "‘", "’")):
        count = line.count(straight)
        if count and count % 2 == 0 and (straight != "'" or not re.search("[A-Za-z]'[A-Za-z]", line)):
            parts = line.split(straight)
            line = parts[0] + "".join((left if i % 2 else right) + part for i, part in enumerate(parts[1:], 1))
    return line
