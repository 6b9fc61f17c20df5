"""The web application: which address gives what.

In: a loaded ``Pool`` and the files of a build. Out: a Starlette application. ``/`` is the explorer, ``/query`` the query page, ``/sparql``
the SPARQL 1.1 Protocol; ``/id/…`` stands for the IRIs of the graph and leads (303) to ``/page/…`` or ``/data/…``.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.errors import GraphError
from kg.export.texts import read_text
from kg.serve.description import description
from kg.serve.negotiation import BOOLEANS, GRAPHS, PAGE, TABLES, preferred
from kg.serve.pages import FORMS, Pages
from kg.serve.pool import Pool, Stopped
from kg.serve.protocol import Refused, malformed, read_query
from kg.serve.things import data_query, page_query, thing_of
from kg.store import named_queries

MOST_BODY = 1_000_000
"""Bytes of a query at most; the longest named one has 4,000."""

_PLAIN = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"
_OF_PAGE = f"{_PLAIN}; style-src 'self'; form-action 'self'"
_OF_QUERIES = (
    f"{_PLAIN}; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src data:; "
    "connect-src 'self'; form-action 'self'"
)
_OF_EXPLORER = "frame-ancestors 'none'"
"""The explorer carries its own policy; this adds what only a header can say."""

_BAR = '<div id="buttons">'
_LINK = '<a href="/query">SPARQL</a>'


@dataclass(frozen=True, slots=True)
class Site:
    """What is served: the pool, the pages, the explorer's HTML, the folder of texts, who may read from other origins."""

    pool: Pool
    pages: Pages
    explorer: str
    texts: Path
    origins: Sequence[str] = ()


def application(site: Site) -> Starlette:
    """The application for a site."""
    handlers = _Handlers(site)
    middleware = [Middleware(_Headers)]
    if site.origins:
        middleware.append(
            Middleware(
                CORSMiddleware,
                allow_origins=list(site.origins),
                allow_methods=["GET", "HEAD", "POST", "OPTIONS"],
                allow_headers=["Accept", "Content-Type"],
            )
        )
    return Starlette(
        routes=[
            Route("/", handlers.explorer),
            Route("/favicon.ico", _no_icon),
            Route("/query", handlers.query_page),
            Route("/sparql", handlers.sparql, methods=["GET", "POST", "OPTIONS"]),
            Route("/id/{path:path}", handlers.identify),
            Route("/page/{path:path}", handlers.page),
            Route("/data/{path:path}", handlers.data),
            Route("/texts/{name}", handlers.text),
            Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
        ],
        middleware=middleware,
        exception_handlers={Refused: _tell, Stopped: _tell, GraphError: _fail},
        lifespan=handlers.lifespan,
    )


async def _tell(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refused | Stopped)
    headers = {"Retry-After": "5"} if error.status == 503 else None
    return PlainTextResponse(f"{error}\n", error.status, headers)


async def _no_icon(_: Request) -> Response:
    return Response(status_code=204)


async def _fail(_: Request, error: Exception) -> Response:
    return PlainTextResponse(f"{error}\n", 500)


class _Headers:
    """Adds the headers of safety to every answer that does not set its own."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", _PLAIN)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "no-referrer")
            await send(message)

        await self.app(scope, receive, sent)


class _Handlers:
    """One method an address."""

    def __init__(self, site: Site):
        self.site = site
        self.pool = site.pool
        limits = site.pool.limits
        self._query_page = site.pages.query(named_queries().values(), limits)
        self._explorer = site.explorer.replace(_BAR, _BAR + _LINK, 1)

    @contextlib.asynccontextmanager
    async def lifespan(self, _: Starlette) -> AsyncIterator[None]:
        """Workers live as long as the application."""
        await self.pool.start()
        try:
            yield
        finally:
            self.pool.close()

    async def explorer(self, _: Request) -> Response:
        return HTMLResponse(self._explorer, headers={"Content-Security-Policy": _OF_EXPLORER})

    async def query_page(self, _: Request) -> Response:
        return HTMLResponse(self._query_page, headers={"Content-Security-Policy": _OF_QUERIES})

    async def sparql(self, request: Request) -> Response:
        """The SPARQL 1.1 Protocol."""
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": "GET, HEAD, POST, OPTIONS"})
        body = await _body(request)
        content_type = request.headers.get("content-type", "")
        query = read_query(request.method, request.url.query, content_type, body)
        accept = ",".join(request.headers.getlist("accept"))
        if query is None:
            return self._describe(request, accept)
        return await self._answer(request, query, accept)

    def _describe(self, request: Request, accept: str) -> Response:
        media = preferred(accept, {**GRAPHS, PAGE: "page"})
        if media == PAGE:
            return RedirectResponse("/query", 303, {"Vary": "Accept"})
        if media is None:
            raise Refused(406, f"this service describes itself as {', '.join(GRAPHS)}")
        endpoint = str(request.url.replace(query=""))
        told = description(endpoint, self.pool.keeper.triples, GRAPHS[media])
        return Response(told, media_type=_with_charset(media), headers={"Vary": "Accept"})

    async def _answer(self, request: Request, query: str, accept: str) -> Response:
        offers = {"table": TABLES, "boolean": BOOLEANS, "graph": GRAPHS}
        liked = {kind: preferred(accept, offered) for kind, offered in offers.items()}
        wanted = {kind: offers[kind][media] if media else None for kind, media in liked.items()}
        report, answer = await self._unless_gone(request, {"query": query, **wanted})
        status = report["status"]
        if status == "ok":
            media = str(liked[report["kind"]])
            return Response(answer, media_type=_with_charset(media), headers={"Vary": "Accept"})
        if status == "malformed":
            raise Refused(400, malformed(query, report["message"]))
        if status == "unacceptable":
            raise Refused(406, f"the answer to this query can be had as {', '.join(offers[report['kind']])}")
        if status == "large":
            most = self.pool.limits.answer // 1_000_000
            raise Refused(
                500, f"the answer is larger than the result limit of {most} MB: ask for less, e.g. with LIMIT"
            )
        raise Refused(500, f"the query cannot be answered: {report['message']}")

    async def _unless_gone(self, request: Request, asked: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Asks the pool; stops the query if the client goes away before it is answered."""
        answer = asyncio.ensure_future(self.pool.ask(dict(asked)))
        gone = asyncio.ensure_future(_disconnected(request))
        try:
            await asyncio.wait({answer, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not answer.done():
                raise Stopped(503, "the client went away")
            return answer.result()
        finally:
            gone.cancel()
            answer.cancel()

    async def identify(self, request: Request) -> Response:
        """An IRI of the graph: leads to its page or its RDF, as the client likes."""
        path = _raw(request, "/id/")
        media = preferred(",".join(request.headers.getlist("accept")), {PAGE: "page", **GRAPHS})
        if media is None:
            raise Refused(406, f"this can be had as {PAGE}, {', '.join(GRAPHS)}")
        room = "page" if media == PAGE else "data"
        return RedirectResponse(f"/{room}/{path}", 303, {"Vary": "Accept"})

    async def page(self, request: Request) -> Response:
        """The page of an IRI."""
        iri = self._iri(request, "/page/")
        asked = {"query": page_query(iri), "table": None, "boolean": None, "graph": "ntriples"}
        report, triples = await self._unless_gone(request, asked)
        thing = thing_of(iri, triples) if report["status"] == "ok" else None
        if thing is None:
            raise HTTPException(404, f"the graph says nothing of {iri}")
        text = ""
        if any(document.iri == iri for document in thing.view.documents):
            text = read_text(self.site.texts, iri.rpartition("/")[2])
        return HTMLResponse(self.site.pages.thing(thing, text), headers={"Content-Security-Policy": _OF_PAGE})

    async def data(self, request: Request) -> Response:
        """The RDF of an IRI, in the form that ``?format=`` names or that the client likes."""
        iri = self._iri(request, "/data/")
        named = {name: media for media, name in FORMS}
        asked_for = request.query_params.get("format")
        if asked_for is not None and asked_for not in named:
            raise Refused(400, f"there is no format {asked_for!r}: there are {', '.join(named)}")
        accept = ",".join(request.headers.getlist("accept"))
        media = named[asked_for] if asked_for else preferred(accept, GRAPHS)
        if media is None:
            raise Refused(406, f"this can be had as {', '.join(named.values())}")
        asked = {"query": data_query(iri), "table": None, "boolean": None, "graph": GRAPHS[media]}
        check = {"query": f"ASK {{ {{ <{iri}> ?p ?o }} UNION {{ ?s ?q <{iri}> }} }}", "boolean": "json"}
        _, known = await self._unless_gone(request, {**asked, **check})
        if b"true" not in known:
            raise HTTPException(404, f"the graph says nothing of {iri}")
        _, triples = await self._unless_gone(request, asked)
        return Response(triples, media_type=_with_charset(media), headers={"Vary": "Accept"})

    def _iri(self, request: Request, room: str) -> str:
        return self.site.pages.base + _raw(request, room)

    async def text(self, request: Request) -> Response:
        """A source text."""
        name = request.path_params["name"]
        file = self.site.texts / name
        if not name.endswith(".txt") or not name[:-4].isalnum() or not file.is_file():
            raise HTTPException(404, "there is no such text")
        return FileResponse(file, media_type="text/plain; charset=utf-8")


async def _disconnected(request: Request) -> None:
    """Returns when the client has gone away."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _body(request: Request) -> bytes:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BODY:
            raise Refused(413, f"the query is longer than {MOST_BODY} bytes")
    return body


def _raw(request: Request, room: str) -> str:
    """What stands behind the room in the path, percent-encoded as the graph's IRIs are."""
    raw = request.scope.get("raw_path") or quote(request.scope["path"]).encode()
    rest = raw.decode("latin-1").partition("?")[0][len(room) :]
    try:
        return "/".join(quote(unquote(segment, errors="strict"), safe="") for segment in rest.split("/"))
    except UnicodeDecodeError:
        raise HTTPException(404, "the address is not UTF-8, percent-encoded") from None


def _with_charset(media: str) -> str:
    return f"{media}; charset=utf-8" if media.startswith("text/") else media
