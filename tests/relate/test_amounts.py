"""Which sums belong to a pair: its own sentence's, and those that observations give it elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from kg.records import Observation, Quantity, Reading, Statement
from kg.relate import load_package_frames
from kg.relate.amounts import Amounts
from kg.relate.observations import Read
from kg.relate.sentences import split_sentences
from tests.relate.made import reading

GIVER, GETTER, WORK = 0, 1, 2
KEY = ("supports", GIVER, GETTER)
Given = tuple[str, int, str, Sequence[int], Sequence[int]]


def amounts(marked: str, *given: Given) -> tuple[Amounts, Reading]:
    """``given``: the words of a sum, its number, the indicator, givers and receivers."""
    made = reading(marked)
    quantities, reads = [], []
    for words, number, indicator, givers, receivers in given:
        start = made.article.text.index(words)
        quantities.append(Quantity(start, start + len(words), Decimal(number), "CNY"))
        observation = Observation(
            tuple(givers), tuple(receivers), indicator, Decimal(number), "CNY", "exact", ((start, start + len(words)),), 0.8,
            f"observation:{indicator}",
        )  # fmt: skip
        reads.append(Read(len(reads), observation, (1.0, 1.0, 1.0)))
    made = replace(made, quantities=tuple(quantities))
    return Amounts(made, reads, load_package_frames()), made


BASE = "[青原省|Province]对口支援[云台县|County]。累计援助4亿元，其中去年1亿元。[云台桥|Bridge]花了2亿元。"


def elsewhere(key: tuple[str, int, int], found: Amounts) -> list[tuple[Decimal | None, float]]:
    stated = Statement(key[1], key[0], key[2], ((0, 5),), 0.9, "supports:clause")
    return [(s.amount, s.confidence) for s in found.elsewhere(found.of(key), stated)]


def test_a_sum_of_another_sentence_is_a_statement_of_its_own_with_the_lesser_confidence():
    found, _ = amounts(BASE, ("4亿元", 400000000, "AidFunds", [GIVER], [GETTER]))
    assert elsewhere(KEY, found) == [(Decimal(400000000), 0.8)]


def test_a_part_of_a_sum_is_not_what_was_given():
    found, _ = amounts(BASE, ("1亿元", 100000000, "AidFunds", [GIVER], [GETTER]))
    assert elsewhere(KEY, found) == []


def test_the_price_of_a_work_is_the_works_and_not_the_places():
    found, _ = amounts(BASE, ("2亿元", 200000000, "AidFunds", [GIVER], [WORK, GETTER]))
    assert elsewhere(KEY, found) == []
    assert elsewhere(("built", GIVER, WORK), found) == [(Decimal(200000000), 0.8)]


def test_an_investment_has_only_the_sum_of_its_own_sentence():
    found, _ = amounts(BASE, ("4亿元", 400000000, "ActualInvestment", [GIVER], [GETTER]))
    assert elsewhere(("investsIn", GIVER, GETTER), found) == []


def test_indicator_giver_and_receiver_must_fit():
    found, _ = amounts(
        BASE,
        ("4亿元", 400000000, "SalesRevenue", [GIVER], [GETTER]),
        ("2亿元", 200000000, "AidFunds", [WORK], [GETTER]),
    )
    assert found.of(KEY) == []


def test_the_nearest_sum_of_the_stating_sentence_is_taken():
    found, made = amounts(
        "[青原省|Province]出资3亿元支援[云台县|County]，另有5亿元。",
        ("3亿元", 300000000, "AidFunds", [GIVER], [GETTER]),
        ("5亿元", 500000000, "AidFunds", [GIVER], [GETTER]),
    )
    nearest = found.nearest(found.of(KEY), split_sentences(made), (0, 13))
    assert nearest is not None and nearest.number == 300000000


def test_a_lone_sum_in_the_range_needs_one_of_the_two_ends():
    text = "[青原省|Province]出资3亿元支援[云台县|County]。"
    one_end, _ = amounts(text, ("3亿元", 300000000, "AidFunds", [GIVER], []))
    no_end, _ = amounts(text, ("3亿元", 300000000, "AidFunds", [], []))
    found = one_end.loose(KEY, (0, 13))
    assert found is not None and found.number == 300000000
    assert no_end.loose(KEY, (0, 13)) is None
