"""Many at one moment: each limit holds to the unit, each wish is granted once."""

import asyncio
from collections import Counter
from typing import Any

import httpx2
import pytest

from deploy.local.local_system import LocalSystem
from tests.e2e.person import Person
from tests.e2e.test_analyse_posts import video_id, video_url
from tests.fixtures.people import SignUp

DAILY_LIMIT = 25


async def ask_to_analyse(person: Person, *urls: str, **headers: str) -> httpx2.Response:
    return await person.call(
        "POST", "/analysis/analyze", json={"post_urls": urls}, headers=headers
    )


def count(responses: list[httpx2.Response]) -> Counter[Any]:
    return Counter((r.status_code, r.json().get("code")) for r in responses)


class TestAnalysing:
    @pytest.mark.prove
    async def test_one_more_than_the_day_allows(
        self, system: LocalSystem, sign_up: SignUp
    ) -> None:
        person = await sign_up(system.public_url)
        urls = [video_url(video_id("h_many", n)) for n in range(DAILY_LIMIT + 1)]
        answers = await asyncio.gather(*(ask_to_analyse(person, url) for url in urls))
        assert count(answers) == {
            (202, None): DAILY_LIMIT,
            (429, "DailyAnalysisLimitReached"): 1,
        }
        [refused] = [r for r in answers if r.status_code == 429]
        assert int(refused.headers["retry-after"]) > 0
        await person.wait_for_usage(DAILY_LIMIT, seconds=60)

    async def test_same_wish_fifty_times_with_one_key(
        self, system: LocalSystem, sign_up: SignUp
    ) -> None:
        person = await sign_up(system.public_url)
        other = await sign_up(system.public_url)
        url, key = video_url(video_id("h_once", 0)), {"Idempotency-Key": "my-wish"}
        answers = await asyncio.gather(
            *(ask_to_analyse(person, url, **key) for _ in range(50))
        )
        told = count(answers)
        assert told[202, None] >= 1
        assert set(told) <= {(202, None), (409, "IdempotencyKeyInUse")}
        [request_id] = {a.json()["id"] for a in answers if a.status_code == 202}
        again = await ask_to_analyse(person, url, **key)
        assert (again.status_code, again.json()["id"]) == (202, request_id)
        changed = await ask_to_analyse(person, video_url(video_id("h_once", 1)), **key)
        assert count([changed]) == {(422, "IdempotencyKeyReused"): 1}
        theirs = await ask_to_analyse(other, url, **key)
        assert theirs.json()["id"] != request_id
        assert (await person.wait_for(request_id))["status"] == "COMPLETED"
        await person.wait_for_usage(1)

    async def test_one_stops_what_many_want_to_stop_and_to_retry(
        self, system: LocalSystem, sign_up: SignUp
    ) -> None:
        person = await sign_up(system.public_url)
        nowhere = "https://demo.invalid/youtube/demo-nothing-999"
        request_id = await person.analyse([nowhere])
        assert (await person.wait_for(request_id))["status"] == "FAILED"
        path = f"/analysis/requests/{request_id}"
        answers = await asyncio.gather(
            *(person.call("POST", f"{path}/retry") for _ in range(20))
        )
        assert count(answers) == {(202, None): 1, (409, "RequestNotRetryable"): 19}
        assert (await person.wait_for(request_id))["status"] == "FAILED"
        answers = await asyncio.gather(
            *(person.call("POST", f"{path}/{w}") for w in ["retry", "cancel"] * 15)
        )
        assert all(answer.status_code in {200, 202, 409} for answer in answers)
        body = await person.wait_for(request_id)
        rows = [row["seq"] for row in body["history"]]
        assert rows == list(range(1, len(rows) + 1))
        await person.wait_for_usage(0)


class TestSessions:
    async def test_one_refresh_token_used_forty_times_gives_one_successor(
        self, system: LocalSystem, sign_up: SignUp
    ) -> None:
        person = await sign_up(system.public_url)
        body = {"refresh_token": person.refresh_token}
        answers = await asyncio.gather(
            *(
                person.http.post("/api/v1/accounts/token/refresh", json=body)
                for _ in range(40)
            )
        )
        assert count(answers) == {(200, None): 40}
        assert len({answer.json()["refresh_token"] for answer in answers}) == 1

    async def test_signing_out_beats_refreshes_of_the_same_moment(
        self, system: LocalSystem, sign_up: SignUp
    ) -> None:
        person = await sign_up(system.public_url)
        body = {"refresh_token": person.refresh_token}

        async def refresh() -> httpx2.Response:
            return await person.http.post("/api/v1/accounts/token/refresh", json=body)

        *answers, signed_out = await asyncio.gather(
            *(refresh() for _ in range(10)), person.call("POST", "/accounts/logout")
        )
        assert signed_out.status_code == 204
        assert (await refresh()).status_code == 401
        tokens = [a.json()["access_token"] for a in answers if a.status_code == 200]
        async with asyncio.timeout(5):
            for token in [person.token, *tokens]:
                person.token = token
                while (await person.call("GET", "/accounts/me")).status_code != 401:
                    await asyncio.sleep(0.05)

    async def test_one_address_signs_up_once(
        self, system: LocalSystem, sign_up: SignUp
    ) -> None:
        person = await sign_up(system.public_url)
        name, _, domain = f"twin-{person.email}".partition("@")
        spellings = [
            f"{name}@{domain}",
            f" {name}@{domain}",
            f"{name}@{domain.upper()}",
        ]
        answers = await asyncio.gather(
            *(
                person.http.post(
                    "/api/v1/accounts/signup",
                    json={"email": text, "password": "a quite uncommon sentence"},
                )
                for text in spellings * 4
            )
        )
        assert count(answers) == {(201, None): 1, (409, "EmailAlreadyRegistered"): 11}
