from __future__ import annotations

from decimal import Decimal

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.terms import decimal, digest, iri, moment, number, segment, string

XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("3000000.00"), ("3000000", "integer")),
        (Decimal("4.25E8"), ("425000000", "integer")),
        (Decimal("1200000.50"), ("1200000.5", "decimal")),
        (Decimal("0.1"), ("0.1", "decimal")),
        (Decimal("-0"), ("0", "integer")),
        (10**25, (str(10**25), "integer")),
    ],
)
def test_numbers_are_canonical(value: Decimal, expected: tuple[str, str]) -> None:
    assert number(value) == f'"{expected[0]}"^^<{XSD}{expected[1]}>'


@pytest.mark.parametrize(
    ("value", "lexical"),
    [(0.93, "0.93"), (1.0, "1"), (0.12349, "0.123"), (0.0, "0"), (0.0001, "0"), (0.9999, "1"), (100, "100")],
)
def test_decimals_are_rounded_without_trailing_zeros(value: float, lexical: str) -> None:
    assert decimal(value, 3) == f'"{lexical}"^^<{XSD}decimal>'


@pytest.mark.parametrize(
    ("value", "datatype"),
    [("2021", "gYear"), ("2021-09", "gYearMonth"), ("2021-09-04", "date"), ("2024-02-29", "date")],
)
def test_moments_are_typed_by_precision(value: str, datatype: str) -> None:
    assert moment(value) == f'"{value}"^^<{XSD}{datatype}>'


@pytest.mark.parametrize("value", ["2021-13", "2023-02-29", "2021/2025", "去年", "0000", "2021-9-4", ""])
def test_what_is_no_moment_stays_a_string(value: str) -> None:
    assert moment(value) == f'"{value}"'


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_makes_a_literal_that_parses_back(text: str) -> None:
    line = f"<x:s> <x:p> {string(text, 'zh')} ."
    (triple,) = pyoxigraph.parse(line.encode(), format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert triple.object.value == text


def test_a_half_surrogate_does_not_break_the_file() -> None:
    assert string("a\udcff").encode("utf-8") == '"a\ufffd"'.encode()


@given(st.text())
def test_any_name_makes_an_iri_in_ascii(text: str) -> None:
    assert iri(f"https://example.org/{segment(text)}").isascii()


@pytest.mark.parametrize("text", ["", "place/1", "https://a b", "https://a<b", "http:", "https://x/\n"])
def test_what_is_no_absolute_iri_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an absolute IRI"):
        iri(text)


def test_digests_tell_parts_apart() -> None:
    assert digest("a", "b") != digest("ab") != digest("a", "", "b")
    assert len(digest("")) == 20
