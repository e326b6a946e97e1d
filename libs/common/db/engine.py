"""Engines: one pool per process, with limits that protect the database."""

from typing import Any

from sqlalchemy import event, make_url
from sqlalchemy.engine.interfaces import Dialect, ExceptionContext
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, ConnectionPoolEntry

_STATEMENT_TIMEOUT_MS = 30_000
_IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000
# Longer than a statement may take: who is silent until then is not there any more.
_ANSWER_TIMEOUT_SECONDS = 45.0


class CountingPool(AsyncAdaptedQueuePool):
    """SQLAlchemy's pool, which does not tell how much work waits for a connection."""

    waiting = 0

    @property
    def limit(self) -> int:
        """How many connections may be open at once."""
        return self.size() + self._max_overflow

    def _do_get(self) -> ConnectionPoolEntry:
        self.waiting += 1
        try:
            return super()._do_get()
        finally:
            self.waiting -= 1


def build_engine(
    url: str, *, application_name: str, pool_size: int, schema: str | None = None
) -> AsyncEngine:
    """An asyncpg engine for a `postgresql://` or `postgresql+asyncpg://` URL.

    At most twice `pool_size` connections. `schema` becomes the search path, where one
    database serves several services."""
    parsed = make_url(url).set(drivername="postgresql+asyncpg")
    server_settings = {
        "application_name": application_name,
        "jit": "off",  # our queries are short: compiling them costs more than it saves
        "timezone": "UTC",
        "statement_timeout": str(_STATEMENT_TIMEOUT_MS),
        "idle_in_transaction_session_timeout": str(_IDLE_IN_TRANSACTION_TIMEOUT_MS),
    }
    if schema:
        server_settings["search_path"] = schema
    connect_args: dict[str, Any] = {
        "server_settings": server_settings,
        "timeout": 10,
        "command_timeout": _ANSWER_TIMEOUT_SECONDS,
    }
    engine = create_async_engine(
        parsed,
        poolclass=CountingPool,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=15,
        pool_recycle=1800,
        pool_pre_ping=True,
        connect_args=connect_args,
    )
    event.listen(engine.sync_engine, "do_connect", _connect)
    event.listen(engine.sync_engine, "handle_error", _tell_silence)
    return engine


def _connect(dialect: Dialect, _: object, args: list[Any], options: Any) -> Any:
    """A refused or timed-out connection as a database error, which it is.

    As an OSError it could not be told from that of a file or of another server."""
    try:
        return dialect.connect(*args, **options)
    except OSError as error:
        away: type[Exception] = dialect.loaded_dbapi.OperationalError
        raise away(repr(error), error) from error


def _tell_silence(context: ExceptionContext) -> None:
    """An answer that did not come as a lost connection, which it is."""
    error = context.original_exception
    if isinstance(error, TimeoutError) and context.statement is not None:
        context.is_disconnect = True
        raise OperationalError(
            context.statement, None, error, connection_invalidated=True
        ) from error
