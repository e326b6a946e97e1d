"""Where short links lead."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Literal

import httpx2
import pytest

from libs.common.http.fetch_errors import FetchFailed, FetchTimedOut, UrlRefused
from libs.common.http.url_guard import UrlGuard
from services.social.clients.link_hops import LinkHops
from services.social.collection.pointers import (
    Hop,
    Resolved,
    resolve_pointer,
)
from tests.fixtures.telemetry import build_outside_calls
from tests.social.collection.hops import FakeHop

SHARE = "https://www.instagram.com/share/p/Token/"
POST = "https://www.instagram.com/p/DAbcdefghij/"


class Web:
    """Answers by URL: a location, a status, or an error."""

    def __init__(self, answers: Mapping[str, str | int | Exception]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, str]] = []

    @asynccontextmanager
    async def open_hop(
        self, method: Literal["GET", "HEAD"], url: str
    ) -> AsyncIterator[Hop]:
        self.asked.append((method, url))
        answer = self.answers.get(f"{method} {url}", self.answers.get(url, 404))
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, int):
            yield FakeHop(answer, httpx2.Headers())
        else:
            yield FakeHop(302, httpx2.Headers({"location": answer}))


async def resolve(web: Web, platform: str = "instagram", url: str = SHARE) -> Resolved:
    return await resolve_pointer(web.open_hop, platform, url)


class TestResolvePointer:
    async def test_redirect_to_a_post_names_it(self) -> None:
        web = Web({SHARE: POST + "?igsh=abc"})
        found = await resolve(web)
        assert found.post
        assert found.post.id == "DAbcdefghij"
        assert found.calls == 1
        assert web.asked == [("HEAD", SHARE)]

    async def test_get_is_tried_where_head_tells_nothing(self) -> None:
        web = Web({f"HEAD {SHARE}": 405, f"GET {SHARE}": POST})
        found = await resolve(web)
        assert found.post
        assert [method for method, _ in web.asked] == ["HEAD", "GET"]

    async def test_relative_redirect_is_followed(self) -> None:
        web = Web({SHARE: "/share/r", "https://www.instagram.com/share/r": POST})
        assert (await resolve(web)).post

    async def test_fourth_redirect_is_not_followed(self) -> None:
        host = "https://www.instagram.com"
        web = Web(
            {SHARE: f"{host}/a"}
            | {f"{host}/{a}": f"{host}/{b}" for a, b in ("ab", "bc", "cd", "de")}
        )
        found = await resolve(web)
        assert (found.reason, len(web.asked)) == ("malformed", 4)

    @pytest.mark.parametrize(
        "target",
        [
            "https://www.instagram.com/accounts/login/?next=/p/DAbcdefghij/",
            "/accounts/login/",
        ],
    )
    async def test_page_to_sign_in_is_auth_not_absence(self, target: str) -> None:
        assert (await resolve(Web({SHARE: target}))).reason == "auth"

    @pytest.mark.parametrize(
        "target",
        [
            "https://example.com/page",
            "http://169.254.169.254/latest",
            "https://instagram.com.evil.test/p/DAbcdefghij/",
            "https://x.com/i/status/20",
            "file:///etc/passwd",
        ],
    )
    async def test_other_hosts_are_never_asked(self, target: str) -> None:
        web = Web({SHARE: target})
        found = await resolve(web)
        assert found.post is None
        assert found.reason == "not_found"
        assert web.asked == [("HEAD", SHARE)]

    @pytest.mark.parametrize(
        ("answer", "reason"),
        [
            (404, "not_found"),
            (429, "rate_limited"),
            (500, "source_unavailable"),
            (200, "malformed"),
            (FetchTimedOut(), "timeout"),
            (FetchFailed(), "source_unavailable"),
            (UrlRefused("private_address"), "malformed"),
        ],
    )
    async def test_answer_that_leads_nowhere_has_its_reason(
        self, answer: int | Exception, reason: str
    ) -> None:
        found = await resolve(Web({SHARE: answer}))
        assert (found.post, found.reason) == (None, reason)
        assert found.message

    async def test_short_link_of_x_leads_to_its_post(self) -> None:
        web = Web({"https://t.co/abc": "https://twitter.com/a/status/20?s=20"})
        found = await resolve(web, "x", "https://t.co/abc")
        assert found.post
        assert found.post.canonical_url == "https://x.com/i/status/20"

    async def test_private_address_behind_a_name_is_not_asked(self) -> None:
        async def resolver(host: str, port: int) -> list[str]:
            return ["10.0.0.1"]

        hops = LinkHops(UrlGuard(resolver), build_outside_calls()).open_hop
        found = await resolve_pointer(hops, "x", "https://t.co/abc")
        assert found.reason == "malformed"
