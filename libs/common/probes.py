"""The port of a worker: its probes and its metrics, in the worker's own event loop.

A loop that hangs does not answer, and one whose turns stand still says so: by that an
orchestrator knows that a worker is to be started anew."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator

import uvicorn
from fastapi import FastAPI

from libs.common import health, scrape
from libs.common.jobs.worker import Worker
from libs.common.resources import Resources
from libs.common.tasks import end_tasks


class _Listener(uvicorn.Server):
    """A server that leaves the process's signals to its owner."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def build_probes(resources: Resources, worker: Worker) -> FastAPI:
    """`/health`, `/health/live`, `/health/ready` and `/metrics` of a worker."""
    app = FastAPI(openapi_url=None, redirect_slashes=False)
    app.state.resources = resources
    app.state.worker = worker
    app.include_router(health.router)
    app.include_router(scrape.router)
    return app


@contextlib.asynccontextmanager
async def serve_probes(app: FastAPI, host: str, port: int) -> AsyncIterator[None]:
    """Serves on the port for as long as this lasts.

    A port that cannot be had ends the process, which says why."""
    listener = _Listener(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=1,
        )
    )
    serving = asyncio.create_task(listener.serve())
    try:
        yield
    finally:
        listener.should_exit = True
        await asyncio.wait([serving], timeout=2)
        await end_tasks(serving)
