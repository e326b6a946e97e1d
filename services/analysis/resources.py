"""What analysis' web process holds open beyond the common."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from libs.common.resources import Resources, open_resources
from libs.common.settings import CommonSettings
from services.analysis.events.hub import StatusHub


@dataclass(frozen=True, slots=True)
class WebResources(Resources):
    """The common resources and the hub of the progress streams."""

    hub: StatusHub


@asynccontextmanager
async def open_web_resources(settings: CommonSettings) -> AsyncIterator[WebResources]:
    """Opens the common resources, and begins to listen for progress."""
    async with open_resources(settings) as common:
        hub = StatusHub(common.database, common.dispatcher)
        hub.start()
        try:
            yield WebResources(**common.shared(), hub=hub)
        finally:
            await hub.stop()
