"""Of whom an article speaks at each sentence."""

from __future__ import annotations

from kg.relate.context import Roles
from kg.relate.focus import NO_FOCUS, Focus, follow
from kg.relate.sentences import split_sentences
from tests.relate.made import reading

TEXT = "[甲省|Province]支援[丙县|County]。修了路。[乙市|City]支援[丁县|County]。建了[丁县大桥|Bridge]。"  # entities 0 to 4 in this order
ROLES = Roles({(0, 1): 0.9, (2, 3): 0.8, (3, 4): 0.2})


def test_the_pair_named_last_is_in_question_until_the_next():
    focus = follow(split_sentences(reading(TEXT)), ROLES)
    assert focus[0] == NO_FOCUS
    assert focus[1] == Focus((0,), (1,), 0, 0)
    assert focus[2] == Focus((0,), (1,), 1, 1)
    assert focus[3] == Focus((2,), (3,), 0, 0)


def test_who_gives_less_surely_than_it_gets_is_no_giver():
    focus = follow(split_sentences(reading(TEXT)), Roles({(0, 1): 0.5, (1, 0): 0.9}))
    assert focus[1].givers == (1,) and focus[1].getters == (0,)


def test_the_focus_is_seen_in_both_arguments():
    focus = Focus((0,), (1,), 0, 4)
    assert focus.features(0, 1) == ("focus=1100", "focus=11|03")
    assert focus.numbers(1, 0) == (False, False, True, True, 0, 4)
