"""What an import may have changed, told in bounded time."""

import pytest
from sqlalchemy import text

from libs.common.identity import Identity
from libs.common.ids import new_id
from services.social.standings.repository import OrderRepository
from tests.social.running import Social

_ROWS = 8_000
_POSTS = """
    INSERT INTO posts (id, owner_id, platform, platform_post_id, url, username,
        creator_key, creator_name, format, metrics, metrics_as_of, told_as_of,
        is_invented, origin, fetched_at)
    SELECT gen_random_uuid(), :owner_id, 'x', n::text, '', '', 'creator' || n % 3, '',
        'post', '{}', now(), now(), false, 'import', now()
    FROM generate_series(1, :rows) AS n
"""
_STANDINGS = """
    INSERT INTO post_standings (owner_id, post_id, platform, creator_key, state,
        sample_size, others, computed_at)
    SELECT owner_id, id, platform, creator_key, 'judged', 0, '{}', now() FROM posts
    WHERE owner_id = :owner_id AND platform_post_id <> '5'
"""
_IMPORT = (
    """
    INSERT INTO imports (id, owner_id, status, file_name, storage_key, size_bytes,
        options, as_of)
    SELECT :import_id, :owner_id, 'PROCESSING', 'a.csv', 'a', 1, '{}', now()
    """,
    """
    INSERT INTO import_rows (import_id, row_number, outcome, post_id)
    SELECT :import_id, row_number() OVER (), :outcome, id FROM posts
    WHERE owner_id = :owner_id
    """,
)


class TestFindImported:
    @pytest.mark.parametrize("outcome", ["duplicate", "updated"])
    async def test_large_import_is_read_in_time_by_the_worst_of_plans(
        self, social: Social, alice: Identity, outcome: str
    ) -> None:
        owner_id, import_id = alice.owner_id, new_id()
        everything = {"owner_id": owner_id, "rows": _ROWS}
        first = {"import_id": new_id(), "outcome": "imported"}
        second = {"import_id": import_id, "outcome": outcome}
        async with social.resources.database.unit_of_work() as session:
            for statement in (_POSTS, _STANDINGS):
                await session.execute(text(statement), everything)
            for statement in _IMPORT:
                await session.execute(text(statement), everything | first)
            for statement in _IMPORT:
                await session.execute(text(statement), everything | second)
            # PostgreSQL joined thus when it thought that an import has next to no rows.
            for way in ("hashjoin", "mergejoin", "indexscan", "bitmapscan", "material"):
                await session.execute(text(f"SET LOCAL enable_{way} = off"))
            # Row by row it takes some dozen ms; each with each, many seconds.
            await session.execute(text("SET LOCAL statement_timeout = '3s'"))
            found = await OrderRepository(session).find_imported(owner_id, import_id)
        every = {("x", f"creator{number}") for number in range(3)}
        # Of a post that has no standing yet, even if nothing new was told of it.
        assert found == ({("x", "creator2")} if outcome == "duplicate" else every)
