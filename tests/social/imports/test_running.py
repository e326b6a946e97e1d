"""An import that is killed, and what is done when it runs again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest

from libs.common.db.session import WriteSession
from libs.common.identity import Identity
from services.social.imports.running import ImportRun
from tests.factories.social import youtube_id
from tests.social.conftest import StartSocial
from tests.social.imports.test_endpoints import MAPPING, build_csv
from tests.social.running import Social


class Killed(Exception):
    """As the end of the process."""


class MortalJob:
    """A job whose process dies in its nth transaction, before the commit."""

    def __init__(self, social: Social, dies_in: int) -> None:
        self.resources = social.resources
        self.jobs = social.resources.jobs
        self._left = dies_in

    @asynccontextmanager
    async def unit_of_work(self) -> AsyncIterator[WriteSession]:
        async with self.resources.database.unit_of_work() as session:
            yield session
            self._left -= 1
            if self._left == 0:
                raise Killed


async def run(social: Social, owner: Identity, import_id: str, dies_in: int) -> None:
    job: Any = MortalJob(social, dies_in)
    task = ImportRun(job, social.resources.storage, batch_rows=4)
    await task.run(UUID(import_id), owner.owner_id)


class TestRun:
    # 22 rows are six batches; the first transaction begins, the last one ends.
    @pytest.mark.parametrize("dies_in", range(1, 9))
    async def test_killed_import_goes_on_where_it_stopped(
        self, social: Social, alice: Identity, dies_in: int
    ) -> None:
        rows = [("Ada", "bad" if n == 5 else youtube_id(n % 20), n) for n in range(22)]
        answer = await social.upload(alice, build_csv(*rows), MAPPING)
        import_id = answer.json()["id"]
        with pytest.raises(Killed):
            await run(social, alice, import_id, dies_in)
        await run(social, alice, import_id, dies_in=0)
        await run(social, alice, import_id, dies_in=0)
        done = await social.wait_for_import(alice, import_id)
        assert done["totals"] == {
            "rows": 22,
            "imported": 19,
            "updated": 0,
            "duplicate": 2,
            "refused": 1,
        }
        report = await social.report(alice, import_id)
        assert [r["row_number"] for r in report["items"]] == list(range(1, 23))
        snapshots = await social.ask("SELECT as_of FROM post_metric_snapshots")
        assert len(snapshots) == 19
        assert len({row.as_of for row in snapshots}) == 1

    async def test_file_that_is_gone_fails_the_import(
        self, social: Social, alice: Identity
    ) -> None:
        content = build_csv(("Ada", youtube_id(1), 1))
        answer = await social.upload(alice, content, MAPPING)
        import_id = answer.json()["id"]
        await social.resources.storage.delete(f"imports/{alice.owner_id}/{import_id}/0")
        await run(social, alice, import_id, dies_in=0)
        done = await social.wait_for_import(alice, import_id)
        assert (done["status"], done["totals"]["rows"]) == ("FAILED", 0)
        assert "no longer there" in done["error"]


class TestGiveUp:
    async def test_import_that_is_not_tried_again_is_failed(
        self, start_social: StartSocial, alice: Identity
    ) -> None:
        social: Social = await start_social(job_max_attempts=1)
        content = build_csv(("Ada", youtube_id(1), 1))
        answer = await social.upload(alice, content, MAPPING)
        await social.change("UPDATE imports SET options = '{\"reading\": {}}'")
        await social.change(
            'UPDATE imports SET options = options || \'{"form": '
            '{"kind": "csv", "encoding": "utf-8"}}\''
        )
        await social.run_worker()
        done = await social.wait_for_import(alice, answer.json()["id"])
        assert (done["status"], done["error"] is None) == ("FAILED", False)
