"""Writes a trained tagger as ``tagger.onnx`` (network) and ``tagger.npz`` (vocabulary, column and place names, transitions).

Embeddings are stored in 8 bits with one scale a row, all other weights in 16; they are widened when the model is loaded.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET, IR = 13, 8


def _onnx_gates(matrix: np.ndarray) -> np.ndarray:
    """torch's order r, z, n to ONNX's z, r, h along axis 0."""
    r, z, h = np.split(matrix, 3)
    return np.concatenate([z, r, h])


class _Graph:
    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: np.ndarray) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def weight(self, name: str, value: np.ndarray) -> str:
        self.constant(name + ".half", value.astype(np.float16))
        return self.add("Cast", [name + ".half"], name, to=TensorProto.FLOAT)

    def add(self, kind: str, inputs: list[str], output: str, **attributes: object) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output


def build(state: dict[str, np.ndarray], tags: int) -> onnx.ModelProto:
    """The run-time network: ids, features, lengths → outer, inner. ``state`` is the trained network's state."""
    g = _Graph()
    scale = np.abs(state["embedding.weight"]).max(1, keepdims=True) / 127 + 1e-12
    g.constant("rows", np.round(state["embedding.weight"] / scale).astype(np.int8))
    g.constant("scale", scale.astype(np.float32))
    g.add("Gather", ["rows", "ids"], "row")
    g.add("Cast", ["row"], "row.f", to=TensorProto.FLOAT)
    g.add("Gather", ["scale", "ids"], "row.scale")
    g.add("Mul", ["row.f", "row.scale"], "embedded")
    g.add("Cast", ["features"], "features.f", to=TensorProto.FLOAT)
    g.add("MatMul", ["features.f", g.weight("feature", state["feature.weight"].T)], "seen")
    x = g.add("Concat", ["embedded", "seen"], "x0", axis=2)
    g.constant("joined", np.array([0, 0, -1], np.int64))
    for layer in ("gru1", "gru2"):
        size = state[f"{layer}.weight_own"].shape[2]
        w, r = (np.stack([_onnx_gates(m) for m in state[f"{layer}.weight_{k}"]]) for k in ("in", "own"))
        b = [np.stack([_onnx_gates(m[0]) for m in state[f"{layer}.bias_{k}"]]) for k in ("in", "own")]
        inputs = [
            x,
            g.weight(layer + ".w", w),
            g.weight(layer + ".r", r),
            g.weight(layer + ".b", np.concatenate(b, 1)),
            "lengths",
        ]
        g.add("GRU", inputs, layer, direction="bidirectional", hidden_size=size, linear_before_reset=1)
        g.add("Transpose", [layer], layer + ".t", perm=[0, 2, 1, 3])
        x = g.add("Reshape", [layer + ".t", "joined"], layer + ".x")
    hidden = state["gru2.weight_own"].shape[2] * 2
    heads, offsets = [], []
    for name in ("outer", "inner"):
        matrix, offset = state[f"{name}.weight"], state[f"{name}.bias"]
        old = matrix[:, hidden : hidden + state["old.weight"].shape[0]]
        heads.append(
            np.concatenate([matrix[:, :hidden] + old @ state["old.weight"], matrix[:, hidden + old.shape[1] :]], 1)
        )
        offsets.append(offset + old @ state["old.bias"])
    g.add("Concat", [x, "seen"], "top", axis=2)
    g.add("MatMul", ["top", g.weight("head.w", np.concatenate(heads).T)], "raw")
    g.add("Add", ["raw", g.weight("head.b", np.concatenate(offsets))], "scores")
    g.constant("halves", np.array([tags, tags], np.int64))
    g.nodes.append(helper.make_node("Split", ["scores", "halves"], ["outer", "inner"], axis=2))
    value = helper.make_tensor_value_info
    width = state["feature.weight"].shape[1]
    graph = helper.make_graph(
        g.nodes, "tagger",
        [value("ids", TensorProto.INT64, ["step", "piece"]),
         value("features", TensorProto.UINT8, ["step", "piece", width]),
         value("lengths", TensorProto.INT32, ["piece"])],
        [value(name, TensorProto.FLOAT, ["step", "piece", tags]) for name in ("outer", "inner")],
        g.constants,
    )  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="duikou")
    model.ir_version = IR
    onnx.checker.check_model(model)
    return model


def _pack_places(places: dict[str, tuple[int, ...]]) -> str:
    lines: list[list[str]] = [[] for _ in range(1 + max(max(classes) for classes in places.values()))]
    for name in sorted(places):
        for index in places[name]:
            lines[index].append(name)
    return "\n".join(" ".join(line) for line in lines)


def export(folder: Path, state: dict[str, np.ndarray], characters: str, variants: dict[str, int], columns: list[str],
           places: dict[str, tuple[int, ...]], transitions: np.ndarray, inner_transitions: np.ndarray, calibration: tuple[float, float]) -> None:  # fmt: skip
    """Writes both files. ``characters`` lists the vocabulary by row, ``variants`` further characters and their rows."""
    onnx.save(build(state, transitions.shape[0]), str(folder / "tagger.onnx"))
    np.savez_compressed(
        folder / "tagger.npz",
        characters=np.array(characters), variants=np.array("".join(variants)),
        variant_ids=np.array(list(variants.values()), np.int16), columns=np.array("\n".join(columns)),
        places=np.array(_pack_places(places)), transitions=transitions.astype(np.float32), inner_transitions=inner_transitions.astype(np.float32), calibration=np.array(calibration),
    )  # fmt: skip
