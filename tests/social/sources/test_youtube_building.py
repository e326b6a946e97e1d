"""When YouTube is asked without a key."""

from typing import Literal

import pytest
from redis.asyncio import Redis

from libs.common.clock import FixedClock
from libs.common.http.vendor import VendorTools
from libs.common.rate_limit import RateLimiter
from services.social.settings import Settings
from services.social.sources.building import build_extract
from tests.fixtures.telemetry import build_outside_calls


@pytest.mark.parametrize(
    ("environment", "said", "is_on"),
    [
        ("development", None, True),
        ("development", False, False),
        ("production", None, False),
        ("production", True, True),
        ("test", None, False),
    ],
)
def test_unsaid_it_is_on_where_one_develops(
    clock: FixedClock,
    environment: Literal["development", "test", "production"],
    said: bool | None,
    *,
    is_on: bool,
) -> None:
    settings = Settings.model_construct(environment=environment, ytdlp_enabled=said)
    tools = VendorTools(clock, build_outside_calls(), RateLimiter(Redis(port=9)))
    assert (build_extract(settings, tools) is not None) is is_on
