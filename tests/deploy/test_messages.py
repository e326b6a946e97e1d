from collections.abc import Awaitable, Callable
from uuid import UUID

import asyncpg
import pytest

from deploy.local import messages

MESSAGE_ID = UUID("0198f5a0-0000-7000-8000-000000000001")
DEAD = """
    INSERT INTO inbox (id, kind, name, envelope, state, attempts, finished_at, error)
    VALUES ($1, 'job', 'digests.write', '{}', 'dead', 5, now(), '{"message": "no ink"}')
"""


@pytest.fixture
async def url(
    database_url_of: Callable[[str], Awaitable[str]], monkeypatch: pytest.MonkeyPatch
) -> str:
    """The database of insights, with one dead message."""
    url = await database_url_of("insights")
    monkeypatch.setenv("DATABASE_URL_INSIGHTS", url)
    connection = await asyncpg.connect(url)
    await connection.execute(DEAD, MESSAGE_ID)
    await connection.close()
    return url


class TestPrintDead:
    async def test_dead_message_is_listed_with_its_reason(
        self, url: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert await messages.print_dead(["insights"]) == 1
        printed = capsys.readouterr().out
        assert f"insights   {MESSAGE_ID}  digests.write, 5 attempts" in printed
        assert "no ink" in printed


class TestReplay:
    async def test_dead_message_is_pending_again(self, url: str) -> None:
        assert await messages.replay("insights", MESSAGE_ID)
        assert await messages.print_dead(["insights"]) == 0
        connection = await asyncpg.connect(url)
        row = await connection.fetchrow("SELECT state, attempts FROM inbox")
        await connection.close()
        assert tuple(row) == ("pending", 0)

    async def test_message_that_is_not_dead_is_left_alone(self, url: str) -> None:
        await messages.replay("insights", MESSAGE_ID)
        assert not await messages.replay("insights", MESSAGE_ID)


class TestMain:
    @pytest.mark.parametrize(
        "arguments",
        [
            [],
            ["dead", "x"],
            ["replay", "garden", str(MESSAGE_ID)],
            ["replay", "auth", "1"],
        ],
    )
    def test_wrong_arguments_are_told(
        self, arguments: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert messages.main(arguments) == 2
        assert "make replay SERVICE" in capsys.readouterr().err
