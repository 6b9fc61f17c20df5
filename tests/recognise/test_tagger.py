"""The character tagger: pieces, features, decoding and the component. Scores are made by hand but where the package's own
model is what is tested."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

import kg.resources
from kg.errors import DataError
from kg.language import CharacterTokenizer
from kg.recognise.tag_decoder import Decoder
from kg.recognise.tag_features import MAX_PIECE, Features, load_lists, pieces
from kg.recognise.tagger import Tagger
from kg.recognise.tagnet import TaggedSpan, TagNet, load_tagger

TEXT = (
    "2021年，青岛市市南区援建的岭西县第三中学在白杨镇开工。校长王立新说，工程由青岛海风建设有限公司承建。\n两地签订协议"
)


def parts(text: str) -> list[str]:
    return [text[a:b] for a, b in pieces(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("  \n\n", []),
        ("他来了。她走了！\n好", ["他来了。", "她走了！", "好"]),
        ("他说：“好。”她走了", ["他说：“好。”", "她走了"]),
        ("甲；乙，丙", ["甲；乙，丙"]),
        ("　甲 ", ["甲"]),
    ],
)
def test_pieces_end_with_sentences_and_lines(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


def test_a_long_sentence_is_cut_after_a_comma() -> None:
    text = "山" * 150 + "，" + "水" * 120
    assert parts(text) == ["山" * 150 + "，", "水" * 120]


@given(st.text(alphabet="山水。，；！”\n a", max_size=700))
def test_pieces_hold_every_character_once(text: str) -> None:
    found = list(pieces(text))
    covered = [i for a, b in found for i in range(a, b)]
    assert covered == sorted(set(covered))
    assert all(0 < b - a <= MAX_PIECE for a, b in found)
    assert all(text[i].isspace() for i in set(range(len(text))) - set(covered))


def test_features_mark_words_places_and_signs() -> None:
    lists = [("heads", "heads.Port", ["码头", "港"]), ("one", "names.one", ["鲁"])]
    features = Features(lists, {"岭西县": (4,)})
    on = [{features.names[c] for c in np.flatnonzero(row)} for row in features("鲁“岭西县码头”3")]
    assert on[0] == {"names.one", "first"}
    assert on[1] == {"open"}
    assert on[2] == {"county-B", "quoted"}
    assert on[3] == {"county-I", "quoted"}
    assert on[4] == {"county-E", "quoted"}
    assert on[5] == {"heads.Port-B", "quoted"}
    assert on[6] == {"heads.Port-E", "quoted"}
    assert on[7] == {"close"}
    assert on[8] == {"digit", "last"}


def test_features_of_a_piece_do_not_reach_over_the_line_end() -> None:
    features = Features([("heads", "heads.Port", ["码头"])], {})
    both = features("“码\n头")
    assert np.array_equal(both[:2], features("“码"))
    assert np.array_equal(both[3:], features("头"))


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6), st.integers(1, 5))
def test_decoding_agrees_with_trying_every_sequence(seed: int, length: int) -> None:
    random = np.random.default_rng(seed)
    types, tags = 2, 5
    moves = random.normal(size=(tags, tags)).astype(np.float32)
    moves[:, 3:] = -np.inf
    for t in range(types):
        moves[[1 + t, 3 + t], 3 + t] = random.normal(size=2)
    scores = random.normal(size=(length, 1, tags)).astype(np.float32) * 2

    def spans_of(path: tuple[int, ...]) -> list[tuple[int, int, int]]:
        out: list[tuple[int, int, int]] = []
        for i, tag in enumerate(path):
            if 1 <= tag <= types:
                out.append((i, i + 1, tag - 1))
            elif tag > types:
                out[-1] = (out[-1][0], i + 1, tag - 1 - types)
        return out

    worth = {}
    for path in itertools.product(range(tags), repeat=length):
        total = sum(float(scores[i, 0, t]) for i, t in enumerate(path))
        total += sum(float(moves[a, b]) for a, b in itertools.pairwise(path))
        if path[0] <= types and np.isfinite(total):
            worth[path] = np.exp(total)
    best = max(worth, key=lambda p: worth[p])
    [found] = Decoder(moves)(scores, [length])
    assert [span[:3] for span in found] == spans_of(best)
    for *span, probability in found:
        share = sum(w for p, w in worth.items() if tuple(span) in spans_of(p)) / sum(worth.values())
        assert probability == pytest.approx(share, abs=2e-4)
    # Every other span that all sequences together hold likely enough, and no more.
    spans = sorted({span for p in worth for span in spans_of(p)})
    shares = {x: sum(w for p, w in worth.items() if x in spans_of(p)) / sum(worth.values()) for x in spans}
    [same], [others] = Decoder(moves).with_others(scores, [length], 0.1)
    assert same == found
    assert {span[:3] for span in others} == {x for x in spans if shares[x] >= 0.1 and x not in spans_of(best)}
    assert all(p == pytest.approx(shares[a, b, k], abs=2e-4) for a, b, k, p in others)


def test_decoding_does_not_depend_on_the_other_pieces() -> None:
    scores = np.random.default_rng(3).normal(size=(9, 3, 39)).astype(np.float32) * 3
    decoder = load_tagger()._decoders[0]
    together = decoder(scores, [9, 6, 2])
    for i, length in enumerate((9, 6, 2)):
        assert decoder(scores[:length, i : i + 1], [length]) == [together[i]]


@pytest.mark.parametrize("missing", ["tagger.onnx", "tagger.npz", "tagger.toml"])
def test_a_missing_file_is_named(missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    for name in {"tagger.onnx", "tagger.npz", "tagger.toml"} - {missing}:
        (tmp_path / "data" / name).write_bytes(b"")
    monkeypatch.setattr(kg.resources, "PACKAGE", tmp_path)
    with pytest.raises(DataError, match=missing):
        load_tagger.__wrapped__()


def test_a_broken_network_or_table_is_named(tmp_path: Path) -> None:
    bad = tmp_path / "bad.bin"
    bad.write_bytes(b"nothing")
    data = kg.resources.data_path
    with pytest.raises(DataError, match="bad.bin"):
        TagNet(data("tagger.onnx"), bad, data("tagger.toml"))
    with pytest.raises(DataError, match="bad.bin"):
        TagNet(bad, data("tagger.npz"), data("tagger.toml"))


def test_other_lists_than_those_trained_with_are_refused(tmp_path: Path) -> None:
    lists = tmp_path / "tagger.toml"
    lists.write_text('[heads]\nPort = ["港"]\n[cues]\n[names]\n', "utf-8")
    data = kg.resources.data_path
    with pytest.raises(DataError, match="train the tagger anew"):
        TagNet(data("tagger.onnx"), data("tagger.npz"), lists)
    lists.write_text("[heads\n", "utf-8")
    with pytest.raises(DataError, match="tagger.toml"):
        load_lists(lists)


def test_the_model_finds_typed_names_in_made_up_text() -> None:
    [found] = load_tagger()([TEXT])
    typed = {(TEXT[s.start : s.end], s.type) for s in found}
    assert ("青岛市", "City") in typed
    assert ("岭西县第三中学", "School") in typed
    assert ("青岛海风建设有限公司", "Company") in typed
    assert ("王立新", "Person") in typed
    assert all(0 < s.score <= 1 for s in found)
    assert not any("年" in TEXT[s.start : s.end] for s in found if s.best)


def test_a_result_does_not_depend_on_how_texts_are_batched() -> None:
    net = load_tagger()
    texts = [TEXT, TEXT[3:40], "港", "", "王立新赴渝考察。" * 7, TEXT[::-1], "山" * 450]
    alone = [net([text])[0] for text in texts]
    assert net(texts) == alone
    assert net(texts[::-1]) == alone[::-1]
    assert net(texts * 9) == alone * 9


def test_an_absurdly_long_sentence_is_read_in_bounded_pieces() -> None:
    text = "青岛市援建岭西县" * 2500
    [found] = load_tagger()([text])
    assert found
    assert all(0 <= s.start < s.end <= len(text) for s in found)


def test_nested_spans_lie_strictly_within_an_outer_one() -> None:
    [found] = load_tagger()([TEXT])
    outer = [(s.start, s.end) for s in found if not s.inner]
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(outer))
    for span in found:
        if span.inner:
            assert any(a <= span.start and span.end <= b and (a, b) != (span.start, span.end) for a, b in outer)


class MadeNet:
    """Stands in for the model: finds every 港 as a Port, surely where it ends the text."""

    def __call__(self, texts: list[str]) -> list[list[TaggedSpan]]:
        return [
            [TaggedSpan(i, i + 1, "Port", 0.9 if i + 1 == len(t) else 0.2) for i, c in enumerate(t) if c == "港"]
            for t in texts
        ]


def make_doc(text: str) -> Doc:
    from spacy.vocab import Vocab

    return CharacterTokenizer(Vocab())(text)


def test_the_component_writes_spans_and_scores() -> None:
    doc = Tagger(net=MadeNet())(make_doc("港在港"))  # type: ignore[arg-type]
    assert [(s.start, s.end, s.label_) for s in doc.spans["tagger"]] == [(0, 1, "Port"), (2, 3, "Port")]
    assert doc.user_data["tagger_scores"] == {(0, 1): 0.2, (2, 3): 0.9}


def test_what_is_possible_beside_the_best_reading_is_kept_apart() -> None:
    class Unsure:
        def __call__(self, texts: list[str]) -> list[list[TaggedSpan]]:
            return [[TaggedSpan(0, 2, "Port", 0.6), TaggedSpan(0, 2, "Park", 0.3, best=False)] for _ in texts]

    doc = Tagger(0.2, net=Unsure())(make_doc("新港"))  # type: ignore[arg-type]
    assert [(s.start, s.end, s.label_) for s in doc.spans["tagger"]] == [(0, 2, "Port")]
    assert doc.user_data["tagger_others"] == {(0, 2): {"Park": 0.3}}


def test_the_component_leaves_out_what_is_below_its_threshold() -> None:
    doc = Tagger(0.5, net=MadeNet())(make_doc("港在港"))  # type: ignore[arg-type]
    assert list(doc.user_data["tagger_scores"]) == [(2, 3)]


def test_a_stream_gives_what_single_calls_give() -> None:
    tagger = Tagger(net=MadeNet())  # type: ignore[arg-type]
    texts = ["港", "", "在港", "港港"]
    streamed = list(tagger.pipe(map(make_doc, texts), batch_size=3))
    assert [d.text for d in streamed] == texts
    for doc in streamed:
        assert tagger(make_doc(doc.text)).user_data["tagger_scores"] == doc.user_data["tagger_scores"]


def test_texts_looked_at_ahead_are_not_tagged_again() -> None:
    class Counting(MadeNet):
        calls = 0

        def __call__(self, texts: list[str]) -> list[list[TaggedSpan]]:
            Counting.calls += 1
            return super().__call__(texts)

    texts = ["港", "在港", "港港"]
    alone = [Tagger(net=MadeNet())(make_doc(text)).user_data["tagger_scores"] for text in texts]  # type: ignore[arg-type]
    tagger = Tagger(net=Counting())  # type: ignore[arg-type]
    tagger.look_ahead(texts)
    assert [tagger(make_doc(text)).user_data["tagger_scores"] for text in texts] == alone
    assert Counting.calls == 1
