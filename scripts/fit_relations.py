"""Fits the numbers behind statements on annotated articles and writes kg/data/relations.json and relations.npz.

    python scripts/fit_relations.py GOLD=TEXTS [GOLD=TEXTS …] [--measure GOLD=TEXTS …] [--write]

Each GOLD folder holds annotations by the guide, TEXTS their articles. The articles are read by the product's own pipeline
(so that the weights know its mistakes), entities are matched to the gold by name, and four folds, by document name, give
every article likelihoods from weights that never saw it. Without --write only the figures are printed. Needs
scikit-learn and lightgbm (dependency group "train"). Deterministic: fixed seeds, one thread.
"""

from __future__ import annotations

import argparse
import json
import pickle
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from lightgbm import LGBMClassifier
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).parent.parent))
from kg.clean import clean
from kg.language import load_pipeline
from kg.read import read
from kg.recognise import recognise
from kg.records import Entity, Reading
from kg.relate import load_package_frames
from kg.relate.candidates import Candidate, sentence_candidates
from kg.relate.context import NO_ROLES, Roles
from kg.relate.pairs import PairTable, tabulate
from kg.relate.read_pairs import ROLE_PREDICATE, read_candidates, set_scenes
from kg.relate.weights import LEAF, Linear, Trees

FOLDS = 4
LEAST_COUNT = 3
"""A feature seen less often is noise: at 1 the file is nine times as large and the figures are the same."""
SMALLEST_WEIGHT = 0.03
OPTIONAL = 0.4
"""Weight of items that the annotator called optional: true, but a careful reader could leave them out."""
UNKNOWN = 0.5
"""Weight of pairs with an entity that the annotation lacks: mostly wrong, sometimes only not annotated."""
PLACES = frozenset({"Province", "City", "County", "Township", "Village", "Region"})
TREES = {
    "n_estimators": 250, "learning_rate": 0.06, "num_leaves": 15, "min_child_samples": 20, "reg_lambda": 1.0, "colsample_bytree": 0.5,
    "subsample": 0.8, "subsample_freq": 1, "random_state": 0, "n_jobs": 1, "verbose": -1, "deterministic": True, "force_row_wise": True,
}  # fmt: skip


@dataclass
class Document:
    """A gold document as the pipeline reads it; entity numbers of the readings are those of the gold, or from 1000 on."""

    name: str
    fold: int
    readings: list[Reading]
    types: dict[int, str]
    required: dict[tuple[Any, ...], list[str]]
    optional: set[tuple[Any, ...]]
    soft: set[int]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train", nargs="+", help="GOLD=TEXTS folders to fit on")
    parser.add_argument("--measure", nargs="*", default=[], help="GOLD=TEXTS folders to measure only")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--cache", type=Path, help="a folder that keeps what the pipeline read, for the next run")
    arguments = parser.parse_args()
    fitter = Fitter(arguments.cache)
    train = [d for pair in arguments.train for d in fitter.documents(pair)]
    measure = {pair: fitter.documents(pair) for pair in arguments.measure}
    fitter.fit(train, measure)
    if arguments.write:
        fitter.write(Path(__file__).parent.parent / "kg" / "data")


def key_of(predicate: str, subject: int, object: int, symmetric: frozenset[str]) -> tuple[Any, ...]:
    return (predicate, frozenset((subject, object))) if predicate in symmetric else (predicate, subject, object)


def ends_of(key: tuple[Any, ...]) -> tuple[int, ...]:
    return tuple(key[1]) if isinstance(key[1], frozenset) else key[1:]


def squeeze(text: str) -> str:
    return re.sub(r"\s", "", text).replace(",", "，")


@dataclass
class Row:
    """A candidate of a document with what the annotation says of it."""

    document: int
    candidate: Candidate
    key: tuple[Any, ...]
    label: int
    weight: float


class Fitter:
    """The steps of fitting, in the order in which the article is read."""

    def __init__(self, cache: Path | None) -> None:
        self.cache = cache
        self.frames = load_package_frames()
        self.nlp = load_pipeline()
        self.predicates = tuple(sorted(f.predicate for f in self.frames.frames))
        self.symmetric = frozenset(f.predicate for f in self.frames.frames if f.symmetric)

    # -- documents ------------------------------------------------------------------------------------------------

    def documents(self, pair: str) -> list[Document]:
        """The documents of a pair of folders; read once and kept where --cache says."""
        kept = self.cache / (re.sub(r"\W+", "_", pair) + ".pickle") if self.cache else None
        if kept and kept.exists():
            found: list[Document] = pickle.loads(kept.read_bytes())
            return found
        found = self.read_documents(pair)
        if kept:
            kept.write_bytes(pickle.dumps(found))
        return found

    def read_documents(self, pair: str) -> list[Document]:
        gold_dir, text_dir = (Path(p) for p in pair.split("="))
        found = []
        for path in sorted(gold_dir.glob("*.json")):
            gold = json.loads(path.read_text("utf-8"))
            articles = [a for s in read(text_dir / gold["doc"]) for a in clean(s, published=gold.get("published"))]
            found.append(self.document(gold, [recognise(a, self.nlp) for a in articles]))
        return found

    def document(self, gold: dict[str, Any], readings: list[Reading]) -> Document:
        entities: list[Entity] = []
        seen: dict[Any, int] = {}
        local: list[list[int]] = []
        for reading in readings:
            numbers = []
            for entity in reading.entities:
                same = entity.code or (entity.type, entity.name)
                if same in seen:
                    old = entities[seen[same]]
                    entities[seen[same]] = replace(old, aliases=(*old.aliases, entity.name, *entity.aliases))
                else:
                    seen[same] = len(entities)
                    entities.append(entity)
                numbers.append(seen[same])
            local.append(numbers)
        matched = match(gold["entities"], entities)
        index = {e["id"]: n for n, e in enumerate(gold["entities"])}
        types = {n: e["type"] for n, e in enumerate(gold["entities"])}
        renumbered = []
        for reading, numbers in zip(readings, local, strict=True):
            to = {i: matched.get(n, 1000 + n) for i, n in enumerate(numbers)}
            slots: list[Entity] = []
            codes = {to[i]: e for i, e in enumerate(reading.entities)}
            for n in range(max(codes, default=-1) + 1):
                slots.append(codes.get(n, Entity("", "")))
            for n, entity in codes.items():
                types.setdefault(n, entity.type)
            mentions = tuple(replace(m, entity=to[m.entity]) for m in reading.mentions)
            renumbered.append(replace(reading, mentions=mentions, entities=tuple(slots)))
        required: dict[tuple[Any, ...], list[str]] = defaultdict(list)
        optional = set()
        for r in gold["relations"]:
            key = key_of(r["p"], index[r["s"]], index[r["o"]], self.symmetric)
            if r.get("optional"):
                optional.add(key)
            else:
                required[key].append(squeeze(r["evidence"]))
        soft = {n for n, e in enumerate(gold["entities"]) if e.get("optional")}
        fold = (
            int(re.sub(r"\D", "", gold["doc"])[:3]) // 100
            if gold["doc"].startswith("a")
            else sum(map(ord, gold["doc"]))
        )
        return Document(gold["doc"], fold % FOLDS, renumbered, types, required, optional, soft)

    # -- rows -----------------------------------------------------------------------------------------------------

    def label(self, document: Document, candidate: Candidate, sentence: str) -> tuple[tuple[Any, ...], int, float]:
        a, b = candidate.subject.entity, candidate.object.entity
        key = key_of(candidate.predicate, a, b, self.symmetric)
        if key in document.required:
            here = squeeze(sentence)
            read_here = any(here in e or e in here or e[:12] in here or e[-12:] in here for e in document.required[key])
            return key, 1, 1.0 if read_here else 0.15
        if key in document.optional:
            return key, 1, OPTIONAL
        if a in document.soft or b in document.soft:
            return key, 0, 0.0
        if a >= 1000 or b >= 1000:
            return key, 0, UNKNOWN
        if candidate.predicate == "locatedIn" and document.types[a] in PLACES and document.types[b] in PLACES:
            return key, 0, 0.3
        return key, 0, 1.0

    def role_rows(self, documents: Sequence[Document]) -> list[Row]:
        rows = []
        for number, document in enumerate(documents):
            for reading in document.readings:
                for scene in set_scenes(reading, self.frames):
                    for candidate in sentence_candidates(scene, NO_ROLES, ROLE_PREDICATE):
                        rows.append(Row(number, candidate, *self.label(document, candidate, scene.sentence.text)))
        return rows

    def all_rows(self, documents: Sequence[Document], roles: Sequence[Roles]) -> list[list[Row]]:
        """Per article (a document may hold several)."""
        parts = []
        for number, document in enumerate(documents):
            for reading in document.readings:
                found = read_candidates(set_scenes(reading, self.frames), reading, roles[number])
                parts.append(
                    [
                        Row(number, c, *self.label(document, c, found.sentences[s].text))
                        for c, s in zip(found.candidates, found.sentence_of, strict=True)
                    ]
                )
        return parts

    # -- fitting --------------------------------------------------------------------------------------------------

    def fit(self, train: list[Document], measure: dict[str, list[Document]]) -> None:
        rows = self.role_rows(train)
        logits = cross_fit(rows, [d.fold for d in train])
        self.roles = linear([r for r in rows if r.weight > 0])
        train_roles = roles_per_document(rows, logits, len(train))
        parts = self.all_rows(train, train_roles)
        flat = [r for part in parts for r in part]
        scores = np.zeros(len(flat))
        self.linear: dict[str, Linear] = {}
        for predicate in self.predicates:
            chosen = [n for n, r in enumerate(flat) if r.candidate.predicate == predicate]
            some = [flat[n] for n in chosen]
            scores[chosen] = cross_fit(some, [d.fold for d in train])
            self.linear[predicate] = linear([r for r in some if r.weight > 0])
            print(
                f"{predicate}: {len(some)} candidates, {len(self.linear[predicate].weights)} weights", file=sys.stderr
            )
        tables, at = [], 0
        for part in parts:
            tables.append(
                self.table(part, scores[at : at + len(part)], train_roles[part[0].document] if part else NO_ROLES)
            )
            at += len(part)
        x, y, w, documents, keys = stack(tables, parts)
        folds = np.array([train[d].fold for d in documents])
        likely = np.zeros(len(y))
        for fold in range(FOLDS):
            use = (folds != fold) & (w > 0)
            likely[folds == fold] = boost(x[use], y[use], w[use]).likelihoods(x[folds == fold])
        predicted = collect(documents, keys, likely)
        self.thresholds = self.best_thresholds(predicted, train)
        print("cross-fitted:", self.report(predicted, train))
        self.trees = boost(x[w > 0], y[w > 0], w[w > 0])
        for name, some_documents in measure.items():
            print(f"{name}:", self.report(self.predict(some_documents), some_documents))

    def predict(self, documents: list[Document]) -> dict[tuple[int, Any], float]:
        rows = self.role_rows(documents)
        roles = roles_per_document(rows, [self.roles.logit(r.candidate.features) for r in rows], len(documents))
        parts = self.all_rows(documents, roles)
        found: dict[tuple[int, Any], float] = {}
        for part in parts:
            if part:
                scores = [self.linear[r.candidate.predicate].logit(r.candidate.features) for r in part]
                table = self.table(part, scores, roles[part[0].document])
                x, _, _, docs, keys = stack([table], [part])
                for item, value in collect(docs, keys, self.trees.likelihoods(x)).items():
                    found[item] = max(found.get(item, 0.0), value)
        return found

    def table(self, part: list[Row], scores: Sequence[float], roles: Roles) -> PairTable:
        return tabulate([r.candidate for r in part], [float(s) for s in scores], roles, self.predicates, self.symmetric)

    # -- figures --------------------------------------------------------------------------------------------------

    def best_thresholds(self, predicted: dict[tuple[int, Any], float], documents: list[Document]) -> dict[str, float]:
        best = {}
        for predicate in self.predicates:
            part = {k: v for k, v in predicted.items() if k[1][0] == predicate}
            choices = [
                (f1(self.count(part, documents, {predicate: t})[predicate]), -t) for t in np.arange(0.1, 0.85, 0.05)
            ]
            best[predicate] = round(-max(choices)[1], 2)
        return best

    def count(
        self,
        predicted: dict[tuple[int, Any], float],
        documents: list[Document],
        thresholds: dict[str, float],
    ) -> dict[str, list[float]]:
        """Right, wrong and missed per predicate; optional items count as neither."""
        counts: dict[str, list[float]] = defaultdict(lambda: [0, 0, 0])
        stated = {k for k, v in predicted.items() if v >= thresholds.get(k[1][0], 2.0)}
        for number, document in enumerate(documents):
            for key in document.required:
                counts[key[0]][0 if (number, key) in stated else 2] += 1
        for number, key in stated:
            document = documents[number]
            if key in document.required or key in document.optional or any(e in document.soft for e in ends_of(key)):
                continue
            if key[0] == "locatedIn" and all(e < 1000 and document.types[e] in PLACES for e in ends_of(key)):
                continue
            counts[key[0]][1] += 1
        return counts

    def report(self, predicted: dict[tuple[int, Any], float], documents: list[Document]) -> str:
        counts = self.count(predicted, documents, self.thresholds)
        total = [sum(c[i] for c in counts.values()) for i in range(3)]
        lines = [line("all", total)] + [line(p, counts[p]) for p in self.predicates]
        return "\n".join(lines)

    def write(self, folder: Path) -> None:
        def plain(part: Linear) -> dict[str, Any]:
            weights = {f: round(w, 3) for f, w in sorted(part.weights.items()) if abs(w) >= SMALLEST_WEIGHT}
            return {"bias": round(part.bias, 3), "weights": weights}

        table = {
            "predicates": list(self.predicates),
            "thresholds": self.thresholds,
            "roles": plain(self.roles),
            "linear": {p: plain(part) for p, part in self.linear.items()},
        }
        (folder / "relations.json").write_text(json.dumps(table, ensure_ascii=False, indent=0) + "\n", "utf-8")
        t = self.trees
        np.savez_compressed(
            folder / "relations.npz", feature=t.feature, threshold=t.threshold, left=t.left, right=t.right, value=t.value,
            depth=t.depth,
        )  # fmt: skip


def match(gold: Sequence[dict[str, Any]], entities: Sequence[Entity]) -> dict[int, int]:
    """Which entity of the pipeline is which of the gold: by canonical name first, then by any shared form."""
    by_label: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, entity in enumerate(entities):
        for label in (entity.name, *entity.aliases):
            by_label[squeeze(label)].append((int(label != entity.name), number))
    pairs: dict[int, int] = {}
    for level in ("name", "alias"):
        for index, entry in enumerate(gold):
            if index in pairs.values():
                continue
            forms = [entry["name"]] if level == "name" else entry.get("aliases", [])
            found = {c for form in forms for c in by_label.get(squeeze(form), []) if c[1] not in pairs}
            if found:
                pairs[min(found, key=lambda c: (entities[c[1]].type != entry["type"], c))[1]] = index
    return pairs


def matrix(rows: Sequence[Row], vocabulary: dict[str, int]) -> csr_matrix:
    pointers, indices = [0], []
    for row in rows:
        indices.extend(sorted({vocabulary[f] for f in row.candidate.features if f in vocabulary}))
        pointers.append(len(indices))
    data = np.ones(len(indices), dtype=np.float32)
    return csr_matrix((data, np.array(indices, dtype=np.int32), np.array(pointers)), (len(rows), len(vocabulary)))


def linear(rows: Sequence[Row]) -> Linear:
    counts: Counter[str] = Counter()
    for row in rows:
        counts.update(set(row.candidate.features))
    vocabulary = {f: n for n, f in enumerate(sorted(f for f, c in counts.items() if c >= LEAST_COUNT))}
    model = LogisticRegression(C=0.5, max_iter=40, solver="liblinear", tol=1e-3, random_state=0)
    model.fit(matrix(rows, vocabulary), [r.label for r in rows], sample_weight=[r.weight for r in rows])
    weights = {f: float(model.coef_[0][n]) for f, n in vocabulary.items() if abs(model.coef_[0][n]) >= SMALLEST_WEIGHT}
    return Linear(float(model.intercept_[0]), weights)


def cross_fit(rows: Sequence[Row], folds: Sequence[int]) -> np.ndarray[Any, np.dtype[np.float64]]:
    scores = np.zeros(len(rows))
    for fold in range(FOLDS):
        part = linear([r for r in rows if folds[r.document] != fold and r.weight > 0])
        for number, row in enumerate(rows):
            if folds[row.document] == fold:
                scores[number] = part.logit(row.candidate.features)
    return scores


def roles_per_document(rows: Sequence[Row], logits: Iterable[float], documents: int) -> list[Roles]:
    pairs: list[dict[tuple[int, int], float]] = [{} for _ in range(documents)]
    for row, logit in zip(rows, logits, strict=True):
        key = (row.candidate.subject.entity, row.candidate.object.entity)
        found = pairs[row.document]
        found[key] = max(found.get(key, 0.0), float(1 / (1 + np.exp(-logit))))
    return [Roles(p) for p in pairs]


def stack(tables: list[PairTable], parts: list[list[Row]]) -> tuple[Any, Any, Any, list[int], list[Any]]:
    x, y, w, documents, keys = [], [], [], [], []
    for table, part in zip(tables, parts, strict=True):
        for numbers in table.readings:
            best = part[numbers[0]]
            y.append(best.label)
            w.append(best.weight if best.label == 0 or best.weight == OPTIONAL else 1.0)
            documents.append(best.document)
            keys.append(best.key)
        if len(table.keys):
            x.append(table.rows)
    if not x:
        return np.zeros((0, 0)), np.zeros(0), np.zeros(0), documents, keys
    return np.vstack(x), np.array(y), np.array(w), documents, keys


def collect(documents: Sequence[int], keys: Sequence[Any], likely: Sequence[float]) -> dict[tuple[int, Any], float]:
    found: dict[tuple[int, Any], float] = {}
    for document, key, value in zip(documents, keys, likely, strict=True):
        found[document, key] = max(found.get((document, key), 0.0), float(value))
    return found


def boost(x: Any, y: Any, w: Any) -> Trees:
    model = LGBMClassifier(**TREES).fit(x, y, sample_weight=w)
    dumped = model.booster_.dump_model()["tree_info"]
    flat = [flatten(tree["tree_structure"]) for tree in dumped]
    size = max(len(nodes) for nodes in flat)
    shape = (len(flat), size)
    feature, left, right = (np.full(shape, LEAF, dtype=np.int16) for _ in range(3))
    threshold, value = (np.zeros(shape, dtype=np.float32) for _ in range(2))
    for t, nodes in enumerate(flat):
        for n, node in enumerate(nodes):
            feature[t, n], threshold[t, n], left[t, n], right[t, n], value[t, n] = node
    return Trees(feature, threshold, left, right, value, max(depth_of(tree["tree_structure"]) for tree in dumped))


def flatten(root: dict[str, Any]) -> list[tuple[int, float, int, int, float]]:
    nodes: list[Any] = []

    def visit(node: dict[str, Any]) -> int:
        number = len(nodes)
        nodes.append(None)
        if "split_feature" in node:
            left, right = visit(node["left_child"]), visit(node["right_child"])
            nodes[number] = (node["split_feature"], node["threshold"], left, right, 0.0)
        else:
            nodes[number] = (LEAF, 0.0, LEAF, LEAF, node["leaf_value"])
        return number

    visit(root)
    return nodes


def depth_of(node: dict[str, Any]) -> int:
    if "split_feature" not in node:
        return 0
    return 1 + max(depth_of(node["left_child"]), depth_of(node["right_child"]))


def f1(counts: Sequence[float]) -> float:
    right, wrong, missed = counts
    return 2 * right / (2 * right + wrong + missed) if right else 0.0


def line(name: str, counts: Sequence[float]) -> str:
    right, wrong, missed = counts
    precision = right / (right + wrong) if right else 0.0
    recall = right / (right + missed) if right else 0.0
    return f"  {name:16} P {precision:.3f}  R {recall:.3f}  F1 {f1(counts):.3f}  ({right} right, {wrong} wrong, {missed} missed)"


if __name__ == "__main__":
    main()
