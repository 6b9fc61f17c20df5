"""The lexicon of references, the scene they are resolved in, plural expressions: kg/recognise/references.py, scene.py, plurals.py."""

import pytest

from kg.errors import DataError
from kg.recognise.plurals import plural
from kg.recognise.references import resolve_references
from kg.recognise.references_lexicon import Noun, load_references
from kg.recognise.scene import Scene, Seen, Thing, home_province
from kg.records import Block

LEXICON = load_references()


def scene(text, things, blocks=(), publisher=""):
    """A scene where every occurrence of a thing's name is a mention; things are (type, name, code)."""
    made = [Thing(*thing) for thing in things]
    seen = [
        Seen(at, at + len(thing.name), number)
        for number, thing in enumerate(made)
        for at in range(len(text))
        if text.startswith(thing.name, at)
    ]
    return Scene(text, blocks, seen, made, LEXICON, publisher)


def resolved(text, things, **known):
    made = scene(text, things, **known)
    found = resolve_references(made, LEXICON.pattern.finditer(text))
    return [(text[r.start : r.end], made.things[r.thing].name) for r in found]


FENGJIE = ("County", "奉节县", "500236")
WUSHAN = ("County", "巫山县", "500237")
BINZHOU = ("City", "滨州市", "371600")
ZOUPING = ("County", "邹平市", "371681")


@pytest.mark.parametrize(
    ("text", "things", "meant"),
    [
        ("奉节县很大。该县多山。", [FENGJIE], [("该县", "奉节县")]),
        ("甲港开港。此项目由该港承建。", [("Port", "甲港", "")], [("此项目", "甲港"), ("该港", "甲港")]),
        ("滨州市来了。邹平市也来了。该市很远。", [BINZHOU, ZOUPING], [("该市", "邹平市")]),
        ("奉节县与滨州市结对。当地干部说好。", [FENGJIE, BINZHOU], [("当地", "奉节县")]),
        ("奉节县有人来。全县都知道。", [FENGJIE], [("全县", "奉节县")]),
        ("甲工业园开工。该区很大。", [("Park", "甲工业园区", "")], []),
        ("澳门特别行政区来了。全区都知道。", [("Province", "澳门特别行政区", "820000")], []),
        ("第二届甲洽谈会闭幕。本届大会很好。", [("Event", "第二届甲洽谈会", "")], [("本届大会", "第二届甲洽谈会")]),
    ],
)
def test_singular(text, things, meant):
    assert resolved(text, things) == meant


def test_letter_knows_writer_and_reader():
    text = "致滨州市人民\n贵市帮助我县。\n奉节县政府"
    assert resolved(text, [BINZHOU, FENGJIE]) == [("贵市", "滨州市"), ("我县", "奉节县")]


def test_own_body_is_the_one_that_signs():
    text = "致乙中学\n我校很好。\n甲中学"
    assert resolved(text, [("School", "甲中学", ""), ("School", "乙中学", "")]) == [("我校", "甲中学")]


def test_parties_are_those_of_the_sentence_before_and_not_what_they_found():
    text = "甲公司与乙公司共建丙公司，双方各出一半。"
    things = [("Company", "甲公司", ""), ("Company", "乙公司", ""), ("Company", "丙公司", "")]
    assert resolved(text, things) == [("双方", "甲公司"), ("双方", "乙公司")]


def test_a_county_and_its_city_are_not_two_places():
    text = "滨州市邹平市与奉节县结对。两地都好。"
    assert resolved(text, [BINZHOU, ZOUPING, FENGJIE]) == [("两地", "邹平市"), ("两地", "奉节县")]


def test_across_a_paragraph_the_article_decides():
    text = "滨州市帮奉节县\n滨州市帮奉节县。\n邹平市帮巫山县。\n两地都好。"
    assert resolved(text, [BINZHOU, FENGJIE, ZOUPING, WUSHAN]) == [("两地", "滨州市"), ("两地", "奉节县")]


def test_three_are_only_taken_where_there_are_three():
    made = scene("奉节县、巫山县，三县", [FENGJIE, WUSHAN])
    assert plural(made, 8, 10, LEXICON.plurals["县"], 3) == []


def test_headings_weigh_threefold():
    text = "奉节县\n巫山县和巫山县"
    made = scene(text, [FENGJIE, WUSHAN], blocks=(Block(0, 3, "heading"), Block(4, 11, "paragraph")))
    assert (made.weights[0], made.weights[1]) == (3, 2)
    assert made.topic(Noun(("County",))) == 0


def test_home_is_where_the_small_places_lie():
    assert home_province([("City", "371600", 9), ("County", "500236", 1), ("Township", "500236104", 1)]) == "50"
    assert home_province([("County", "371681", 2), ("County", "500236", 2)]) == ""
    assert home_province([]) == ""


@pytest.mark.parametrize("word", ["应该县", "资本市场", "各区县", "贵州", "基本所"])
def test_look_alikes_do_not_match(word):
    assert [m[0] for m in LEXICON.pattern.finditer(word)] == []


def test_malformed_lexicon_is_refused_with_its_path(tmp_path):
    path = tmp_path / "references.toml"
    path.write_text("[[noun]]\nwords = ['县']\n", "utf-8")
    with pytest.raises(DataError, match="references.toml"):
        load_references(path)
