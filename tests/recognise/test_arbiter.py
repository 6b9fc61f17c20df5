"""kg_arbiter: agreement, thresholds, crossings, twins, nesting, a user's own ner."""

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Span

from kg.errors import DataError
from kg.language import CharacterTokenizer
from kg.recognise.arbiter import Arbiter, Judged, Rules, load_rules, without_crossings, without_twins
from kg.recognise.names_lexicon import load_names


@pytest.fixture(scope="module")
def nlp():
    nlp = spacy.blank("zh")
    nlp.tokenizer = CharacterTokenizer(nlp.vocab)
    return nlp


@pytest.fixture
def arbiter():
    return Arbiter(load_rules(), load_names())


def propose(nlp, text, **groups):
    """A Doc with span groups: finder → [(piece, type, score)]; the piece's first occurrence is meant."""
    doc = nlp.make_doc(text)
    for finder, proposals in groups.items():
        spans, scores = [], {}
        for piece, kind, score in proposals:
            start = text.index(piece)
            spans.append(Span(doc, start, start + len(piece), label=kind, kb_id="500233" if kind == "County" else ""))
            scores[start, start + len(piece)] = score
        doc.spans[finder] = spans
        doc.user_data[f"{finder}_scores"] = scores
    return doc


def mentions(doc):
    return {(s.text, s.label_) for s in doc.spans["mentions"]}


TEXT = "山东省援建的忠县人民医院投入使用。"


def test_another_reading_of_the_tagger_is_weighed(nlp):
    rules = Rules({"tagger maybe odds": 2.0}, {"first odds": 1.0}, {"*": 0.5}, frozenset(), {})
    doc = propose(nlp, TEXT, tagger=[("忠县人民医院", "Hospital", 0.2)])
    start = TEXT.index("忠县")
    doc.user_data["tagger_others"] = {(start, start + 4): {"Organization": 0.8, "Park": 0.1}}
    assert mentions(Arbiter(rules, load_names())(doc)) >= {("忠县人民", "Organization")}
    assert ("忠县人民", "Park") not in mentions(doc)


def test_names_that_finders_agree_on_and_places_within_stay(nlp, arbiter):
    doc = propose(
        nlp, TEXT,
        divisions=[("山东省", "Province", 1.0), ("忠县", "County", 1.0)],
        names=[("忠县人民医院", "Hospital", 0.97)],
        tagger=[("山东省", "Province", 0.95), ("忠县", "County", 0.9), ("忠县人民医院", "Hospital", 0.98)],
    )  # fmt: skip
    assert mentions(arbiter(doc)) == {("山东省", "Province"), ("忠县", "County"), ("忠县人民医院", "Hospital")}
    assert [s.kb_id_ for s in doc.spans["mentions"]] == ["", "500233", "500233"] or "500233" in {
        s.kb_id_ for s in doc.spans["mentions"]
    }
    assert all(0 <= chance <= 1 for chance in doc.user_data["mention_scores"].values())


def test_improbable_proposals_are_dropped(nlp, arbiter):
    doc = propose(nlp, TEXT, names=[("援建的忠县人民医院", "Hospital", 0.06)], tagger=[("投入使用", "Project", 0.1)])
    assert not mentions(arbiter(doc))


def test_common_words_name_nothing(nlp, arbiter):
    doc = propose(nlp, "当地的医院和学校。", tagger=[("医院", "Hospital", 0.99), ("学校", "School", 0.99)])
    assert not mentions(arbiter(doc))


def test_unknown_types_are_dropped(nlp, arbiter):
    doc = propose(nlp, TEXT, tagger=[("忠县人民医院", "Animal", 0.99)])
    assert not mentions(arbiter(doc))


def test_no_proposals_no_mentions(nlp, arbiter):
    assert not arbiter(nlp.make_doc("")).spans["mentions"]


def test_ner_of_the_user_speaks_in_the_taggers_place(nlp):
    rules = Rules({"bias": 5.0}, {"bias": 5.0}, {"*": 0.5}, frozenset(), {"ORG": "Organization", "DATE": ""})
    doc = nlp.make_doc("三峡学社成立。")
    doc.ents = [Span(doc, 0, 4, label="ORG"), Span(doc, 4, 6, label="DATE")]
    Arbiter(rules, load_names())(doc)
    assert [(s.text, s.label_, s.id_) for s in doc.spans["mentions"]] == [("三峡学社", "Organization", "ner")]


def judged(start, end, chance, kind="Company"):
    return Judged(start, end, kind, chance, "", "names")


def test_more_probable_of_crossing_spans_stays():
    assert without_crossings([judged(0, 5, 0.6), judged(3, 8, 0.9)]) == [judged(3, 8, 0.9)]
    assert without_crossings([judged(0, 5, 0.9), judged(3, 9, 0.9)]) == [judged(3, 9, 0.9)]


def test_nested_spans_both_stay():
    both = [judged(0, 8, 0.6), judged(0, 3, 0.9, "County")]
    assert without_crossings(both) == both


def test_of_twins_the_more_probable_stays_but_places_both():
    assert without_twins([judged(0, 8, 0.6), judged(3, 8, 0.9)]) == [judged(3, 8, 0.9)]
    places = [judged(0, 6, 0.6, "County"), judged(3, 6, 0.9, "County")]
    assert without_twins(places) == places


spans = st.tuples(st.integers(0, 30), st.integers(1, 12), st.floats(0, 1)).map(
    lambda t: judged(t[0], t[0] + t[1], t[2])
)


@given(st.lists(spans, max_size=30))
def test_kept_spans_never_cross(proposals):
    kept = without_crossings(proposals)
    assert not any(a.start < b.start < a.end < b.end for a in kept for b in kept)
    assert kept == sorted(kept, key=lambda j: (j.start, -j.end))
    assert set(kept) <= set(proposals)


def test_faults_of_the_rules_name_the_file(tmp_path):
    broken = tmp_path / "arbiter.toml"
    broken.write_text("common = []\n", "utf-8")
    with pytest.raises(DataError, match=r"arbiter\.toml"):
        load_rules(broken)
