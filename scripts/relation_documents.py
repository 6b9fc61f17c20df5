"""The annotated articles that scripts/fit_relations.py fits on, as the product's own pipeline reads them.

Entities are matched to the annotation by name and bear its numbers; what the annotation lacks is numbered from 1000 on.
"""

from __future__ import annotations

import json
import pickle
import re
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import fit_observations
from spacy.language import Language

sys.path.insert(0, str(Path(__file__).parent.parent))
from kg.clean import clean
from kg.read import read
from kg.recognise import recognise
from kg.records import Entity, Reading
from kg.relate.context import Links
from kg.relate.observation_model import ObservationModel
from kg.relate.observations import read_numbers

FOLDS = 4
UNANNOTATED = 1000


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


def key_of(predicate: str, subject: int, object: int, symmetric: frozenset[str]) -> tuple[Any, ...]:
    return (predicate, frozenset((subject, object))) if predicate in symmetric else (predicate, subject, object)


def ends_of(key: tuple[Any, ...]) -> tuple[int, ...]:
    return tuple(key[1]) if isinstance(key[1], frozenset) else key[1:]


def squeeze(text: str) -> str:
    return re.sub(r"\s", "", text).replace(",", "，")


def links_of(document: Document, model: ObservationModel | None, kinds: Mapping[str, frozenset[str]]) -> Links:
    """What the numbers of a document say of its pairs, by ``model`` (the package's if None)."""
    return Links((n.observation for r in document.readings for n in read_numbers(r, model)), kinds)


def cross_models(pairs: Sequence[str]) -> list[ObservationModel]:
    """For each fold of the folders' documents a model of observations that never saw it."""
    documents = list(fit_observations.load(pair.replace("=", ":") for pair in pairs))
    models = []
    for fold in range(FOLDS):
        data = fit_observations.fit([d for d in documents if fold_of(d.name) != fold])
        data["calibration"] = json.loads(fit_observations.OUT.read_text("utf-8"))["calibration"]
        models.append(fit_observations.to_model(data))
    return models


def fold_of(name: str) -> int:
    """The fold of a document: articles of one series stay together."""
    number = int(re.sub(r"\D", "", name)[:3]) // 100 if name.startswith("a") else sum(map(ord, name))
    return number % FOLDS


class Library:
    """Reads documents, once if a folder keeps them."""

    def __init__(self, nlp: Language, symmetric: frozenset[str], cache: Path | None) -> None:
        self.nlp, self.symmetric, self.cache = nlp, symmetric, cache

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
            to = {i: matched.get(n, UNANNOTATED + n) for i, n in enumerate(numbers)}
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
        return Document(gold["doc"], fold_of(gold["doc"]), renumbered, types, required, optional, soft)


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
