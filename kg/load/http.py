"""Requests to a store, and what went wrong said in words. Credentials go to the store and nowhere else.

In: method, address and body. Out: the response; or ``LoadError``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO, Any
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth

from kg.errors import DuikouError, UsageError

PATIENCE = (10, 3600)
"""Seconds to wait for a connection and for an answer: a store may take minutes over a large graph."""

_MARKUP = re.compile(r"<style.*?</style>|<[^>]*>", re.DOTALL)


class LoadError(DuikouError):
    """A graph could not be loaded into a store."""


class Unreachable(LoadError):
    """The store does not answer, or stopped answering."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """User and password, or a token. What they hold is never shown."""

    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


class _Bearer(AuthBase):
    def __init__(self, token: str):
        self.token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request


class Store:
    """A store at an address, to be sent requests."""

    def __init__(self, credentials: Credentials, digest: bool = False):
        self._session = requests.Session()
        self._session.trust_env = False  # no .netrc, no proxy between us and the store
        self._session.auth = _auth(credentials, digest)

    def send(
        self,
        method: str,
        url: str,
        body: bytes | IO[bytes] | None = None,
        fields: dict[str, str] | None = None,
        parameters: dict[str, str] | None = None,
        missing: bool = False,
        **headers: str,
    ) -> requests.Response:
        """The response of the store. ``missing``: 404 is an answer too.

        Raises Unreachable if there is none, LoadError for one that says no.
        """
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        response = self._send(method, url, body if body is not None else fields, parameters, named)
        if response.status_code < 300 or (missing and response.status_code == 404):
            return response
        raise LoadError(f"{url}: {_refusal(response)}")

    def headers(self, url: str) -> Mapping[str, str]:
        """The headers with which the store answers, whatever its answer. Raises Unreachable if there is none."""
        return self._send("GET", url, None, None, {}).headers

    def _send(self, method: str, url: str, data: Any, parameters: Any, headers: Mapping[str, str]) -> requests.Response:
        try:
            return self._session.request(
                method, url, data=data, params=parameters, headers=headers, timeout=PATIENCE, allow_redirects=False
            )
        except requests.RequestException as error:
            raise Unreachable(f"{url}: the store does not answer ({_reason(error)})") from error


def checked(endpoint: str) -> str:
    """The address without what it must not hold. Raises UsageError if it is none, or holds a password."""
    parts = urlsplit(endpoint)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError("--endpoint must be an http or https address, e.g. http://127.0.0.1:7878/")
    if "@" in parts.netloc:
        raise UsageError("--endpoint must not hold a password: give it in DUIKOU_STORE_USER and DUIKOU_STORE_PASSWORD")
    return endpoint.rstrip("/")


def _auth(credentials: Credentials, digest: bool) -> AuthBase | None:
    if credentials.token:
        return _Bearer(credentials.token)
    if credentials.user and digest:
        return HTTPDigestAuth(credentials.user, credentials.password)
    if credentials.user:
        return HTTPBasicAuth(credentials.user.encode(), credentials.password.encode())
    return None


def _reason(error: Exception) -> str:
    text = str(error)
    for sign, told in (
        ("refused", "connection refused: is it running?"),
        ("timed out", "it took too long"),
        ("resolve", "no machine of that name"),
        ("SSL", "no secure connection"),
    ):
        if sign in text:
            return told
    return "the connection was lost"


def _refusal(response: requests.Response) -> str:
    if response.status_code == 401:
        return "wrong or no credentials: set DUIKOU_STORE_USER and DUIKOU_STORE_PASSWORD (or DUIKOU_STORE_TOKEN)"
    if response.status_code == 403:
        return "the store forbids it to this user: is it read only, or does the user lack the right to write?"
    if response.status_code in (301, 302, 307, 308):
        return f"the store points elsewhere: give that address with --endpoint: {response.headers.get('location', '')}"
    said = " ".join(_MARKUP.sub(" ", response.text[:2000]).split())[:300]
    return f"the store answered {response.status_code} {response.reason}" + (f": {said}" if said else "")
