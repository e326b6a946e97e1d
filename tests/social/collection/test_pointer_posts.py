"""Short links in a collection."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, Literal

import httpx2

from libs.common.identity import Identity
from services.social.collection.pointers import Hop
from tests.emulators.collector import Collector
from tests.social.collection.hops import FakeHop
from tests.social.running import Social

SHORT = "https://t.co/abcdefghij"
POST = "https://x.com/i/status/20"


def lead(social: Social, leads: dict[str, str]) -> list[str]:
    """Makes short links lead somewhere; what is asked for is noted."""
    asked: list[str] = []

    @asynccontextmanager
    async def open_hop(method: Literal["GET", "HEAD"], url: str) -> AsyncIterator[Hop]:
        asked.append(url)
        if url in leads:
            yield FakeHop(301, httpx2.Headers({"location": leads[url]}))
        else:
            yield FakeHop(404, httpx2.Headers())

    state: Any = social.service.app.state
    state.resources = replace(social.resources, open_hop=open_hop)
    return asked


class TestShortLinks:
    async def test_short_link_is_answered_with_the_post_it_names(
        self, start_social: Any, collector: Collector, alice: Identity
    ) -> None:
        social: Social = await start_social(custom_source_url=collector.url)
        asked = lead(social, {SHORT: POST})
        await social.run_worker()
        first = await social.collect(alice, [SHORT, POST])
        again = await social.collect(alice, [SHORT])
        assert {p.platform_post_id for p in first.posts} == {"20"}
        assert len({p.post_id for p in (*first.posts, *again.posts)}) == 1
        assert asked == [SHORT]
        assert collector.calls_of("20") == 1
        assert (first.outside_calls, again.outside_calls) == (2, 0)

    async def test_short_link_to_nowhere_fails_alone(
        self, start_social: Any, collector: Collector, alice: Identity
    ) -> None:
        social: Social = await start_social(custom_source_url=collector.url)
        lead(social, {})
        await social.run_worker()
        answer = await social.collect(alice, [SHORT, POST])
        assert [p.reason for p in answer.posts] == ["not_found", None]
