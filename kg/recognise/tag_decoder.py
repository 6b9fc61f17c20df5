"""From tag scores to spans: the best legal sequence of tags and the probability of each span.

In: arrays of scores [step, piece, tag]; tags are O, then B and then I of each type. Out: (start, end, type index, probability).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


class Decoder:
    """Turns tag scores into the best legal tag sequence and each span's probability (a linear-chain random field).

    ``transitions`` is [tag, next tag]. An I follows only its own B or I, and no sequence begins with one.
    """

    def __init__(self, transitions: Floats):
        n = self.types = (transitions.shape[0] - 1) // 2
        t = np.arange(1, n + 1)
        self._enter = np.ascontiguousarray(transitions[:, : n + 1].T)
        self._begun, self._inside = transitions[t, n + t], transitions[n + t, n + t]
        legal = np.full_like(transitions, -np.inf)
        legal[:, : n + 1] = transitions[:, : n + 1]
        legal[t, n + t], legal[n + t, n + t] = self._begun, self._inside
        self._into = np.ascontiguousarray(legal.T)
        self._exp = np.exp(legal.astype(np.float64))

    def __call__(self, scores: Floats, lengths: Sequence[int]) -> list[list[tuple[int, int, int, float]]]:
        """Spans (start, end, type index, probability) of each piece.

        ``scores`` is [step, piece, tag], pieces sorted by falling length.
        """
        spans = [list(self._spans(tags)) for tags in self._best(scores, lengths)]
        out: list[list[tuple[int, int, int, float]]] = [[] for _ in lengths]
        some = [i for i, found in enumerate(spans) if found]
        if some:
            lengths = [lengths[i] for i in some]
            probabilities = self._probabilities(scores[: lengths[0], some], lengths, [spans[i] for i in some])
            for i, ps in zip(some, probabilities, strict=True):
                out[i] = [(*span, p) for span, p in zip(spans[i], ps, strict=True)]
        return out

    def _best(self, scores: Floats, lengths: Sequence[int]) -> Iterator[list[int]]:
        """The tags of each piece by Viterbi's algorithm."""
        n, live = self.types, _live(lengths)
        best = scores.copy()
        best[0, :, n + 1 :] = -np.inf
        for t in range(1, len(live)):
            before = best[t - 1, : live[t]]
            now = best[t, : live[t]]
            now[:, : n + 1] += (before[:, None, :] + self._enter).max(2)
            now[:, n + 1 :] += np.maximum(before[:, 1 : n + 1] + self._begun, before[:, n + 1 :] + self._inside)
        tags = np.zeros(scores.shape[:2], np.int64)
        for t in range(len(live) - 1, -1, -1):
            total = best[t, : live[t]]
            on = live[t + 1] if t + 1 < len(live) else 0
            total[:on] += self._into[tags[t + 1, :on]] if on else 0
            tags[t, : live[t]] = total.argmax(1)
        for i, length in enumerate(lengths):
            yield tags[:length, i].tolist()

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
    ) -> Iterator[list[float]]:
        """The share of each span among all sequences, by the forward-backward algorithm with scaled steps."""
        n, live = self.types, _live(lengths)
        emit = np.exp((scores - scores.max(2, keepdims=True)).astype(np.float64))
        emit[0, :, n + 1 :] = 0.0
        ahead, behind, scale = emit.copy(), np.ones_like(emit), np.ones(emit.shape[:2])
        for t, count in enumerate(live):
            now = ahead[t, :count]
            if t:
                now *= ahead[t - 1, :count] @ self._exp
            scale[t, :count] = now.sum(1)
            now /= scale[t, :count, None]
        emit /= scale[:, :, None]
        back = np.ascontiguousarray(self._exp.T)
        for t in range(len(live) - 2, -1, -1):
            count = live[t + 1]
            behind[t, :count] = (behind[t + 1, :count] * emit[t + 1, :count]) @ back
        for i, found in enumerate(spans):
            yield [self._share(ahead[:, i], behind[:, i], emit[:, i], lengths[i], *span) for span in found]

    def _share(self, ahead: Any, behind: Any, emit: Any, length: int, start: int, end: int, kind: int) -> float:
        tag, inside = 1 + kind, 1 + self.types + kind
        share = ahead[start, tag]
        for t in range(start + 1, end):
            share *= self._exp[tag, inside] * emit[t, inside]
            tag = inside
        if end < length:
            leave = slice(0, self.types + 1)
            share *= (self._exp[tag, leave] * emit[end, leave] * behind[end, leave]).sum()
        return round(min(1.0, float(share)), 4)


def _live(lengths: Sequence[int]) -> list[int]:
    """For each step, how many of the pieces (sorted by falling length) are that long."""
    out, count = [], len(lengths)
    for t in range(lengths[0]):
        while lengths[count - 1] <= t:
            count -= 1
        out.append(count)
    return out
