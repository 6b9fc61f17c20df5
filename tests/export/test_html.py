from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from kg import export
from kg.errors import GraphError
from kg.export.engine import engine
from kg.export.html import render_html, write_html
from kg.export.page import ALL_DRAWN, FIRST_DRAWN
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

    @property
    def blocks(self) -> dict[str, str]:
        """The scripts that have an id, by it."""
        ids = [attributes.get("id") for tag, attributes in self.tags if tag == "script"]
        return {id_: text for id_, text in zip(ids, self.scripts, strict=True) if id_}


def payload(page: str) -> dict[str, Any]:
    return dict(json.loads(Elements(page).blocks["data"]))


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
    assert policy.count("sha256-") == 4
    assert policy.replace("'wasm-unsafe-eval'", "").count("unsafe") == 0
    assert "http" not in policy and "*" not in policy


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
    network = json.loads(Elements(page).blocks["network"])
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
    assert len(Elements(hurt).scripts) == 6
    assert hurt.lower().count("<script") == page.lower().count("<script")
    assert hurt.lower().count("</script") == page.lower().count("</script") == 6
    assert {e["name"] for e in payload(hurt)["entities"]} == {e.name for e in view.entities}


def test_the_same_view_gives_the_same_bytes(tmp_path: Path, page: str) -> None:
    write_html(small_graph(), tmp_path / "graph.html")
    assert (tmp_path / "graph.html").read_bytes() == page.encode()


def crowd(count: int) -> GraphView:
    """The small graph with so many people beside."""
    view = small_graph()
    people = tuple(
        EntityView(f"{ID}person/{n:05}", ("Person",), f"人{n}", documents=(view.documents[0].iri,))
        for n in range(count)
    )
    return replace(view, entities=tuple(sorted((*view.entities, *people), key=lambda entity: entity.iri)))


def network(page: str) -> dict[str, Any]:
    return dict(json.loads(Elements(page).blocks["network"]))


def test_a_great_graph_opens_on_its_most_important_part_and_holds_the_rest() -> None:
    page = render_html(crowd(ALL_DRAWN))
    nodes = network(page)["nodes"]
    assert len(nodes) == len(payload(page)["entities"]) == ALL_DRAWN + 4
    assert [node.get("hidden", False) for node in nodes] == [False] * FIRST_DRAWN + [True] * (
        ALL_DRAWN + 4 - FIRST_DRAWN
    )
    assert nodes[0]["label"] == "东海省"
    assert "x" in nodes[0] and "x" not in nodes[-1]


def test_what_is_beyond_a_page_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.export.page.MOST_NODES", 3)
    data = payload(render_html(small_graph()))
    assert len(data["entities"]) == 3
    assert data["left"] == {"entities": 1, "facts": 0}


def test_small_graphs_are_drawn_by_vis_network_and_great_ones_by_our_canvas(page: str) -> None:
    assert "Almende" in page
    assert "Almende" not in render_html(crowd(1600))


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match=r"none/graph\.html"):
        write_html(GraphView(), tmp_path / "none" / "graph.html")


def test_the_page_carries_the_graph_the_texts_and_the_queries(tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "aaa.txt").write_text("开头。东海省援建东西友谊大桥,资\n金300万元。结尾。", encoding="utf-8")
    (tmp_path / "graph.ttl").write_text("<a:b> <c:d> <e:f> .\n", encoding="utf-8")
    page = render_html(small_graph(), tmp_path / "graph.ttl", texts)
    ask = json.loads(Elements(page).blocks["ask"])
    assert gzip.decompress(base64.b64decode(ask["graph"])) == b"<a:b> <c:d> <e:f> .\n"
    assert gzip.decompress(base64.b64decode(ask["wasm"])).startswith(b"\0asm")
    assert "import.meta" not in ask["glue"] and "export " not in ask["glue"]
    assert {"supports", "conflicts"} <= {query["name"] for query in ask["queries"]}
    documents = {document["id"]: document for document in payload(page)["documents"]}
    assert documents["aaa"]["text"][0][1].startswith("开头。东海省")
    assert "text" not in documents["bbb"]


def test_a_graph_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match=r"gone\.ttl"):
        render_html(small_graph(), tmp_path / "gone.ttl")


def test_the_size_of_the_engine_keeps_to_its_bound() -> None:
    assert len(json.dumps(engine(None))) < 2_200_000


def test_a_page_with_places_carries_the_ground_of_the_map() -> None:
    view = small_graph()
    placed = replace(
        view, entities=tuple(replace(one, point=(108.0, 30.3)) if one.iri == WEST else one for one in view.entities)
    )
    data = payload(render_html(placed))
    assert next(one for one in data["entities"] if one["iri"] == WEST)["point"] == [108.0, 30.3]
    assert len(data["ground"]) > 4000
    assert payload(render_html(view))["ground"] == []


def test_the_engine_is_the_one_that_the_notice_names() -> None:
    packed = Path(export.__file__).parent / "vendor" / "oxigraph.wasm.gz"
    digest = hashlib.sha256(gzip.decompress(packed.read_bytes())).hexdigest()
    assert digest in (Path(__file__).parents[2] / "NOTICE").read_text("utf-8")


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_class_stands_out_on_a_light_and_a_dark_ground(page: str) -> None:
    groups = json.loads(Elements(page).blocks["network"])["options"]["groups"]
    assert len({(group["color"], group["shape"]) for group in groups.values()}) == len(groups) == 19
    for ground in re.findall(r"--ground: (#\w{6})", page):
        for name, group in groups.items():
            dark, light = sorted((luminance(ground), luminance(group["color"])))
            assert (light + 0.05) / (dark + 0.05) >= 3, (name, ground)
