"""One call makes a service's application; one runs it, another its worker."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import NamedTuple

import uvicorn
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from libs.common import health, scrape
from libs.common.admin.area import add_admin_area
from libs.common.admin.pages import AdminPages
from libs.common.analytics.access_log import Answered, write_answered
from libs.common.analytics.log_queue import keep_log_queue
from libs.common.contracts.analytics import MAX_ENTRIES
from libs.common.error_handlers import add_error_handlers
from libs.common.internal.analytics import AnalyticsClient
from libs.common.jobs.cron import Cron
from libs.common.jobs.handlers import Handlers
from libs.common.jobs.worker import Companion, Worker, stop_on_signals
from libs.common.memory import freeze_memory
from libs.common.observability.logging import configure_logging
from libs.common.observability.middleware import (
    CorrelationMiddleware,
    ObservationMiddleware,
)
from libs.common.openapi import ServiceApp
from libs.common.probes import build_probes, serve_probes
from libs.common.resources import Resources, open_resources
from libs.common.settings import CommonSettings, InvalidSettings, load_settings

BuildCompanions = Callable[[Resources], Sequence[Companion]]
OpenResources = Callable[[CommonSettings], AbstractAsyncContextManager[Resources]]

_DRAIN_SECONDS = 8


class Opening(NamedTuple):
    """What an application opens when it starts: `app.state.opening`, looked at then."""

    settings: CommonSettings
    open_resources: OpenResources


def build_app(
    settings: CommonSettings,
    routers: Sequence[APIRouter],
    *,
    admin: AdminPages | None = None,
    open_resources: OpenResources = open_resources,
) -> FastAPI:
    """The application of one service: errors, request ids, health, its routers.

    `admin` declares its admin pages. `open_resources` may be the service's own, when
    it holds more than the common."""

    app = ServiceApp(
        title=f"Postscope {settings.service_name}",
        version="1",
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        generate_unique_id_function=_operation_id,
        redirect_slashes=False,
    )
    app.state.opening = Opening(settings, open_resources)
    add_error_handlers(app)
    app.add_middleware(ObservationMiddleware)
    app.add_middleware(CorrelationMiddleware)  # outermost: all else has its request id
    app.include_router(health.router)
    app.include_router(scrape.router)
    for router in routers:
        app.include_router(router)
    if admin:
        add_admin_area(app, settings.service_name, admin)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings, open_resources = app.state.opening
    async with AsyncExitStack() as stack:
        resources = await stack.enter_async_context(open_resources(settings))
        app.state.resources = resources
        if settings.access_log_enabled:
            analytics = AnalyticsClient(resources.internal)

            async def store(batch: list[Answered]) -> None:
                await analytics.store_access_logs(write_answered(batch))

            app.state.access_log = await stack.enter_async_context(
                keep_log_queue("access", store, batch_size=MAX_ENTRIES)
            )
        yield


def serve(
    settings_type: type[CommonSettings], create_app: Callable[..., FastAPI]
) -> None:
    """Runs a service's web process until SIGTERM. Wrong settings end it with a text."""
    settings = _load_or_exit(settings_type)
    configure_logging(settings.service_name, settings.log_format, settings.log_level)
    app = create_app(settings)
    freeze_memory()
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.service_port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_DRAIN_SECONDS,
    )


def run_worker(
    settings_type: type[CommonSettings],
    handlers: Handlers,
    cron: Sequence[Cron] = (),
    *,
    open_resources: OpenResources = open_resources,
    build_companions: BuildCompanions | None = None,
    lane: str = "",
) -> None:
    """Runs a service's worker process, or that of one lane, until SIGTERM."""
    settings = _load_or_exit(settings_type).model_copy(
        update={"process_kind": lane or "worker"}
    )
    configure_logging(settings.process_name, settings.log_format, settings.log_level)

    async def run() -> None:
        stop = stop_on_signals()
        async with AsyncExitStack() as stack:
            resources = await stack.enter_async_context(open_resources(settings))
            companions = build_companions(resources) if build_companions else ()
            worker = Worker(resources, handlers, cron, companions, lane)
            if settings.worker_metrics_port is not None:
                await stack.enter_async_context(
                    serve_probes(
                        build_probes(resources, worker),
                        settings.host,
                        settings.worker_metrics_port,
                    )
                )
            await worker.run(stop)

    freeze_memory()
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(run())


def _load_or_exit(settings_type: type[CommonSettings]) -> CommonSettings:
    try:
        settings = load_settings(settings_type)
        settings.service_database_url  # noqa: B018 - checked here, before anything runs
    except InvalidSettings as error:
        sys.exit(str(error))
    return settings


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    if sys.platform == "win32":
        return None
    import uvloop  # noqa: PLC0415 - not to be had on Windows

    return uvloop.new_event_loop


def _operation_id(route: APIRoute) -> str:
    return route.name
