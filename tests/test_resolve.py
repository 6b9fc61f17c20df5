"""Merging across articles: same code, same normal name, doubts kept apart, input order without influence."""

from array import array

from hypothesis import given
from hypothesis import strategies as st

from kg.records import Alignment, Article, Claims, Entity, Metadata, Reading, Source
from kg.resolve import normal_name, resolve


def claims(location: str, *entities: Entity) -> Claims:
    text = "。".join(e.name for e in entities)
    positions = array("l", range(len(text)))
    article = Article(Source(location, text, "0" * 64), 0, text, Alignment(positions, positions), (), Metadata())
    return Claims(Reading(article, (), entities))


def test_same_code_is_one_thing_and_keeps_all_forms():
    result = resolve(
        [
            claims("a.txt", Entity("County", "丰都县", ("丰都",), "500230")),
            claims("b.txt", Entity("County", "丰都县", ("丰",), "500230")),
        ]
    )
    (county,) = result.entities
    assert county.key == "place/500230"
    assert county.aliases == ("丰", "丰都")
    assert county.documents == (("a.txt", 0), ("b.txt", 0))
    assert "same code in 2 articles" in county.why


def test_same_name_with_other_code_stays_two():
    result = resolve(
        [
            claims("a.txt", Entity("Township", "兴隆镇", (), "500236104")),
            claims("b.txt", Entity("Township", "兴隆镇", (), "640422103")),
            claims("c.txt", Entity("Township", "兴隆镇", (), None)),
        ]
    )
    assert [e.key for e in result.entities] == ["Township/兴隆镇", "place/500236104", "place/640422103"]
    (doubt,) = result.doubts
    assert doubt.kind == "uncoded" and "500236104" in doubt.text and "640422103" in doubt.text


def test_normal_name_joins_spellings_of_one_body():
    result = resolve(
        [
            claims("a.txt", Entity("Government", "甲县人民政府")),
            claims("b.txt", Entity("Government", "甲县政府")),
            claims("c.txt", Entity("Organization", "甲县政府")),
        ]
    )
    (body,) = result.entities
    assert (body.name, body.type, body.aliases) == ("甲县人民政府", "Government", ("甲县政府",))


def test_incompatible_types_stay_apart():
    result = resolve([claims("a.txt", Entity("Company", "云上")), claims("b.txt", Entity("Product", "云上"))])
    assert [e.key for e in result.entities] == ["Company/云上", "Product/云上"]


def test_near_miss_is_doubtful_and_not_merged():
    result = resolve(
        [
            claims("a.txt", Entity("Company", "甲州东升机械公司")),
            claims("b.txt", Entity("Company", "甲州东开机械公司")),
            claims("c.txt", Entity("Facility", "甲州港1号泊位"), Entity("Facility", "甲州港2号泊位")),
        ]
    )
    assert len(result.entities) == 4
    (doubt,) = result.doubts
    assert (doubt.kind, set(doubt.names)) == ("near-miss", {"甲州东升机械公司", "甲州东开机械公司"})


def test_fixed_iri_wins_over_name_and_code():
    result = resolve(
        [
            claims("a.txt", Entity("Company", "甲集团", fixed="https://example.org/a")),
            claims("b.txt", Entity("Company", "甲控股集团", fixed="https://example.org/a")),
        ]
    )
    (company,) = result.entities
    assert company.key == "iri/https://example.org/a" and company.name == "甲控股集团"


def test_local_points_every_article_entity_at_its_thing():
    first = claims("a.txt", Entity("Person", "王某"), Entity("County", "丰都县", (), "500230"))
    second = claims("b.txt", Entity("County", "丰都县", (), "500230"))
    result = resolve([first, second])
    assert result.of(first.reading.article, 1) is result.of(second.reading.article, 0)
    assert result.of(first.reading.article, 0).name == "王某"


def test_doubt_of_an_article_is_carried():
    result = resolve([claims("a.txt", Entity("Township", "兴隆镇", doubt="fits 31 divisions"))])
    assert [(d.kind, d.text) for d in result.doubts] == [("reading", "fits 31 divisions")]


def test_bodies_of_two_known_places_are_no_near_miss():
    result = resolve(
        [
            claims("a.txt", Entity("Hospital", "从江县人民医院"), Entity("County", "从江县", (), "522633")),
            claims("b.txt", Entity("Hospital", "榕江县人民医院"), Entity("County", "榕江县", (), "522632")),
        ]
    )
    assert result.doubts == ()


def test_name_that_is_an_alias_elsewhere_is_doubtful_and_not_merged():
    result = resolve(
        [
            claims("a.txt", Entity("Company", "甲州宏绿农业科技有限公司", ("宏绿公司",))),
            claims("b.txt", Entity("Company", "宏绿公司")),
        ]
    )
    assert len(result.entities) == 2
    assert [(d.kind, d.names) for d in result.doubts] == [("alias", ("宏绿公司", "甲州宏绿农业科技有限公司"))]


def test_alias_of_two_things_says_nothing():
    result = resolve(
        [
            claims("a.txt", Entity("Hospital", "甲县人民医院", ("人民医院",))),
            claims("b.txt", Entity("Hospital", "乙州人民医院", ("人民医院",))),
            claims("c.txt", Entity("Hospital", "人民医院")),
        ]
    )
    assert "alias" not in {d.kind for d in result.doubts}


def test_article_given_twice_counts_once():
    one = claims("a.txt", Entity("Company", "甲集团", doubt="why"))
    assert resolve([one, one]) == resolve([one])


def test_nothing_in_nothing_out():
    assert resolve([]).entities == ()


entity = st.builds(
    Entity,
    st.sampled_from(["Company", "Organization", "County", "Product"]),
    st.sampled_from(["甲县政府", "甲县人民政府", "丙港东升物流", "丙港东开物流", "丁县", "戊", "“戊”"]),
    st.lists(st.sampled_from(["甲", "乙", "丙"]), max_size=2).map(tuple),
    st.sampled_from([None, None, "500230", "500231"]),
)
corpus = st.lists(st.lists(entity, max_size=4), max_size=6)


@given(corpus, st.randoms(use_true_random=False))
def test_order_of_input_does_not_matter(lists, random):
    articles = [claims(f"{n}.txt", *entities) for n, entities in enumerate(lists)]
    shuffled = list(articles)
    random.shuffle(shuffled)
    assert resolve(articles) == resolve(shuffled)


@given(corpus)
def test_every_entity_lands_on_a_thing_that_bears_its_name(lists):
    articles = [claims(f"{n}.txt", *entities) for n, entities in enumerate(lists)]
    result = resolve(articles)
    assert len({e.key for e in result.entities}) == len(result.entities)
    for one in articles:
        for number, read in enumerate(one.reading.entities):
            thing = result.of(one.reading.article, number)
            assert read.name in (thing.name, *thing.aliases)
            assert one.reading.article.key in thing.documents


@given(st.text())
def test_normal_name_is_its_own_normal_form(name):
    assert normal_name(normal_name(name)) == normal_name(name)
