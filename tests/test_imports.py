"""The allowed imports: stages know nothing of each other, libraries stay behind their fences, nothing goes in a circle."""

from __future__ import annotations

import sys

import grimp
import networkx
import pytest

STAGES = ("kg.read", "kg.clean", "kg.recognise", "kg.relate", "kg.resolve", "kg.mapping", "kg.export")
"""In the order of the road; only ORDER may know it."""

ORDER = "kg.pipeline"

FENCES = {
    "ahocorasick_rs": ("kg.recognise", "kg.relate"),
    "charset_normalizer": ("kg.read",),
    "click": ("kg.cli", "kg.commands"),
    "docx": ("kg.read",),
    "networkx": ("kg.export",),
    "onnxruntime": ("kg.recognise",),
    "opencc": ("kg.clean",),
    "jinja2": ("kg.serve",),
    "markupsafe": ("kg.serve",),
    "pyoxigraph": ("kg.store", "kg.export", "kg.serve", "kg.load"),
    "pypdfium2": ("kg.read",),
    "pyshacl": ("kg.validate",),
    "pyvis": ("kg.export.html",),
    "rdflib": ("kg.vocabulary", "kg.mapping", "kg.validate"),
    "requests": ("kg.load",),
    "spacy": ("kg.language", "kg.recognise", "kg.relate"),
    "starlette": ("kg.serve",),
    "trafilatura": ("kg.read",),
    "uvicorn": ("kg.serve",),
}
"""Library -> the rooms that may import it. Another library is one more row."""


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("kg", include_external_packages=True, cache_dir=None)


def within(module: str, room: str) -> bool:
    return module == room or module.startswith(room + ".")


def stage_of(module: str) -> str | None:
    return next((stage for stage in STAGES if within(module, stage)), None)


def imports(graph: grimp.ImportGraph) -> list[tuple[str, str]]:
    return sorted((a, b) for a in graph.modules for b in graph.find_modules_directly_imported_by(a))


def test_stages_do_not_import_each_other(graph: grimp.ImportGraph) -> None:
    crossings = [f"{a} -> {b}" for a, b in imports(graph) if stage_of(a) and stage_of(b) and stage_of(a) != stage_of(b)]
    assert crossings == []


def test_only_the_pipeline_knows_the_order_of_the_stages(graph: grimp.ImportGraph) -> None:
    known: dict[str, set[str]] = {}
    for a, b in imports(graph):
        if stage_of(b) and not stage_of(a):
            known.setdefault(a, set()).add(str(stage_of(b)))
    knowing = {module: sorted(stages) for module, stages in known.items() if len(stages) > 1 and module != ORDER}
    assert knowing == {}


def test_no_stage_imports_the_pipeline_or_the_command_line(graph: grimp.ImportGraph) -> None:
    above = [
        f"{a} -> {b}"
        for a, b in imports(graph)
        if any(within(b, room) for room in (ORDER, "kg.cli", "kg.commands"))
        and (stage_of(a) or a in ("kg.records", "kg.errors"))
    ]
    assert above == []


@pytest.mark.parametrize("library", sorted(FENCES))
def test_library_stays_behind_its_fence(graph: grimp.ImportGraph, library: str) -> None:
    outside = [
        a for a, b in imports(graph) if within(b, library) and not any(within(a, room) for room in FENCES[library])
    ]
    assert outside == []


def test_every_library_that_is_imported_has_a_fence(graph: grimp.ImportGraph) -> None:
    foreign = {b for _, b in imports(graph) if not within(b, "kg") and b not in sys.stdlib_module_names}
    assert foreign - set(FENCES) - {"numpy"} == set()


@pytest.mark.parametrize("module", ["kg.records", "kg.errors"])
def test_the_ground_imports_nothing_of_ours(graph: grimp.ImportGraph, module: str) -> None:
    assert {b for b in graph.find_modules_directly_imported_by(module) if within(b, "kg")} == set()


def test_no_circle(graph: grimp.ImportGraph) -> None:
    net = networkx.DiGraph((a, b) for a, b in imports(graph) if within(a, "kg") and within(b, "kg"))
    circles = [sorted(group) for group in networkx.strongly_connected_components(net) if len(group) > 1]
    assert circles == []
