"""Small made-up graphs for the tests of the writers."""

from __future__ import annotations

from decimal import Decimal

from kg.export.view import DocumentView, EntityView, GraphView, ObservationView, PassageView, StatementView

ID = "https://w3id.org/duikou/id/"
FIRST, SECOND = ID + "document/aaa", ID + "document/bbb"
EAST, WEST, BRIDGE, LONELY = ID + "place/990000", ID + "place/980000", ID + "bridge/x", ID + "person/y"

HOSTILE = [
    "</script><script>window.hurt=1</script>",
    "<img src=x onerror='window.hurt=1'>",
    "\u202eمرحبا\u202c שלום",
    "很长" * 400,
    "{{ 7*7 }}{% raw %}",
    "]]>&lt;!--\u2028\u2029\x7f",
    "'\"`${window.hurt=1}`\\u003c",
]


def small_graph() -> GraphView:
    """Two places that support one another's work, a bridge, a person without facts; figures that differ by article."""

    def passage(document: str, at: int, text: str) -> PassageView:
        return PassageView(document, at, at + len(text), text)

    return GraphView(
        entities=(
            EntityView(BRIDGE, ("Bridge",), "东西友谊大桥", documents=(FIRST,)),
            EntityView(LONELY, ("Person",), "林远", documents=(SECOND,)),
            EntityView(WEST, ("County",), "西河县", code="980000", documents=(FIRST, SECOND)),
            EntityView(EAST, ("Province",), "东海省", ("东海",), code="990000", documents=(FIRST, SECOND)),
        ),
        documents=(
            DocumentView(FIRST, "西河新桥", "2021-05-01", "东海日报", "a.txt"),
            DocumentView(SECOND, "情系西河", "2022-06-01", "西河报", "b.html"),
        ),
        statements=(
            StatementView(
                ID + "statement/1",
                EAST,
                "built",
                BRIDGE,
                (Decimal(3000000),),
                "CNY",
                "2021",
                confidence=0.93,
                documents=(FIRST,),
                passages=(passage(FIRST, 4, "东海省援建东西友谊大桥,资金300万元"),),
            ),
            StatementView(
                ID + "statement/2",
                EAST,
                "built",
                BRIDGE,
                (Decimal(3500000),),
                "CNY",
                confidence=0.8,
                documents=(SECOND,),
                passages=(passage(SECOND, 9, "大桥由东海省投入350万元建成"),),
            ),
            StatementView(
                ID + "statement/3",
                EAST,
                "supports",
                WEST,
                modality="planned",
                confidence=0.7,
                documents=(SECOND,),
                passages=(passage(SECOND, 40, "东海省将继续支援西河县"),),
            ),
        ),
        observations=(
            ObservationView(
                ID + "observation/1",
                (EAST,),
                (WEST,),
                "AidFunds",
                Decimal(425000000),
                "CNY",
                "over",
                "1992/2022",
                confidence=0.9,
                documents=(SECOND,),
                passages=(passage(SECOND, 60, "累计援助西河县4.25亿余元"),),
            ),
            ObservationView(
                ID + "observation/2",
                (EAST,),
                (WEST,),
                "AidFunds",
                Decimal(405000000),
                "CNY",
                "exact",
                "1992/2021",
                confidence=0.9,
                documents=(FIRST,),
                passages=(passage(FIRST, 60, "援助资金4.05亿元"),),
            ),
            ObservationView(
                ID + "observation/3",
                (),
                (),
                "PeopleTrained",
                Decimal(1200),
                "person-time",
                documents=(FIRST,),
                passages=(passage(FIRST, 80, "培训1200人次"),),
            ),
        ),
        plain=((EAST, "built", BRIDGE), (EAST, "supports", WEST)),
    )


def hostile_graph() -> GraphView:
    """Every text that an article or a user gives is one that would break a careless page."""
    documents = tuple(DocumentView(f"{ID}document/{n}", text, text, text, text) for n, text in enumerate(HOSTILE))
    entities = tuple(
        EntityView(f"{ID}person/{n}", ("Person",), text, (text + "2",), text, documents=(documents[n].iri,))
        for n, text in enumerate(HOSTILE)
    )
    statements = tuple(
        StatementView(
            f"{ID}statement/{n}",
            entities[n].iri,
            "supports",
            entities[n - 1].iri,
            (),
            text,
            text,
            text,
            documents=(documents[n].iri,),
            passages=(PassageView(documents[n].iri, 0, 9, text),),
        )
        for n, text in enumerate(HOSTILE)
    )
    observations = tuple(
        ObservationView(
            f"{ID}observation/{n}",
            (entities[n].iri,),
            (),
            text,
            Decimal("1E+30"),
            text,
            text,
            text,
            text,
            documents=(documents[n].iri,),
            passages=(PassageView(documents[n].iri, 0, 9, text),),
        )
        for n, text in enumerate(HOSTILE)
    )
    plain = tuple((s.subject, s.predicate, s.object) for s in statements)
    return GraphView(entities, documents, statements, observations, plain)
