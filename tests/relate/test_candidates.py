"""Candidates within a sentence: which there are, what is seen about them."""

from __future__ import annotations

from kg.records import Reading
from kg.relate import load_package_frames
from kg.relate.candidates import PAIR_NUMBERS, TRIGGER_NUMBERS, Candidate, sentence_candidates
from kg.relate.context import NO_ROLES, Context
from kg.relate.focus import FOCUS_NUMBERS
from kg.relate.read_pairs import set_scenes
from kg.relate.scene import Scene
from kg.relate.sentences import split_sentences
from tests.relate.made import nested, reading

NUMBERS = (*PAIR_NUMBERS, *TRIGGER_NUMBERS, *FOCUS_NUMBERS)


def candidates(made: Reading, predicate: str) -> dict[tuple[str, str], Candidate]:
    """The candidates of a predicate by the names of subject and object."""
    context = Context.of(made)
    found = [
        c
        for s in split_sentences(made)
        for c in sentence_candidates(Scene(s, load_package_frames(), context), NO_ROLES)
        if c.predicate == predicate
    ]
    return {(made.entities[c.subject.entity].name, made.entities[c.object.entity].name): c for c in found}


def number(candidate: Candidate, name: str) -> float:
    return candidate.numbers[NUMBERS.index(name)]


def test_the_work_on_a_list_of_thousands_grows_with_its_length_only():
    def pairs(size: int) -> int:
        listed = "、".join(f"[{number}号大桥|Bridge]" for number in range(size))
        made = reading(f"[甲省|Province]援建{listed}")
        return sum(len(list(sentence_candidates(s, NO_ROLES))) for s in set_scenes(made, load_package_frames()))

    assert pairs(1000) < 12 * pairs(100)
    assert pairs(1000) < 20_000


def test_of_a_long_list_each_item_is_still_read_with_what_opens_the_sentence():
    bounds = load_package_frames().bounds
    count = bounds.names + 5
    listed = "、".join(f"[{number}桥|Bridge]" for number in range(count))
    made = reading(f"[甲省|Province]援建{listed}")
    (scene,) = set_scenes(made, load_package_frames())
    assert scene.crowded
    built = {
        c.object.start
        for c in sentence_candidates(scene, NO_ROLES)
        if c.predicate == "built" and made.entities[c.subject.entity].name == "甲省"
    }
    assert len(built) == count


def test_an_ordinary_sentence_is_read_whole():
    listed = "、".join(f"[{number}桥|Bridge]" for number in range(20))
    (scene,) = set_scenes(reading(f"[甲省|Province]援建{listed}"), load_package_frames())
    assert not scene.crowded
    assert [list(scene.partners(n)) for n in (0, 20)] == [list(range(21))] * 2


def test_without_a_trigger_there_is_no_candidate_for_support():
    assert not candidates(reading("[甲省|Province]和[乙县|County]下雨"), "supports")


def test_a_place_inside_a_name_is_a_candidate_for_its_place_without_any_trigger():
    made = nested(reading("[乙县第一小学|School]放学"), "乙县第一小学", "乙县", "County")
    found = candidates(made, "locatedIn")[("乙县第一小学", "乙县")]
    assert number(found, "inside") and number(found, "finest")


def test_an_of_clause_is_seen_as_one():
    found = candidates(reading("[甲省|Province]援建的[乙县大桥|Bridge]通车"), "built")[("甲省", "乙县大桥")]
    assert number(found, "T.of") and number(found, "T.S.next") and number(found, "T.strength") == 2


def test_a_passive_subject_is_seen_as_one():
    found = candidates(reading("[乙县大桥|Bridge]由[甲省|Province]援建"), "built")[("甲省", "乙县大桥")]
    assert number(found, "S.by") and not number(found, "T.of")


def test_a_target_is_seen_as_one():
    found = candidates(reading("[甲市|City]向[乙县|County]捐赠图书"), "supports")
    assert number(found[("甲市", "乙县")], "O.toward")
    assert not number(found[("乙县", "甲市")], "O.toward")


def test_respectively_pairs_the_first_with_the_first():
    made = reading("[甲校|School]、[乙校|School]分别与[丙校|School]、[丁校|School]结对")
    found = {frozenset(pair) for pair in candidates(made, "pairedWith")}
    assert {frozenset(("甲校", "丙校")), frozenset(("乙校", "丁校"))} <= found
    assert frozenset(("甲校", "丁校")) not in found and frozenset(("乙校", "丙校")) not in found


def test_a_symmetric_predicate_gives_each_pair_once():
    found = candidates(reading("[甲市|City]与[乙县|County]结对"), "pairedWith")
    assert len(found) == 1


def test_plans_and_denials_before_the_trigger_are_seen():
    planned = candidates(reading("[甲省|Province]拟援建[乙县大桥|Bridge]"), "built")[("甲省", "乙县大桥")]
    denied = candidates(reading("[甲省|Province]没有援建[乙县大桥|Bridge]"), "built")[("甲省", "乙县大桥")]
    assert "T:planned" in planned.features and "T:denied" not in planned.features
    assert "T:denied" in denied.features


def test_the_span_covers_both_names_and_the_trigger():
    made = reading("据悉，[甲省|Province]援建的[乙县大桥|Bridge]通车")
    found = candidates(made, "built")[("甲省", "乙县大桥")]
    assert made.article.text[slice(*found.span)] == "甲省援建的乙县大桥"


def test_numbers_are_as_many_as_their_names():
    for found in candidates(reading("[甲省|Province]援建[乙县大桥|Bridge]"), "built").values():
        assert len(found.numbers) == len(NUMBERS)


def test_the_register_tells_a_parent_from_a_neighbour():
    context = Context(
        "", {0: "500233", 1: "500000", 2: "370000", 3: "370100", 4: "370102", 5: "500233101", 6: None}, {}
    )
    assert context.register(0, 1) == "parent"
    assert context.register(0, 2) == "apart"
    assert context.register(4, 3) == "parent"
    assert context.register(4, 2) == "above"
    assert context.register(5, 0) == "parent"
    assert context.register(6, 0) == "unknown"


def test_the_end_of_a_clause_of_help_is_seen_behind_a_second_verb():
    made = reading("在[甲省|Province]的援助和鼎力支持下，[乙县|County]面貌一新")
    assert number(candidates(made, "supports")[("甲省", "乙县")], "under")


def test_a_list_with_a_common_origin_is_seen_as_one():
    found = candidates(reading("[甲集团|Company]、[乙药业|Company]等一批[丙省|Province]企业"), "locatedIn")
    for name in ("甲集团", "乙药业"):
        assert "listed=body>place|企业" in found[(name, "丙省")].features
    alone = candidates(reading("[甲集团|Company]和[丙省|Province]企业"), "locatedIn")
    assert not any(f.startswith("listed=") for f in alone[("甲集团", "丙省")].features)


def test_a_name_that_is_said_in_short_still_holds_its_place():
    made = reading("[丙市|City]派人，[市政府|Government|丙市政府]出资")
    assert "named after=Government|City" in candidates(made, "locatedIn")[("丙市政府", "丙市")].features
