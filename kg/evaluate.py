"""Precision, recall and F1 of a build against annotated texts.

In: a folder of gold files (JSON, one a document), the folder of their texts, and a function that builds one text. Out:
``Evaluation``: a ``Score`` a kind, and in words what was missed and what was wrong. Each text is built by itself; all scores are
micro-averaged over the documents. What the gold marks as optional counts neither as missed nor as wrong.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from kg.errors import DataError, DuikouError
from kg.export.view import EntityView, GraphView, ObservationView, PassageView, StatementView, view_from_turtle
from kg.output import GRAPH, TEXTS
from kg.vocabulary import Vocabulary, load_vocabulary

Build: TypeAlias = Callable[[Path, Path], object]
"""Builds the text at the first path into the folder at the second."""

KINDS = ("entities", "entities_lenient", "relations", "amounts", "observations", "observations_lenient", "evidence")
"""What is scored. Lenient entities need only the right group of classes, lenient observations only indicator and value."""

_GROUPS = {
    "place": ("Province", "City", "County", "Township", "Village", "Region"),
    "body": ("Company", "Government", "School", "Hospital", "Organization"),
    "work": ("Port", "Bridge", "Park", "Facility", "Project"),
}
_GROUP = {type_: group for group, types in _GROUPS.items() for type_ in types}
_SAME_VALUE = 1e-6
"""Relative difference up to which two values are one: gold files hold them as floating-point numbers."""

Key: TypeAlias = tuple[str, str, str]
"""A relation: predicate, then its ends as gold ids (or IRIs where the gold knows no such entity), sorted if symmetric."""


@dataclass(slots=True)
class Score:
    """Counts of one kind, with a line for each thing missed and each thing wrong."""

    right: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Of what was read, the share that is right; 0 where nothing was read."""
        return self.right / (self.right + len(self.wrong)) if self.right else 0.0

    @property
    def recall(self) -> float:
        """Of what the gold asks for, the share that was read; 0 where it asks for nothing."""
        return self.right / (self.right + len(self.missed)) if self.right else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / (2 * self.right + len(self.wrong) + len(self.missed)) if self.right else 0.0

    def as_json(self) -> dict[str, float]:
        """The figures alone, rounded to four places."""
        rates = {name: round(getattr(self, name), 4) for name in ("precision", "recall", "f1")}
        return {**rates, "right": self.right, "wrong": len(self.wrong), "missed": len(self.missed)}


@dataclass(slots=True)
class Evaluation:
    """All scores. ``judged`` holds for each relation that the gold judges its confidence and whether it is right, optional ones
    included; ``failed`` names the documents that could not be built, with the reason; the rest is scored."""

    scores: dict[str, Score] = field(default_factory=lambda: {kind: Score() for kind in KINDS})
    predicates: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    judged: list[tuple[float, bool]] = field(default_factory=list)
    plain_without_statement: int = 0
    statement_without_plain: int = 0
    documents: int = 0
    failed: list[str] = field(default_factory=list)

    def bound_by(self, kind: str) -> float:
        """The figure that a floor is set for: F1, but precision for evidence, which the gold does not ask for by position."""
        return self.scores[kind].precision if kind == "evidence" else self.scores[kind].f1

    def reliability(self) -> list[tuple[float, int, float, float]]:
        """For each tenth of confidence that has relations: where it begins, how many, their mean confidence, the share right."""
        tenths: dict[int, list[tuple[float, bool]]] = {}
        for confidence, right in self.judged:
            tenths.setdefault(min(int(confidence * 10), 9), []).append((confidence, right))
        return [
            (tenth / 10, len(part), sum(c for c, _ in part) / len(part), sum(r for _, r in part) / len(part))
            for tenth, part in sorted(tenths.items())
        ]

    def as_json(self) -> dict[str, Any]:
        """The figures as plain data, for a file."""
        return {
            **{kind: score.as_json() for kind, score in self.scores.items()},
            "relations_by_predicate": {name: self.predicates[name].as_json() for name in sorted(self.predicates)},
            "plain_without_statement": self.plain_without_statement,
            "statement_without_plain": self.statement_without_plain,
            "documents": self.documents,
            "failed": self.failed,
        }

    def lines(self) -> Iterator[str]:
        """The figures as a table, line by line."""
        named = [*self.scores.items(), *((f"  {name}", self.predicates[name]) for name in sorted(self.predicates))]
        for name, score in named:
            yield (
                f"{name:22} P {score.precision:.3f}  R {score.recall:.3f}  F1 {score.f1:.3f}   "
                f"({score.right} right, {len(score.wrong)} wrong, {len(score.missed)} missed)"
            )


def evaluate(gold: Path, texts: Path, build: Build, vocabulary: Vocabulary | None = None) -> Evaluation:
    """Builds each gold file's text and scores it.

    A gold file holds ``doc`` (the name of its text), ``entities`` (id, type, name, aliases), ``relations`` (s, p, o, amount)
    and ``observations`` (provider, recipient, indicator, value, evidence). Raises DataError naming the file if a folder holds
    no gold, a gold file or text cannot be used, or the program's own data is broken. A text that does not build is named in ``Evaluation.failed``.
    """
    files = sorted(gold.glob("*.json"))
    if not files:
        raise DataError(f"{gold}: no gold files (*.json) there")
    words = vocabulary or load_vocabulary()
    result = Evaluation()
    for file in files:
        annotated = _read_gold(file)
        text = texts / annotated["doc"]
        if not text.is_file():
            raise DataError(f"{file}: its text {text} is missing: give the folder in which the texts stand")
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "graph"
            try:
                build(text, out)
                view = view_from_turtle(out / GRAPH)
            except DataError:  # nothing will build
                raise
            except DuikouError as error:
                result.failed.append(f"{annotated['doc']}: {error}")
                continue
            _Document(annotated, view, words, result).score(out / TEXTS)
        result.documents += 1
    return result


def _read_gold(file: Path) -> dict[str, Any]:
    try:
        annotated = dict(json.loads(file.read_text("utf-8")))
        for key in ("doc", "entities", "relations", "observations"):
            annotated[key]
        names = {entity["id"]: (entity["name"], entity["type"]) for entity in annotated["entities"]}
        for relation in annotated["relations"]:
            names[relation["s"]], names[relation["o"]], relation["p"]
        for figure in annotated["observations"]:
            (
                [names[one] for one in (*figure["provider"], *figure["recipient"])],
                figure["indicator"],
                float(figure["value"]),
            )
    except (OSError, ValueError, TypeError) as error:
        raise DataError(f"{file}: not a gold file: {error}") from error
    except KeyError as error:
        raise DataError(f"{file}: not a gold file: {error} is missing or names no entity of the file") from error
    return annotated


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


class _Document:
    """One document's gold beside its graph: which entity is which, then every kind in turn."""

    def __init__(self, gold: Mapping[str, Any], view: GraphView, vocabulary: Vocabulary, result: Evaluation):
        self.gold = gold
        self.view = view
        self.vocabulary = vocabulary
        self.result = result
        self.label = gold["doc"].split("_")[0].removesuffix(".txt")
        self.named = {entity.iri: entity for entity in view.entities if entity.documents}
        self.iri = _pair(gold["entities"], self.named)
        self.id = {iri: id_ for id_, iri in self.iri.items()}
        self.name = {entity["id"]: entity["name"] for entity in gold["entities"]}
        self.optional = {entity["id"] for entity in gold["entities"] if entity.get("optional")}

    def score(self, texts: Path) -> None:
        """Adds this document to the evaluation."""
        self._entities("entities", lambda a, b: a == b)
        self._entities("entities_lenient", lambda a, b: _GROUP.get(a, a) == _GROUP.get(b, b))
        self._relations()
        self._plain()
        self._observations("observations", strict=True)
        self._observations("observations_lenient", strict=False)
        self._evidence(texts)

    def _called(self, end: str) -> str:
        """The name of a gold id or an IRI."""
        if end in self.name:
            return str(self.name[end])
        return self.named[end].name if end in self.named else end

    def _entities(self, kind: str, same: Callable[[str, str], bool]) -> None:
        score = self.result.scores[kind]
        for entity in self.gold["entities"]:
            iri = self.iri.get(entity["id"])
            types = (entity["type"], *entity.get("type_also", ()))
            hit = iri is not None and any(same(type_, self.named[iri].type) for type_ in types)
            if entity.get("optional"):
                continue
            if hit:
                score.right += 1
                continue
            line = f"{self.label} {entity['type']} {entity['name']}"
            if iri is not None:
                line += f" (typed {self.named[iri].type})"
                score.wrong.append(line)
            score.missed.append(line)
        for iri in sorted(set(self.named) - set(self.id)):
            score.wrong.append(f"{self.label} {self.named[iri].type} {self.named[iri].name}")

    def _key(self, subject: str, predicate: str, object_: str) -> Key:
        term = self.vocabulary.predicates.get(predicate)
        first, second = (self.id.get(end, end) for end in (subject, object_))
        if term is not None and term.symmetric and second < first:
            first, second = second, first
        return predicate, first, second

    def _spelled(self, key: Key) -> str:
        return f"{self.label} {key[0]}({self._called(key[1])}, {self._called(key[2])})"

    def _relations(self) -> None:
        asked: dict[Key, set[float]] = {}
        allowed: set[Key] = set()
        for relation in self.gold["relations"]:
            key = self._key(relation["s"], relation["p"], relation["o"])
            if relation.get("optional"):
                allowed.add(key)
            else:
                asked.setdefault(key, set()).update([float(relation["amount"])] if relation.get("amount") else [])
        read: dict[Key, list[StatementView]] = {}
        for statement in self.view.statements:
            if statement.predicate in self.vocabulary.predicates:
                read.setdefault(self._key(statement.subject, statement.predicate, statement.object), []).append(
                    statement
                )
        for key, amounts in asked.items():
            for score in (self.result.scores["relations"], self.result.predicates[key[0]]):
                if key in read:
                    score.right += 1
                else:
                    score.missed.append(self._spelled(key))
            if amounts:
                self._amounts(key, amounts, {float(amount) for said in read.get(key, ()) for amount in said.amounts})
        for key, said in read.items():
            right = key in asked or key in allowed
            if right or not self._outside(key):
                self.result.judged.append((max(one.confidence for one in said), right))
            if key not in asked and key not in allowed and not self._outside(key):
                for score in (self.result.scores["relations"], self.result.predicates[key[0]]):
                    score.wrong.append(self._spelled(key))

    def _amounts(self, key: Key, asked: set[float], read: set[float]) -> None:
        score = self.result.scores["amounts"]
        score.right += len(asked & read)
        score.missed += [f"{self._spelled(key)} {amount:.0f}" for amount in sorted(asked - read)]
        score.wrong += [f"{self._spelled(key)} {amount:.0f}" for amount in sorted(read - asked)]

    def _outside(self, key: Key) -> bool:
        """Whether the gold does not judge a relation: an optional end, or the register's own hierarchy of places."""
        predicate, *ends = key
        if any(end in self.optional for end in ends):
            return True
        types = {entity["id"]: entity["type"] for entity in self.gold["entities"]}
        return predicate == "locatedIn" and all(_GROUP.get(types.get(end, "")) == "place" for end in ends)

    def _plain(self) -> None:
        """Every plain triple needs its statement, and every statement its plain triple."""
        predicates = self.vocabulary.predicates
        stated = {(one.subject, one.predicate, one.object) for one in self.view.statements}
        plain = {triple for triple in self.view.plain if triple[1] in predicates}
        for s, p, o in plain:
            if (s, p, o) not in stated and not (predicates[p].symmetric and (o, p, s) in stated):
                self.result.plain_without_statement += 1
        self.result.statement_without_plain += sum(
            1 for triple in stated if triple[1] in predicates and triple not in plain
        )

    def _observations(self, kind: str, strict: bool) -> None:
        score, left = self.result.scores[kind], list(self.view.observations)
        asked = [figure for figure in self.gold["observations"] if not figure.get("optional")]
        allowed = [figure for figure in self.gold["observations"] if figure.get("optional")]
        for figure in (*asked, *allowed):
            found = next((one for one in left if self._same_figure(figure, one, strict)), None)
            if found is not None:
                left.remove(found)
            if figure.get("optional"):
                continue
            if found is not None:
                score.right += 1
            else:
                by, to = ("、".join(self.name[one] for one in figure[side]) for side in ("provider", "recipient"))
                evidence = _squeeze(figure.get("evidence", ""))[:40]
                score.missed.append(
                    f"{self.label} {figure['indicator']} {figure['value']} by [{by}] to [{to}]: {evidence}"
                )
        values = {float(figure["value"]) for figure in allowed}
        for one in left:
            if one.value is None or float(one.value) not in values:
                by, to = (
                    "、".join(self._called(self.id.get(iri, iri)) for iri in side)
                    for side in (one.providers, one.recipients)
                )
                score.wrong.append(f"{self.label} {one.indicator} {one.value} by [{by}] to [{to}]")

    def _same_figure(self, figure: Mapping[str, Any], one: ObservationView, strict: bool) -> bool:
        if one.value is None or one.indicator != figure["indicator"]:
            return False
        value = float(figure["value"])
        if abs(float(one.value) - value) > _SAME_VALUE * max(1.0, abs(value)):
            return False
        return not strict or (
            (bool(figure.get("provider_any")) or self._meet(figure["provider"], one.providers))
            and (bool(figure.get("recipient_any")) or self._meet(figure["recipient"], one.recipients))
        )

    def _meet(self, asked: Iterable[str], read: Iterable[str]) -> bool:
        ids, found = set(asked), {self.id.get(iri, iri) for iri in read}
        return (not ids and not found) or bool(ids & found)

    def _evidence(self, texts: Path) -> None:
        score = self.result.scores["evidence"]
        held: dict[str, str] = {}

        def stands(passage: PassageView) -> bool:
            if passage.document not in held:
                file = texts / f"{passage.document.rpartition('/')[2]}.txt"
                held[passage.document] = file.read_bytes().decode("utf-8") if file.is_file() else ""
            there = _squeeze(held[passage.document][max(passage.start, 0) : max(passage.end, 0)])
            return bool(there) and there == _squeeze(passage.text)

        facts: tuple[StatementView | ObservationView, ...] = (*self.view.statements, *self.view.observations)
        for fact in facts:
            if fact.passages and all(stands(passage) for passage in fact.passages):
                score.right += 1
            else:
                score.wrong.append(f"{self.label} {fact.iri}")


def _pair(gold: Iterable[Mapping[str, Any]], named: Mapping[str, EntityView]) -> dict[str, str]:
    """Gold id → IRI: by the canonical name first, then by any other form; each IRI once, the right class preferred."""
    forms: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for iri in sorted(named):
        for rank, form in enumerate((named[iri].name, *named[iri].aliases)):
            forms[_squeeze(form)].append((rank, iri))
    pairs: dict[str, str] = {}
    used: set[str] = set()
    for by_name in (True, False):
        for entity in gold:
            if entity["id"] in pairs:
                continue
            wanted = [entity["name"]] if by_name else entity.get("aliases", ())
            found = {one for form in wanted for one in forms.get(_squeeze(form), ()) if one[1] not in used}
            if found:
                best = min(found, key=lambda one: (named[one[1]].type != entity["type"], one))
                pairs[entity["id"]] = best[1]
                used.add(best[1])
    return pairs
