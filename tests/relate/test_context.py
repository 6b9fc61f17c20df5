"""What the numbers of an article say of its pairs."""

from __future__ import annotations

from decimal import Decimal

from kg.records import Observation
from kg.relate.context import Links, Roles

KINDS = {"aid": frozenset({"AidFunds"}), "people": frozenset({"PeopleTrained"})}


def given(indicator: str, confidence: float) -> Observation:
    return Observation((0,), (1, 2), indicator, Decimal(1), "CNY", "exact", ((0, 1),), confidence, "")


def test_a_number_joins_its_giver_with_each_receiver():
    links = Links([given("AidFunds", 0.3), given("AidFunds", 0.9), given("PeopleTrained", 0.5)], KINDS)
    assert links.numbers(0, 2) == (0.9, 0.5, 0.0)
    assert links.numbers(2, 0) == (0.0, 0.0, 0.9)
    assert list(links.features(0, 1)) == ["link=aid|3", "link=people|2"]
    assert list(links.features(1, 0)) == ["link=back aid|3", "link=back people|2"]


def test_pairs_without_a_number_have_no_link():
    links = Links([given("Visits", 0.9)], KINDS)
    assert links.numbers(0, 1) == (0.0, 0.0, 0.0)
    assert list(links.features(1, 2)) == []


def test_roles_carry_the_links():
    roles = Roles({(0, 1): 0.8}, Links([given("AidFunds", 0.9)], KINDS))
    assert "link=aid|3" in roles.features(0, 1)
    assert roles.numbers(0, 1)[-3:] == (0.9, 0.0, 0.0)
