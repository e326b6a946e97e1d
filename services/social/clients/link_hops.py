"""One request to a short link's host, which follows nothing and sends no cookies."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Literal

from libs.common.http.outside_calls import OutsideCalls
from libs.common.http.pinned import GuardedResponse, Limits, open_pinned
from libs.common.http.tls import outside_tls
from libs.common.http.url_guard import UrlGuard

_TIMEOUT_SECONDS = 5.0


class LinkHops:
    """Asks public addresses only: resolved, checked and pinned by the guard."""

    def __init__(self, guard: UrlGuard, calls: OutsideCalls) -> None:
        self._guard = guard
        self._calls = calls

    @asynccontextmanager
    async def open_hop(
        self, method: Literal["GET", "HEAD"], url: str
    ) -> AsyncIterator[GuardedResponse]:
        """Status and headers; of the content nothing is taken.

        Raises UrlRefused, FetchFailed, FetchTimedOut after 5 s."""
        deadline = asyncio.get_running_loop().time() + _TIMEOUT_SECONDS
        checked = await self._guard.check(url)
        limits = Limits(max_bytes=0, deadline=deadline)
        async with AsyncExitStack() as stack:
            with self._calls.watch("short_link", "resolve") as call:
                response = await stack.enter_async_context(
                    open_pinned(method, checked, outside_tls(), limits)
                )
                call.status_code = response.status
            yield response
