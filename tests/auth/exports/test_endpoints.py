"""GET and POST /accounts/me/export."""

import asyncio
import json
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZipFile

from libs.common.contracts.domain_events import HOLDERS, UserExported
from libs.common.jobs.worker import Worker
from libs.common.personal_data.archive_parts import (
    ARCHIVE,
    PartContents,
    folder_of_export,
    folder_of_owner,
    folder_of_part,
    write_contents,
)
from services.auth.exports.messages import PurgeExports
from services.auth.worker import build_handlers
from tests.auth.running import PASSWORD, Auth

EXPORT = "/api/v1/accounts/me/export"


async def read(auth: Auth, user_id: str, method: str = "GET") -> Any:
    answer = await auth.http.request(method, EXPORT, headers=auth.as_user(user_id))
    assert answer.status_code == (200 if method == "GET" else 202), answer.text
    return answer.json()


async def report(
    auth: Auth, user_id: str, export_id: str, service: str, **told: Any
) -> None:
    """What that service says when its part, which is empty here, is written."""
    owner, export = UUID(user_id), UUID(export_id)
    folder = folder_of_part(owner, export, service)
    contents = PartContents(tables=[], media=0)
    await write_contents(auth.resources.storage, folder, contents)
    event = UserExported(
        export_id=export, service=service, exported_at=auth.clock.now(), **told
    )
    async with auth.resources.database.unit_of_work() as session:
        await auth.resources.jobs.publish(session, event)


async def prepare(auth: Auth, user_id: str, method: str = "GET") -> Any:
    """An archive that is ready."""
    begun = await read(auth, user_id, method)
    for service in HOLDERS[1:]:
        await report(auth, user_id, begun["id"], service)
    return await wait_for(auth, user_id, "ready")


async def wait_for(auth: Auth, user_id: str, state: str) -> Any:
    async with asyncio.timeout(20):
        while (found := await read(auth, user_id))["state"] != state:
            await asyncio.sleep(0.05)
    return found


async def list_stored(auth: Auth, user_id: str) -> list[str]:
    folder = folder_of_owner(UUID(user_id))
    return sorted([key async for key in auth.resources.storage.list_keys(folder)])


async def run_worker(auth: Auth) -> Worker:
    return await auth.run_worker(build_handlers())


class TestReadExport:
    async def test_anonymous_is_refused(self, auth: Auth) -> None:
        assert (await auth.http.get(EXPORT)).status_code == 401
        assert (await auth.http.post(EXPORT)).status_code == 401

    async def test_another_user_has_another_archive(self, auth: Auth) -> None:
        ada, bob = await auth.sign_up(), await auth.sign_up("bob@example.com")
        hers = await read(auth, ada["user"]["id"])
        his = await read(auth, bob["user"]["id"])
        assert hers["id"] != his["id"]
        assert (await read(auth, ada["user"]["id"]))["id"] == hers["id"]

    async def test_api_key_is_not_enough(self, auth: Auth) -> None:
        ada = await auth.sign_up()
        headers = auth.as_user(ada["user"]["id"], authenticated_by="api_key")
        answer = await auth.http.get(EXPORT, headers=headers)
        assert answer.json()["code"] == "SessionRequired"

    async def test_first_question_begins_one(self, auth: Auth) -> None:
        ada = await auth.sign_up()
        begun = await read(auth, ada["user"]["id"])
        assert begun["state"] == "preparing"
        assert begun["download_url"] is None
        assert [part["service"] for part in begun["parts"]] == list(HOLDERS)
        assert {part["state"] for part in begun["parts"]} == {"preparing"}

    async def test_archive_holds_what_auth_holds(self, auth: Auth) -> None:
        ada = await auth.sign_up(full_name="Ada Lovelace")
        user_id = ada["user"]["id"]
        await run_worker(auth)
        found = await prepare(auth, user_id)
        folder = folder_of_export(UUID(user_id), UUID(found["id"]))
        # Its parts are deleted a moment after it is ready.
        async with asyncio.timeout(5):
            while await list_stored(auth, user_id) != [f"{folder}{ARCHIVE}"]:
                await asyncio.sleep(0.05)
        assert f"/media/{folder}{ARCHIVE}?" in found["download_url"]
        stored = [p async for p in auth.resources.storage.open(f"{folder}{ARCHIVE}")]
        content = b"".join(stored)
        assert found["size_bytes"] == len(content)
        with ZipFile(BytesIO(content)) as archive:
            assert archive.testzip() is None
            [user] = json.loads(archive.read("auth/users.json"))
            readme = archive.read("README.txt").decode()
            everything = b"".join(archive.read(name) for name in archive.namelist())
        assert user["full_name"] == "Ada Lovelace"
        assert user["email"] == "ada@example.com"
        assert "your account and profile" in readme
        for secret in (b"argon2", PASSWORD.encode(), b"password_hash", b"token_hash"):
            assert secret not in everything

    async def test_part_that_failed_fails_the_archive(self, auth: Auth) -> None:
        ada = await auth.sign_up()
        user_id = ada["user"]["id"]
        await run_worker(auth)
        begun = await read(auth, user_id)
        await report(auth, user_id, begun["id"], "social", is_failed=True)
        failed = await wait_for(auth, user_id, "failed")
        assert failed["download_url"] is None
        again = await read(auth, user_id, "POST")
        assert (again["state"], again["id"] == begun["id"]) == ("preparing", False)


class TestCreateExport:
    async def test_one_is_prepared_at_a_time(self, auth: Auth) -> None:
        ada = await auth.sign_up()
        asked = [read(auth, ada["user"]["id"], "POST") for _ in range(4)]
        assert len({each["id"] for each in await asyncio.gather(*asked)}) == 1

    async def test_new_one_replaces_the_old(self, auth: Auth) -> None:
        ada = await auth.sign_up()
        user_id = ada["user"]["id"]
        await run_worker(auth)
        first = await prepare(auth, user_id)
        auth.clock.advance(timedelta(minutes=1))
        second = await prepare(auth, user_id, "POST")
        assert second["id"] != first["id"]
        async with asyncio.timeout(10):
            while len(await list_stored(auth, user_id)) > 1:
                await asyncio.sleep(0.05)
        assert second["id"] in str(await list_stored(auth, user_id))

    async def test_archive_is_deleted_after_a_week(self, auth: Auth) -> None:
        ada = await auth.sign_up()
        user_id = ada["user"]["id"]
        await run_worker(auth)
        first = await prepare(auth, user_id)
        auth.clock.advance(timedelta(days=7, seconds=1))
        async with auth.resources.database.unit_of_work() as session:
            await auth.resources.jobs.send(session, PurgeExports())
        async with asyncio.timeout(10):
            while await list_stored(auth, user_id):
                await asyncio.sleep(0.05)
        assert (await read(auth, user_id))["id"] != first["id"]
