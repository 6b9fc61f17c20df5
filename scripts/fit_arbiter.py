"""Fits the weights of ``kg_arbiter`` (``kg/data/arbiter.json``) on annotated articles that no finder has learned from.

    python scripts/fit_arbiter.py GOLD_DIR:TEXT_DIR [...] --part TAGGER NAMES PREFIX [...] [--part …] [--folds N]

In: annotation files with their texts; each ``--part`` names the folder of a tagger (``tagger.onnx``, ``.npz``, ``.toml``), weights
of ``kg_names``, and the documents (by how their names begin) that were held out when both were trained: on its own
training text a finder is surer than it ever will be again. Every type proposed for a span is one example: right, if the annotation has the span with
that type; left out, if the annotation calls it optional. Learned is a logistic regression (L2 penalty 10, 300 full passes
of AdaGrad from zero), without randomness. Features seen fewer than three times are left out.

With ``--folds N`` nothing is written: held-out folds are judged and precision and recall per threshold are printed.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from spacy.language import Language
from train_names import documents, squeeze

import kg.recognise.components  # noqa: F401  registers the factories
from kg.clean import clean
from kg.language import load_pipeline
from kg.recognise.arbiter import Rules, first_look, gather, load_rules, probability
from kg.recognise.arbiter_features import Evidence
from kg.recognise.names import Names
from kg.recognise.names_lexicon import load_names
from kg.recognise.names_model import Scorer
from kg.recognise.tagger import Tagger
from kg.recognise.tagnet import TagNet
from kg.records import Source

OUT = Path(__file__).parent.parent / "kg" / "data" / "arbiter.json"
PENALTY, PASSES, STEP, LEAST, SMALLEST, INNER = 10.0, 300, 0.3, 3, 0.01, 5


class Document(NamedTuple):
    """The proposals of one document and, for each and each of its types, whether it is right (None: optional)."""

    name: str
    evidence: Evidence
    truth: list[dict[str, bool | None]]


def annotated(gold: dict, text: str) -> dict[tuple[int, int], dict[str, bool]]:
    """Span → type → whether it is required, of every annotated form wherever it stands."""
    spans: dict[tuple[int, int], dict[str, bool]] = {}
    for entity in gold["entities"]:
        for form in sorted({squeeze(f) for f in (entity["name"], *entity.get("aliases", ()))}):
            start = text.find(form) if form else -1
            while start >= 0:
                types = spans.setdefault((start, start + len(form)), {})
                for kind in (entity["type"], *entity.get("type_also", ())):
                    types[kind] = types.get(kind, False) or not entity.get("optional")
                start = text.find(form, start + 1)
    return spans


def read(gold: dict, raw: str, nlp: Language, rules: Rules) -> Iterator[Document]:
    """What the finders propose in one document, beside what the annotation says."""
    for article in clean(Source(gold["doc"], raw, "")):
        doc = nlp.make_doc(article.text)
        doc.user_data["article"] = article
        for name, component in nlp.pipeline:
            if name in ("kg_divisions", "kg_names", "kg_tagger"):
                doc = component(doc)
        yield judged_by(gold, article.text, gather(doc, load_names(), rules))


def judged_by(gold: dict, text: str, evidence: Evidence) -> Document:
    """The document with the truth of each proposal."""
    spans, truth = annotated(gold, text), []
    for p in evidence.proposals:
        types = spans.get((p.start, p.end), {})
        optional = bool(types) and not any(types.values())
        truth.append({kind: None if optional else kind in types for kind in p.types})
    return Document(gold["doc"], evidence, truth)


def table(found: list[Document], stage: str) -> list[tuple[dict[str, float], bool]]:
    """The features of every reading that is right or wrong."""
    return [
        (getattr(d.evidence, stage)(p, kind), right)
        for d in found
        for p, types in zip(d.evidence.proposals, d.truth, strict=True)
        for kind, right in types.items()
        if right is not None
    ]


def logistic(rows: list[tuple[dict[str, float], bool]]) -> dict[str, float]:
    """Feature → weight."""
    counts = Counter(f for features, _ in rows for f in features)
    vocabulary = {f: i for i, f in enumerate(sorted(f for f, n in counts.items() if n >= LEAST))}
    entries = [
        (number, vocabulary[f], v)
        for number, (features, _) in enumerate(rows)
        for f, v in features.items()
        if f in vocabulary
    ]
    row, column, value = (np.array(x) for x in zip(*entries, strict=True))
    right = np.array([r for _, r in rows], float)
    weights, squares = np.zeros(len(vocabulary)), np.full(len(vocabulary), 1e-8)
    for _ in range(PASSES):
        chance = 1 / (1 + np.exp(-np.bincount(row, weights[column] * value, minlength=len(rows))))
        gradient = np.bincount(column, ((right - chance)[row]) * value, minlength=len(vocabulary)) - PENALTY * weights
        squares += gradient**2
        weights += STEP * gradient / np.sqrt(squares)
    return {f: round(float(weights[i]), 3) for f, i in vocabulary.items() if abs(weights[i]) >= SMALLEST}


def fit(found: list[Document]) -> dict[str, dict[str, float]]:
    """The weights of both looks; the second learns from first looks that did not learn from the same document."""
    folds = [zlib.crc32(d.name.encode()) % INNER for d in found]
    for n in range(INNER):
        weights = logistic(table([d for d, f in zip(found, folds, strict=True) if f != n], "own"))
        for d, f in zip(found, folds, strict=True):
            if f == n:
                first_look(d.evidence, weights)
    context = logistic(table(found, "context"))
    return {"own": logistic(table(found, "own")), "context": context}


def report(judged: list[tuple[Document, dict[str, dict[str, float]]]]) -> None:
    """Prints precision and recall of proposals by threshold."""
    scored = []
    for document, weights in judged:
        first_look(document.evidence, weights["own"])
        scored += [
            (probability(features, weights["context"]), right) for features, right in table([document], "context")
        ]
    total = sum(right for _, right in scored)
    for threshold in (0.3, 0.4, 0.5, 0.6, 0.7):
        kept = [right for chance, right in scored if chance >= threshold]
        print(
            f"{threshold:.1f}  precision {sum(kept) / max(1, len(kept)):.3f}  recall {sum(kept) / total:.3f}  of {total}"
        )


def use(nlp: Language, tagger: Path, names: Path) -> None:
    """Puts another tagger and other weights of names into the pipeline."""
    for _, component in nlp.pipeline:
        if isinstance(component, Names):
            component.scorer = Scorer(json.loads(names.read_text("utf-8"))["weights"], load_names())
        if isinstance(component, Tagger):
            component._net = TagNet(*(tagger / f"tagger.{part}" for part in ("onnx", "npz", "toml")))


def main() -> None:
    """Fits and writes, or cross-validates."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", help="GOLD_DIR:TEXT_DIR")
    parser.add_argument("--part", nargs="+", action="append", required=True, metavar="TAGGER NAMES PREFIX")
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--out", type=Path, default=OUT)
    arguments = parser.parse_args()
    nlp = load_pipeline()
    rules = load_rules()
    found = []
    for tagger, names, *prefixes in arguments.part:
        use(nlp, Path(tagger), Path(names))
        for gold, text in documents(arguments.folders):
            if gold["doc"].startswith(tuple(prefixes)):
                found += read(gold, text, nlp, rules)
    if arguments.folds:
        fold = [zlib.crc32(d.name.encode()) % arguments.folds for d in found]
        judged = []
        for n in range(arguments.folds):
            weights = fit([d for d, f in zip(found, fold, strict=True) if f != n])
            judged += [(d, weights) for d, f in zip(found, fold, strict=True) if f == n]
        report(judged)
        return
    weights = fit(found)
    arguments.out.write_text(json.dumps(weights, ensure_ascii=False, indent=0, sort_keys=True) + "\n", "utf-8")
    print(f"{len(found)} documents, {len(weights['own'])} + {len(weights['context'])} weights: {arguments.out}")


if __name__ == "__main__":
    main()
