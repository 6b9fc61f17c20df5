"""From tag scores to spans: the best legal sequence of tags and the probability of each span.

In: arrays of scores [step, piece, tag]; tags are O, then B and then I of each type. Out: (start, end, type index, probability),
of the spans of the best sequence and, where wanted, of others that are not improbable.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Span = tuple[int, int, int]
Spanned = tuple[int, int, int, float]


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

    def __call__(self, scores: Floats, lengths: Sequence[int]) -> list[list[Spanned]]:
        """Spans (start, end, type index, probability) of each piece.

        ``scores`` is [step, piece, tag], pieces sorted by falling length.
        """
        return self.with_others(scores, lengths, 2.0)[0]

    def with_others(
        self, scores: Floats, lengths: Sequence[int], least: float
    ) -> tuple[list[list[Spanned]], list[list[Spanned]]]:
        """The spans of each piece's best sequence, and those outside it whose probability reaches ``least``, by start."""
        spans = [list(self._spans(tags)) for tags in self._best(scores, lengths)]
        best: list[list[Spanned]] = [[] for _ in lengths]
        others: list[list[Spanned]] = [[] for _ in lengths]
        some = [i for i, found in enumerate(spans) if found or least <= 1]
        if not some:
            return best, others
        lengths = [lengths[i] for i in some]
        sums = self._sums(scores[: lengths[0], some], lengths)
        shares = self._shares(*sums, lengths, [spans[i] for i in some], least)
        for i, found in zip(some, shares, strict=True):
            best[i] = [(*span, found.pop(span)) for span in spans[i]]
            others[i] = [(*span, share) for span, share in sorted(found.items())]
        return best, others

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

    def _sums(self, scores: Floats, lengths: Sequence[int]) -> tuple[Any, Any, Any]:
        """What the share of a span among all sequences is made of, by the forward-backward algorithm with scaled steps:
        the weight of all ways to a tag, that of all ways on from it, and the tag's own, [step, piece, tag] each."""
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
        return ahead, behind, emit

    def _shares(
        self, ahead: Any, behind: Any, emit: Any, lengths: Sequence[int], spans: list[list[Span]], least: float
    ) -> list[dict[Span, float]]:
        """For each piece the shares of its ``spans`` and of all others that reach ``least``; all grow together, a
        character at a time."""
        n, ends = self.types, np.array(lengths)
        wanted = np.zeros((len(ahead), len(lengths), n), np.int64)  # where the wanted span that starts there ends
        for i, found in enumerate(spans):
            for first, last, of in found:
                wanted[first, i, of] = last
        begun = ahead[:, :, 1 : n + 1] * behind[:, :, 1 : n + 1] >= least
        begun &= np.arange(len(ahead))[:, None, None] < ends[None, :, None]
        start, piece, kind = np.nonzero(begun | (wanted > 0))
        share, until, tag = ahead[start, piece, 1 + kind], wanted[start, piece, kind], 1 + kind
        inside, at = 1 + n + kind, start + 1
        out: list[dict[Span, float]] = [{} for _ in lengths]
        while len(start):
            on = at < ends[piece]
            here = np.minimum(at, len(ahead) - 1)
            leave = emit[here, piece, : n + 1] * behind[here, piece, : n + 1]
            total = np.minimum(1.0, share * np.where(on, (self._exp[tag, : n + 1] * leave).sum(1), 1.0))
            for i in np.nonzero((total >= least) | (at == until))[0].tolist():
                out[piece[i]][int(start[i]), int(at[i]), int(kind[i])] = round(float(total[i]), 4)
            share = share * self._exp[tag, inside] * emit[here, piece, inside]
            keep = on & ((share * behind[here, piece, inside] >= least) | (at < until))
            start, piece, kind, share, until, inside, at = (
                x[keep] for x in (start, piece, kind, share, until, inside, at + 1)
            )
            tag = inside
        return out


def _live(lengths: Sequence[int]) -> list[int]:
    """For each step, how many of the pieces (sorted by falling length) are that long."""
    out, count = [], len(lengths)
    for t in range(lengths[0]):
        while lengths[count - 1] <= t:
            count -= 1
        out.append(count)
    return out
