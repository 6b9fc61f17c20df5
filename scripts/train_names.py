"""Learns the weights of ``kg_names`` (``kg/data/names.json``) from annotated articles.

    python scripts/train_names.py GOLD_DIR:TEXT_DIR [GOLD_DIR:TEXT_DIR ...] [--hold PREFIX ...] [--folds N]

In: annotation files as the annotation guide describes them, with their texts. Every head of ``ontology/lexicon/names.toml``
that stands in a cleaned text is one example: the name that ends there by the annotation (the longest; optional ones count),
or none. Learned is a conditional log-linear model (maximum likelihood, L2 penalty 1, 200 full passes of AdaGrad from zero),
without randomness: the same input gives the same bytes. Features seen only once are left out.

With ``--folds N`` nothing is written; instead precision and recall of held-out folds are printed, per type. ``--hold a6``
leaves out documents whose name starts so.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import spacy

from kg.clean import clean
from kg.clean.aligned import Aligned
from kg.clean.script import simplify
from kg.language import CharacterTokenizer
from kg.recognise.divisions import DivisionComponent
from kg.recognise.names_lexicon import Head, load_names
from kg.recognise.names_model import AHEAD, Scorer, begin_features, choose, none_features, type_features
from kg.recognise.names_words import Token, cut_before
from kg.records import Source

OUT = Path(__file__).parent.parent / "kg" / "data" / "names.json"
PLACES = frozenset(("Province", "City", "County", "Township", "Region"))
PENALTY, PASSES, STEP, LEAST = 1.0, 200, 0.3, 2
SMALLEST = 0.05
LEXICON = load_names()


class Example(NamedTuple):
    """One head in its context with the annotated beginning (a token number) and type, None where no name ends there."""

    doc: str
    tokens: list[Token]
    before: str
    head: Head
    following: str
    first: int | None
    type: str


def documents(folders: list[str]) -> Iterator[tuple[dict, str]]:
    """Annotation and text of each document of GOLD_DIR:TEXT_DIR pairs."""
    for pair in folders:
        golds, texts = map(Path, pair.split(":"))
        for path in sorted(golds.glob("*.json")):
            gold = json.loads(path.read_text("utf-8"))
            yield gold, (texts / gold["doc"]).read_text("utf-8")


def squeeze(text: str) -> str:
    """``text`` in simplified characters without blanks, as cleaning leaves it."""
    return "".join(simplify(Aligned.of(text)).text.split())


def annotated_names(gold: dict, text: str) -> dict[int, list[tuple[int, str]]]:
    """End → (start, type) of the annotated forms in ``text``, the longest first."""
    spans: dict[int, dict[int, str]] = defaultdict(dict)
    for entity in gold["entities"]:
        for form in sorted({squeeze(f) for f in (entity["name"], *entity.get("aliases", ()))}):
            start = text.find(form) if len(form) > 1 else -1
            while start >= 0:
                spans[start + len(form)].setdefault(start, entity["type"])
                start = text.find(form, start + 1)
    return {end: sorted(starts.items()) for end, starts in spans.items()}


def examples(gold: dict, raw: str, nlp: spacy.Language) -> Iterator[Example]:
    """The examples of one document."""
    for article in clean(Source(gold["doc"], raw, "")):
        doc = nlp.make_doc(article.text)
        doc.user_data["article"] = article
        DivisionComponent()(doc)
        text = article.text
        places: dict[int, list[tuple[int, str]]] = {}
        for span in doc.spans["divisions"]:
            places.setdefault(span.end, []).append((span.start, span.label_))
        names = annotated_names(gold, text)
        for start, end, head in LEXICON.heads_in(text):
            if head.known:
                continue
            tokens, before = cut_before(text, start, places)
            ending = [(s, t) for s, t in names.get(end, ()) if t not in PLACES]
            first, kind = None, ""
            if ending:
                begin, kind = ending[0]
                first = next((i for i, token in enumerate(tokens) if token.start == begin), None)
                if first is None or kind not in head.types:
                    continue  # a bare head that refers (该项目), or a reading that the model cannot give
            yield Example(gold["doc"], tokens, before, head, text[end : end + AHEAD], first, kind)


def rows(example: Example) -> tuple[list[list[str]], int]:
    """The features of every reading of an example and the number of the right one."""
    _, tokens, before, head, following, first, kind = example
    table, right = [none_features(tokens, head, following)], 0
    base = {t: [f"{f}@{t}" for f in type_features(tokens, head, following)] for t in head.types}
    for index, own, typed, taken, typed_taken in begin_features(tokens, before, head, LEXICON):
        for t in head.types:
            base[t] = base[t] + taken + [f"{f}@{t}" for f in typed_taken]
            table.append(base[t] + own + [f"{f}@{t}" for f in typed])
            if (index, t) == (first, kind):
                right = len(table) - 1
    return table, right


def fit(data: list[tuple[list[list[str]], int]]) -> dict[str, float]:
    """Feature → weight."""
    counts: Counter[str] = Counter()
    for table, _ in data:
        counts.update({f for row in table for f in row})
    vocabulary = {f: i for i, f in enumerate(sorted(f for f, n in counts.items() if n >= LEAST))}
    row_of, feature_of, example_of, right_rows = [], [], [], []
    total = 0
    for number, (table, right) in enumerate(data):
        right_rows.append(total + right)
        for row in table:
            known = [vocabulary[f] for f in row if f in vocabulary]
            feature_of += known
            row_of += [total] * len(known)
            example_of.append(number)
            total += 1
    row, feature, example = np.array(row_of), np.array(feature_of), np.array(example_of)
    is_right = np.zeros(total, bool)
    is_right[right_rows] = True
    observed = np.bincount(feature[is_right[row]], minlength=len(vocabulary)).astype(float)
    starts = np.flatnonzero(np.r_[True, example[1:] != example[:-1]])
    weights, squares = np.zeros(len(vocabulary)), np.full(len(vocabulary), 1e-8)
    for _ in range(PASSES):
        score = np.bincount(row, weights[feature], minlength=total)
        chance = np.exp(score - np.maximum.reduceat(score, starts)[example])
        chance /= np.add.reduceat(chance, starts)[example]
        gradient = observed - np.bincount(feature, chance[row], minlength=len(vocabulary)) - PENALTY * weights
        squares += gradient**2
        weights += STEP * gradient / np.sqrt(squares)
    return {f: round(float(weights[i]), 3) for f, i in vocabulary.items() if abs(weights[i]) >= SMALLEST}


def report(judged: list[tuple[Example, dict[str, float]]]) -> None:
    """Prints precision, recall and F1 of mentions per type and over all."""
    right, wrong, missed = Counter(), Counter(), Counter()
    scorers: dict[int, Scorer] = {}
    for e, weights in judged:
        key = id(weights)
        if key not in scorers:
            scorers[key] = Scorer(weights, LEXICON)
        reading = choose(scorers[key].readings(e.tokens, e.before, e.head, e.following))
        if reading.first is not None and (reading.first, reading.type) == (e.first, e.type):
            right[e.type] += 1
        else:
            wrong[reading.type] += reading.first is not None
            missed[e.type] += e.first is not None
    for name in [*sorted(set(right) | set(missed) - {""}), "all"]:
        r, w, m = (sum(c.values()) if name == "all" else c[name] for c in (right, wrong, missed))
        print(
            f"{name:13} precision {r / max(1, r + w):.3f}  recall {r / max(1, r + m):.3f}  F1 {2 * r / max(1, 2 * r + w + m):.3f}  ({r})"
        )


def main() -> None:
    """Reads the annotated folders; trains and writes, or cross-validates."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", help="GOLD_DIR:TEXT_DIR")
    parser.add_argument("--hold", nargs="*", default=[], help="leave out documents whose name starts so")
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--out", type=Path, default=OUT)
    arguments = parser.parse_args()
    nlp = spacy.blank("zh")
    nlp.tokenizer = CharacterTokenizer(nlp.vocab)
    found: list[Example] = []
    for gold, text in documents(arguments.folders):
        if not gold["doc"].startswith(tuple(arguments.hold) or ("\0",)):
            found += examples(gold, text, nlp)
    data = [rows(e) for e in found]
    if arguments.folds:
        fold = [zlib.crc32(e.doc.encode()) % arguments.folds for e in found]
        judged = []
        for n in range(arguments.folds):
            weights = fit([d for d, f in zip(data, fold, strict=True) if f != n])
            judged += [(e, weights) for e, f in zip(found, fold, strict=True) if f == n]
        report(judged)
        return
    weights = fit(data)
    arguments.out.write_text(
        json.dumps({"weights": weights}, ensure_ascii=False, indent=0, sort_keys=True) + "\n", "utf-8"
    )
    print(f"{len(found)} examples, {len(weights)} weights: {arguments.out}")


if __name__ == "__main__":
    main()
