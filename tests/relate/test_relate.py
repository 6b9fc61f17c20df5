"""The stage as a whole, with the package's own lexicon and weights."""

from __future__ import annotations

from dataclasses import replace

from kg.records import Reading, Statement
from kg.relate import relate
from tests.relate.made import nested, reading

CODES = {"山东省": "370000", "沈阳市": "210100", "忠县": "500233", "重庆市": "500000"}


def coded(made: Reading) -> Reading:
    """The Reading with division codes."""
    return replace(made, entities=tuple(replace(e, code=CODES.get(e.name)) for e in made.entities))


def facts(made: Reading) -> dict[tuple[str, str, str], Statement]:
    """What is stated, by names."""
    names = [e.name for e in made.entities]
    return {(names[s.subject], s.predicate, names[s.object]): s for s in relate(made).statements}


def test_a_plain_sentence_of_support_is_stated():
    found = facts(coded(reading("[山东省|Province]对口支援[重庆市|Province][忠县|County]。")))
    assert ("山东省", "supports", "忠县") in found
    assert ("忠县", "supports", "山东省") not in found


def test_what_was_built_and_where_is_stated_with_its_clause_as_evidence():
    made = coded(
        nested(reading("据悉，[山东省|Province]援建的[忠县长江大桥|Bridge]通车。"), "忠县长江大桥", "忠县", "County")
    )
    found = facts(made)
    statement = found["山东省", "built", "忠县长江大桥"]
    assert made.article.text[slice(*statement.evidence[0])].strip("。") == "山东省援建的忠县长江大桥通车"
    assert ("忠县长江大桥", "locatedIn", "忠县") in found


def test_no_text_moves_a_division_out_of_its_province():
    made = coded(reading("[山东省|Province]、[沈阳市|City]援建[忠县|County]，[山东省|Province][沈阳市|City]同行。"))
    assert ("沈阳市", "locatedIn", "山东省") not in facts(made)


def test_an_article_without_names_states_nothing():
    claims = relate(reading("天下雨了。路修好了，投资300万元。"))
    assert claims.statements == ()


def test_least_confidence_leaves_out_what_is_less_certain():
    made = coded(reading("[山东省|Province]对口支援[重庆市|Province][忠县|County]。"))
    assert relate(made, min_confidence=1.01).statements == ()


def test_the_same_reading_gives_the_same_claims():
    made = coded(reading("[山东省|Province]援建[忠县|County]，[山东省|Province]又向[忠县|County]捐款。"))
    assert relate(made) == relate(made)


def test_what_bounds_cut_is_said():
    listed = "、".join(f"[{number}桥|Bridge]" for number in range(200))
    cut = relate(reading(f"[甲省|Province]援建{listed}")).cut
    assert any("names" in text for text in cut) and any("without a full stop" in text for text in cut)


def test_nothing_is_cut_from_an_ordinary_article():
    assert relate(reading("[甲省|Province]援建[乙桥|Bridge]。" * 50)).cut == ()


def test_what_a_text_denies_is_not_stated():
    made = coded(reading("[山东省|Province]没有援助[重庆市|Province][忠县|County]。"))
    assert ("山东省", "supports", "忠县") not in facts(made)
    assert ("山东省", "supports", "忠县") in facts(
        coded(reading("[山东省|Province]援助[重庆市|Province][忠县|County]。"))
    )
