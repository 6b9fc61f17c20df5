"""What cleaning keeps of what readers found: evidence, names and metadata of gold files in the clean text, and its speed.

python benchmarks/cleaning.py GOLD TEXTS [GOLD TEXTS ...] [--show]
"""

from __future__ import annotations

import argparse
import json
import re
import time
from pathlib import Path

from kg.clean import clean
from kg.clean.aligned import Aligned
from kg.clean.blanks import close_blanks
from kg.clean.script import drop_invisible, drop_pinyin, simplify
from kg.clean.width import pair_quotes, unify_forms, widen_punctuation
from kg.read import read
from kg.records import Article


def plain(text: str) -> str:
    """A string in the clean text's characters, without blanks, for comparing."""
    aligned = Aligned.of(text)
    for repair in (drop_invisible, drop_pinyin, simplify, unify_forms, close_blanks, widen_punctuation, pair_quotes):
        aligned = repair(aligned)
    return re.sub(r"[\s“”‘’\"']|^>", "", aligned.text).translate(str.maketrans("，。；：！？（）", ",.;:!?()"))


def measure(gold_dir: Path, text_dir: Path, show: bool) -> None:
    """Prints one line of shares for a folder of gold and its texts."""
    counts = dict.fromkeys(("evidence", "evidence_all", "names", "names_all", "aliases", "aliases_all"), 0)
    counts |= {f"{key}{part}": 0 for key in ("title", "published", "publisher") for part in ("", "_all", "_extra")}
    seconds = characters = 0.0
    for path in sorted(gold_dir.glob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        sources = read(text_dir / gold["doc"])
        begin = time.perf_counter()
        articles = [article for source in sources for article in clean(source)]
        seconds += time.perf_counter() - begin
        characters += sum(len(a.text) for a in articles)
        for article in articles:
            check(article)
        text = plain("\n".join(a.text for a in articles))
        facts = [f for f in gold["relations"] + gold["observations"] if not f.get("optional")]
        for fact in facts:
            tally(counts, "evidence", plain(fact["evidence"]) in text, f"{path.stem}: {fact['evidence']!r}", show)
        for entity in gold["entities"]:
            if not entity.get("optional"):
                forms = [entity["name"], *entity.get("aliases", [])]
                tally(counts, "names", any(plain(f) in text for f in forms), f"{path.stem}: {forms}", show)
                for form in entity.get("aliases", []):
                    tally(counts, "aliases", plain(form) in text, "", show)
        for key in ("title", "published", "publisher"):
            found, wanted = getattr(articles[0].metadata, key), gold.get(key)
            if wanted:
                same = found is not None and (
                    plain(found) == plain(wanted) or (key == "title" and plain(found).startswith(plain(wanted)))
                )
                tally(counts, key, same, f"{path.stem} {key}: {found!r} for {wanted!r}", show)
            elif found:
                counts[f"{key}_extra"] += 1
                if show:
                    print(f"  {path.stem} {key}: {found!r} where the gold has none")
    shares = [
        f"{k} {counts[k]}/{counts[f'{k}_all']}"
        for k in ("evidence", "names", "aliases", "title", "published", "publisher")
    ]
    extra = [f"{k} +{counts[f'{k}_extra']}" for k in ("published", "publisher")]
    print(f"{gold_dir}: {', '.join(shares + extra)}; {characters / max(seconds, 1e-9):,.0f} clean characters/s")


def tally(counts: dict[str, int], key: str, hit: bool, what: str, show: bool) -> None:
    """Counts a hit or a miss, and prints the miss."""
    counts[key] += hit
    counts[f"{key}_all"] += 1
    if show and what and not hit:
        print(f"  {key} {what}")


def check(article: Article) -> None:
    """Fails where positions do not rise within a block or a character's origin is empty."""
    starts, ends = article.alignment.starts, article.alignment.ends
    assert len(starts) == len(ends) == len(article.text)
    for block in article.blocks:
        for i in range(block.start, block.end):
            assert 0 <= starts[i] < ends[i] <= len(article.source.text)
            assert i == block.start or (starts[i - 1] <= starts[i] and ends[i - 1] <= ends[i])


def main() -> None:
    """Reads the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--show", action="store_true", help="print what was missed")
    arguments = parser.parse_args()
    for gold, texts in zip(arguments.folders[::2], arguments.folders[1::2], strict=True):
        measure(gold, texts, arguments.show)


if __name__ == "__main__":
    main()
