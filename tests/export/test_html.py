from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from kg.errors import GraphError
from kg.export.html import render_html, write_html
from kg.export.page import MOST_NODES
from kg.export.view import EntityView, GraphView
from tests.export.graphs import EAST, ID, WEST, hostile_graph, small_graph


class Elements(HTMLParser):
    """The start tags with their attributes, and the text of each script."""

    def __init__(self, page: str):
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] == "script":
            self.scripts[-1] += data


def payload(page: str) -> dict[str, Any]:
    return dict(json.loads(Elements(page).scripts[0]))


@pytest.fixture(scope="module")
def page() -> str:
    return render_html(small_graph())


def test_nothing_in_the_page_points_outside(page: str) -> None:
    tags = Elements(page).tags
    assert not [tag for tag, _ in tags if tag in ("link", "img", "iframe", "object", "base")]
    assert not [attributes for _, attributes in tags if {"src", "href"} & set(attributes)]
    assert "bootstrap" not in page


def test_the_policy_allows_the_scripts_of_the_page_and_nothing_else(page: str) -> None:
    policy = next(a["content"] for t, a in Elements(page).tags if t == "meta" and "http-equiv" in a)
    assert policy is not None
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert policy.count("sha256-") == 3
    assert "unsafe" not in policy


def test_facts_stand_together_with_the_newest_last(page: str) -> None:
    data = payload(page)
    built = next(relation for relation in data["relations"] if relation["p"] == "built")
    assert [said["amounts"] for said in built["said"]] == [["3000000"], ["3500000"]]
    figures = data["observations"][0]
    assert [said["value"] for said in figures["said"]] == ["405000000", "425000000"]
    assert data["passages"][built["said"][0]["passages"][0]][3] == "东海省援建东西友谊大桥,资金300万元"


def test_planned_is_marked_and_done_is_not(page: str) -> None:
    said = {relation["p"]: relation["said"] for relation in payload(page)["relations"]}
    assert said["supports"][0]["planned"] is True
    assert "planned" not in said["built"][0]


def test_pairs_are_joined_once_with_arrows_the_right_way() -> None:
    view = small_graph()
    both = replace(view, plain=(*view.plain, (WEST, "pairedWith", EAST), (EAST, "pairedWith", WEST)))
    page = render_html(both)
    network = json.loads(Elements(page).scripts[1])
    numbers = {entity["iri"]: n for n, entity in enumerate(payload(page)["entities"])}
    edge = next(e for e in network["edges"] if {e["from"], e["to"]} == {numbers[EAST], numbers[WEST]})
    assert edge["predicates"] == ["pairedWith", "supports"]
    assert edge["planned"] is True
    assert edge["arrows"] == ("to" if edge["from"] == numbers[EAST] else "from")
    assert payload(page)["symmetric"] == ["pairedWith"]


def test_background_parents_are_not_drawn() -> None:
    view = small_graph()
    parent = EntityView(ID + "place/100000", ("Province",), "西山省")
    view = replace(view, entities=tuple(sorted((*view.entities, parent), key=lambda e: e.iri)))
    assert "西山省" not in {entity["name"] for entity in payload(render_html(view))["entities"]}


def test_an_empty_graph_still_makes_a_page() -> None:
    assert payload(render_html(GraphView()))["entities"] == []


def test_hostile_text_ends_no_script_and_comes_through_unchanged(page: str) -> None:
    view = hostile_graph()
    hurt = render_html(view)
    assert len(Elements(hurt).scripts) == 4
    assert hurt.lower().count("<script") == page.lower().count("<script")
    assert hurt.lower().count("</script") == page.lower().count("</script") == 4
    assert {e["name"] for e in payload(hurt)["entities"]} == {e.name for e in view.entities}


def test_the_same_view_gives_the_same_bytes(tmp_path: Path, page: str) -> None:
    write_html(small_graph(), tmp_path / "graph.html")
    assert (tmp_path / "graph.html").read_bytes() == page.encode()


def test_a_great_graph_is_cut_to_its_most_important_part_and_says_so() -> None:
    view = small_graph()
    crowd = tuple(
        EntityView(f"{ID}person/{n:05}", ("Person",), f"人{n}", documents=(view.documents[0].iri,))
        for n in range(MOST_NODES)
    )
    data = payload(render_html(replace(view, entities=tuple(sorted((*view.entities, *crowd), key=lambda e: e.iri)))))
    assert len(data["entities"]) == MOST_NODES
    assert data["entities"][0]["name"] == "东海省"
    assert data["left"] == {"entities": 4, "facts": 0}


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match=r"none/graph\.html"):
        write_html(GraphView(), tmp_path / "none" / "graph.html")
