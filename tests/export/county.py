"""A made-up county's graph for the tasks of a user, as a build leaves it: Turtle, texts, page."""

from __future__ import annotations

from pathlib import Path

from kg.export.html import write_html
from kg.export.view import DK, view_from_turtle

ID = "https://w3id.org/duikou/id/"
COUNTY, EAST, NORTH, RIVER = ID + "place/500233", ID + "place/370000", ID + "place/210100", ID + "place/500101"
MILL, YARD, PARK, SCHOOL = ID + "company/m", ID + "company/y", ID + "park/p", ID + "school/s"
TEXTS = {
    "aaa": "忠县日报讯。山东省自1994年起对口支援忠县。\n至2022年累计援助资金4.25亿元，其中教\n育资金3000万元。"
    "远帆纺织公司投资12亿元在忠县建设新生产业园。\n\n",
    "bbb": "记者获悉，沈阳市援助忠县500万元建设江畔小学。山东省援助忠县资金累计4.05亿元。2024年，远帆纺织公司计划再投资2亿元扩建新生产业园。"
    "海燕造船公司2021年投资8000万元入驻新生产业园。",
}

ENTITIES = (
    (COUNTY, "County", "忠县", ("忠州",), (108.04, 30.3)),
    (RIVER, "County", "万州区", (), (108.38, 30.81)),
    (EAST, "Province", "山东省", ("山东", "鲁"), (117.0, 36.65)),
    (NORTH, "City", "沈阳市", (), (123.43, 41.8)),
    (MILL, "Company", "远帆纺织公司", (), None),
    (YARD, "Company", "海燕造船公司", (), None),
    (PARK, "Park", "新生产业园", (), None),
    (SCHOOL, "School", "江畔小学", (), None),
)
STATEMENTS = (
    (EAST, "supports", COUNTY, None, "1994/", "", "aaa", "山东省自1994年起对口支援忠县"),
    (EAST, "supports", COUNTY, "30000000", "", "", "aaa", "其中教\n育资金3000万元"),
    (NORTH, "supports", COUNTY, "5000000", "", "", "bbb", "沈阳市援助忠县500万元建设江畔小学"),
    (NORTH, "built", SCHOOL, "5000000", "", "", "bbb", "沈阳市援助忠县500万元建设江畔小学"),
    (MILL, "investsIn", PARK, "1200000000", "", "", "aaa", "远帆纺织公司投资12亿元在忠县建设新生产业园"),
    (
        MILL,
        "investsIn",
        PARK,
        "200000000",
        "2024",
        "planned",
        "bbb",
        "2024年，远帆纺织公司计划再投资2亿元扩建新生产业园",
    ),
    (YARD, "investsIn", PARK, "80000000", "2021", "", "bbb", "海燕造船公司2021年投资8000万元入驻新生产业园"),
    (PARK, "locatedIn", COUNTY, None, "", "", "aaa", "在忠县建设新生产业园"),
)
FIGURES = (
    (EAST, COUNTY, "AidFunds", "425000000", "1994/2022", "aaa", "至2022年累计援助资金4.25亿元"),
    (EAST, COUNTY, "AidFunds", "405000000", "", "bbb", "山东省援助忠县资金累计4.05亿元"),
)


def turtle() -> str:
    """The graph in the shape of the contract."""
    lines = [
        f"@prefix dk: <{DK}> .",
        "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .",
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .",
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
        "@prefix dcterms: <http://purl.org/dc/terms/> .",
        "@prefix prov: <http://www.w3.org/ns/prov#> .",
        "@prefix wgs84: <http://www.w3.org/2003/01/geo/wgs84_pos#> .",
    ]
    for name, title, date, publisher in (
        ("aaa", "忠县三十年", "2022-12-01", "忠县日报"),
        ("bbb", "江畔新校", "2023-05-04", "江城晚报"),
    ):
        lines.append(
            f'<{ID}document/{name}> a dk:Document ; dcterms:title "{title}"@zh ; dcterms:date "{date}" ; dcterms:publisher "{publisher}" .'
        )
    for iri, type_, name, aliases, point in ENTITIES:
        also = "".join(f' ; skos:altLabel "{alias}"@zh' for alias in aliases)
        spot = f" ; wgs84:long {point[0]} ; wgs84:lat {point[1]}" if point else ""
        lines.append(
            f'<{iri}> a dk:{type_} ; rdfs:label "{name}"@zh ; skos:prefLabel "{name}"@zh{also}{spot} ; dk:mentionedIn <{ID}document/aaa> .'
        )
    for number, (s, p, o, amount, date, modality, document, text) in enumerate(STATEMENTS):
        more = f' ; dk:amount {amount} ; dk:currency "CNY"' if amount else ""
        more += f' ; dk:date "{date}"' if date else ""
        lines.append(f"<{s}> dk:{p} <{o}> .")
        lines.append(
            f"<{ID}statement/{number}> a dk:Statement ; rdf:subject <{s}> ; rdf:predicate dk:{p} ; rdf:object <{o}>{more}{_common(modality, document, text)}"
        )
    for number, (by, to, indicator, value, period, document, text) in enumerate(FIGURES):
        when = f' ; dk:period "{period}"' if period else ""
        lines.append(
            f"<{ID}observation/{number}> a dk:Observation ; dk:provider <{by}> ; dk:recipient <{to}> ; dk:indicator dk:{indicator} ; "
            f'dk:value {value} ; dk:unit dk:CNY ; dk:qualifier "exact"{when}{_common("", document, text)}'
        )
    return "\n".join(lines) + "\n"


def _common(modality: str, document: str, text: str) -> str:
    start = TEXTS[document].index(text)
    passage = f"<{ID}document/{document}#char={start},{start + len(text)}>"
    planned = f' ; dk:modality "{modality}"' if modality else ""
    flat = text.replace("\n", "")
    return (
        f" ; dk:confidence 0.9{planned} ; prov:wasDerivedFrom <{ID}document/{document}> ; prov:wasQuotedFrom {passage} ; dk:mainPassage {passage} .\n"
        f'{passage} a dk:Passage ; dk:text "{flat}" ; dcterms:isPartOf <{ID}document/{document}> .'
    )


def write_county(folder: Path) -> Path:
    """Writes graph.ttl, texts and graph.html; the path of the page."""
    (folder / "texts").mkdir()
    for name, text in TEXTS.items():
        (folder / "texts" / f"{name}.txt").write_text(text, encoding="utf-8", newline="")
    (folder / "graph.ttl").write_text(turtle(), encoding="utf-8")
    write_html(view_from_turtle(folder / "graph.ttl"), folder / "graph.html", folder / "graph.ttl", folder / "texts")
    return folder / "graph.html"
