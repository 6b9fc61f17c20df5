"""The character tagger's network without spaCy: text in, typed spans with probabilities out.

In: clean text (a string) and the model files ``kg/data/tagger.onnx`` (network), ``tagger.npz`` (vocabulary, place
names, transitions) and ``tagger.toml`` (word lists). Out: ``TaggedSpan`` records in character positions of the text.

A text is cut into pieces at sentence ends and line ends; each piece is tagged alone. Pieces are batched by length, and the
network is told each piece's true length, so that a piece's result does not depend on its neighbours in the batch.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from kg.errors import DataError
from kg.recognise.tag_decoder import Decoder, Floats
from kg.recognise.tag_features import Features, load_lists, pieces, unpack_places
from kg.resources import data_path

_TYPES = (
    "Province City County Township Village Region Company Government School Hospital Organization Port Bridge Park "
    "Facility Project Event Person Product"
)
TYPES = _TYPES.split()
"""The classes of the annotation guide, in the order of the network's tags: O, then B and I of each."""

MIN_NESTING = 3
"""Shortest span in characters that is looked into for nested ones (川渝高铁; two characters nest nothing but themselves)."""

LEAST = 0.1
"""Least probability by the network of a span beside its best reading."""

RUN_LEAST, RUN_MOST = 4, 32
"""Pieces per run of the network: four take as long as two (measured), and over 32 nothing is gained."""

DECODED_TOGETHER = 128
"""Pieces decoded together: it bounds memory (200 characters × 128 pieces × 39 tags × 8 bytes is 8 MB an array)."""


@dataclass(frozen=True, slots=True)
class TaggedSpan:
    """A typed span [start, end) of the text. ``score`` is the chance that it is right, 0..1; ``inner`` marks nested ones,
    ``best`` is false for what the network holds possible beside its best reading (it may cross others)."""

    start: int
    end: int
    type: str
    score: float
    inner: bool = False
    best: bool = True


class TagNet:
    """The trained tagger. ``folder`` holds ``tagger.onnx``, ``tagger.npz`` and ``tagger.toml``."""

    def __init__(self, onnx: Path, table: Path, lists: Path):
        import onnxruntime as ort

        try:
            with np.load(table, allow_pickle=False) as data:
                self._vocabulary = {char: i for i, char in enumerate(str(data["characters"])) if char != "\n"}
                self._vocabulary.update(zip(str(data["variants"]), map(int, data["variant_ids"]), strict=True))
                places = unpack_places(str(data["places"]))
                columns = str(data["columns"]).split("\n")
                self._tags = len(data["transitions"])
                self._slope, self._shift = map(float, data["calibration"])
                self._decoders = (Decoder(data["transitions"]), Decoder(data["inner_transitions"]))
        except (KeyError, ValueError, OSError) as error:
            raise DataError(f"{table}: not a table of the tagger: {error!r}") from error
        self.features = Features(load_lists(lists), places)
        if self.features.names != columns:
            raise DataError(f"{lists}: not the lists that {table.name} was trained with: train the tagger anew")
        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = ort.InferenceSession(str(onnx), options, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise DataError(f"{onnx}: not a network that can be run: {error}") from error

    def __call__(self, texts: Sequence[str]) -> list[list[TaggedSpan]]:
        """The spans of each text, sorted by start, longer ones first. The result of a text is a function of it alone."""
        work = [(b - a, i, a, b) for i, text in enumerate(texts) for a, b in pieces(text)]
        work.sort(key=lambda w: (-w[0], w[1], w[2]))
        out: list[list[TaggedSpan]] = [[] for _ in texts]
        for begin in range(0, len(work), DECODED_TOGETHER):
            batch = work[begin : begin + DECODED_TOGETHER]
            tagged = self._tag([texts[i][a:b] for _, i, a, b in batch])
            for (_, i, start, _end), rows in zip(batch, tagged, strict=True):
                out[i] += [
                    TaggedSpan(start + a, start + b, TYPES[k], self._calibrated(p), inner, best)
                    for a, b, k, p, inner, best in rows
                ]
        for spans in out:
            spans.sort(key=lambda s: (s.start, -s.end, s.inner, not s.best, -s.score))
        return out

    def _calibrated(self, p: float) -> float:
        """The share of such spans that proved right on text kept back, for a probability that the network claims."""
        p = min(max(p, 1e-4), 1 - 1e-4)
        return round(1 / (1 + math.exp(-self._slope * math.log(p / (1 - p)) - self._shift)), 4)

    def scores(self, batch: Sequence[str]) -> tuple[Floats, Floats]:
        """Tag scores [step, piece, tag] of the outer and inner layer for pieces sorted by falling length."""
        lengths = [len(piece) for piece in batch]
        flat = self.features("\n".join(batch))
        ids = np.zeros((lengths[0], len(batch)), np.int64)
        features = np.zeros((lengths[0], len(batch), self.features.width), np.uint8)
        at = 0
        for i, piece in enumerate(batch):
            ids[: len(piece), i] = [self._vocabulary.get(char, 0) for char in piece]
            features[: len(piece), i] = flat[at : at + len(piece)]
            at += len(piece) + 1
        outer, inner = (np.zeros((lengths[0], len(batch), self._tags), np.float32) for _ in range(2))
        for a, b in _runs(lengths):
            own = slice(0, lengths[a]), slice(a, b)
            feed = {"ids": ids[own], "features": features[own], "lengths": np.array(lengths[a:b], np.int32)}
            outer[own], inner[own] = self._session.run(["outer", "inner"], feed)
        return outer, inner

    def _tag(self, batch: Sequence[str]) -> list[list[tuple[int, int, int, float, bool, bool]]]:
        outer, inner = self.scores(batch)
        found, others = self._decoders[0].with_others(outer, [len(piece) for piece in batch], LEAST)
        out = [
            [*((*span, False, True) for span in spans), *((*span, False, False) for span in more)]
            for spans, more in zip(found, others, strict=True)
        ]
        wide = [(a - b, i, a, b) for i, spans in enumerate(found) for a, b, _, _ in spans if b - a >= MIN_NESTING]
        wide.sort()
        if wide:
            lengths = [-size for size, _, _, _ in wide]
            scores = np.zeros((lengths[0], len(wide), self._tags), np.float32)
            for column, (_, i, a, b) in enumerate(wide):
                scores[: b - a, column] = inner[a:b, i]
            for (_, i, at, end), spans in zip(wide, self._decoders[1](scores, lengths), strict=True):
                out[i] += [(at + a, at + b, k, p, True, True) for a, b, k, p in spans if b - a < end - at]
        return out


def _runs(lengths: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Ranges of pieces for one run of the network: of similar length, since what is padded is computed too."""
    begin = 0
    while begin < len(lengths):
        end = begin + 1
        while end < min(begin + RUN_MOST, len(lengths)) and (
            end - begin < RUN_LEAST or lengths[end] >= lengths[begin] * 0.8
        ):
            end += 1
        yield begin, end
        begin = end


@cache
def load_tagger() -> TagNet:
    """The package's own tagger, loaded once per process. Raises DataError naming a file that is missing."""
    return TagNet(data_path("tagger.onnx"), data_path("tagger.npz"), data_path("tagger.toml"))
