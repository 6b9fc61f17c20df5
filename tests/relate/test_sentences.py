"""Sentences, clauses, coordinations, chains, nesting."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.relate.sentences import LONGEST_SENTENCE, split_sentences
from tests.relate.made import nested, reading


def test_a_sentence_ends_at_its_full_stop_and_at_the_end_of_its_block():
    made = reading("[甲县|County]修路。[乙县|County]架桥\n[丙县|County]建校")
    assert [s.text for s in split_sentences(made)] == ["甲县修路。", "乙县架桥", "丙县建校"]


def test_a_closing_quotation_mark_stays_with_its_sentence():
    assert [s.text for s in split_sentences(reading("“路通了。”他说。"))] == ["“路通了。”", "他说。"]


def test_listed_names_are_one_coordination_and_others_are_not():
    (sentence,) = split_sentences(reading("[甲县|County]、[乙县|County]和[丙县|County]与[丁市|City]结对"))
    assert sentence.groups == ((0, 1, 2), (3,))
    assert [s.place for s in sentence.slots] == [0, 1, 2, 0]


def test_touching_names_are_a_chain_of_which_the_last_is_meant():
    (sentence,) = split_sentences(reading("[重庆市|Province][万州区|County]、[湖北省|Province][夷陵区|County]受援"))
    assert [s.chained for s in sentence.slots] == [True, False, True, False]
    assert sentence.groups == ((1, 3),)


def test_a_name_inside_a_name_belongs_to_the_outer_one():
    made = nested(reading("[忠县实验小学|School]开学"), "忠县实验小学", "忠县", "County")
    (sentence,) = split_sentences(made)
    assert [s.outer for s in sentence.slots] == [0, 0]
    assert sentence.groups == ((0,),)


def test_a_heading_is_known_to_the_sentences_below_it_until_the_next_title():
    made = reading("[北京|Province]\n资金到位。\n新篇\n又到。", ("heading", "paragraph", "title", "paragraph"))
    assert [s.heading for s in split_sentences(made)] == [-1, 0, -1, -1]


def test_clauses_are_parted_by_commas_and_found_by_position():
    (sentence,) = split_sentences(reading("甲来，乙去；丙留"))
    assert [(a, b) for a, b in sentence.clauses] == [(0, 2), (3, 5), (6, 8)]
    assert [sentence.clause_at(n) for n in (0, 3, 7)] == [0, 1, 2]


def test_an_endless_sentence_is_cut_so_that_its_pairs_stay_few():
    sentences = split_sentences(reading("一二三四五六七八九，" * 1000))
    assert max(len(s.text) for s in sentences) <= LONGEST_SENTENCE
    assert "".join(s.text for s in sentences) == "一二三四五六七八九，" * 1000


@given(st.text(alphabet="甲乙。！，；\n“”…a1", max_size=200))
def test_sentences_cover_every_character_of_every_block_once(text: str):
    made = reading(text.replace("[", ""))
    sentences = split_sentences(made)
    covered = [n for s in sentences for n in range(s.start, s.end)]
    assert len(covered) == len(set(covered))
    blocks = {n for b in made.article.blocks for n in range(b.start, b.end)}
    assert set(covered) == blocks
