"""Runs the gateway: `python -m gateway.main`."""

import asyncio
import sys

import uvloop

from gateway.app import open_gateway
from gateway.server import CannotListen, serve_gateway, stop_on_signals
from gateway.settings import GatewaySettings
from libs.common.memory import freeze_memory
from libs.common.observability.logging import configure_logging
from libs.common.settings import InvalidSettings, load_settings


async def run(settings: GatewaySettings) -> None:
    """Serves until SIGTERM or SIGINT. Raises CannotListen."""
    stop = asyncio.Event()
    stop_on_signals(stop)
    async with open_gateway(settings) as gateway:
        await serve_gateway(gateway, stop)


def main() -> None:
    """Reads the settings and runs; ends with a text where that cannot be."""
    try:
        settings = load_settings(GatewaySettings)
    except InvalidSettings as error:
        sys.exit(str(error))
    configure_logging("gateway", settings.log_format, settings.log_level)
    freeze_memory()
    try:
        uvloop.run(run(settings))
    except CannotListen as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
