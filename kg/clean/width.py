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
NEAR = f"{HAN}”’“‘》《）（】【…—％%"
INNER = re.compile("(?<=[0-9])[．](?=[0-9])|(?<=[0-9]) ?[．](?= ?[0-9])")
STOP = re.compile(
    f"(?<=[{HAN}”’》）】%%0-9 ])．|(?<=[{HAN}”’》）】%])\\.(?![.A-Za-z])|(?<=[{HAN}”’》）】] )\\.(?![.A-Za-z0-9])"
)
MARK = re.compile(f"(?<=[{NEAR}])[,;:!?]|(?<=[{NEAR}] )[,;:!?]|[,;:!?](?= ?[{NEAR}])|[,;!?](?=\\n)")
WIDE = dict(zip(",;:!?()", "，；：！？（）", strict=True))
BRACKETS = re.compile("\\(([^()\\n]{0,80})\\)")
STRAIGHT = re.compile("[\"'＂＇]")


def unify_forms(text: Aligned) -> Aligned:
    """Full-width digits and letters become half-width, all blanks but line breaks a space, 「」 become “”."""
    new = text.text.translate(FORMS)
    return text.with_text(INNER.sub(lambda m: m[0].replace("．", "."), new))


def widen_punctuation(text: Aligned) -> Aligned:
    """Half-width punctuation beside Chinese becomes full-width; decimal points, 3,000 and 08:30 stay."""
    old = text.text
    new = STOP.sub("。", old)
    new = MARK.sub(lambda m: _mark(m), new)
    new = BRACKETS.sub(_bracket, new)
    return text.with_text(new)


def _mark(match: re.Match[str]) -> str:
    text, at = match.string, match.start()
    if text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit():
        return match[0]
    return WIDE[match[0]]


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
