"""The workers that answer queries, seen from the server: who is free, who takes long, who must end.

In: requests as ``keeper.answer`` takes them. Out: its report and bytes, or ``Stopped`` with an HTTP status and why.

A query that has run for ``SLOW_AFTER`` seconds leaves its place in the pool to a fresh worker and runs on at low priority, so that quick
queries find as many workers as before; of slow ones there may be ``slow`` at a time. At its time limit a worker is ended, whatever it does.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import GraphError
from kg.serve.keeper import LENGTH

SLOW_AFTER = 1.0
"""Seconds after which a query counts as slow: the named queries stay below it on a million triples."""


class Stopped(Exception):
    """A query that was not answered: an HTTP status and why."""

    def __init__(self, status: int, message: str):
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may take: seconds, bytes of answer, megabytes of memory; and how many clients may wait for a worker."""

    seconds: float = 30.0
    answer: int = 64_000_000
    megabytes: int = 1024
    waiting: int = 1000


class _Worker:
    """One process and the socket to it."""

    def __init__(self, process: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        self.process = process
        self.reader = reader
        self.writer = writer

    async def ask(self, request: bytes) -> tuple[dict[str, Any], bytes]:
        self.writer.write(LENGTH.pack(len(request)) + request)
        await self.writer.drain()
        report = json.loads(await self._message())
        return report, await self._message()

    async def _message(self) -> bytes:
        (length,) = LENGTH.unpack(await self.reader.readexactly(LENGTH.size))
        return await self.reader.readexactly(length)

    def yield_to_others(self) -> None:
        """Lowers its priority."""
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.process, 5)

    def end(self) -> None:
        """Ends it at once, whatever it does."""
        with contextlib.suppress(OSError):
            os.kill(self.process, signal.SIGKILL)
        self.writer.close()


class Keeper:
    """The process that holds the store, as its parent sees it. ``triples`` counts what it holds."""

    def __init__(self, graph: Path, megabytes: int):
        """Starts it and waits until the graph is loaded. Raises GraphError if it cannot be."""
        self._control, child = socket.socketpair()
        command = [sys.executable, "-m", "kg.serve.keeper", str(graph), str(child.fileno()), str(megabytes)]
        self._process = subprocess.Popen(command, pass_fds=[child.fileno()], stdin=subprocess.DEVNULL)
        child.close()
        self._lines = self._control.makefile("rb")
        told = self._told()
        if "error" in told:
            self.close()
            raise GraphError(told["error"])
        self.triples: int = told["triples"]

    def _told(self) -> dict[str, Any]:
        line = self._lines.readline()
        if not line:
            raise GraphError("the process that holds the graph ended: is there memory enough for it?")
        told: dict[str, Any] = json.loads(line)
        return told

    def worker(self) -> tuple[int, socket.socket]:
        """A new worker's process number and the socket to it."""
        mine, other = socket.socketpair()
        with other:
            socket.send_fds(self._control, [b"w"], [other.fileno()])
        return self._told()["worker"], mine

    def close(self) -> None:
        """Ends the process."""
        self._lines.close()
        self._control.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Pool:
    """Answers requests with ``size`` workers, and as many slow ones at most as ``slow``."""

    def __init__(self, keeper: Keeper, limits: Limits, size: int, slow: int):
        self.keeper = keeper
        self.limits = limits
        self.size = size
        self.slow = slow
        self._free: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        self._pool: set[_Worker] = set()
        self._slow: set[_Worker] = set()
        self._waiting = 0
        self._forking = asyncio.Lock()

    async def start(self) -> None:
        """Forks the workers."""
        for _ in range(self.size):
            await self._add()

    async def _add(self) -> None:
        async with self._forking:
            process, line = await asyncio.to_thread(self.keeper.worker)
        reader, writer = await asyncio.open_connection(sock=line)
        worker = _Worker(process, reader, writer)
        self._pool.add(worker)
        self._free.put_nowait(worker)

    def close(self) -> None:
        """Ends all workers and the keeper."""
        for worker in (*self._pool, *self._slow):
            worker.end()
        self.keeper.close()

    async def ask(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """The report and the bytes for a request. Raises Stopped.

        Where the caller is cancelled (its client went away) the worker is ended.
        """
        text = json.dumps({**request, "most": self.limits.answer}).encode()
        worker = await self._take()
        answer = asyncio.ensure_future(worker.ask(text))
        kept = False
        try:
            done, _ = await asyncio.wait([answer], timeout=min(SLOW_AFTER, self.limits.seconds))
            if not done and self.limits.seconds > SLOW_AFTER:
                await self._run_on(worker, answer)
            elif not done:
                raise self._too_long()
            else:
                kept = not answer.exception()
            return answer.result()
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise Stopped(
                500, f"the query was stopped: it needed more than {self.limits.megabytes} MB of memory"
            ) from error
        finally:
            answer.cancel()
            if kept:
                self._free.put_nowait(worker)
            else:
                worker.end()
                self._slow.discard(worker)
                if worker in self._pool:
                    self._pool.remove(worker)
                    await asyncio.shield(self._add())

    async def _take(self) -> _Worker:
        if self._free.empty() and self._waiting >= self.limits.waiting:
            raise Stopped(503, "too many queries are waiting: try again in a moment")
        self._waiting += 1
        try:
            return await asyncio.wait_for(self._free.get(), self.limits.seconds)
        except TimeoutError as error:
            raise Stopped(503, "no worker was free in time: try again in a moment") from error
        finally:
            self._waiting -= 1

    async def _run_on(self, worker: _Worker, answer: asyncio.Future[Any]) -> None:
        """Waits for a slow query, at low priority and with another worker in its place."""
        if len(self._slow) >= self.slow:
            raise Stopped(503, f"{self.slow} long queries are running already: try again later, or ask for less")
        self._pool.remove(worker)
        self._slow.add(worker)
        worker.yield_to_others()
        await asyncio.shield(self._add())
        done, _ = await asyncio.wait([answer], timeout=self.limits.seconds - SLOW_AFTER)
        if not done:
            raise self._too_long()

    def _too_long(self) -> Stopped:
        return Stopped(500, f"the query was stopped at the time limit of {self.limits.seconds:g} s: ask for less")
