"""Joining mentions into entities and resolving references: kg/recognise/entities.py and what it is made of."""

import re
import time

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Span as DocSpan

from kg.gazetteer import load_gazetteer
from kg.recognise.aliases_lexicon import load_aliases
from kg.recognise.clusters import Span
from kg.recognise.entities import Entities, PlaceNotes
from kg.recognise.references_lexicon import load_references
from tests.made import made_article


@pytest.fixture(scope="module")
def linker():
    return Entities(load_aliases(), load_references(), load_gazetteer())


def spans(text, named):
    """Every occurrence of each name as a mention; ``named`` maps a name to its type or (type, code). Longer names win."""
    found = []
    for name in sorted(named, key=len, reverse=True):
        kind, code = named[name] if isinstance(named[name], tuple) else (named[name], "")
        at = text.find(name)
        while at >= 0:
            end = at + len(name)
            if not any(a < at < b < end or at < a < end < b or (a, b) == (at, end) for a, b, _, _ in found):
                found.append((at, end, kind, code))
            at = text.find(name, end)
    return [Span(*s) for s in sorted(found, key=lambda s: (s[0], -s[1]))]


@pytest.fixture
def read(linker):
    def run(text, named, **known):
        return linker.link(text, spans(text, named), made_article(text, **known))

    return run


def forms(entities):
    return {e.name: set(e.aliases) for e in entities}


def referred(text, entities, mentions):
    return [(text[m.start : m.end], entities[m.entity].name) for m in mentions if m.reference]


FENGJIE = ("County", "500236")
WUSHAN = ("County", "500237")
BINZHOU = ("City", "371600")
SHANDONG = ("Province", "370000")


def test_stated_alias_is_found_everywhere(read):
    text = "奉节县引进甲州宏绿农业科技有限公司（以下简称“宏绿”）。宏绿去年投产。"
    entities, mentions = read(text, {"奉节县": FENGJIE, "甲州宏绿农业科技有限公司": "Company"})
    assert forms(entities) == {"奉节县": set(), "甲州宏绿农业科技有限公司": {"宏绿"}}
    company = next(n for n, e in enumerate(entities) if e.type == "Company")
    assert [text[m.start : m.end] for m in mentions if m.entity == company] == [
        "甲州宏绿农业科技有限公司",
        "宏绿",
        "宏绿",
    ]
    assert "stated alias: 宏绿" in entities[company].why


@pytest.mark.parametrize(
    ("kind", "full", "short"),
    [
        ("Company", "奉节宏绿农业科技有限公司", "宏绿公司"),
        ("Company", "奉节宏绿农业科技有限公司", "宏绿农业"),
        ("Company", "宏绿控股集团有限公司", "宏绿集团"),
        ("Company", "宏绿集团", "宏绿"),
        ("Hospital", "奉节县人民医院", "人民医院"),
        ("School", "奉节县第二中学", "奉节二中"),
        ("Government", "奉节县人民政府", "奉节县政府"),
        ("Government", "奉节县发展和改革委员会", "奉节县发展改革委"),
        ("Park", "奉节经济技术开发区", "奉节经开区"),
        ("Event", "第十届长江沿岸经贸洽谈会", "经贸洽谈会"),
        ("Project", "“江城号”旅游专列", "江城号"),
        ("Facility", "江城站", "江城"),
        ("Village", "云上社区", "云上"),
    ],
)
def test_shorter_form_joins_the_fuller_name(read, kind, full, short):
    text = f"{full}昨日启动，奉节县派人到场。又及，{short}今年扩建。"
    entities, _ = read(text, {full: kind, short: kind, "奉节县": FENGJIE, "奉节": FENGJIE})
    assert short in forms(entities)[full]
    assert next(e for e in entities if e.name == full).why


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("Company", "宏绿集团", "宏绿集团甲州有限公司"),
        ("Company", "宏绿港口有限公司", "甲州宏绿港口码头有限公司"),
        ("Hospital", "甲州市人民医院", "甲州市第二人民医院"),
        ("School", "甲州大学", "甲州交通大学"),
        ("Project", "宏绿项目", "宏绿项目二期"),
        ("Company", "宏绿通信", "宏绿通信甲州分公司"),
        ("Person", "王海", "王海洋"),
    ],
)
def test_a_different_thing_is_not_joined(read, kind, one, other):
    entities, _ = read(f"{one}很好。{other}也很好。", {one: kind, other: kind})
    assert {one, other} <= {e.name for e in entities}


def test_bodies_of_two_places_stay_apart_and_a_bare_ending_goes_to_the_last(read):
    text = "奉节县人民医院建楼。人民医院添了设备。巫山县人民医院也建楼。人民医院添了床位。"
    named = {
        "奉节县人民医院": "Hospital",
        "巫山县人民医院": "Hospital",
        "人民医院": "Hospital",
        "奉节县": FENGJIE,
        "巫山县": WUSHAN,
    }
    entities, mentions = read(text, named)
    where = {text.index("人民医院添了设备"): "奉节县人民医院", text.index("人民医院添了床位"): "巫山县人民医院"}
    for start, name in where.items():
        assert [entities[m.entity].name for m in mentions if m.start == start] == [name]


def test_division_takes_its_official_name(read):
    entities, _ = read("龙桥乡在奉节。", {"龙桥乡": ("Township", "500236277"), "奉节": FENGJIE})
    assert forms(entities) == {"龙桥土家族乡": {"龙桥乡"}, "奉节县": {"奉节"}}


def test_bare_body_gets_its_owner(read):
    text = "滨州市委、市政府来信。奉节县派人，县委书记到场。"
    entities, _ = read(text, {"滨州市委": "Government", "市政府": "Government", "滨州市": BINZHOU, "奉节县": FENGJIE})
    assert {"滨州市委", "滨州市政府", "奉节县委"} <= set(forms(entities))
    assert "市政府" in forms(entities)["滨州市政府"]


def test_determined_reference_takes_the_nearest_of_its_kind(read):
    text = "山东省帮助奉节县和甲州宏绿农业有限公司。该公司建在该县，由该省出资。"
    named = {"山东省": SHANDONG, "奉节县": FENGJIE, "甲州宏绿农业有限公司": "Company"}
    entities, mentions = read(text, named)
    assert referred(text, entities, mentions) == [
        ("该公司", "甲州宏绿农业有限公司"),
        ("该县", "奉节县"),
        ("该省", "山东省"),
    ]


def test_reference_is_not_another_name_in_its_own_clause(read):
    text = "奉节县人民医院去年扩建。滨州市人民医院与该院结对。"
    named = {"奉节县人民医院": "Hospital", "滨州市人民医院": "Hospital", "奉节县": FENGJIE, "滨州市": BINZHOU}
    entities, mentions = read(text, named)
    assert referred(text, entities, mentions) == [("该院", "奉节县人民医院")]


def test_plural_gives_a_mention_of_each(read):
    text = "滨州市与奉节县结对。去年，两地签约，双方各派干部。"
    entities, mentions = read(text, {"滨州市": BINZHOU, "奉节县": FENGJIE})
    assert referred(text, entities, mentions) == [
        ("两地", "滨州市"),
        ("两地", "奉节县"),
        ("双方", "滨州市"),
        ("双方", "奉节县"),
    ]


def test_plural_takes_up_the_list_before_it(read):
    text = "山东省滨州市支援重庆。奉节、巫山两县受益。"
    named = {"山东省": SHANDONG, "滨州市": BINZHOU, "重庆": ("Province", "500000"), "奉节": FENGJIE, "巫山": WUSHAN}
    entities, mentions = read(text, named)
    assert referred(text, entities, mentions) == [("两县", "奉节县"), ("两县", "巫山县")]


def test_publisher_decides_whose_our_county_is(read):
    text = "我县与巫山县一道过江。巫山县先到。"
    entities, mentions = read(text + "奉节县后到。", {"巫山县": WUSHAN, "奉节县": FENGJIE}, publisher="奉节日报")
    assert referred(text, entities, mentions) == [("我县", "奉节县")]


@pytest.mark.parametrize("text", ["奉节县应该县级统筹。", "奉节县的资本市场活跃。", "奉节县当地时间八点。"])
def test_look_alikes_are_no_references(read, text):
    entities, mentions = read(text, {"奉节县": FENGJIE})
    assert referred(text, entities, mentions) == []


def test_unresolvable_reference_is_left_out(read):
    assert read("该公司很好。", {}) == ((), ())


def test_renamed_park_is_one_thing(read):
    text = "两家共建江畔示范园。园区后来更名为江城产业园。"
    entities, _ = read(text, {"江畔示范园": "Park", "江城产业园": "Park"})
    assert forms(entities) == {"江畔示范园": {"江城产业园"}} or forms(entities) == {"江城产业园": {"江畔示范园"}}


def test_near_miss_is_doubtful_and_kept_apart(read):
    entities, _ = read(
        "甲州东升机械厂开工。甲州东开机械厂停工。", {"甲州东升机械厂": "Company", "甲州东开机械厂": "Company"}
    )
    assert len(entities) == 2
    assert all(e.doubt for e in entities)


def test_type_conflict_is_settled_by_the_majority(linker):
    text = "宏绿在此。宏绿在彼。宏绿走了。"
    marked = [Span(0, 2, "Company"), Span(5, 7, "Product"), Span(10, 12, "Company")]
    entities, _ = linker.link(text, marked)
    assert [(e.name, e.type) for e in entities] == [("宏绿", "Company")]


def test_notes_of_the_divisions_are_kept(linker):
    notes = PlaceNotes({(0, 3): "parent named"}, {(4, 7): "fits 31 divisions"})
    marked = [Span(0, 3, "County", "500236", "", "奉节县"), Span(4, 7, "Township", "", "", "兴隆镇")]
    entities, _ = linker.link("奉节县、兴隆镇。", marked, None, notes)
    assert entities[0].why == ("parent named",)
    assert entities[1].doubt == "fits 31 divisions"


def test_component_writes_the_doc(linker):
    nlp = spacy.blank("zh")
    nlp.add_pipe("kg_entities")
    doc = nlp.make_doc("奉节县")
    doc.spans["mentions"] = [DocSpan(doc, 0, len(doc), label="County", kb_id="500236")]
    doc = nlp.get_pipe("kg_entities")(doc)
    assert [e.name for e in doc._.entities] == ["奉节县"]
    assert doc._.mentions[0].type == "County"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (
            "".join(f"奉节县第{i}小学和该校、" for i in range(1500)),
            [("奉节县第[0-9]+小学", "School"), ("奉节县", "County")],
        ),
        ("".join(f"甲{i}乙公司（以下简称“甲{i}”）和" for i in range(1500)), [("甲[0-9]+乙公司", "Company")]),
        ("奉节县、" + "两地双方当地全县我县该县" * 1500, [("奉节县", "County")]),
        ("".join(f"甲{i}公司更名为甲{i + 1}公司。" for i in range(1500)), [("甲[0-9]+公司", "Company")]),
        ("县委和市政府、奉节县" * 1500, [("奉节县", "County")]),
        ("（以下简称“" * 3000, []),
        ("奉" * 20000, [("奉+", "Facility")]),
    ],
    ids=["schools", "aliases", "references", "renames", "bare bodies", "brackets", "one long name"],
)
def test_absurd_input_takes_bounded_time(linker, text, named):
    marked = [Span(*m.span(), kind) for pattern, kind in named for m in re.finditer(pattern, text)]
    started = time.process_time()
    linker.link(text, sorted(marked, key=lambda s: (s.start, -s.end)))
    # 20,000 characters take 0.1 to 1 s; what grows with the square of the length would take minutes.
    assert time.process_time() - started < 10


names = st.sampled_from(
    [
        "奉节县",
        "奉节",
        "宏绿公司",
        "宏绿集团",
        "人民医院",
        "县委",
        "二期",
        "王某",
        "该县",
        "两地",
        "（以下简称“宏绿”）",
        "，",
        "。\n",
    ]
)


@settings(deadline=None)
@given(st.lists(names, max_size=14), st.data())
def test_whatever_is_marked_the_records_hold_together(linker, parts, data):
    text, marked, at = "".join(parts), [], 0
    for part in parts:
        if part.strip("（）“”，。\n以下简称宏绿") and data.draw(st.booleans()):
            marked.append(
                Span(at, at + len(part), data.draw(st.sampled_from(["County", "Company", "Hospital", "Person"])))
            )
        at += len(part)
    entities, mentions = linker.link(text, marked)
    assert (entities, mentions) == linker.link(text, marked)
    assert {m.entity for m in mentions} == set(range(len(entities)))
    assert all(0 <= m.start < m.end <= len(text) for m in mentions)
    assert not any(a.start < b.start < a.end < b.end for a in mentions for b in mentions)
    assert all(e.name and e.name not in e.aliases for e in entities)
