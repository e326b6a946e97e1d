"""Telling a database that is away from one that says no."""

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

# Classes and codes of SQLSTATE, PostgreSQL 18, appendix A: connection exceptions;
# shutdown, crash, start-up; too many connections.
_AWAY_CLASSES = ("08", "57P")
_TOO_MANY_CONNECTIONS = "53300"
# Text that UTF-8 or jsonb cannot hold: NUL, half a surrogate pair.
_TEXT_CODES = frozenset({"22021", "22P05"})


def is_database_away(error: BaseException) -> bool:
    """Whether no connection could be had, or the one in use was lost.

    The same work may succeed a moment later, without any change to it."""
    if isinstance(error, DBAPIError):
        code = _sqlstate(error)
        return (
            error.connection_invalidated
            or isinstance(error, OperationalError)  # `build_engine` could not connect
            or code.startswith(_AWAY_CLASSES)
            or code == _TOO_MANY_CONNECTIONS
        )
    return isinstance(error, PoolTimeout)


def is_text_not_storable(error: BaseException) -> bool:
    """Whether a given text holds characters that PostgreSQL cannot."""
    if not isinstance(error, DBAPIError):
        return False
    return _sqlstate(error) in _TEXT_CODES or _is_surrogate(error)


def _sqlstate(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", None) or "")


def _is_surrogate(error: DBAPIError) -> bool:
    """asyncpg encodes before it sends, so there is no code for this one."""
    cause: BaseException | None = error.orig
    while cause is not None:
        if isinstance(cause, UnicodeEncodeError):
            return True
        cause = cause.__cause__
    return False
