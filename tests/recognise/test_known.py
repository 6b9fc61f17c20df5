"""The user's own names in a text, and what becomes of the entities that bear them."""

from __future__ import annotations

import spacy

from kg.recognise.known import WHY, KnownEntities, KnownNames
from kg.records import Entity, KnownName, Mention

NAMES = (
    KnownName("青禾集团", "Company", ("青禾", "QH"), None, "https://example.org/qh"),
    KnownName("青禾桥", "Bridge"),
)


def found(text: str) -> list[tuple[str, str]]:
    nlp = spacy.blank("zh")
    finder = KnownNames()
    finder.use(NAMES)
    doc = finder(spacy.tokens.Doc(nlp.vocab, words=list(text), spaces=[False] * len(text)))
    return [(span.text, span.label_) for span in doc.spans["known"]]


def settle(entities: list[Entity], mentions: list[Mention], places: dict[tuple[int, int], int]):
    component = KnownEntities()
    component.use(NAMES)
    return component.settle(entities, mentions, places)


def test_the_longest_form_at_a_place_is_found():
    assert found("青禾在青禾桥边") == [("青禾", "Company"), ("青禾桥", "Bridge")]


def test_no_form_is_found_inside_a_latin_word():
    assert found("买QH和QHX、aQH") == [("QH", "Company")]


def test_no_names_find_nothing():
    finder = KnownNames()
    doc = finder(spacy.tokens.Doc(spacy.blank("zh").vocab, words=list("青禾"), spaces=[False] * 2))
    assert list(doc.spans["known"]) == []


def test_an_entity_takes_what_the_user_says_of_it():
    entities, mentions = settle(
        [Entity("Organization", "青禾", ("青禾厂",)), Entity("County", "乙县")],
        [Mention(0, 2, "Organization", 0), Mention(3, 5, "County", 1)],
        {(0, 2): 0},
    )
    assert entities[0] == Entity("Company", "青禾集团", ("青禾", "青禾厂"), None, (WHY,), "", "https://example.org/qh")
    assert entities[1] == Entity("County", "乙县")
    assert [m.type for m in mentions] == ["Company", "County"]


def test_what_the_user_knows_as_one_thing_is_joined():
    entities, mentions = settle(
        [Entity("County", "乙县"), Entity("Company", "青禾"), Entity("Company", "QH")],
        [Mention(0, 2, "County", 0), Mention(3, 5, "Company", 1), Mention(6, 8, "Company", 2)],
        {(3, 5): 0, (6, 8): 0},
    )
    assert [e.name for e in entities] == ["乙县", "青禾集团"]
    assert [m.entity for m in mentions] == [0, 1, 1]


def test_what_the_user_does_not_know_stays():
    given = [Entity("County", "乙县", ("乙",), "500233")]
    assert settle(given, [Mention(0, 2, "County", 0)], {}) == (tuple(given), (Mention(0, 2, "County", 0),))
