"""How well wrapped lines are joined: articles are set in columns of several measures, cleaned, and compared.

    python benchmarks/wrapping.py [ARTICLES]

ARTICLES is a folder of plain texts (default: tests/quality/articles). For each measure and way of setting paragraphs it
prints how many paragraphs and headings come back whole, how many paragraphs are broken in two, and headings made up.
"""

from __future__ import annotations

import sys
from itertools import product
from pathlib import Path

from kg.clean import clean
from kg.clean.lines import width
from kg.records import Article, Source

MEASURES = (14, 17, 22, 30, 38)
HANGING = "，。、；：！？”’）》%"
PAGE = 23
"""Lines to a page: a blank line stands after so many, wherever that is."""

Blocks = list[tuple[str, str]]


def blocks(article: Article) -> Blocks:
    """Kind and text of an article's blocks, blanks left out."""
    return [(b.kind, article.text[b.start : b.end].replace(" ", "")) for b in article.blocks]


def column(text: str, measure: int, first: int) -> list[str]:
    """A paragraph cut into lines; closing marks hang over the end."""
    lines: list[str] = []
    while text:
        end = 1
        room = measure - (0 if lines else first)
        while end < len(text) and width(text[: end + 1]) <= room:
            end += 1
        while end < len(text) and text[end] in HANGING:
            end += 1
        lines.append(text[:end])
        text = text[end:]
    return lines


def set_in_columns(article: Blocks, measure: int, indent: str, spaced: bool, paged: bool) -> str:
    """The article as a page has it. ``indent`` is "none", "lost" (first lines short) or "kept" (two blanks)."""
    out: list[str] = []
    count = 0
    for kind, text in article:
        if kind in ("heading", "title"):
            out += ["", *column(text, measure, 0), ""]
            continue
        for n, line in enumerate(column(text, measure, 0 if indent == "none" else 2)):
            out.append(("\u3000\u3000" if indent == "kept" and n == 0 else "") + line)
            count += 1
            if paged and count % PAGE == 0:
                out.append("")
        if spaced:
            out.append("")
    return "\n".join(out)


def main() -> None:
    """Prints a line per setting."""
    default = Path(__file__).parent.parent / "tests" / "quality" / "articles"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    whole = [blocks(a) for f in sorted(folder.glob("*.txt")) for a in clean(Source(str(f), f.read_text("utf-8"), ""))]
    for measure, indent, spaced, paged in product(MEASURES, ("none", "lost", "kept"), (True, False), (False, True)):
        if indent == "none" and not spaced:
            continue
        counts = dict.fromkeys(("paragraphs", "of", "broken", "headings", "of ", "made up"), 0)
        for article in whole:
            text = set_in_columns(article, measure, indent, spaced, paged)
            got = [block for a in clean(Source("", text, "")) for block in blocks(a)]
            texts, heads = {text for _, text in got}, {text for kind, text in got if kind == "heading"}
            paragraphs = [text for kind, text in article if kind == "paragraph"]
            headings = [text for kind, text in article if kind == "heading"]
            counts["paragraphs"] += sum(text in texts for text in paragraphs)
            counts["of"] += len(paragraphs)
            counts["broken"] += sum(not any(text in found for found in texts) for text in paragraphs)
            counts["headings"] += sum(text in heads for text in headings)
            counts["of "] += len(headings)
            counts["made up"] += len(heads - {text for _, text in article})
        how = (
            f"measure {measure}, indent {indent}, {'spaced' if spaced else 'solid'}, {'paged' if paged else 'one page'}"
        )
        print(f"{how}: {', '.join(f'{key.strip()} {value}' for key, value in counts.items())}")


if __name__ == "__main__":
    main()
