from __future__ import annotations

from decimal import Decimal

import pytest

from kg.errors import UsageError
from kg.explain import explain, suggestions
from kg.export.view import DocumentView, EntityView, GraphView, ObservationView, PassageView, StatementView

JS = EntityView("x:js", ("Province",), "江苏省", ("江苏", "苏"), "320000", documents=("x:d",))
CQ = EntityView("x:cq", ("Province",), "重庆市", code="500000")
YY = EntityView("x:yy", ("County",), "云阳县", code="500235", part_of="x:cq", documents=("x:d", "x:e"))
SEEN = (PassageView("x:d", 3, 9, "江苏援建云阳"), PassageView("x:e", 0, 4, "苏援云阳"))
VIEW = GraphView(
    (CQ, JS, YY),
    (DocumentView("x:d", "甲文", "2021-05-01", "三峡报", "a.txt"), DocumentView("x:e", source="b.txt")),
    (
        StatementView(
            "x:s",
            "x:js",
            "supports",
            "x:yy",
            (Decimal(3000000),),
            "CNY",
            "2021",
            modality="planned",
            confidence=0.9,
            passages=SEEN,
        ),
    ),
    (
        ObservationView(
            "x:o", ("x:js",), ("x:yy",), "AidFunds", Decimal("1.5"), "CNY", "over", "1992/2022", passages=SEEN[:1]
        ),
        ObservationView("x:p", (), ("x:yy",), "Other", None, "other", "exact", label="绿化", passages=SEEN[1:]),
    ),
)
LABELS = {"County": "县级行政区", "supports": "支援"}


def shown(name: str) -> str:
    return "\n".join(explain(VIEW, name, LABELS))


def test_head() -> None:
    text = shown("云阳县")
    assert text.startswith("云阳县  县级行政区 (County)  <x:yy>\n  code 500235, in 重庆市\n  named in 2 documents\n")
    assert "also: 江苏、苏" in shown("江苏省")
    assert "named in no document" in shown("重庆市")


def test_facts_with_qualifiers_sentences_and_sources() -> None:
    text = shown("云阳县")
    assert "支援 (supports) (of it)\n  江苏省 → 云阳县; 3,000,000 CNY; 2021; planned  [0.90]\n" in text
    assert (
        "    “江苏援建云阳” (3–9)\n      《甲文》, 三峡报, 2021-05-01, a.txt\n    “苏援云阳” (0–4)\n      b.txt" in text
    )
    assert "支援 (supports)\n" in shown("江苏省")


def test_numbers() -> None:
    text = shown("云阳县")
    assert "AidFunds\n  江苏省 → 云阳县: over 1.5 CNY; 1992/2022  [1.00]" in text
    assert "Other\n  ? → 云阳县: a number that could not be read other; 绿化  [1.00]" in text
    assert "绿化" not in shown("江苏省")


@pytest.mark.parametrize("name", ["江苏省", "江苏", "苏", "320000", "x:js"])
def test_an_entity_is_found_by_any_of_its_names(name: str) -> None:
    assert shown(name).startswith("江苏省")


def test_entities_of_one_name_are_all_shown() -> None:
    other = EntityView("x:other", ("Township",), "云阳县")
    text = "\n".join(explain(GraphView((YY, other)), "云阳县", {}))
    assert "<x:yy>" in text and "<x:other>" in text


def test_an_unknown_name_gets_suggestions() -> None:
    assert suggestions(VIEW, "云阳") == ["云阳县"]
    with pytest.raises(UsageError, match=r"no entity is named '云阳': did you mean 云阳县\?"):
        shown("云阳")
    with pytest.raises(UsageError, match="kg query DIR --name entities lists all"):
        shown("甘孜")
