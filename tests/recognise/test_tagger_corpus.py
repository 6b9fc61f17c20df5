"""What the tagger learns from: mentions searched in annotated text, and new sentences made by swapping names."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from kg.recognise.tagnet import TYPES

SCRIPT = Path(__file__).parents[2] / "scripts" / "tagger_corpus.py"


@pytest.fixture(scope="module")
def corpus() -> ModuleType:
    spec = importlib.util.spec_from_file_location("tagger_corpus", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["tagger_corpus"] = module
    spec.loader.exec_module(module)
    return module


def entity(kind: str, name: str, *aliases: str, optional: bool = False) -> dict[str, Any]:
    return {"type": kind, "name": name, "aliases": list(aliases), "optional": optional}


def read(corpus: ModuleType, text: str, *entities: dict[str, Any]) -> Any:
    [sentence] = corpus.read_document({"entities": entities}, text, "made")
    return sentence


def shown(sentence: Any, layer: str = "outer") -> list[tuple[str, str]]:
    return [(sentence.text[s.start : s.end], TYPES[s.types[0]]) for s in getattr(sentence, layer)]


def test_the_longest_name_is_outer_and_what_it_holds_inner(corpus: ModuleType) -> None:
    found = read(
        corpus, "岭西县人民医院开工。", entity("County", "岭西县", "岭西"), entity("Hospital", "岭西县人民医院")
    )
    assert shown(found) == [("岭西县人民医院", "Hospital")]
    assert shown(found, "inner") == [("岭西县", "County")]


def test_a_place_named_with_the_place_above_it_is_two_mentions(corpus: ModuleType) -> None:
    found = read(corpus, "青岛市市南区的企业来了。", entity("County", "青岛市市南区"))
    assert shown(found) == [("青岛市", "City"), ("市南区", "County")]
    assert [s.optional for s in found.outer] == [True, False]


def test_references_are_no_names_and_bare_heads_are_left_open(corpus: ModuleType) -> None:
    found = read(corpus, "海风公司建了该园，基地不大。", entity("Park", "海风产业园", "该园", "基地"))
    assert shown(found) == []
    assert [found.text[i] for i in sorted(found.unsure)] == ["基", "地"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("渝鲁两地协作。", ["渝", "鲁"]),
        ("鲁、渝两地协作。", ["鲁", "渝"]),
        ("他赴渝考察。", ["渝"]),
        ("渝字不难写。", []),
    ],
)
def test_one_character_names_count_beside_others_and_after_verbs_of_going(
    corpus: ModuleType, text: str, named: list[str]
) -> None:
    found = read(corpus, text, entity("Province", "重庆市", "渝"), entity("Province", "山东省", "鲁"))
    assert [name for name, _ in shown(found)] == named


def test_names_in_traditional_script_are_found_in_the_clean_text(corpus: ModuleType) -> None:
    found = read(corpus, "嶺西縣來了客人。", entity("County", "岭西县", "嶺西縣"))
    assert shown(found) == [("岭西县", "County")]


def test_swapping_keeps_types_and_positions(corpus: ModuleType) -> None:
    sentence = read(
        corpus,
        "岭西县人民医院由王立新主持，在白杨镇开工。",
        entity("County", "岭西县"), entity("Hospital", "岭西县人民医院"),
        entity("Person", "王立新"), entity("Township", "白杨镇"),
    )  # fmt: skip
    names = {level: [("青山县", "青山"), ("白水县", "白水")] for level in ("province", "city", "county", "township")}
    swap = corpus.Swapper([sentence], names, seed=1)
    for _ in range(20):
        new = swap(sentence, 1.0)
        assert [s.types for s in new.outer] == [s.types for s in sentence.outer]
        pieces = [new.text[s.start : s.end] for s in new.outer]
        assert pieces[2] in ("青山县", "白水县")
        rest = "".join(
            new.text[a:b]
            for a, b in zip(
                [0, *(s.end for s in new.outer)], [s.start for s in new.outer] + [len(new.text)], strict=True
            )
        )
        assert rest == "由主持，在开工。"
        for span in new.inner:
            assert any(o.start <= span.start and span.end <= o.end for o in new.outer)


def test_no_swap_gives_the_sentence_back(corpus: ModuleType) -> None:
    sentence = read(corpus, "白杨镇和渝鲁两地。", entity("Township", "白杨镇"), entity("Province", "重庆市", "渝"))
    names = {level: [("青山镇", None)] for level in ("province", "city", "county", "township")}
    assert corpus.Swapper([sentence], names, seed=1)(sentence, 0.0) == sentence
