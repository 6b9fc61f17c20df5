"""Digits, letters, punctuation and quotation marks in one form."""

import pytest

from kg.clean.width import pair_quotes, unify_forms, widen_punctuation
from tests.clean.examples import apply


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ("２０２３年", "2023年"),
        ("ＡＢ集团", "AB集团"),
        ("３．２万", "3.2万"),
        ("５０％", "50%"),
        ("甲\u3000乙\tb", "甲 乙 b"),
        ("「甲」『乙』", "“甲”‘乙’"),
    ],
)
def test_forms_are_unified(wide, narrow):
    assert apply(unify_forms, wide) == narrow


@pytest.mark.parametrize(
    ("half", "full"),
    [
        ("甲县,乙县;丙县", "甲县，乙县；丙县"),
        ("投资3.5亿元,2020年", "投资3.5亿元，2020年"),
        ("共3,000人", "共3,000人"),
        ("8:30开会", "8:30开会"),
        ("他说:好!", "他说：好！"),
        ("(含物资)", "（含物资）"),
        ("甲(乙)", "甲（乙）"),
        ("完成.下一步", "完成。下一步"),
        ("完成.5年来", "完成。5年来"),
        ("完成．", "完成。"),
        ("网址:甲.com", "网址：甲.com"),
        ("等等...", "等等..."),
        ("see a, b (c)", "see a, b (c)"),
        ("县（下称“甲”),2016年", "县（下称“甲”），2016年"),
    ],
)
def test_punctuation_is_widened_beside_chinese_only(half, full):
    out = apply(widen_punctuation, half)
    assert out.replace("(", "（").replace(")", "）") == full.replace("(", "（").replace(")", "）")


@pytest.mark.parametrize(
    ("straight", "paired"),
    [
        ('"牵手"三年', "“牵手”三年"),
        ("\"甲出'脑',乙出'骨'\"", "“甲出‘脑’,乙出‘骨’”"),
        ('只有一个"', '只有一个"'),
        ("it's a dog's", "it's a dog's"),
    ],
)
def test_straight_quotes_are_paired(straight, paired):
    assert apply(pair_quotes, straight) == paired
