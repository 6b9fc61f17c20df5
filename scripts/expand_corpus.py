"""Checks the annotated texts of ``scripts/corpus`` and writes them as folders that the training scripts read.

    python scripts/expand_corpus.py FOLDER [FILE.ann …]

Out: ``FOLDER/texts/<id>.txt`` and ``FOLDER/gold/<id>.json``, the form of the annotation guide. Every problem is named with its
file and item (an entity without a form in the text, evidence that the text does not hold, a predicate between classes that
the ontology does not let it join) and makes the exit status 1; the other items are written all the same.

An item, in the order given (``?`` marks what a careful reader could leave out):

    === w1001
    TITLE 标题                                     (may be left out)
    DATE 2024-05-12                                (publication date, may be left out)
    TEXT
    paragraphs, one a line
    END
    E Province 山东省 = 山东, 鲁                     (class, canonical name, other forms that the text uses)
    R 山东省 supports 某县 :: evidence              (R 甲 ?built 乙 :: evidence :: amount=2500000; date=2021-09; title=局长)
    O AidFunds 425000000 CNY exact 1992/2023 :: 山东省 -> 某县 :: evidence        (period "-" where there is none)
    O ?Other 12 km exact - :: 甲 -> 乙 :: evidence :: label=公路里程
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.errors import DuikouError
from kg.vocabulary import Vocabulary, load_vocabulary

CORPUS = Path(__file__).parent / "corpus"
QUALIFIERS = ("exact", "about", "over", "nearly")


class Malformed(ValueError):
    """A line that cannot be read or that the text does not bear out."""


@dataclass
class Item:
    """One annotated text while it is read."""

    name: str
    text: str
    gold: dict[str, Any]
    ids: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    def entity(self, line: str) -> None:
        """``Province 山东省 = 山东, 鲁``."""
        kind, rest = line.split(" ", 1)
        name, _, others = (part.strip() for part in rest.partition("="))
        aliases = [alias.strip() for alias in re.split("[,，]", others) if alias.strip()]
        if name in self.ids:
            raise Malformed(f"{name} stands twice")
        if not any(form in self.text for form in (name, *aliases)):
            raise Malformed(f"no form of {name} in the text")
        for alias in aliases:
            self.hold(alias)
        self.ids[name], self.kinds[name] = f"e{len(self.ids) + 1}", kind.lstrip("?")
        self.add("entities", {"id": self.ids[name], "type": kind.lstrip("?"), "name": name, "aliases": aliases}, kind)

    def relation(self, line: str, vocabulary: Vocabulary) -> None:
        """``甲 supports 乙 :: evidence``, with ``key=value`` pairs after another ``::``."""
        head, evidence, *more = (part.strip() for part in line.split("::"))
        match = re.fullmatch(rf"(.+?) (\??(?:{'|'.join(vocabulary.predicates)})) (.+)", head)
        if match is None:
            raise Malformed(f"no predicate in {head!r}")
        subject, predicate, object = match.groups()
        term = vocabulary.predicate(predicate.lstrip("?"))
        if self.kind(subject) not in term.domain or self.kind(object) not in term.range:
            raise Malformed(f"{self.kind(subject)} {term.name} {self.kind(object)}: {head}")
        self.hold(evidence)
        entry = {
            "s": self.ids[subject],
            "p": term.name,
            "o": self.ids[object],
            "evidence": evidence,
            "amount": None,
            "date": None,
        }
        self.add("relations", {**entry, **self.pairs(more)}, predicate)

    def observation(self, line: str, vocabulary: Vocabulary) -> None:
        """``AidFunds 425000000 CNY exact 2021 :: 甲, 乙 -> 丙 :: evidence``."""
        head, ends, evidence, *more = (part.strip() for part in line.split("::"))
        indicator, value, unit, qualifier, period = head.split(" ", 4)
        vocabulary.indicator(indicator.lstrip("?"))
        vocabulary.unit(unit)
        if qualifier not in QUALIFIERS:
            raise Malformed(f"qualifier {qualifier!r} is none of {', '.join(QUALIFIERS)}")
        givers, _, receivers = ends.partition("->")
        self.hold(evidence)
        entry = {
            "provider": self.named(givers), "recipient": self.named(receivers), "indicator": indicator.lstrip("?"),
            "value": float(value), "unit": unit, "qualifier": qualifier, "period": None if period == "-" else period,
            "evidence": evidence,
        }  # fmt: skip
        self.add("observations", {**entry, **self.pairs(more)}, indicator)

    def add(self, part: str, entry: dict[str, Any], marked: str) -> None:
        """Keeps an entry, as optional if what names it is marked so."""
        self.gold[part].append({**entry, "optional": True} if marked.startswith("?") else entry)

    def named(self, names: str) -> list[str]:
        found = [name.strip() for name in re.split("[,，]", names) if name.strip()]
        for name in found:
            self.kind(name)
        return [self.ids[name] for name in found]

    def kind(self, name: str) -> str:
        if name not in self.kinds:
            raise Malformed(f"no entity {name}")
        return self.kinds[name]

    def hold(self, passage: str) -> None:
        if passage not in self.text:
            raise Malformed(f"not in the text: {passage}")

    @staticmethod
    def pairs(parts: list[str]) -> dict[str, Any]:
        found = dict(pair.strip().split("=", 1) for part in parts for pair in part.split(";") if pair.strip())
        return {key: float(value) if key == "amount" else value for key, value in found.items()}


def items(path: Path) -> Iterator[tuple[Item, list[str]]]:
    """The items of a file, each with its lines of annotation."""
    for block in re.split(r"(?m)^=== *", path.read_text("utf-8"))[1:]:
        head, text, rest = re.split(r"(?m)^(?:TEXT|END)$\n?", block, maxsplit=2)
        name, *meta = head.split("\n")
        known = dict(line.split(" ", 1) for line in meta if " " in line)
        title = known.get("TITLE", "").strip() or None
        body = "\n".join([*([title] if title else []), *(line for line in text.split("\n") if line.strip())])
        gold = {
            "doc": f"{name.strip()}.txt", "title": title, "published": known.get("DATE", "").strip() or None, "publisher": None,
            "entities": [], "relations": [], "observations": [],
        }  # fmt: skip
        yield Item(name.strip(), body, gold), [line.strip() for line in rest.split("\n") if line.strip()]


def read(item: Item, lines: list[str], vocabulary: Vocabulary) -> Iterator[str]:
    """Fills an item from its lines; yields what is wrong with them."""
    for line in lines:
        kind, _, rest = line.partition(" ")
        try:
            if kind == "E":
                vocabulary.entity_class(rest.split(" ", 1)[0].lstrip("?"))
                item.entity(rest)
            elif kind == "R":
                item.relation(rest, vocabulary)
            elif kind == "O":
                item.observation(rest, vocabulary)
            else:
                raise Malformed("a line begins with E, R or O")
        except (ValueError, DuikouError) as error:
            yield f"{item.name}: {error}: {line}"


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("files", nargs="*", type=Path, help="annotated texts; all of scripts/corpus if none is named")
    arguments = parser.parse_args()
    vocabulary = load_vocabulary()
    for part in ("texts", "gold"):
        (arguments.folder / part).mkdir(parents=True, exist_ok=True)
    problems = 0
    for path in arguments.files or sorted(CORPUS.glob("*.ann")):
        for item, lines in items(path):
            for problem in read(item, lines, vocabulary):
                problems += 1
                print(f"{path}: {problem}", file=sys.stderr)
            (arguments.folder / "texts" / f"{item.name}.txt").write_text(item.text + "\n", "utf-8")
            written = json.dumps(item.gold, ensure_ascii=False, indent=1) + "\n"
            (arguments.folder / "gold" / f"{item.name}.json").write_text(written, "utf-8")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
