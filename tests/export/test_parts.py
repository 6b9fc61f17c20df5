from __future__ import annotations

from decimal import Decimal

import pytest

from kg.export.parts import is_part, part_words


@pytest.mark.parametrize(
    ("before", "passage", "amount", "part"),
    [
        ("", "累计投入4亿元，其中产业资金1.5亿元", "150000000", True),
        ("", "累计投入4亿元，其中产业资金1.5亿元", "400000000", False),
        ("累计投入4亿元，其中", "产业资金1.5亿元", "150000000", True),
        ("其中学校一所。", "投入300万元", "3000000", False),
        ("其中", "投入三百万元", "3000000", False),
        ("其中", "投入2千万元", "20000000", True),
        ("", "投入3,000,000元", "3000000", False),
    ],
)
def test_an_amount_behind_a_word_that_opens_parts_is_a_part(before: str, passage: str, amount: str, part: bool) -> None:
    assert is_part(before, passage, Decimal(amount), part_words()) is part
