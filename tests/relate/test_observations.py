"""Numbers about aid and cooperation: kg/relate/observations.py and its lexicon, layout, topics and weights."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import DataError
from kg.recognise.quantities import find_quantities
from kg.recognise.whens import find_whens
from kg.relate.observation_layout import lay_out
from kg.relate.observation_lexicon import load_indicator_words
from kg.relate.observation_model import load_observation_model, softmax
from kg.relate.observation_topics import find_topics
from kg.relate.observations import choose, observe, read_numbers
from tests.relate.made import reading

AID = (
    "[甲省|Province]对口支援[丙县|County]\n"
    "[甲省|Province]自2015年起对口支援[丙县|County]。截至2022年底，[甲省|Province]累计向[丙县|County]投入援助资金3.6亿元，"
    "实施援建项目214个，培训干部人才5300余人次。"
)


def read(marked, published="2023-05-06"):
    made = reading(marked)
    text = made.article.text
    return replace(made, quantities=find_quantities(text), whens=find_whens(text, published))


def named(made, entities):
    return {made.entities[e].name for e in entities}


def test_reads_indicator_value_unit_and_qualifier():
    found = [(o.indicator, o.value, o.unit, o.qualifier) for o in observe(read(AID))]
    assert found == [
        ("AidFunds", Decimal("360000000"), "CNY", "exact"),
        ("AidProjects", Decimal(214), "item", "exact"),
        ("PeopleTrained", Decimal(5300), "person-time", "over"),
    ]


def test_carries_giver_and_receiver_to_every_number_of_the_sentence():
    made = read(AID)
    for observation in observe(made):
        assert "甲省" in named(made, observation.providers)
        assert "丙县" in named(made, observation.recipients)


def test_evidence_holds_the_number_and_every_passage_lies_in_the_text():
    made = read(AID)
    text = made.article.text
    for item in read_numbers(made):
        quantity = made.quantities[item.quantity]
        start, end = item.observation.evidence[0]
        assert start <= quantity.start and quantity.end <= end
        for a, b in item.observation.evidence:
            assert 0 <= a < b <= len(text) and text[a:b].strip("，。\n") == text[a:b]


def test_the_period_is_that_of_the_sentence():
    assert {o.period for o in observe(read(AID))} == {"2022"}


def test_what_is_planned_is_marked():
    (observation,) = observe(read("[甲省|Province]计划今年向[丙县|County]投入援助资金5000万元。"))
    assert observation.modality == "planned"


def test_what_is_done_is_not_marked():
    assert {o.modality for o in observe(read(AID))} == {""}


def test_a_headline_repeated_in_the_body_is_one_observation_with_both_passages():
    marked = (
        "[甲省|Province]向[丙县|County]投入援助资金3.6亿元\n"
        "[甲省|Province]自2015年起对口支援[丙县|County]，累计投入援助资金3.6亿元。"
    )
    made = read(marked)
    funds = [o for o in observe(made) if o.value == 360_000_000]
    assert len(made.quantities) == 2 and len(funds) == 1
    assert len({made.article.text.count("\n", 0, a) for a, _ in funds[0].evidence}) == 2


@pytest.mark.parametrize(
    ("marked", "indicator"),
    [
        ("[甲省|Province]接收安置[丙县|County]外迁移民640户、2710人。", "PeopleResettled"),
        ("[甲市|City]组织考察团21批次赴[丙县|County]考察洽谈。", "Visits"),
        ("[乙公司|Company]与[丙县|County]签约，计划投资2.6亿元建设[乙加工厂|Project]。", "AgreedInvestment"),
        ("[甲市|City]选派援疆干部38名到[丙县|County]挂职。", "CadresExchanged"),
        ("[甲市|City]帮助[丙县|County]销售农产品，销售额达7200万元。", "SalesRevenue"),
    ],
)
def test_the_lexicon_speaks_for_rare_indicators_too(marked, indicator):
    assert indicator in {o.indicator for o in observe(read(marked))}


def test_ages_and_dates_are_no_observations():
    assert observe(read("今年72岁的老人2021年9月4日来到[丙县|County]。")) == ()


def test_no_quantities_give_no_observations():
    assert observe(read("[甲省|Province]对口支援[丙县|County]。")) == ()


def test_confidence_is_a_probability():
    assert all(0 < o.confidence < 1 for o in observe(read(AID)))


def test_observing_twice_gives_the_same():
    assert observe(read(AID)) == observe(read(AID))


@given(st.text(alphabet="甲乙省县援助资金投入培训，。、\n0123456789万亿元个人名年月", max_size=120))
def test_any_text_is_read_without_error(text):
    made = read(text) if text.strip() else read("。")
    for observation in observe(made):
        assert observation.evidence


def test_the_subject_is_carried_over_until_the_paragraph_ends():
    made = read("[甲省|Province]支援[丙县|County]，投入资金，修建学校。\n县里很高兴。")
    topics = find_topics(lay_out(made), load_indicator_words())
    assert [c.subjects for c in topics.clauses] == [(0,), (0,), (0,), ()]
    assert [c.carried for c in topics.clauses[:3]] == [0, 1, 2]


def test_coordinated_names_share_their_role():
    made = read("由[甲省|Province]、[乙市|City]和[丁市|City]援建。")
    (clause,) = find_topics(lay_out(made), load_indicator_words()).clauses
    assert clause.agents == (0, 1, 2)


def test_a_heading_is_the_topic_of_what_follows():
    made = read("记者手记\n[甲省|Province]\n累计投入资金3000万元。")
    assert find_topics(lay_out(made), load_indicator_words()).clauses[-1].subjects == (0,)


def test_nobody_is_chosen_where_nobody_is_likelier_than_not():
    assert choose([4, 7], [0.2, 0.2, 0.6], 0.2).entities == ()


def test_entities_near_the_best_are_chosen_with_it():
    assert choose([4, 7, 9], [0.5, 0.3, 0.05, 0.15], 0.2).entities == (4, 7)


def test_likelihoods_add_up_to_one():
    assert sum(softmax([1.0, 2.0, -700.0, 700.0])) == pytest.approx(1)


@pytest.mark.parametrize(
    "change",
    ['[none]\ntriggers = ["岁"]\n', "[indicators.AidFunds]\ntriggers = []\nunits = []\n", "[indicators"],
)
def test_a_broken_lexicon_is_named(tmp_path, change):
    bad = tmp_path / "indicators.toml"
    bad.write_text(change, "utf-8")
    with pytest.raises(DataError, match=r"indicators\.toml"):
        load_indicator_words(bad)


@pytest.mark.parametrize("content", ["", "{}", json.dumps({"alternatives": ["Other"], "numbers": 3})])
def test_broken_weights_are_named(tmp_path, content):
    bad = tmp_path / "observations.json"
    bad.write_text(content, "utf-8")
    with pytest.raises(DataError, match=r"observations\.json"):
        load_observation_model(bad)


def test_what_opens_a_clause_is_matched_in_bounded_time():
    opening = load_indicator_words().opening
    assert opening.fullmatch("截至2022年底") and not opening.fullmatch("年" * 40 + "甲")
