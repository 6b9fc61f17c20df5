"""The seeds: each is read, and what their gold rests on stands in the file and survives cleaning."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import pytest

from kg.clean import CHARACTER_REPAIRS, clean
from kg.clean.aligned import Aligned
from kg.read import SUFFIXES, discover, read
from kg.records import Article, Source
from tests.quality.places import OWN_GOLD, SEEDS

GOLD = {gold["doc"]: gold for gold in (json.loads(p.read_text("utf-8")) for p in sorted(OWN_GOLD.glob("*.json")))}


@cache
def sources(doc: str) -> list[Source]:
    return read(SEEDS / doc)


@cache
def articles(doc: str) -> list[Article]:
    return [article for source in sources(doc) for article in clean(source)]


def repaired(text: str) -> str:
    aligned = Aligned.of(text)
    for repair in CHARACTER_REPAIRS:
        aligned = repair(aligned)
    return aligned.text


def squeeze(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_every_seed_has_gold_and_every_format_a_seed():
    seeds = list(discover([SEEDS]))
    assert {seed.name for seed in seeds} == set(GOLD)
    assert {SUFFIXES[seed.suffix] for seed in seeds} == set(SUFFIXES.values())
    assert sum(len(articles(doc)) for doc in GOLD) == 24


def test_the_readme_names_every_seed_and_the_licence():
    readme = (SEEDS / "README.md").read_text("utf-8")
    assert [doc for doc in GOLD if f"`{doc}`" not in readme] == []
    assert "CC BY 4.0" in readme
    assert "test data" in readme


@pytest.mark.parametrize("doc", GOLD)
def test_evidence_stands_in_the_file(doc: str) -> None:
    text = "\n".join(source.text for source in sources(doc))
    facts: list[dict[str, Any]] = GOLD[doc]["relations"] + GOLD[doc]["observations"]
    assert [fact["evidence"] for fact in facts if fact["evidence"] not in text] == []


@pytest.mark.parametrize("doc", GOLD)
def test_names_survive_cleaning(doc: str) -> None:
    text = squeeze("\n".join(article.text for article in articles(doc)))
    asked = [entity for entity in GOLD[doc]["entities"] if not entity.get("optional")]
    lost = [e["name"] for e in asked if not any(squeeze(form) in text for form in (e["name"], *e["aliases"]))]
    assert lost == []


@pytest.mark.parametrize("doc", GOLD)
def test_metadata(doc: str) -> None:
    metadata, gold = articles(doc)[0].metadata, GOLD[doc]
    assert squeeze(metadata.title or "").startswith(squeeze(repaired(gold["title"])))
    if gold["published"] or len(articles(doc)) == 1:
        assert (metadata.published, metadata.publisher) == (gold["published"], gold["publisher"])


def test_damage_is_gone() -> None:
    text = "\n".join(article.text for doc in GOLD for article in articles(doc))
    for left in ("相关阅读", "版权", "分享到", "责任编辑", "首页", "wù", "/>", "「", " 亿", "---", "供图", "縣"):
        assert left not in text


def test_columns_are_read_in_order() -> None:
    (article,) = articles("09-wenchuan-columns.pdf")
    headings = [article.text[b.start : b.end] for b in article.blocks if b.kind == "heading"]
    assert headings == ["广州", "佛山", "东莞", "湛江", "其余"]


def test_a_pdf_cut_in_half_is_refused(tmp_path) -> None:  # type: ignore[no-untyped-def]
    from kg.errors import ReadError

    data = (SEEDS / "09-wenchuan-columns.pdf").read_bytes()
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(data[: len(data) // 2])
    with pytest.raises(ReadError, match="cut off"):
        read(cut)
