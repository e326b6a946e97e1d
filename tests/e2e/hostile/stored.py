"""What the databases hold of one person: nothing may be stored by halves."""

from collections import Counter

import asyncpg

from deploy.local.local_system import LocalSystem
from tests.e2e.person import Person

# Made for everybody who is seen for the first time, whatever was asked; messages, which
# go again when they are done; and what was answered, for whoever asks twice.
_PASSING = frozenset(
    {
        "owner_profiles",
        "subscriptions",
        "subscription_changes",
        "inbox",
        "outbox",
        "idempotency_keys",
    }
)


async def count_stored(system: LocalSystem, person: Person) -> Counter[str]:
    """Rows that are this person's, by `service.table`, in all services."""
    counts: Counter[str] = Counter()
    for service, url in system.database_urls.items():
        connection = await asyncpg.connect(url)
        try:
            for table in await _owned_tables(connection):
                query = f'SELECT count(*) FROM "{table}" WHERE owner_id = $1'
                rows = await connection.fetchval(query, person.user["id"])
                if rows:
                    counts[f"{service}.{table}"] = rows
        finally:
            await connection.close()
    return counts


async def _owned_tables(connection: asyncpg.Connection) -> list[str]:
    rows = await connection.fetch(
        "SELECT table_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND column_name = 'owner_id'"
    )
    return sorted({row["table_name"] for row in rows} - _PASSING)
