"""What trained taggers find and how well: predictions, counts, calibration, labels for unlabelled text.

In: networks and sentences. Out: spans, figures of exact spans, new training sentences.
"""

from __future__ import annotations

import collections
import math

import numpy as np
import torch
from tagger_corpus import Sentence, Span
from tagger_network import Batches, Network, batched, legal_transitions

from kg.recognise.tag_decoder import Decoder
from kg.recognise.tag_features import pieces
from kg.recognise.tagnet import TYPES


def predict(nets: list[Network], batches: Batches, sentences: list[Sentence]):
    """[(sentence, outer spans, nested spans)], spans as (start, end, type index, probability); networks are averaged."""
    legal = legal_transitions()
    moves = np.where(np.isfinite(legal), np.mean([n.transitions.detach().numpy() for n in nets], 0), -np.inf)
    decoders = Decoder(moves.astype(np.float32)), Decoder(legal)
    out = []
    for batch in batched(sentences, 4096, None):
        ids, features, lengths = batches.inputs(batch)
        with torch.no_grad():
            scores = [net(ids, features, lengths) for net in nets]
        large, small = (sum(s[k] for s in scores) / len(nets) for k in (0, 1))
        out += zip(batch, decoders[0](large.numpy(), lengths), decoders[1](small.numpy(), lengths), strict=True)
    return out


def score(rows, layer="outer"):
    """Micro counts of exact typed spans, exact spans, and per type; optional gold counts neither way."""
    typed, bound = [0, 0, 0], [0, 0, 0]
    per = collections.defaultdict(lambda: [0, 0, 0])
    for sentence, large, nested in rows:
        found = (
            large
            if layer == "outer"
            else [x for x in nested if any(a <= x[0] and x[1] <= b and (a, b) != x[:2] for a, b, *_ in large)]
        )
        gold = {(s.start, s.end): s for s in getattr(sentence, layer)}
        seen = set()
        for a, b, kind, _ in found:
            span = gold.get((a, b))
            if span is None:
                if layer == "outer" and all(i in sentence.unsure for i in range(a, b)):
                    continue
                typed[1] += 1
                bound[1] += 1
                per[kind][1] += 1
            elif not span.optional:
                bound[0] += 1
                hit = kind in span.types
                seen.add((a, b))
                if hit:
                    typed[0] += 1
                    per[span.types[0]][0] += 1
                else:
                    typed[1] += 1
                    typed[2] += 1
                    per[kind][1] += 1
                    per[span.types[0]][2] += 1
        for key, span in gold.items():
            if key not in seen and not span.optional:
                typed[2] += 1
                bound[2] += 1
                per[span.types[0]][2] += 1
    return typed, bound, per


def label(nets: list[Network], batches: Batches, texts: list[str], sure: float) -> list[Sentence]:
    """Unlabelled texts as training sentences: what the networks together tag with probability ``sure`` counts, what they tag
    with at least half of that is left open."""
    bare = [Sentence(text[a:b], (), ()) for text in texts for a, b in pieces(text)]
    out = []
    for sentence, large, nested in predict(nets, batches, [s for s in bare if len(s.text) > 4]):
        outer = tuple(Span(a, b, (k,)) for a, b, k, p in large if p >= sure)
        inner = tuple(
            Span(a, b, (k,))
            for a, b, k, p in nested
            if any(o.start <= a and b <= o.end and b - a < o.end - o.start for o in outer)
        )
        unsure = frozenset(i for a, b, k, p in large if sure / 2 < p < sure for i in range(a, b))
        out.append(Sentence(sentence.text, outer, inner, unsure))
    return out


def prf(c: list[int]) -> tuple[float, float, float]:
    """Precision, recall and F1 of counts (right, wrong, missed)."""
    p, r = c[0] / max(1, c[0] + c[1]), c[0] / max(1, c[0] + c[2])
    return p, r, 2 * p * r / max(1e-9, p + r)


def report(nets: list[Network], batches: Batches, sets: dict[str, list[Sentence]], per_type: bool = False) -> str:
    """The figures of each set in words."""
    line = []
    for name, sentences in sets.items():
        rows = predict(nets, batches, sentences)
        typed, bound, per = score(rows)
        inner = prf(score(rows, "inner")[0])
        p, r, f = prf(typed)
        line.append(f"{name} {f:.3f} (P {p:.3f} R {r:.3f} bound {prf(bound)[2]:.3f} inner {inner[2]:.3f})")
        if per_type:
            line[-1] += "\n" + "\n".join(
                f"    {TYPES[k]:13}" + " P {:.2f} R {:.2f} F {:.3f}".format(*prf(c)) + f" n {c[0] + c[2]}"
                for k, c in sorted(per.items())
            )
    return ("\n" if per_type else " | ").join(line)


def calibration(rows: list[tuple]) -> tuple[float, float]:
    """Slope and shift that turn the log-odds of a span's claimed probability into those of being right (logistic fit)."""
    x, y = [], []
    for sentence, large, _ in rows:
        gold = {(s.start, s.end): s for s in sentence.outer}
        for a, b, kind, p in large:
            if (a, b) in gold or not all(i in sentence.unsure for i in range(a, b)):
                p = min(max(p, 1e-4), 1 - 1e-4)
                x.append((math.log(p / (1 - p)), 1.0))
                y.append(float((a, b) in gold and kind in gold[a, b].types))
    x, y, w = np.array(x), np.array(y), np.array([1.0, 0.0])
    for _ in range(100):
        p = 1 / (1 + np.exp(-x @ w))
        step = np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + 1e-3 * np.eye(2), x.T @ (y - p))
        w += np.clip(step, -0.2, 0.2)
    return float(w[0]), float(w[1])
