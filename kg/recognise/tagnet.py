"""The character tagger's network without spaCy: text in, typed spans with probabilities out.

In: clean text (a string) and the model files ``kg/data/tagger.onnx`` (network), ``tagger.npz`` (vocabulary, place
names, transitions) and ``tagger.toml`` (word lists). Out: ``TaggedSpan`` records in character positions of the text.

A text is cut into pieces at sentence ends and line ends; each piece is tagged alone. Pieces are batched by length, and the
network is told each piece's true length, so that a piece's result does not depend on its neighbours in the batch.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from ahocorasick_rs import AhoCorasick, MatchKind

from kg.errors import DataError
from kg.resources import data_path

_TYPES = (
    "Province City County Township Village Region Company Government School Hospital Organization Port Bridge Park "
    "Facility Project Event Person Product"
)
TYPES = _TYPES.split()
"""The classes of the annotation guide, in the order of the network's tags: O, then B and I of each."""

_PLACES = "province province_short city city_short county county_short township township_short"
PLACE_CLASSES = _PLACES.split()
"""Levels of divisions, each with its full and its shorter names."""

SIGNS = ("digit", "latin", "numeral", "open", "close", "comma", "stop", "quoted", "bracketed", "first", "last")

MAX_PIECE = 200
"""Longest piece in characters. Sentences of the training text are shorter (longest 190); it bounds time and memory."""

BATCH_CHARACTERS = 4096
"""Padded characters per run of the network: large enough to amortise a step, small enough for the caches."""

Floats = npt.NDArray[np.float32]
_SENTENCE = re.compile(r"[^\n。！？]*(?:[。！？]+[”’」』）)]*|\n|\Z)")
_DIGITS = frozenset("0123456789０１２３４５６７８９.%％")
_NUMERALS = frozenset("〇零一二两三四五六七八九十百千万亿")
_OPEN, _CLOSE = "“‘「『《（(【〈", "”’」』》）)】〉"


@dataclass(frozen=True, slots=True)
class TaggedSpan:
    """A typed span [start, end) of the text. ``score`` is its probability under the model; ``inner`` marks nested ones."""

    start: int
    end: int
    type: str
    score: float
    inner: bool = False


def pieces(text: str) -> Iterator[tuple[int, int]]:
    """The non-empty ranges of a text that are tagged alone: sentences and lines, no longer than MAX_PIECE.

    A longer sentence is cut after its last comma within the bound, or at the bound. Blanks at the ends are left out.
    """
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        while end - start > MAX_PIECE:
            window = text[start : start + MAX_PIECE]
            cut = 1 + max(window.rfind("；"), window.rfind("，"))
            cut = cut if cut > MAX_PIECE // 4 else MAX_PIECE
            yield start, start + cut
            start += cut
        if start < end:
            yield start, end


class Features:
    """What the network sees beside the characters: hits of word lists and place names, and signs.

    ``lists`` are (group, name, words) in column order; ``places`` maps a name to indices of PLACE_CLASSES. A hit of a word
    of several characters sets three columns of its list (first, middle, last character), of one character one.
    """

    def __init__(self, lists: Sequence[tuple[str, str, Sequence[str]]], places: dict[str, tuple[int, ...]]):
        self.names: list[str] = []
        single: dict[str, list[int]] = {}
        tables: dict[str, dict[str, list[int]]] = {}
        for group, name, words in lists:
            column = len(self.names)
            if group == "one":
                self.names.append(name)
                for word in words:
                    single.setdefault(word, []).append(column)
                continue
            self.names += [f"{name}-{part}" for part in "BIE"]
            table = tables.setdefault("heads" if group == "heads" else "words", {})
            for word in words:
                table.setdefault(word, []).append(column)
        first_place = len(self.names)
        self.names += [f"{name}-{part}" for name in PLACE_CLASSES for part in "BIE"]
        tables["places"] = {name: [first_place + 3 * i for i in classes] for name, classes in places.items()}
        self.sign = {name: len(self.names) + i for i, name in enumerate(SIGNS)}
        self.names += SIGNS
        self.width = len(self.names)
        self._single = single
        self._tables = [(_automaton(table), list(table.values())) for table in tables.values() if table]

    def __call__(self, text: str) -> npt.NDArray[np.uint8]:
        """A 0/1 array [characters, columns] of a text of pieces parted by LF."""
        rows: list[int] = []
        columns: list[int] = []
        self._signs(text, rows, columns)
        for automaton, of_word in self._tables:
            for word, start, end in automaton.find_matches_as_indexes(text):
                for column in of_word[word]:
                    rows.append(start)
                    columns.append(column)
                    for middle in range(start + 1, end - 1):
                        rows.append(middle)
                        columns.append(column + 1)
                    rows.append(end - 1)
                    columns.append(column + 2)
        out = np.zeros((len(text), self.width), np.uint8)
        out[rows, columns] = 1
        return out

    def _signs(self, text: str, rows: list[int], columns: list[int]) -> None:
        sign, single = self.sign, self._single
        quoted = bracketed = False
        for i, char in enumerate(text):
            if char == "\n":
                quoted = bracketed = False
            elif char in _DIGITS:
                rows.append(i)
                columns.append(sign["digit"])
            elif char.isascii() and char.isalpha():
                rows.append(i)
                columns.append(sign["latin"])
            elif char in _OPEN:
                rows.append(i)
                columns.append(sign["open"])
                quoted, bracketed = quoted or char in "“‘「『《", bracketed or char in "（("
                continue
            elif char in _CLOSE:
                rows.append(i)
                columns.append(sign["close"])
                quoted, bracketed = quoted and char not in "”’」』》", bracketed and char not in "）)"
            elif char in "，、；：,":
                rows.append(i)
                columns.append(sign["comma"])
            elif char in "。！？":
                rows.append(i)
                columns.append(sign["stop"])
            elif char in _NUMERALS:
                rows.append(i)
                columns.append(sign["numeral"])
            for column in single.get(char, ()):
                rows.append(i)
                columns.append(column)
            if quoted:
                rows.append(i)
                columns.append(sign["quoted"])
            if bracketed:
                rows.append(i)
                columns.append(sign["bracketed"])
            if i == 0 or text[i - 1] == "\n":
                rows.append(i)
                columns.append(sign["first"])
            if i + 1 == len(text) or text[i + 1] == "\n":
                rows.append(i)
                columns.append(sign["last"])


def _automaton(words: Iterable[str]) -> AhoCorasick:
    return AhoCorasick(list(words), matchkind=MatchKind.LeftmostLongest)


def load_lists(path: Path) -> list[tuple[str, str, list[str]]]:
    """The word lists of a ``tagger.toml`` as (group, name, words) in the order of the file."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
        out = []
        for group in ("heads", "cues", "names"):
            for name, words in table[group].items():
                kind = "one" if all(len(w) == 1 for w in words) or name in ("one", "surname") else group
                out.append((kind, f"{group}.{name}", list(words)))
        return out
    except (KeyError, AttributeError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"{path}: not a list file of the tagger: {error!r}") from error


class Decoder:
    """Turns tag scores into the best legal tag sequence and each span's probability (a linear-chain random field).

    ``transitions`` is [tag, next tag]; a sequence may not begin with an I.
    """

    def __init__(self, transitions: Floats):
        self.types = (transitions.shape[0] - 1) // 2
        self._log = np.where(np.isfinite(transitions), transitions, -1e4).astype(np.float32)
        self._into = np.ascontiguousarray(self._log.T)
        self._exp = np.exp(np.where(np.isfinite(transitions), transitions, -np.inf)).astype(np.float64)
        self._start = np.zeros(transitions.shape[0], np.float32)
        self._start[1 + self.types :] = -1e4

    def __call__(self, scores: Floats, lengths: Sequence[int]) -> list[list[tuple[int, int, int, float]]]:
        """Spans (start, end, type index, probability) of each piece.

        ``scores`` is [step, piece, tag], pieces sorted by falling length.
        """
        best = self._viterbi(scores, lengths)
        tags = [self._trace(best, scores, lengths, i) for i in range(len(lengths))]
        spans = [list(self._spans(t)) for t in tags]
        if any(spans):
            return self._probabilities(scores, lengths, spans)
        return [[] for _ in lengths]

    def _viterbi(self, scores: Floats, lengths: Sequence[int]) -> Floats:
        best = np.empty_like(scores)
        best[0] = scores[0] + self._start
        active = len(lengths)
        for t in range(1, lengths[0]):
            while lengths[active - 1] <= t:
                active -= 1
            best[t, :active] = (best[t - 1, :active, None, :] + self._into).max(2) + scores[t, :active]
        return best

    def _trace(self, best: Floats, scores: Floats, lengths: Sequence[int], piece: int) -> list[int]:
        t = lengths[piece] - 1
        tag = int(best[t, piece].argmax())
        out = [tag]
        while t:
            t -= 1
            tag = int((best[t, piece] + self._into[tag]).argmax())
            out.append(tag)
        return out[::-1]

    def _spans(self, tags: list[int]) -> Iterator[tuple[int, int, int]]:
        start = -1
        for i, tag in enumerate([*tags, 0]):
            if start >= 0 and tag <= self.types:
                yield start, i, tags[start] - 1
                start = -1
            if 1 <= tag <= self.types:
                start = i

    def _probabilities(
        self, scores: Floats, lengths: Sequence[int], spans: list[list[tuple[int, int, int]]]
    ) -> list[list[tuple[int, int, int, float]]]:
        steps, count, tags = scores.shape
        top = scores.max(2, keepdims=True)
        emit = np.exp((scores - top).astype(np.float64))
        ahead = np.zeros((steps, count, tags))
        behind = np.zeros((steps, count, tags))
        scale = np.ones((steps, count))
        step = emit[0] * (self._start == 0)
        for t in range(steps):
            if t:
                step = (ahead[t - 1] @ self._exp) * emit[t]
            scale[t] = step.sum(1)
            ahead[t] = step / scale[t][:, None]
        last = np.asarray(lengths) - 1
        back = self._exp.T
        for t in range(steps - 1, -1, -1):
            if t < steps - 1:
                behind[t] = ((behind[t + 1] * emit[t + 1]) @ back) / scale[t + 1][:, None]
            behind[t, last == t] = 1.0
        out = []
        for i, found in enumerate(spans):
            rows = []
            for start, end, kind in found:
                begin, inside = 1 + kind, 1 + self.types + kind
                p = ahead[start, i, begin]
                tag = begin
                for t in range(start + 1, end):
                    p *= self._exp[tag, inside] * emit[t, i, inside] / scale[t, i]
                    tag = inside
                if end == lengths[i]:
                    rest = 1.0
                else:
                    follow = self._exp[tag].copy()
                    follow[inside] = 0.0
                    rest = float((follow * emit[end, i] * behind[end, i]).sum() / scale[end, i])
                rows.append((start, end, kind, round(min(1.0, float(p * rest)), 4)))
            out.append(rows)
        return out


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
        begin = 0
        while begin < len(work):
            end = begin + max(1, BATCH_CHARACTERS // work[begin][0])
            batch = work[begin:end]
            begin = end
            tagged = self._tag([texts[i][a:b] for _, i, a, b in batch])
            for (_, i, start, _end), rows in zip(batch, tagged, strict=True):
                out[i] += [TaggedSpan(start + a, start + b, TYPES[k], p, inner) for a, b, k, p, inner in rows]
        for spans in out:
            spans.sort(key=lambda s: (s.start, -s.end, s.inner))
        return out

    def scores(self, batch: Sequence[str]) -> tuple[Floats, Floats, list[int]]:
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
        feed = {"ids": ids, "features": features, "lengths": np.array(lengths, np.int32)}
        outer, inner = self._session.run(["outer", "inner"], feed)
        return outer, inner, lengths

    def _tag(self, batch: Sequence[str]) -> list[list[tuple[int, int, int, float, bool]]]:
        outer, inner, lengths = self.scores(batch)
        out = []
        for large, small in zip(self._decoders[0](outer, lengths), self._decoders[1](inner, lengths), strict=True):
            rows = [(*span, False) for span in large]
            rows += [
                (a, b, k, p, True)
                for a, b, k, p in small
                if any(x <= a and b <= y and (a, b) != (x, y) for x, y, _, _ in large)
            ]
            out.append(rows)
        return out


def unpack_places(lines: str) -> dict[str, tuple[int, ...]]:
    """Name → indices of PLACE_CLASSES, from one line of blank-separated names per class."""
    out: dict[str, tuple[int, ...]] = {}
    for index, names in enumerate(lines.split("\n")):
        for name in names.split():
            out[name] = (*out.get(name, ()), index)
    return out


@cache
def load_tagger() -> TagNet:
    """The package's own tagger, loaded once per process. Raises DataError naming a file that is missing."""
    return TagNet(data_path("tagger.onnx"), data_path("tagger.npz"), data_path("tagger.toml"))
