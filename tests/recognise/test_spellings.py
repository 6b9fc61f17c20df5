"""Source spellings become aliases; damage does not."""

from __future__ import annotations

from array import array

from kg.recognise.spellings import add_source_spellings
from kg.records import Alignment, Article, Block, Entity, Mention, Metadata, Source


def article(source: str, clean: str, starts: list[int]) -> Article:
    ends = array("q", [n + 1 for n in starts])
    return Article(
        Source("a.txt", source, "0" * 64), 0, clean, Alignment(array("q", starts), ends), (Block(0, len(clean), "paragraph"),),
        Metadata(),
    )  # fmt: skip


def spelt(source: str, clean: str, starts: list[int], reference: bool = False) -> tuple[str, ...]:
    mention = Mention(0, len(clean), "Facility", 0, reference=reference)
    return add_source_spellings(article(source, clean, starts), [mention], [Entity("Facility", "名", ("别名",))])[
        0
    ].aliases


def test_traditional_and_half_width_forms_are_kept() -> None:
    assert spelt("柳灣(東)橋", "柳湾（东）桥", [0, 1, 2, 3, 4, 5]) == ("别名", "柳灣(東)橋", "柳湾(东)桥")


def test_the_clean_form_gives_no_alias() -> None:
    assert spelt("柳湾桥", "柳湾桥", [0, 1, 2]) == ("别名",)


def test_damage_is_no_spelling() -> None:
    assert spelt("柳灣(wān)橋", "柳湾桥", [0, 1, 7]) == ("别名", "柳灣橋")
    assert spelt("柳 橋", "柳湾桥", [0, 1, 2]) == ("别名",)


def test_a_reference_gives_no_alias() -> None:
    assert spelt("該橋", "该桥", [0, 1], reference=True) == ("别名",)
