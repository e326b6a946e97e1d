"""The manners of every client of a vendor: turns, patience, rest, and the account."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from fastapi import FastAPI, Request, Response

from libs.common.circuit import CircuitRule
from libs.common.clock import SystemClock
from libs.common.contracts.analytics import ExternalCallEntry
from libs.common.http.vendor import VendorClient, VendorRequest, VendorTools
from libs.common.http.vendor_terms import (
    VendorFailed,
    VendorPatience,
    VendorTerms,
    name_account,
)
from libs.common.ids import new_id
from libs.common.rate_limit import Decision, Quota, RateLimiter
from tests.common.limits.connecting import connect
from tests.emulators.serving import serve_app
from tests.fixtures.lone_redis import LoneRedis
from tests.fixtures.telemetry import build_outside_calls

ASK = VendorRequest("look", "GET", "/thing")
BUY = VendorRequest("buy", "POST", "/thing", json={"n": 1}, is_harmless=False)
QUICK = VendorPatience(
    attempts=3, timeout_seconds=0.3, longest_wait_seconds=1, first_delay_seconds=0.001
)
NEVER = CircuitRule(100, 1, 1)


@dataclass
class Shop:
    """Answers with what it was told, then with `{"n": 7}`; keeps the times of calls."""

    url: str = ""
    answers: deque[Any] = field(default_factory=deque)
    calls: list[float] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)

    def build_app(self) -> FastAPI:
        app = FastAPI()

        @app.api_route("/thing", methods=["GET", "POST"])
        async def thing(request: Request) -> Response:
            self.calls.append(time.monotonic())
            self.headers = dict(request.headers)
            answer = self.answers.popleft() if self.answers else b'{"n": 7}'
            if answer == "slow":
                await asyncio.sleep(1)
            if answer == "cut":
                return Response(b"{", headers={"Content-Length": "100"})
            if isinstance(answer, int):
                return Response(b"no", answer, {"Retry-After": "0"})
            return answer if isinstance(answer, Response) else Response(answer)

        return app


@pytest.fixture(scope="module")
async def opened_shop() -> AsyncIterator[Shop]:
    shop = Shop()
    async with serve_app(shop.build_app()) as url:
        shop.url = url
        yield shop


@pytest.fixture
def shop(opened_shop: Shop) -> Shop:
    """The vendor, who has heard of nobody yet."""
    opened_shop.answers.clear()
    opened_shop.calls.clear()
    return opened_shop


@pytest.fixture(scope="module")
async def server() -> AsyncIterator[LoneRedis]:
    async with LoneRedis() as redis:
        yield redis


class Clients:
    """Makes clients of the shop, and closes them."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.entries: list[ExternalCallEntry] = []
        self.made: list[VendorClient] = []

    def make(self, limiter: RateLimiter | None = None, **terms: Any) -> VendorClient:
        given = {"patience": QUICK, "base_url": self.shop.url, **terms}
        told = VendorTerms(name="shop", label="The Shop", setting="SHOP_KEY", **given)
        calls = build_outside_calls(self.entries)
        client = VendorClient(told, VendorTools(SystemClock(), calls, limiter))
        self.made.append(client)
        return client


@pytest.fixture
async def clients(shop: Shop) -> AsyncIterator[Clients]:
    makes = Clients(shop)
    yield makes
    for client in makes.made:
        await client.close()


async def fail(client: VendorClient, request: VendorRequest = ASK) -> VendorFailed:
    with pytest.raises(VendorFailed) as caught:
        await client.call(request)
    return caught.value


class TestAnswers:
    async def test_body_is_read_and_accounted_for(self, clients: Clients) -> None:
        client = clients.make(headers={"X-Key": "k"})
        answer = await client.call(ASK, read=len, cost=lambda size: size * 10)
        assert (answer.status, answer.body, answer.calls) == (200, 8, 1)
        assert clients.shop.headers["x-key"] == "k"
        [entry] = clients.entries
        assert (entry.provider, entry.operation, entry.cost_micro_usd) == (
            "shop",
            "look",
            80,
        )

    @pytest.mark.parametrize(
        ("status", "reason"),
        [
            (400, "source_unavailable"),
            (401, "auth"),
            (402, "no_credit"),
            (403, "auth"),
            (302, "source_unavailable"),
        ],
    )
    async def test_refusal_has_a_reason_and_is_final(
        self, clients: Clients, status: int, reason: str
    ) -> None:
        clients.shop.answers.append(status)
        failed = await fail(clients.make())
        assert (failed.reason, failed.status, failed.body) == (reason, status, b"no")
        assert failed.calls == len(clients.shop.calls) == 1

    async def test_message_names_the_setting(self, clients: Clients) -> None:
        clients.shop.answers.append(401)
        assert (await fail(clients.make())).message == "The Shop refused SHOP_KEY."

    async def test_vendor_s_own_words_and_reading_of_refusals_win(
        self, clients: Clients
    ) -> None:
        clients.shop.answers.append(Response(b"quota", 403))
        client = clients.make(
            judge=lambda _, body: "no_credit" if body == b"quota" else None,
            words={"no_credit": "Come back tomorrow."},
        )
        failed = await fail(client)
        assert (failed.reason, failed.message) == ("no_credit", "Come back tomorrow.")

    @pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000])
    async def test_what_cannot_be_read_is_malformed(
        self, clients: Clients, body: bytes
    ) -> None:
        clients.shop.answers.append(body)
        assert (await fail(clients.make())).reason == "malformed"
        assert len(clients.shop.calls) == 1

    async def test_more_than_is_taken_is_malformed(self, clients: Clients) -> None:
        clients.shop.answers.append(b"x" * 1001)
        client = clients.make(most_answer_bytes=1000)
        assert (await fail(client)).reason == "malformed"


class TestPatience:
    @pytest.mark.parametrize("fault", [429, 500, 503, "cut"])
    async def test_passing_fault_is_tried_again(
        self, clients: Clients, fault: int | str
    ) -> None:
        clients.shop.answers.extend([fault, fault])
        answer = await clients.make().call(ASK)
        assert (answer.body, answer.calls) == ({"n": 7}, 3)

    @pytest.mark.parametrize("fault", [500, "cut", "slow"])
    async def test_what_may_be_done_already_is_not_bought_twice(
        self, clients: Clients, fault: int | str
    ) -> None:
        clients.shop.answers.append(fault)
        assert (await fail(clients.make(), BUY)).calls == 1
        assert len(clients.shop.calls) == 1

    async def test_refused_as_one_too_many_is_bought_later(
        self, clients: Clients
    ) -> None:
        clients.shop.answers.append(429)
        assert (await clients.make().call(BUY)).calls == 2

    async def test_slow_answer_is_a_timeout_and_not_repeated(
        self, clients: Clients
    ) -> None:
        clients.shop.answers.append("slow")
        failed = await fail(clients.make())
        assert (failed.reason, failed.calls) == ("timeout", 1)

    async def test_retry_after_is_waited_for_up_to_a_bound(
        self, clients: Clients
    ) -> None:
        told = Response(b"", 429, {"Retry-After": "1"})
        clients.shop.answers.append(told)
        began = time.monotonic()
        await clients.make().call(ASK)
        assert time.monotonic() - began >= 1
        clients.shop.answers.append(Response(b"", 429, {"Retry-After": "2"}))
        failed = await fail(clients.make())
        assert (failed.reason, failed.retry_after, failed.calls) == (
            "rate_limited",
            2,
            1,
        )


class TestRest:
    async def test_who_fails_is_left_alone_then_tried_by_one(
        self, clients: Clients
    ) -> None:
        rule = CircuitRule(3, first_pause_seconds=0.2, longest_pause_seconds=0.2)
        client = clients.make(circuit=rule)
        clients.shop.answers.extend([500, 500, 500])
        assert (await fail(client)).calls == 3
        resting = await fail(client)
        assert (resting.reason, len(clients.shop.calls)) == ("source_unavailable", 3)
        assert 0 < (resting.retry_after or 0) <= 0.2
        await asyncio.sleep(0.25)
        clients.shop.answers.append(Response(b'{"n": 7}'))
        found = await asyncio.gather(
            client.call(ASK), client.call(ASK), return_exceptions=True
        )
        assert [isinstance(f, VendorFailed) for f in found].count(False) >= 1
        assert (await client.call(ASK)).body == {"n": 7}

    async def test_refusals_are_no_failures_of_the_vendor(
        self, clients: Clients
    ) -> None:
        client = clients.make(circuit=CircuitRule(2, 60, 60))
        clients.shop.answers.extend([404, 404, 404])
        for _ in range(3):
            await fail(client)
        assert (await client.call(ASK)).body == {"n": 7}

    async def test_strikes_are_counted_between_successes_and_in_all_processes(
        self, clients: Clients, server: LoneRedis
    ) -> None:
        strikes = Quota("strikes", 3, 300)
        account = name_account(new_id().hex)
        redis, other = connect(server), connect(server)
        patience = VendorPatience(attempts=1, first_delay_seconds=0)
        one, two = (
            clients.make(
                RateLimiter(r),
                strikes=strikes,
                account=account,
                circuit=NEVER,
                patience=patience,
            )
            for r in (redis, other)
        )
        for client in (one, two, one):
            clients.shop.answers.append(429)
            assert (await fail(client)).status == 429
            if client is two:
                await one.call(ASK)
        asked = len(clients.shop.calls)
        resting = await fail(one)
        assert resting.reason == "rate_limited"
        assert (resting.retry_after or 0) > 200
        clients.shop.answers.append(429)
        await fail(two)  # hears it once more, and then rests, too
        await fail(two)
        assert len(clients.shop.calls) == asked + 1
        await redis.aclose()
        await other.aclose()


class CountingLimiter(RateLimiter):
    """Lets everything through; keeps the names of the quotas."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    async def take(self, quota: Quota, key: str) -> Decision:
        self.taken.append(quota.name)
        return Decision(is_allowed=True, remaining=1, reset_seconds=1)


class TestSlowerPace:
    async def test_complaint_is_answered_by_a_slower_quota(
        self, clients: Clients
    ) -> None:
        limiter = CountingLimiter()
        client = clients.make(
            limiter,
            quotas=(Quota("usual", 9, 1),),
            slower=(Quota("slower", 5, 1), Quota("slowest", 1, 5)),
            circuit=CircuitRule(1, 60, 60),
        )
        clients.shop.answers.extend([429, 429])
        answer = await client.call(ASK)
        # The second refused call counts by the slower one; so does the next.
        assert limiter.taken == ["usual", "usual", "slower", "usual", "slower"]
        assert answer.calls == 3

    async def test_whom_no_pace_suits_is_left_alone(self, clients: Clients) -> None:
        client = clients.make(
            CountingLimiter(),
            slower=(Quota("slower", 5, 1),),
            circuit=CircuitRule(1, 60, 60),
        )
        clients.shop.answers.extend([429] * 9)
        assert (await fail(client)).reason == "rate_limited"
        assert (await fail(client)).reason == "rate_limited"
        assert len(clients.shop.calls) == 3


class TestTurns:
    async def test_quota_is_waited_for_and_shared(
        self, clients: Clients, server: LoneRedis
    ) -> None:
        quota, account = Quota("per_second", 4, 1), new_id().hex
        redis, other = connect(server), connect(server)
        makes = [
            clients.make(RateLimiter(r), quotas=(quota,), account=account)
            for r in (redis, other)
        ]
        await asyncio.gather(*(makes[n % 2].call(ASK) for n in range(7)))
        times = clients.shop.calls
        assert len(times) == 7
        # The fifth of any five comes a window after the first, bar the way there.
        gaps = [later - first for first, later in zip(times, times[4:], strict=False)]
        assert min(gaps) > 0.9
        assert times[-1] - times[0] < 1.6
        await redis.aclose()
        await other.aclose()

    async def test_longer_than_its_bound_nobody_waits(
        self, clients: Clients, server: LoneRedis
    ) -> None:
        redis = connect(server)
        client = clients.make(
            RateLimiter(redis),
            quotas=(Quota("daily", 1, 86_400),),
            account=new_id().hex,
        )
        await client.call(ASK)
        failed = await fail(client)
        assert (failed.reason, failed.calls) == ("rate_limited", 0)
        assert (failed.retry_after or 0) > 86_000
        await redis.aclose()

    async def test_quota_that_nobody_counts_is_refused(self, clients: Clients) -> None:
        with pytest.raises(ValueError, match="nobody counts"):
            clients.make(quotas=(Quota("daily", 1, 86_400),))
