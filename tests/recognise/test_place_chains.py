"""Place mentions that are more than one name: kg/recognise/place_chains.py."""

import pytest

from kg.gazetteer import load_gazetteer
from kg.recognise.aliases_lexicon import load_aliases
from kg.recognise.clusters import Span
from kg.recognise.entities import Entities
from kg.recognise.references_lexicon import load_references


@pytest.fixture(scope="module")
def linker():
    return Entities(load_aliases(), load_references(), load_gazetteer())


def read(linker, text, *marked):
    """``marked`` are (form, type, code, official name); the last occurrence of each is a mention."""
    spans = [Span(text.rindex(f), text.rindex(f) + len(f), kind, code, "", name) for f, kind, code, name in marked]
    entities, mentions = linker.link(text, sorted(spans, key=lambda s: (s.start, -s.end)))
    return {e.name: (e.code, set(e.aliases)) for e in entities}, entities, mentions


def test_a_chain_goes_to_its_last_place(linker):
    text = "山东滨州来了。山东，滨州。"
    found, *_ = read(
        linker, text, ("山东滨州", "City", "", ""), ("山东", "Province", "370000", ""), ("滨州", "City", "371600", "")
    )
    assert found == {"山东省": ("370000", {"山东"}), "滨州市": ("371600", {"山东滨州", "滨州"})}


def test_a_chain_finds_a_division_that_has_no_mention_of_its_own(linker):
    found, *_ = read(linker, "山东邹平来了。山东。", ("山东邹平", "County", "", ""), ("山东", "Province", "370000", ""))
    assert found["邹平市"] == ("371681", {"山东邹平"})


def test_two_places_side_by_side_are_no_third(linker):
    text = "滨州奉节协作。滨州市，奉节县。"
    found, _, mentions = read(
        linker, text, ("滨州奉节", "City", "", ""), ("滨州市", "City", "371600", ""), ("奉节县", "County", "500236", "")
    )
    assert set(found) == {"滨州市", "奉节县"}
    assert (0, 4) not in {(m.start, m.end) for m in mentions}


def test_side_capital_and_country(linker):
    text = "法国首都巴黎。巴黎，法国，中国。全国说，法方说。"
    found, *_ = read(
        linker,
        text,
        ("法国首都巴黎", "City", "", ""),
        ("巴黎", "City", "", ""),
        ("法国", "Region", "", "法国"),
        ("中国", "Region", "", "中国"),
        ("全国", "Region", "", ""),
        ("法方", "Region", "", ""),
    )
    assert "法国首都巴黎" in {*found} | {form for _, forms in found.values() for form in forms}
    assert sum(name.endswith("巴黎") for name in found) == 1
    assert "法方" in found["法国"][1]
    assert "全国" in found["中国"][1]


def test_a_lone_character_that_nothing_explains_is_dropped(linker):
    assert read(linker, "宁说。", ("宁", "Province", "", ""))[0] == {}


def test_unknown_places_are_left_as_they_are(linker):
    assert set(
        read(linker, "云上村，滨州市。", ("云上村", "Village", "", ""), ("滨州市", "City", "371600", ""))[0]
    ) == {"云上村", "滨州市"}
