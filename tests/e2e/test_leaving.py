"""Somebody who has done everything leaves, and nothing of him is left anywhere."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from uuid import UUID
from zipfile import ZipFile

from deploy.local.local_system import LocalSystem
from tests.e2e.person import PASSWORD, Person
from tests.e2e.search import Wanted, find_in_system
from tests.e2e.test_analyse_posts import video_id, video_url
from tests.emulators.collector import Collector
from tests.fixtures.people import SignUp

SERVICES = ["auth", "billing", "social", "analysis", "analytics", "insights"]
NAMES = ("platform", "creator", "id", "text", "likes", "media")
# Access logs are sent once a second; what was on its way has arrived by then.
_LATE_SECONDS = 1.5


def write_posts(collector: Collector, count: int) -> bytes:
    """A file of one's own posts, the first with a picture."""
    picture = f"{collector.url}/media/own-1.png"
    rows = [
        f"youtube,ada,{video_id('own', n)},Post {n},{n},{picture if n == 1 else ''}"
        for n in range(1, count + 1)
    ]
    return "\n".join([",".join(NAMES), *rows]).encode()


async def do_everything(person: Person, collector: Collector, *, posts: int) -> None:
    """Imports, analyses, tries again; a key, a webhook, a name."""
    mapping = {name: name for name in NAMES}
    imported = await person.import_posts(write_posts(collector, posts), mapping)
    assert imported["totals"]["imported"] == posts
    bad = video_id("leaves", 3)
    collector.refuse(bad, "not_found")
    found = await person.wait_for(
        await person.analyse(
            [video_url(video_id("own", 1)), video_url(video_id("leaves", 1))]
        )
    )
    assert found["counts"]["done"] == 2, found
    failed = await person.wait_for(await person.analyse([video_url(bad)]))
    await person.call("POST", f"/analysis/requests/{failed['id']}/retry")
    key = {"name": "of a script", "scopes": ["analysis:read"]}
    assert (await person.call("POST", "/accounts/api-keys", json=key)).is_success
    hook = {"url": "http://localhost:9/nobody", "description": "ada's"}
    answer = await person.call("POST", "/accounts/webhook-endpoints", json=hook)
    assert answer.is_success, answer.text
    await person.call("PATCH", "/accounts/me", json={"full_name": "Ada Lovelace"})
    await person.wait_for(failed["id"])


async def export(person: Person) -> dict[str, bytes]:
    """The files of the archive, by name."""
    async with asyncio.timeout(60):
        while (told := await person.get("/accounts/me/export"))["state"] != "ready":
            assert told["state"] == "preparing", told
            await asyncio.sleep(0.1)
    answer = await person.http.get(told["download_url"])
    assert answer.status_code == 200
    assert len(answer.content) == told["size_bytes"]
    with ZipFile(BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@asynccontextmanager
async def at_work_for(person: Person, collector: Collector) -> AsyncIterator[None]:
    """An analysis is under way inside, and social waits for an answer."""
    collector.gate.clear()
    asked = collector.asked.total()
    try:
        await person.analyse([video_url(video_id("leaves", 4))])
        async with asyncio.timeout(20):
            while collector.asked.total() == asked:
                await asyncio.sleep(0.05)
        yield
    finally:
        collector.gate.set()


def check_archive(files: dict[str, bytes], person: Person, posts: int) -> None:
    assert {name.split("/")[0] for name in files} == {
        "README.txt",
        *(set(SERVICES) - {"insights"}),
    }
    readme = files["README.txt"].decode()
    assert all(f"\n{service}/" in readme for service in SERVICES)
    [user] = json.loads(files["auth/users.json"])
    assert (user["email"], user["full_name"]) == (person.email, "Ada Lovelace")
    kept = [json.loads(line) for line in files["social/posts.jsonl"].splitlines()]
    assert len(kept) == posts
    pictures = [name for name in files if name.startswith("social/media/")]
    assert [files[name][:4] for name in pictures] == [b"\x89PNG"]
    assert json.loads(files["auth/api_keys.json"])[0]["name"] == "of a script"
    assert b"sealed_secret" not in files["auth/webhook_endpoints.json"]
    requests = files["analysis/post_analysis_requests.jsonl"].splitlines()
    assert len(requests) == 2
    assert files["analytics/api_access_logs.jsonl"]


async def test_who_leaves_leaves_nothing(
    system: LocalSystem, sign_up: SignUp, shared_collector: Collector
) -> None:
    person = await sign_up(system.public_url)
    wanted = Wanted(UUID(person.user["id"]), person.email)
    await do_everything(person, shared_collector, posts=30)
    check_archive(await export(person), person, 30)
    before = await find_in_system(system, wanted)
    assert len({place.split(":")[0] for place in before}) > len(SERVICES) - 2, before
    async with at_work_for(person, shared_collector):
        receipt = await person.wait_for_receipt(await person.erase())
    assert [part["service"] for part in receipt["services"]] == SERVICES
    counts = {part["service"]: part["counts"] for part in receipt["services"]}
    assert counts["social"]["posts"] == 30
    assert counts["social"]["files"] == 1
    await asyncio.sleep(_LATE_SECONDS)
    assert await find_in_system(system, wanted) == []
    refused = await person.call("GET", "/accounts/me")
    assert refused.status_code == 401
    again = await person.call("POST", "/accounts/me/export")
    assert again.status_code == 401
    await check_the_address_is_free(person)


async def check_the_address_is_free(person: Person) -> None:
    body = {"email": person.email, "password": PASSWORD}
    gone = await person.http.post("/api/v1/accounts/login", json=body)
    assert gone.status_code == 401
    answer = await person.http.post("/api/v1/accounts/signup", json=body)
    assert answer.status_code == 201
    assert answer.json()["user"]["id"] != person.user["id"]
