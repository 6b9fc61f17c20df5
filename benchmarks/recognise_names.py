"""Measures what recognition finds on annotated articles: entities as the contract's scorer matches them, per type.

    python benchmarks/recognise_names.py GOLD_DIR:TEXT_DIR [...] [--only a6 a7] [--skip a6 a7] [--without kg_tagger] [--show Company ...]

Prints precision, recall and F1 per type and over all and, with ``--show``, what was missed and wrong. Optional
annotations count neither as missed nor as wrong. Nothing is written.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.util import load_config

import kg.recognise.components  # noqa: F401  registers the factories
from kg.clean import clean
from kg.language import CharacterTokenizer
from kg.recognise import recognise
from kg.records import Entity, Source
from kg.resources import data_path


def build(without: list[str]) -> Language:
    """The package's pipeline without the components named."""
    nlp = spacy.blank("zh")
    nlp.tokenizer = CharacterTokenizer(nlp.vocab)
    for name in load_config(data_path("pipeline.cfg"))["nlp"]["pipeline"]:
        if name not in without:
            nlp.add_pipe(name)
    return nlp


def documents(pairs: list[str], only: list[str], skip: list[str]) -> Iterator[tuple[dict[str, Any], str]]:
    """Annotation and text of each document."""
    for pair in pairs:
        golds, texts = map(Path, pair.split(":"))
        for path in sorted(golds.glob("*.json")):
            gold = json.loads(path.read_text("utf-8"))
            name = gold["doc"]
            if (not only or name.startswith(tuple(only))) and not (skip and name.startswith(tuple(skip))):
                yield gold, (texts / name).read_text("utf-8")


def squeeze(text: str) -> str:
    """``text`` without blanks."""
    return "".join(text.split())


def match(gold: dict[str, Any], entities: list[Entity]) -> dict[str, int]:
    """Annotated id → number of the entity it is paired with: by name first, then by any form, each used once."""
    labels: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, entity in enumerate(entities):
        for rank, label in enumerate((entity.name, *entity.aliases)):
            labels[squeeze(label)].append((rank, number))
    pairs: dict[str, int] = {}
    for level in ("name", "alias"):
        for item in gold["entities"]:
            if item["id"] in pairs:
                continue
            forms = [item["name"]] if level == "name" else item.get("aliases", [])
            found = {c for f in forms for c in labels.get(squeeze(f), ()) if c[1] not in pairs.values()}
            if found:
                pairs[item["id"]] = min(found, key=lambda c: (entities[c[1]].type != item["type"], c))[1]
    return pairs


class Score:
    """Counts per type, with what was missed and wrong."""

    def __init__(self) -> None:
        self.right: Counter[str] = Counter()
        self.missed: dict[str, list[str]] = defaultdict(list)
        self.wrong: dict[str, list[str]] = defaultdict(list)

    def add(self, gold: dict[str, Any], entities: list[Entity]) -> None:
        """Compares one document."""
        pairs = match(gold, entities)
        doc = gold["doc"].split(".")[0][:8]
        for item in gold["entities"]:
            entity = entities[pairs[item["id"]]] if item["id"] in pairs else None
            hit = entity is not None and entity.type in (item["type"], *item.get("type_also", ()))
            if hit and not item.get("optional"):
                self.right[item["type"]] += 1
            elif not hit and not item.get("optional"):
                self.missed[item["type"]].append(
                    f"{doc} {item['name']}" + (f" (typed {entity.type})" if entity else "")
                )
                if entity:
                    self.wrong[entity.type].append(f"{doc} {entity.name} (is {item['type']})")
        for number in sorted(set(range(len(entities))) - set(pairs.values())):
            self.wrong[entities[number].type].append(f"{doc} {entities[number].name}")

    def show(self, kinds: list[str]) -> None:
        """Prints the table and the lists of ``kinds`` ("all" for every type)."""
        types = sorted({*self.right, *self.missed, *self.wrong})
        for kind in [*types, "all"]:
            wanted = types if kind == "all" else [kind]
            right = sum(self.right[t] for t in wanted)
            missed, wrong = (sum(len(x[t]) for t in wanted) for x in (self.missed, self.wrong))
            precision, recall, f1 = (
                right / max(1, right + wrong),
                right / max(1, right + missed),
                2 * right / max(1, 2 * right + wrong + missed),
            )
            print(
                f"{kind:13} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  ({right} right, {wrong} wrong, {missed} missed)"
            )
        for kind in types if kinds == ["all"] else kinds:
            print(f"{kind} missed:", "; ".join(self.missed[kind]))
            print(f"{kind} wrong:", "; ".join(self.wrong[kind]))


def main() -> None:
    """Recognises all documents and prints the score."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", help="GOLD_DIR:TEXT_DIR")
    parser.add_argument("--only", nargs="*", default=[], help="only documents whose name starts so")
    parser.add_argument("--skip", nargs="*", default=[], help="no documents whose name starts so")
    parser.add_argument("--without", nargs="*", default=[], help="components to leave out")
    parser.add_argument("--show", nargs="*", default=[], help="types whose errors are listed, or all")
    arguments = parser.parse_args()
    nlp = build(arguments.without)
    score, characters, seconds = Score(), 0, 0.0
    for gold, text in documents(arguments.folders, arguments.only, arguments.skip):
        entities: list[Entity] = []
        for article in clean(Source(gold["doc"], text, "")):
            start = time.perf_counter()
            entities += recognise(article, nlp).entities
            seconds += time.perf_counter() - start
            characters += len(article.text)
        score.add(gold, entities)
    score.show(arguments.show)
    print(f"{characters} characters in {seconds:.1f} s: {characters / max(seconds, 1e-9):.0f} a second")


if __name__ == "__main__":
    main()
