"""The reading order of what stands on a page.

In: runs of text with their boxes (points, the origin at the lower left). Out: the page's text, a line each.
Method: bands of the page that a vertical gap parts from top to bottom are columns, read one after the other (a recursive
XY-cut, Nagy and Seth 1984, that takes the tallest such band first).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

COLUMN_GAP = 0.9
"""A gap between columns is at least so many font sizes wide."""
COLUMN_LINES = 2
BLOCK_GAP = 1.9
"""Lines whose baselines lie further apart than so many times the usual distance belong to two blocks."""
INDENT = (1.5, 4.0)
"""A paragraph's first line is set in by so many font sizes."""


@dataclass(frozen=True, slots=True)
class Run:
    """Characters side by side on one line."""

    text: str
    x0: float
    x1: float
    y0: float
    y1: float
    base: float
    size: float


def layout(runs: Sequence[Run]) -> str:
    """The text of a page: blocks in reading order, parted by a blank line."""
    return "\n\n".join(_set(block) for block in _order(_lines(runs)))


def _lines(runs: Sequence[Run]) -> list[Run]:
    """Runs on one baseline that no column gap parts become one line."""
    lines: list[Run] = []
    for run in sorted(runs, key=lambda r: (-round(r.base, 1), r.x0)):
        last = lines[-1] if lines else None
        if last and abs(last.base - run.base) < 0.3 * run.size and run.x0 - last.x1 < COLUMN_GAP * run.size:
            blank = " " if run.x0 - last.x1 > 0.3 * run.size else ""
            text = last.text + blank + run.text
            lines[-1] = Run(
                text, last.x0, max(last.x1, run.x1), min(last.y0, run.y0), max(last.y1, run.y1), last.base, last.size
            )
        else:
            lines.append(run)
    return lines


def _order(lines: list[Run]) -> list[list[Run]]:
    """Blocks of lines in reading order."""
    if len(lines) < 2:
        return [lines] if lines else []
    bands = _bands(lines)
    if all(len(band) == 1 for band in bands):
        return [sorted(lines, key=lambda r: -r.base)]
    best: tuple[int, int, float] | None = None
    for i in range(len(bands)):
        for j in range(len(bands), i, -1):
            if best and j - i <= best[1] - best[0]:
                break
            cut = _vertical_cut([line for band in bands[i:j] for line in band])
            if cut is not None:
                best = (i, j, cut)
                break
    if best is None:
        return [sorted(lines, key=lambda r: (-r.base, r.x0))]
    i, j, cut = best
    inside = [line for band in bands[i:j] for line in band]
    above = [line for band in bands[:i] for line in band]
    below = [line for band in bands[j:] for line in band]
    left = [line for line in inside if line.x1 <= cut]
    right = [line for line in inside if line.x1 > cut]
    return [*_order(above), *_order(left), *_order(right), *_order(below)]


def _bands(lines: list[Run]) -> list[list[Run]]:
    """Lines grouped so that those that share a height are together, from top to bottom."""
    bands: list[list[Run]] = []
    floor = 0.0
    for line in sorted(lines, key=lambda r: -r.y1):
        if bands and line.y1 > floor + 0.2 * line.size:
            bands[-1].append(line)
            floor = min(floor, line.y0)
        else:
            bands.append([line])
            floor = line.y0
    return bands


def _vertical_cut(lines: list[Run]) -> float | None:
    """The middle of the leftmost gap that parts the lines into columns; None if there is none."""
    ordered = sorted(lines, key=lambda r: r.x0)
    edge = ordered[0].x1
    for n, line in enumerate(ordered[1:], 1):
        if line.x0 - edge >= COLUMN_GAP * line.size and min(n, len(ordered) - n) >= COLUMN_LINES:
            left, right = ordered[:n], ordered[n:]
            low, high = (
                max(min(r.y0 for r in left), min(r.y0 for r in right)),
                min(max(r.y1 for r in left), max(r.y1 for r in right)),
            )
            if high - low > line.size:
                return (edge + line.x0) / 2
        edge = max(edge, line.x1)
    return None


def _set(lines: list[Run]) -> str:
    """The lines of a block, blank lines and indents where the page has them."""
    margin = min(line.x0 for line in lines)
    steps = sorted(a.base - b.base for a, b in pairwise(lines) if a.base - b.base > 0.1)
    usual = steps[len(steps) // 2] if steps else 0.0
    out: list[str] = []
    for above, line in zip([None, *lines[:-1]], lines, strict=True):
        if above is not None and abs(above.base - line.base) <= 0.1:
            out[-1] += "  " + line.text
            continue
        if above is not None and usual and above.base - line.base > BLOCK_GAP * usual:
            out.append("")
        inset = (line.x0 - margin) / line.size
        out.append(("\u3000\u3000" if INDENT[0] <= inset <= INDENT[1] else "") + line.text)
    return "\n".join(out)
