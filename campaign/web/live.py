"""What changes while a page is open, as server-sent events: ``changed`` (rows), ``worker`` (its heartbeat)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from campaign.app import App
from campaign.desk.changes import Seen, seen
from campaign.errors import StoreError

router = APIRouter()
#: How often the store is asked, once for all who listen, and only while somebody does.
_EVERY_S = 1.0
#: After how many rounds without news a line is sent by which a dead connection is found.
_PING = 15


class Live:
    """Looks for changes while anybody listens, and tells all of them."""

    def __init__(self, desk: App) -> None:
        self._desk = desk
        self._listeners: set[asyncio.Queue[str | None]] = set()
        self._closed = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        #: What was seen last; None while nobody listens.
        self._before: Seen | None = None

    async def begin(self) -> None:
        """Looks once, where nobody listens yet: what changes from then on is told to whoever listens next."""
        if self._before is None:
            self._before = await self._ask()

    async def events(self) -> AsyncIterator[str]:
        """The lines that one who listens is sent, until it goes or we close."""
        heard: asyncio.Queue[str | None] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        self._listeners.add(heard)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._look())
        try:
            yield ": hello\n\n"
            while not self._closed and (line := await heard.get()) is not None:
                yield line
        finally:
            self._listeners.discard(heard)

    def close(self) -> None:
        """Ends every stream; from any thread, and again without harm."""
        self._closed = True
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._tell, None)

    async def _look(self) -> None:
        quiet = 0
        while self._listeners and not self._closed:
            await asyncio.sleep(_EVERY_S)
            now = await self._ask()
            lines = _news(self._before, now)
            self._before, quiet = now or self._before, 0 if lines else quiet + 1
            if not lines and quiet % _PING == 0:
                lines = [": still here\n\n"]
            for line in lines:
                self._tell(line)
        self._before = None

    async def _ask(self) -> Seen | None:
        try:
            return await run_in_threadpool(seen, self._desk)
        except StoreError:
            # It is asked again in a second; the pages themselves say what is wrong.
            return None

    def _tell(self, line: str | None) -> None:
        for one in self._listeners:
            one.put_nowait(line)


def _news(before: Seen | None, now: Seen | None) -> list[str]:
    if before is None or now is None:
        return []
    changed = [] if before.rows == now.rows else ["event: changed\ndata: rows\n\n"]
    return changed if before.alive == now.alive else [*changed, "event: worker\ndata: heartbeat\n\n"]


@router.get("/live")
async def listen(request: Request) -> StreamingResponse:
    """The stream; a browser closes it while its tab is hidden."""
    live: Live = request.app.state.live
    await live.begin()
    return StreamingResponse(live.events(), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})
