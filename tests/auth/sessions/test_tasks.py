"""The daily purge of sessions."""

from datetime import timedelta

from services.auth.sessions.tasks import PurgeSessions, purge_sessions
from tests.auth.running import Auth


class TestPurgeSessions:
    async def purge(self, auth: Auth) -> None:
        """Runs the job as the worker does."""
        async with auth.resources.database.unit_of_work() as session:
            await purge_sessions(auth.resources, session, PurgeSessions())

    async def test_used_session_is_kept_and_its_old_tokens_go(self, auth: Auth) -> None:
        token = (await auth.sign_up())["refresh_token"]
        auth.clock.advance(timedelta(days=29))
        token = (await auth.refresh(token)).json()["refresh_token"]
        auth.clock.advance(timedelta(days=2))
        await self.purge(auth)
        assert await auth.ask("SELECT count(*) FROM refresh_tokens") == [(1,)]
        assert (await auth.refresh(token)).status_code == 200

    async def test_session_that_is_over_goes(self, auth: Auth) -> None:
        await auth.sign_up()
        auth.clock.advance(timedelta(days=182))
        await self.purge(auth)
        assert await auth.ask("SELECT count(*) FROM sessions") == [(0,)]
        assert await auth.ask("SELECT count(*) FROM users") == [(1,)]

    async def test_session_just_ended_is_kept(self, auth: Auth) -> None:
        first = await auth.sign_up()
        await auth.refresh(first["refresh_token"])
        auth.clock.advance(timedelta(minutes=1))
        await auth.refresh(first["refresh_token"])
        auth.clock.advance(timedelta(hours=23))
        await self.purge(auth)
        ended = "SELECT count(*) FROM sessions WHERE ended_at IS NOT NULL"
        assert await auth.ask(ended) == [(1,)]
        auth.clock.advance(timedelta(hours=2))
        await self.purge(auth)
        assert await auth.ask("SELECT count(*) FROM sessions") == [(0,)]
