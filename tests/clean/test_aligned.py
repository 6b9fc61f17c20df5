"""The text that knows its source."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.clean.aligned import Aligned


def test_a_source_is_read_from_itself():
    text = Aligned.of("甲乙丙")
    assert list(text.starts) == [0, 1, 2]
    assert list(text.ends) == [1, 2, 3]


def test_deleting_keeps_the_positions_of_the_rest():
    text = Aligned.of("務(wù)院").delete(re.compile(r"\(\w+\)"))
    assert text.text == "務院"
    assert list(text.starts) == [0, 5]
    assert list(text.ends) == [1, 6]


def test_a_replacement_of_the_same_length_is_read_character_for_character():
    text = Aligned.of("a,b").edit([(0, 3, "甲，乙")])
    assert list(text.starts) == [0, 1, 2]


def test_a_replacement_of_another_length_is_read_from_the_whole_range():
    text = Aligned.of("x&amp;y").edit([(1, 6, "&")])
    assert text.text == "x&y"
    assert (text.starts[1], text.ends[1]) == (1, 6)


def test_edits_that_overlap_are_refused():
    with pytest.raises(ValueError, match="overlap"):
        Aligned.of("abcdef").edit([(0, 3, ""), (2, 4, "")])


def test_another_text_must_be_as_long():
    with pytest.raises(ValueError, match="2 characters"):
        Aligned.of("abc").with_text("ab")


@given(
    st.text(max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 5), st.text(max_size=3)), max_size=6)
)
def test_edits_keep_positions_rising_and_kept_characters_theirs(source, raw):
    edits, at = [], 0
    for start, length, new in sorted(raw):
        start, end = max(start, at), max(start, at) + length
        if start < end <= len(source):
            edits.append((start, end, new))
            at = end
    text = Aligned.of(source).edit(edits)
    assert len(text.text) == len(text.starts) == len(text.ends)
    assert all(a <= b for a, b in zip(text.starts, list(text.starts)[1:], strict=False))
    inside = {i for start, end, _ in edits for i in range(start, end)}
    kept = [(c, a) for c, a, b in zip(text.text, text.starts, text.ends, strict=True) if b - a == 1 and a not in inside]
    assert all(source[a] == c for c, a in kept)
    assert len(kept) == len(source) - len(inside)
