"""Fits the choices behind observations (``kg/data/observations.json``) on annotated articles.

    python scripts/fit_observations.py GOLD_DIR:TEXT_DIR [...] [--hold PREFIX ...] [--score GOLD_DIR:TEXT_DIR ...] [--write]

In: annotation files as the annotation guide describes them, with their texts. Each quantity of a cleaned text is one example:
its indicator by the annotation or none, and which of the article's entities gave and received. Optional items count less.
Documents whose name starts with a ``--hold`` prefix are left out and scored, as are the folders of ``--score``, with the
annotated entities given. ``--write`` writes the weights. Deterministic.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from sparse_logit import Rows, fit_choice, fit_softmax

from kg.clean import clean
from kg.clean.aligned import Aligned
from kg.clean.script import drop_pinyin, simplify
from kg.clean.width import unify_forms
from kg.recognise.quantities import find_quantities
from kg.recognise.whens import find_whens
from kg.records import Observation, Reading, Source
from kg.relate import observations as reader
from kg.relate.observation_arguments import ArgumentView, Place
from kg.relate.observation_features import number_features
from kg.relate.observation_layout import lay_out
from kg.relate.observation_lexicon import NONE, load_indicator_words
from kg.relate.observation_model import ObservationModel
from tests.quality.gold_reading import gold_reading

OUT = Path(__file__).parent.parent / "kg" / "data" / "observations.json"
# Rows a feature must be seen in, penalty and passes: values around them changed held-out F1 by less than 0.01.
LEAST_NUMBERS, LEAST_ARGUMENTS = 3, 8
PENALTY_NUMBERS, PENALTY_ARGUMENTS = 1.5, 3.0
PASSES = 120
# A careful reader could leave an optional item out: it speaks less for its kind.
OPTIONAL_WEIGHT = 0.4
# Where a trigger or a pattern of the lexicon fits a number of a fitting unit, its indicator starts with this weight: what
# the lexicon knows holds until examples say otherwise, so that rare indicators need few. On held-out articles patterns
# raised F1 of the indicator from 0.815 to 0.837.
PRIORS = {"TL": 1.0, "TR": 1.0, "F": 3.0}
SMALLEST = 0.02
SIGNS = re.compile(r"[\s,，.。;；:：“”\"'‘’()（）]")
FOLDS = 4
WORDS = load_indicator_words()


@dataclass(frozen=True)
class Document:
    """One cleaned article, the annotated observations of its file and the one that each quantity carries."""

    name: str
    reading: Reading
    gold: list[dict[str, Any]]
    ids: dict[str, int]
    labels: dict[int, dict[str, Any]]


def load(folders: Iterable[str]) -> Iterator[Document]:
    """The articles of GOLD_DIR:TEXT_DIR pairs."""
    for pair in folders:
        gold_dir, text_dir = (Path(part) for part in pair.split(":"))
        for file in sorted(gold_dir.glob("*.json")):
            annotated = json.loads(file.read_text("utf-8"))
            source = Source(annotated["doc"], (text_dir / annotated["doc"]).read_text("utf-8"), "")
            for article in clean(source):
                whens = find_whens(article.text, article.metadata.published)
                reading = replace(
                    gold_reading(article, annotated), quantities=find_quantities(article.text), whens=whens
                )
                ids = {entity["id"]: n for n, entity in enumerate(annotated["entities"])}
                labels = align(annotated["observations"], reading)
                yield Document(annotated["doc"], reading, annotated["observations"], ids, labels)


def plain(text: str) -> str:
    """A text as it compares across cleaning: simplified, without pinyin, blanks and signs."""
    aligned = Aligned.of(text)
    for step in (drop_pinyin, simplify, unify_forms):
        aligned = step(aligned)
    return SIGNS.sub("", aligned.text)


def align(gold: Sequence[dict[str, Any]], reading: Reading) -> dict[int, dict[str, Any]]:
    """For each quantity the annotated observation of its value whose evidence holds it; required ones first."""
    kept = [n for n, c in enumerate(reading.article.text) if not SIGNS.match(c)]
    text = "".join(reading.article.text[n] for n in kept)
    labels: dict[int, dict[str, Any]] = {}
    for item in sorted(gold, key=lambda o: bool(o.get("optional"))):
        evidence = plain(item["evidence"])
        at = text.find(evidence)
        if at < 0 or not evidence:
            continue
        start, end = kept[at] - 3, kept[at + len(evidence) - 1] + 4
        fits = [
            n
            for n, q in enumerate(reading.quantities)
            if q.number is not None and same(float(q.number), item["value"]) and q.end > start and q.start < end
        ]
        free = [n for n in fits if n not in labels]
        if free:
            labels[free[0]] = item
    return labels


def same(one: float, two: float) -> bool:
    return abs(one - two) <= 1e-6 * max(1.0, abs(two))


def weight(item: dict[str, Any] | None) -> float:
    return OPTIONAL_WEIGHT if item and item.get("optional") else 1.0


def fit_numbers(documents: Sequence[Document]) -> tuple[tuple[str, ...], dict[str, list[list[float]]]]:
    """The alternatives and the weights of the indicator choice."""
    alternatives = (*WORDS.indicators, NONE)
    rows, labels, weights = [], [], []
    for document in documents:
        layout = lay_out(document.reading)
        previous = None
        for n, quantity in enumerate(document.reading.quantities):
            item = document.labels.get(n)
            rows.append(number_features(layout, quantity, previous, WORDS))
            labels.append(alternatives.index(item["indicator"] if item else NONE))
            weights.append(weight(item))
            previous = quantity
    known = {f"{side}:{unit}:{name}" for side in PRIORS for name, units in WORDS.units.items() for unit in units}
    table = Rows(rows, sorted(known | set(Rows(rows, least=LEAST_NUMBERS).names)))
    prior = np.zeros((len(table.names), len(alternatives)))
    for n, name in enumerate(table.names):
        side, _, rest = name.partition(":")
        unit, _, indicator = rest.partition(":")
        if side in PRIORS and unit in WORDS.units.get(indicator, ()):
            prior[n, alternatives.index(indicator)] = PRIORS[side]
    fitted = fit_softmax(table, labels, np.array(weights), prior, PENALTY_NUMBERS, PASSES)
    return alternatives, {
        name: [[k, round(float(w), 2)] for k, w in enumerate(row) if abs(w) >= SMALLEST]
        for name, row in zip(table.names, fitted, strict=True)
    }


def fit_arguments(documents: Sequence[Document]) -> dict[str, list[float]]:
    """The weights of the choice of giver and receiver."""
    rows: list[list[str]] = []
    groups: list[int] = []
    chosen: list[tuple[bool, bool]] = []
    weights: list[float] = []
    for document in documents:
        layout = lay_out(document.reading)
        view = ArgumentView(layout, WORDS)
        for n, item in sorted(document.labels.items()):
            place = Place(view, document.reading.quantities[n])
            givers, receivers = roles(document, item)
            for entity in place.candidates():
                rows.append(view.features(entity, item["indicator"], place))
                groups.append(len(weights))
                chosen.append((entity in givers, entity in receivers))
            rows.append(place.nobody(item["indicator"]))
            groups.append(len(weights))
            chosen.append((not givers, not receivers))
            weights.append(weight(item))
    table = Rows(rows, least=LEAST_ARGUMENTS)
    picked = np.array(chosen, dtype=float)
    fitted = [
        fit_choice(table, np.array(groups), picked[:, role], np.array(weights), PENALTY_ARGUMENTS, PASSES)
        for role in (0, 1)
    ]
    return {
        name: [round(float(p[0]), 2), round(float(r[0]), 2)]
        for name, p, r in zip(table.names, *fitted, strict=True)
        if max(abs(p[0]), abs(r[0])) >= SMALLEST
    }


def roles(document: Document, item: dict[str, Any]) -> tuple[set[int], set[int]]:
    return {document.ids[e] for e in item["provider"]}, {document.ids[e] for e in item["recipient"]}


def fit(documents: Sequence[Document]) -> dict[str, Any]:
    """All weights, with the thresholds; without calibration."""
    alternatives, numbers = fit_numbers(documents)
    return {
        "alternatives": list(alternatives),
        # of held-out numbers, most observations are right where none has less than this
        "reject": 0.6,
        # smaller shares name more entities: 0.2 names as many as annotators do plus one
        "share": 0.2,
        "calibration": [0.0, 1.0, 1.0, 1.0],
        "numbers": {name: pairs for name, pairs in numbers.items() if pairs},
        "arguments": fit_arguments(documents),
    }


def to_model(data: dict[str, Any]) -> ObservationModel:
    return ObservationModel(
        tuple(data["alternatives"]),
        {f: tuple((n, w) for n, w in pairs) for f, pairs in data["numbers"].items()},
        {f: (p, r) for f, (p, r) in data["arguments"].items()},
        data["reject"],
        data["share"],
        tuple(data["calibration"]),
    )


def judge(
    document: Document, observation: Observation, strict: bool, left: list[dict[str, Any]]
) -> dict[str, Any] | None:
    """The annotated observation that one read matches, as score.py compares them."""
    for item in left:
        givers, receivers = roles(document, item)
        if observation.value is None or item["indicator"] != observation.indicator:
            continue
        if not same(float(observation.value), item["value"]):
            continue
        fits = all(
            item.get(free) or (not gold and not read) or gold & set(read)
            for free, gold, read in (
                ("provider_any", givers, observation.providers),
                ("recipient_any", receivers, observation.recipients),
            )
        )
        if fits or not strict:
            return item
    return None


def score(
    documents: Sequence[Document], data: dict[str, Any], show: bool = False
) -> dict[str, tuple[float, float, float]]:
    """Strict and lenient precision, recall and F1 of ``observe`` with these weights."""
    results: dict[str, tuple[float, float, float]] = {}
    by_file: dict[str, list[Document]] = {}
    for document in documents:
        by_file.setdefault(document.name, []).append(document)
    for mode in ("strict", "lenient"):
        right = wrong = missed = 0
        for files in by_file.values():
            left = sorted(files[0].gold, key=lambda o: bool(o.get("optional")))
            free = {item["value"] for item in left if item.get("optional")}
            for document in files:
                for observation in observe(document, data):
                    if observation.value is None:
                        wrong += 1
                        continue
                    item = judge(document, observation, mode == "strict", left)
                    if item is not None:
                        left.remove(item)
                        right += not item.get("optional")
                    elif float(observation.value) not in free:
                        wrong += 1
                        if show and mode == "strict":
                            print_miss("wrong", document, observation)
            missed += sum(not item.get("optional") for item in left)
            if show and mode == "strict":
                for item in left:
                    if not item.get("optional"):
                        print_miss("missed", files[0], item)
        p, r = right / max(1, right + wrong), right / max(1, right + missed)
        results[mode] = (p, r, 2 * p * r / max(1e-9, p + r))
    return results


def observe(document: Document, data: dict[str, Any]) -> Sequence[Observation]:
    return [read.observation for read in reader.merge(read_numbers(document, data))]


def read_numbers(document: Document, data: dict[str, Any]) -> list[reader.Read]:
    return reader.read_numbers(document.reading, data["model"])


def print_miss(kind: str, document: Document, item: Any) -> None:
    names = [entity.name for entity in document.reading.entities]
    if kind == "wrong":
        a, b = item.evidence[0]
        print(
            kind,
            document.name,
            item.indicator,
            item.value,
            [names[e] for e in item.providers],
            "→",
            [names[e] for e in item.recipients],
            document.reading.article.text[a:b],
            item.confidence,
        )
    else:
        givers, receivers = roles(document, item)
        print(
            kind,
            document.name,
            item["indicator"],
            item["value"],
            [names[e] for e in givers],
            "→",
            [names[e] for e in receivers],
            item["evidence"][:60],
        )


def calibrate(documents: Sequence[Document]) -> list[float]:
    """Logistic regression of being right on the three likelihoods, from folds kept back."""
    rows: list[tuple[float, float, float]] = []
    right: list[float] = []
    for fold in range(FOLDS):
        data = fit([d for n, d in enumerate(documents) if n % FOLDS != fold])
        data["model"] = replace(to_model(data), calibration=(0.0, 1.0, 1.0, 1.0))
        for document in documents[fold::FOLDS]:
            left = sorted(document.gold, key=lambda o: bool(o.get("optional")))
            free = {item["value"] for item in left if item.get("optional")}
            for read in reader.merge(read_numbers(document, data)):
                if read.observation.value is None:
                    continue
                item = judge(document, read.observation, True, left)
                if item is not None:
                    left.remove(item)
                elif float(read.observation.value) in free:
                    continue  # neither right nor wrong: score.py passes it over
                rows.append(read.likelihoods)
                right.append(float(item is not None))
    table = np.array(
        [[1.0, *(np.log(np.clip(p, 0.001, 0.999) / (1 - np.clip(p, 0.001, 0.999))) for p in row)] for row in rows]
    )
    target = np.array(right)
    weights = np.zeros(4)
    for _ in range(50):  # Newton's method
        likely = 1 / (1 + np.exp(-table @ weights))
        curve = table.T @ (table * (likely * (1 - likely))[:, None]) + 0.01 * np.eye(4)
        weights += np.linalg.solve(curve, table.T @ (target - likely) - 0.01 * weights)
    return [round(float(w), 3) for w in weights]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--hold", nargs="*", default=[])
    parser.add_argument("--score", nargs="*", default=[])
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--calibrate", action="store_true")
    parser.add_argument("--write", action="store_true")
    a = parser.parse_args()
    documents = list(load(a.folders))
    held = [d for d in documents if d.name.startswith(tuple(a.hold))] if a.hold else []
    names = {d.name for d in held}
    learning = [d for d in documents if d.name not in names]
    data = fit(learning)
    if a.calibrate:
        data["calibration"] = calibrate(learning)
    data["model"] = to_model(data)
    for title, group in [("held out", held), *((folder, list(load([folder]))) for folder in a.score)]:
        if group:
            for mode, (p, r, f) in score(group, data, a.show).items():
                print(f"{title} {mode}: P {p:.3f} R {r:.3f} F1 {f:.3f}")
    del data["model"]
    if a.write:
        OUT.write_text(written(data), "utf-8")


def written(data: dict[str, Any]) -> str:
    """The weights with one feature a line, so that a change can be read."""
    parts = [
        f' "{key}": {json.dumps(data[key], ensure_ascii=False)}'
        for key in ("alternatives", "reject", "share", "calibration")
    ]
    for key in ("numbers", "arguments"):
        lines = [
            f"  {json.dumps(name, ensure_ascii=False)}: {json.dumps(value)}"
            for name, value in sorted(data[key].items())
        ]
        parts.append(f' "{key}": {{\n' + ",\n".join(lines) + "\n }")
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    main()
