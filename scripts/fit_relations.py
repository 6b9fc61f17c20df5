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
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from lightgbm import LGBMClassifier
from relation_documents import FOLDS, UNANNOTATED, Document, Library, cross_models, ends_of, key_of, links_of, squeeze
from scipy.sparse import csr_matrix
from sklearn.isotonic import isotonic_regression
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).parent.parent))
from kg.language import load_pipeline
from kg.relate import load_package_frames
from kg.relate.candidates import Candidate, sentence_candidates
from kg.relate.context import Links, Roles
from kg.relate.observation_model import ObservationModel
from kg.relate.pairs import PairTable, tabulate
from kg.relate.read_pairs import ROLE_PREDICATE, read_candidates, set_scenes
from kg.relate.weights import LEAF, Linear, Trees

LEAST_COUNT = 5
"""A feature seen less often is noise. At 1 the file was nine times as large as at 3 and the figures the same; 5, for more than twice
the text, keeps its size."""
SMALLEST_WEIGHT = 0.03
OPTIONAL = 0.4
"""Weight of items that the annotator called optional: true, but a careful reader could leave them out."""
UNKNOWN = 0.5
"""Weight of pairs with an entity that the annotation lacks: mostly wrong, sometimes only not annotated."""
GENERIC = (
    "shape=",
    "T:clauses=",
    "T:rivals=T",
    "T:rivals=S",
    "T:rivals=O",
    "T:denied",
    "where=",
    "next=",
    "together|",
    "no trigger",
)
"""Beginnings of the features that name no trigger: they weigh predicates that a user adds."""
LEAST_CALIBRATED, CALIBRATION_STEPS = 0.2, 12
"""Pairs below are never stated; each step holds some thousand pairs."""
DENIED = -10.0
"""What a denial weighs for a predicate that was never fitted: what did not happen is no fact."""
STRUCTURAL = frozenset({"locatedIn", "affiliatedWith", "produces"})
"""Predicates that are read from how names stand, without a trigger: no pattern for others."""
PLACES = frozenset({"Province", "City", "County", "Township", "Village", "Region"})
TREES = {
    "n_estimators": 300, "learning_rate": 0.06, "num_leaves": 31, "min_child_samples": 20, "reg_lambda": 1.0, "colsample_bytree": 0.5,
    "subsample": 0.8, "subsample_freq": 1, "random_state": 0, "n_jobs": 1, "verbose": -1, "deterministic": True, "force_row_wise": True,
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train", nargs="+", help="GOLD=TEXTS folders to fit on")
    parser.add_argument("--measure", nargs="*", default=[], help="GOLD=TEXTS folders to measure only")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--cache", type=Path, help="a folder that keeps what the pipeline read, for the next run")
    arguments = parser.parse_args()
    fitter = Fitter()
    library = Library(load_pipeline(), fitter.symmetric, arguments.cache)
    train = [d for pair in arguments.train for d in library.documents(pair)]
    measure = {pair: library.documents(pair) for pair in arguments.measure}
    fitter.fit(train, cross_models(arguments.train), measure)
    if arguments.write:
        fitter.write(Path(__file__).parent.parent / "kg" / "data")


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

    def __init__(self) -> None:
        self.frames = load_package_frames()
        self.predicates = tuple(sorted(f.predicate for f in self.frames.frames))
        self.symmetric = frozenset(f.predicate for f in self.frames.frames if f.symmetric)

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
        if a >= UNANNOTATED or b >= UNANNOTATED:
            return key, 0, UNKNOWN
        if candidate.predicate == "locatedIn" and document.types[a] in PLACES and document.types[b] in PLACES:
            return key, 0, 0.3
        return key, 0, 1.0

    def role_rows(self, documents: Sequence[Document], links: Sequence[Links]) -> list[Row]:
        rows = []
        for number, document in enumerate(documents):
            unknown = Roles({}, links[number])
            for reading in document.readings:
                for scene in set_scenes(reading, self.frames):
                    for candidate in sentence_candidates(scene, unknown, only=ROLE_PREDICATE):
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

    def fit(
        self, train: list[Document], numbers: Sequence[ObservationModel], measure: dict[str, list[Document]]
    ) -> None:
        """``numbers`` holds for each fold a model of observations that never saw it."""
        kinds = self.frames.qualifiers.links
        links = [links_of(d, numbers[d.fold], kinds) for d in train]
        rows = self.role_rows(train, links)
        logits = cross_fit(rows, [d.fold for d in train])
        self.roles = linear([r for r in rows if r.weight > 0])
        train_roles = roles_per_document(rows, logits, links)
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
        pooled = linear(
            [r for r in flat if r.weight > 0 and r.candidate.local and r.candidate.predicate not in STRUCTURAL], GENERIC
        )
        self.generic = Linear(pooled.bias, {**pooled.weights, "T:denied": DENIED})
        tables, at = [], 0
        for part in parts:
            tables.append(
                self.table(part, scores[at : at + len(part)], train_roles[part[0].document] if part else Roles({}))
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
        self.calibration = self.calibrate(predicted, train)
        print("cross-fitted:", self.report(predicted, train))
        print("likelihood and share right:", self.calibration)
        self.trees = boost(x[w > 0], y[w > 0], w[w > 0])
        for name, some_documents in measure.items():
            print(f"{name}:", self.report(self.predict(some_documents), some_documents))

    def predict(self, documents: list[Document]) -> dict[tuple[int, Any], float]:
        links = [links_of(d, None, self.frames.qualifiers.links) for d in documents]
        rows = self.role_rows(documents, links)
        roles = roles_per_document(rows, [self.roles.logit(r.candidate.features) for r in rows], links)
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
            if key[0] == "locatedIn" and all(e < UNANNOTATED and document.types[e] in PLACES for e in ends_of(key)):
                continue
            counts[key[0]][1] += 1
        return counts

    def calibrate(self, predicted: dict[tuple[int, Any], float], documents: list[Document]) -> list[list[float]]:
        """Likelihood and share of right pairs, in equally large steps that never fall; an optional item is right."""
        seen = []
        for (number, key), likelihood in sorted(predicted.items(), key=lambda item: item[1]):
            document = documents[number]
            right = key in document.required or key in document.optional
            if likelihood >= LEAST_CALIBRATED and (right or not any(e in document.soft for e in ends_of(key))):
                seen.append((likelihood, right))
        shares = isotonic_regression([right for _, right in seen])
        steps = np.array_split(np.arange(len(seen)), CALIBRATION_STEPS)
        points = [[float(np.mean([seen[n][0] for n in s])), float(np.mean(shares[s]))] for s in steps]
        return [[0.0, 0.0], *([round(a, 3), round(b, 3)] for a, b in points), [1.0, round(points[-1][1], 3)]]

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
            "calibration": self.calibration,
            "roles": plain(self.roles),
            "linear": {p: plain(part) for p, part in self.linear.items()},
            "generic": plain(self.generic),
        }
        (folder / "relations.json").write_text(json.dumps(table, ensure_ascii=False, indent=0) + "\n", "utf-8")
        t = self.trees
        np.savez_compressed(
            folder / "relations.npz", feature=t.feature, threshold=t.threshold, left=t.left, right=t.right, value=t.value,
            depth=t.depth,
        )  # fmt: skip


def matrix(rows: Sequence[Row], vocabulary: dict[str, int]) -> csr_matrix:
    pointers, indices = [0], []
    for row in rows:
        indices.extend(sorted({vocabulary[f] for f in row.candidate.features if f in vocabulary}))
        pointers.append(len(indices))
    data = np.ones(len(indices), dtype=np.float32)
    return csr_matrix((data, np.array(indices, dtype=np.int32), np.array(pointers)), (len(rows), len(vocabulary)))


def linear(rows: Sequence[Row], beginnings: tuple[str, ...] = ("",)) -> Linear:
    """Weights of the features that begin so."""
    counts: Counter[str] = Counter()
    for row in rows:
        counts.update(set(row.candidate.features))
    vocabulary = {
        f: n
        for n, f in enumerate(sorted(f for f, c in counts.items() if c >= LEAST_COUNT and f.startswith(beginnings)))
    }
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


def roles_per_document(rows: Sequence[Row], logits: Iterable[float], links: Sequence[Links]) -> list[Roles]:
    pairs: list[dict[tuple[int, int], float]] = [{} for _ in links]
    for row, logit in zip(rows, logits, strict=True):
        key = (row.candidate.subject.entity, row.candidate.object.entity)
        found = pairs[row.document]
        found[key] = max(found.get(key, 0.0), float(1 / (1 + np.exp(-logit))))
    return [Roles(p, document_links) for p, document_links in zip(pairs, links, strict=True)]


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
