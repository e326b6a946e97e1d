"""Serving an emulator's application on a port of this machine."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn


@asynccontextmanager
async def serve_app(app: Any, port: int = 0) -> AsyncIterator[str]:
    """The URL under which it answers (port 0 = any that is free)."""
    config = uvicorn.Config(app, port=port, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    server.capture_signals = _leave_signals  # type: ignore[method-assign, assignment]
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    taken = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{taken}"
    finally:
        server.should_exit = True
        server.force_exit = True
        await task
        await asyncio.sleep(0)  # the loop lets go of the listening socket


class _leave_signals:  # noqa: N801 - stands in for a method of that name
    """The test process keeps its own signal handlers."""

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...
