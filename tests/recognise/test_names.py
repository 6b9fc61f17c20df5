"""kg_names: where names begin, what is none, persons, lists, and that absurd input takes bounded time."""

import time

import pytest
import spacy

import kg.recognise.components  # noqa: F401  registers the factories
from kg.errors import DataError
from kg.language import CharacterTokenizer
from kg.recognise.names import create_names
from kg.recognise.names_lexicon import load_names
from kg.recognise.names_model import AHEAD, Scorer, begin_features, none_features, type_features
from kg.recognise.names_patterns import load_patterns, patterned
from kg.recognise.names_persons import load_persons, persons
from kg.recognise.names_words import cut_before


@pytest.fixture(scope="module")
def nlp():
    nlp = spacy.blank("zh")
    nlp.tokenizer = CharacterTokenizer(nlp.vocab)
    nlp.add_pipe("kg_divisions")
    nlp.add_pipe("kg_names")
    return nlp


def best(nlp, text):
    """The most probable name for each end, as (text, type)."""
    doc = nlp(text)
    scores = doc.user_data["names_scores"]
    by_end = {}
    for span in doc.spans["names"]:
        score = scores[span.start, span.end]
        if score >= 0.5 and score > by_end.get(span.end, (0,))[0]:
            by_end[span.end] = score, span.text, span.label_
    return {entry[1:] for entry in by_end.values()}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("山东省援建的忠县人民医院投入使用。", ("忠县人民医院", "Hospital")),
        ("由青岛市市南区实验小学派出教师12人。", ("青岛市市南区实验小学", "School")),
        ("当天，云阳县教育局与南通市教育局签订协议。", ("南通市教育局", "Government")),
        ("去年引进的重庆天润禾食品有限公司已经投产。", ("重庆天润禾食品有限公司", "Company")),
        ("两地共建的万州江南工业园占地800亩。", ("万州江南工业园", "Park")),
        ("货物经宁波舟山港出口。", ("宁波舟山港", "Port")),
    ],
)
def test_name_begins_after_what_governs_it(nlp, text, name):
    assert name in best(nlp, text)


@pytest.mark.parametrize(
    "text", ["企业和学校都有了医院。", "该公司表示项目进展顺利。", "村里的路修好了。", "多个项目落地，一批工程开工。"]
)
def test_common_nouns_are_no_names(nlp, text):
    assert not best(nlp, text)


def test_bare_head_is_never_proposed(nlp):
    doc = nlp("公司、医院、大桥和产业园。")
    assert not {s.text for s in doc.spans["names"]} & {"公司", "医院", "大桥", "产业园"}


def test_head_within_another_word_is_none(nlp):
    assert not [text for text, _ in best(nlp, "忠县教育局长到会。") if text.endswith("局")]
    assert not [text for text, _ in best(nlp, "广大农村和乡村。") if text.endswith("村")]


def test_known_names_stand_whole(nlp):
    assert ("国务院", "Government") in best(nlp, "国务院印发文件。")
    assert not [n for n in best(nlp, "国务院总理出席。") if n[0] == "国务院"]


def test_empty_text_has_no_names(nlp):
    doc = nlp("")
    assert not doc.spans["names"]
    assert not doc.spans["patterns"]


def found_persons(text):
    return {text[s:e] for s, e, _ in persons(text, load_persons())}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("局长陈立新说，明年开工。", "陈立新"),
        ("村民次仁卓玛笑着说。", "次仁卓玛"),
        ("主任吐尔逊·买买提在会上说。", "吐尔逊·买买提"),
        ("本报讯（记者 周小岚）3月26日", "周小岚"),
        ("“水通了。”欧阳文杰说。", "欧阳文杰"),
    ],
)
def test_persons_by_post_or_speech(text, name):
    assert found_persons(text) == {name}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("歌声里，格桑央金跳起了舞。", "格桑央金"),
        ("果农吐尔逊·买买提家丰收了。", "吐尔逊·买买提"),
        ("教师阿依古丽来到教室。", "阿依古丽"),
    ],
)
def test_tibetan_and_turkic_names_need_nothing_beside_them(text, name):
    assert found_persons(text) == {name}


@pytest.mark.parametrize("text", ["石山县长江大桥通车。", "努力提升品质。", "扎西顿珠乡通了公路。", "古尔邦节到了。"])
def test_places_and_words_of_the_same_characters_are_no_persons(text):
    assert not found_persons(text)


def test_person_is_found_again_without_its_post():
    assert list(persons("局长陈立新说。陈立新走了。", load_persons())) == [(2, 5, 0.95), (7, 10, 0.85)]


@pytest.mark.parametrize("text", ["主任和货物都到了。", "书记高度重视。", "教师从今天起上课。", "有人说，不行。"])
def test_words_that_begin_like_surnames_are_no_persons(text):
    assert not found_persons(text)


def given(text):
    return {(text[s:e], kind) for s, e, kind in patterned(text, {}, load_patterns())}


def test_items_of_a_closed_list_have_the_type_of_its_noun():
    assert {("天润禾", "Company"), ("江南机械", "Company"), ("远帆", "Company")} <= given(
        "引进天润禾、江南机械、远帆等12家企业。"
    )


def test_list_without_a_noun_gives_nothing():
    assert not given("他带来苹果、香蕉、梨等等。")


def test_patterns_of_projects_and_meetings():
    assert ("年产5万吨魔芋粉项目", "Project") in given("总投资3亿元的年产5万吨魔芋粉项目开工。")
    assert ("山货节", "Event") in given("借助“山货节”推销。")


def test_words_are_cut_at_places_and_quotations():
    text = "由山东省援建的“同心”冷链"
    tokens, before = cut_before(text, len(text), {4: [(1, "Province")]})
    assert [t.text for t in tokens] == ["由", "山东省", "援建", "的", "“同心”", "冷链"]
    assert tokens[1].kind == "GProvince"
    assert before == ""


def test_cut_stops_at_breaks():
    text = "你好，忠县"
    tokens, before = cut_before(text, len(text), {})
    assert "".join(t.text for t in tokens) == "忠县"
    assert before == "，"


def test_scorer_sums_the_weights_of_the_features():
    lexicon = load_names()
    text = "建设忠县实验"
    head = next(h for h in lexicon.heads if h.text == "小学")
    tokens, before = cut_before(text, len(text), {4: [(2, "County")]})
    following = "，"
    weights = dict.fromkeys(none_features(tokens, head, following), 0.25)
    expected = {}
    base = {kind: [f"{f}@{kind}" for f in type_features(tokens, head, following)] for kind in head.types}
    for index, own, typed, taken, typed_taken in begin_features(tokens, before, head, lexicon):
        for kind in head.types:
            base[kind] = base[kind] + taken + [f"{f}@{kind}" for f in typed_taken]
            features = base[kind] + own + [f"{f}@{kind}" for f in typed]
            weights |= dict.fromkeys(features, 0.5)
            expected[index, kind] = features
    scored = Scorer(weights, lexicon).readings(tokens, before, head, following[:AHEAD])
    assert scored[0][:2] == (None, "")
    assert {(i, k): pytest.approx(s) for i, k, s in scored[1:]} == {
        k: sum(weights[f] for f in v) for k, v in expected.items()
    }


def test_lexicon_faults_name_the_table(tmp_path):
    file = tmp_path / "names.toml"
    file.write_text(
        '[[head]]\nname = "schools"\ntypes = ["School"]\nheads = ["小学"]\n[words]\noutside = []\ngeneric = []\n',
        "utf-8",
    )
    with pytest.raises(DataError, match=r"schools.*unless_next"):
        load_names(file)


@pytest.mark.parametrize("unit", ["甲乙公司、", "主任李说", "阿·", "年产1万吨", "“", "兰至"])
def test_absurd_text_takes_bounded_time(unit):
    nlp = spacy.blank("zh")
    nlp.tokenizer = CharacterTokenizer(nlp.vocab)
    doc = nlp.make_doc(unit * (20_000 // len(unit)))
    start = time.process_time()
    create_names(nlp, "")(doc)
    assert time.process_time() - start < 10
