"""The worker of auth: what the clock sends, it handles."""

import asyncio

from services.auth.keys.tasks import RotateSigningKeys
from services.auth.worker import CRON, build_handlers
from tests.auth.running import Auth


class TestBuildHandlers:
    def test_every_message_of_the_clock_has_a_handler(self) -> None:
        handlers = build_handlers()
        assert all(handlers.find(entry.message.name) for entry in CRON)
        assert {entry.message.owner for entry in CRON} == {"auth"}

    async def test_worker_makes_the_first_key_when_asked_to_rotate(
        self, auth: Auth
    ) -> None:
        async with auth.resources.database.unit_of_work() as session:
            await auth.resources.jobs.send(session, RotateSigningKeys())
        await auth.run_worker(build_handlers())
        keys = []
        for _ in range(100):
            keys = await auth.ask("SELECT key_id FROM signing_keys")
            if keys:
                break
            await asyncio.sleep(0.05)
        assert len(keys) == 1
        assert (await auth.resources.signing_keys.current()).key_id == keys[0][0]
