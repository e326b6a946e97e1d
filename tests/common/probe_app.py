"""A small application on the common ground, whose routes each test gives."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from fastapi import APIRouter, FastAPI

from libs.common.app import build_app
from libs.common.clock import FixedClock
from libs.common.resources import open_resources
from libs.common.settings import CommonSettings

CreateApp = Callable[[CommonSettings], FastAPI]


class ProbeSettings(CommonSettings):
    """Settings of a service of that name."""

    service_name: ClassVar[str] = "probe"


def probe(router: APIRouter, clock: FixedClock | None = None) -> CreateApp:
    """What makes an application with these routes, on the given clock."""

    def create_app(settings: CommonSettings) -> FastAPI:
        return build_app(
            settings, [router], open_resources=partial(open_resources, clock=clock)
        )

    return create_app
