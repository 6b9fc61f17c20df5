"""Lines that were wrapped in mid-sentence are joined again, over blank lines and over captions set between them.

In: lines. Out: ``Paragraph`` records, each of one or more pieces of the aligned text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from kg.clean.lexicon import lexicon
from kg.clean.lines import Line, credit_start, ends_sentence, is_caption, open_marks, width

WRAPPED_SHARE = 0.5
"""Of the lines of a wrapped text more than half end in mid-sentence; of another, only titles and headings do (one in
ten to one in three)."""
WRAPPED_WIDTH = 60
SPACED_SHARE = 0.8
FEWEST = 6
FEWEST_EVEN = 3
PROSE_SHARE = 0.3
"""Of the lines of wrapped prose three in ten hold a comma or a stop before their end; lists of names do not."""
INNER_MARK = re.compile("[，。；].")
SHORT = 0.75
"""A line that fills less than three quarters of the measure ended where it did on purpose."""
JOINT = "，、；,“‘（《"
OPEN = 200
"""A quotation mark or bracket that was opened further back than so many characters was forgotten, not left open."""
NO_START = re.compile("^[，。、；：！？”’）》】,.;:!?)%]")
INDENTED = 3
"""In a text with so many indented lines a paragraph begins with an indent or after a blank line, nowhere else."""
EVEN_SHARE = 0.7
"""Of the broken lines of a typeset page nine in ten fill the measure; of lines that a program broke anywhere, four in ten."""
FIRST = (1.5, 2.5)
LONGEST = 20_000
"""A paragraph of so many characters is closed at the next full stop, so that joining stays in bounded time."""
REACH = 6
HANGING = 2.0
"""Marks that hang over the end of a line, and half-width digits, widen it by so much at most."""
INDENT = 3.5
"""A paragraph's first line is set up to so many characters short of the measure: two of indent and a mark that hangs."""
CAPTION_LINES = 3
ITEM = re.compile("^(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|[0-9]{1,2}[、.．)）](?![0-9])|[①-⑳·•■□◆▲●]|——)")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Pieces of the aligned text that belong together, with the kind known so far and what stands there."""

    pieces: tuple[tuple[int, int], ...]
    text: str
    kind: str = ""
    gap: int = 0
    mark: str = ""

    @property
    def start(self) -> int:
        return self.pieces[0][0]

    @property
    def end(self) -> int:
        return self.pieces[-1][1]


def join_wrapped(lines: list[Line]) -> list[Paragraph]:
    """Paragraphs of the lines. Captions that interrupt a sentence stand after the paragraph that they interrupted.

    Photographers' credits are cut off captions.
    """
    paragraphs: list[Paragraph] = []
    for section in _sections(lines):
        section = _single_spaced(section)
        if _is_wrapped(section):
            paragraphs += _join(section)
        else:
            for line in section:
                paragraphs += _caption([line]) if not line.kind and is_caption(line.text) else [_single(line)]
    return paragraphs


def _single(line: Line) -> Paragraph:
    return Paragraph(((line.start, line.end),), line.text, line.kind, line.gap, line.mark)


def _caption(lines: list[Line]) -> list[Paragraph]:
    """The lines of a caption as one paragraph, without the credit; none if there was nothing else."""
    cut = credit_start(" ".join(line.text for line in lines))
    if cut is not None:
        kept: list[Line] = []
        at = 0
        for line in lines:
            text = line.text[: max(0, cut - at)].rstrip(" （(")
            if text:
                kept.append(replace(line, end=line.start + len(text), text=text))
            at += len(line.text) + 1
        lines = kept
    return [_merge([_single(line) for line in lines], "caption")] if lines else []


def _sections(lines: list[Line]) -> list[list[Line]]:
    """Stretches of lines of one make: long lines (paragraphs as such) and short ones are looked at apart."""
    sections: list[list[Line]] = []
    for line in lines:
        long = width(line.text) > WRAPPED_WIDTH
        if sections and (width(sections[-1][-1].text) > WRAPPED_WIDTH) == long:
            sections[-1].append(line)
        else:
            sections.append([line])
    return sections


def _single_spaced(lines: list[Line]) -> list[Line]:
    """Lines wrapped to one measure with a blank line after each: one blank line less before every line."""
    broken = [i for i, line in enumerate(lines[:-1]) if not line.ended and width(line.text) >= 10]
    if len(broken) < FEWEST or sum(1 for i in broken if lines[i + 1].gap) < SPACED_SHARE * len(broken):
        return lines
    measure = _column([width(lines[i].text) for i in broken])
    if sum(1 for i in broken if width(lines[i].text) >= measure - HANGING) < SPACED_SHARE * len(broken):
        return lines
    return [replace(line, gap=max(0, line.gap - 1)) for line in lines]


def _is_wrapped(lines: list[Line]) -> bool:
    if len(lines) < FEWEST or width(lines[0].text) > WRAPPED_WIDTH:
        return False
    if _one_measure(lines):
        return True
    body = [line for line in lines if width(line.text) >= 10]
    if len(body) < FEWEST or sum(1 for line in body if not line.ended) <= WRAPPED_SHARE * len(body):
        return False
    broken = [i for i, line in enumerate(lines[:-1]) if not line.ended and width(line.text) >= 10]
    if sum(1 for i in broken if not lines[i + 1].gap) <= len(broken) / 2:
        return False
    return sum(1 for line in body if INNER_MARK.search(line.text)) > PROSE_SHARE * len(body)


def _one_measure(lines: list[Line]) -> float:
    """The measure to which all lines that break off are set and which no line exceeds; 0 if there is none.

    Few lines suffice to see it.
    """
    broken = [a for a, b in pairwise(lines) if not (a.ended or a.kind or b.gap) and width(a.text) >= 10]
    if len(broken) < FEWEST_EVEN:
        return 0.0
    widths = sorted(map(_set_width, broken))
    measure = widths[len(widths) // 2]
    even = sum(1 for w in widths if abs(w - measure) <= HANGING) >= SPACED_SHARE * len(broken)
    within = max(map(_set_width, lines)) <= measure + HANGING
    prose = sum(1 for line in broken if INNER_MARK.search(line.text)) >= len(broken) / 2
    return measure if even and within and prose else 0.0


@dataclass(frozen=True, slots=True)
class _Setting:
    """How wrapped lines are set: each line's measure, whether paragraphs are indented, whether lines fill the measure."""

    measures: list[float]
    indented: bool
    even: bool

    @classmethod
    def of(cls, lines: list[Line]) -> _Setting:
        one = _one_measure(lines)
        measures = [one] * len(lines) if one else _measures(lines)
        broken = [i for i, line in enumerate(lines[:-1]) if not line.ended and not lines[i + 1].gap]
        filled = sum(1 for i in broken if _set_width(lines[i]) >= measures[i] - HANGING)
        indented = sum(1 for line in lines if line.indent) >= INDENTED
        return cls(measures, indented, filled >= EVEN_SHARE * len(broken))

    def fills(self, lines: list[Line], i: int) -> bool:
        """Whether line i goes to the end of its measure, so that what follows it need not begin anew."""
        return _set_width(lines[i]) >= (self.measures[i] - HANGING if self.even else SHORT * self.measures[i])

    def opens(self, lines: list[Line], i: int) -> bool:
        """Whether line i is short of the measure by the indent that a paragraph's first line had."""
        short = self.measures[i] - width(lines[i].text)
        return self.even and not self.indented and not lines[i].ended and FIRST[0] <= short <= FIRST[1]


def _set_width(line: Line) -> float:
    return width(line.text) + min(line.indent, 2)


def _measures(lines: list[Line]) -> list[float]:
    """For each line the width of the column it is set in: that of the lines before it, or, where it is wider, after it."""
    widths = [_set_width(line) for line in lines]
    caption = [is_caption(line.text) for line in lines]
    measures = []
    for i, own in enumerate(widths):
        before = _column([widths[j] for j in range(max(0, i - REACH), i) if not caption[j]])
        after = _column([widths[j] for j in range(i + 1, min(i + 1 + REACH, len(lines))) if not caption[j]])
        measures.append(before if before and own <= before + HANGING else after or before)
    return measures


def _column(widths: list[float]) -> float:
    """The third widest of some lines: one or two may be of another column."""
    ordered = sorted(widths, reverse=True)
    return ordered[2] if len(ordered) > 2 else max(ordered, default=0.0)


def _join(lines: list[Line]) -> list[Paragraph]:
    setting = _Setting.of(lines)
    done: list[Paragraph] = []
    aside: list[Paragraph] = []
    current: Paragraph | None = None
    i = 0
    while i < len(lines):
        if lines[i].kind:
            done += [*([current] if current is not None else []), *aside, _single(lines[i])]
            current, aside = None, []
            i += 1
            continue
        taken = _caption_at(lines, i) if current is None or not _wants_more(current) or lines[i].gap else 0
        if taken:
            caption = _caption(lines[i : i + taken])
            if current is not None and not _wants_more(current):
                done, current = [*done, current], None
            (aside if current is not None else done).extend(caption)
            i += taken
            continue
        line = lines[i]
        if current is not None and _continues(current, lines, i, setting):
            current = _merge([current, _single(line)], "")
        else:
            if current is not None:
                done += [current, *aside]
                aside = []
            current = _single(line)
        i += 1
    return done + ([current] if current is not None else []) + aside


def _wants_more(paragraph: Paragraph) -> bool:
    return (
        bool(open_marks(paragraph.text[-OPEN:]))
        or paragraph.text[-1] in JOINT
        or (not ends_sentence(paragraph.text) and len(paragraph.pieces) > 1)
    )


def _caption_at(lines: list[Line], i: int) -> int:
    """How many lines from i on are a caption; 0 if none are.

    A caption opens with 图为 or the like, or stands between blank lines and ends in a photographer's credit or names a
    pictured work.
    """
    words = lexicon()
    if words.caption_starts.match(lines[i].text):
        n = 1
        while i + n < len(lines) and n < CAPTION_LINES and not lines[i + n].gap:
            if lines[i + n - 1].ended and credit_start(lines[i + n].text) != 0:
                break
            if credit_start(lines[i + n - 1].text) is not None or words.caption_starts.match(lines[i + n].text):
                break
            n += 1
        return n
    if i and not lines[i].gap:
        return 0
    for n in range(1, CAPTION_LINES + 1):
        if i + n > len(lines) or (n > 1 and (lines[i + n - 1].gap or lines[i + n - 2].ended)):
            break
        if i + n == len(lines) or lines[i + n].gap:
            works = n == 1 and words.works.match(lines[i].text)
            return n if works or is_caption(lines[i + n - 1].text) else 0
    return 0


def _continues(current: Paragraph, lines: list[Line], i: int, setting: _Setting) -> bool:
    """Whether line i goes on with the sentence or the paragraph that stands open."""
    line, last = lines[i], lines[i - 1]
    if NO_START.match(line.text):
        return True
    if not line.indent and open_marks(current.text[-OPEN:]):
        return True
    if _is_item(line, current):
        return False
    if ends_sentence(current.text):
        if line.gap or line.indent or len(current.text) > LONGEST:
            return False
        if not line.ended and width(line.text) < SHORT * setting.measures[i] and _opens(lines, i + 1):
            return False
        if setting.indented:
            return True
        whole = len(current.pieces) > 1 or setting.even
        return whole and setting.fills(lines, i - 1) and not setting.opens(lines, i)
    if current.text[-1] in JOINT:
        return True
    if current.text[-1] == "：" and (line.gap or not setting.fills(lines, i - 1)):
        return False
    if line.gap:
        if len(current.pieces) > 1 and any(mark in current.text for mark in "，。"):
            return True
        full = _set_width(last) >= SHORT * setting.measures[i - 1]
        return full and not line.indent and not _is_heading(current, setting.measures[i - 1])
    return not line.indent or (last.indent > 0 and not setting.indented)


def _is_item(line: Line, current: Paragraph) -> bool:
    """Whether a line opens an item of a list. A raised dot in mid-sentence belongs to a name."""
    if not ITEM.match(line.text) or current.text[-1] in JOINT:
        return False
    return line.text[0] not in "·•" or bool(line.gap) or current.text[-1] == "：" or ends_sentence(current.text)


def _opens(lines: list[Line], i: int) -> bool:
    """Whether line i begins a paragraph by its indent or after a blank line."""
    return i < len(lines) and (lines[i].indent > 0 or lines[i].gap > 0)


def _is_heading(current: Paragraph, measure: float) -> bool:
    """A line between blank lines that is no first line of a paragraph: it holds no comma and stays short of the measure."""
    return not any(mark in current.text for mark in "，。；") and width(current.text) < measure - INDENT


def _merge(parts: list[Paragraph], kind: str) -> Paragraph:
    first = parts[0]
    pieces = tuple(piece for part in parts for piece in part.pieces)
    return replace(first, pieces=pieces, text="".join(part.text for part in parts), kind=kind or first.kind)
