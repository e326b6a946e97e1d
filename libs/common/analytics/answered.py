"""Answered requests: noted in a moment, described when their batch is sent."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

import orjson

from libs.common.contracts.analytics import MAX_USER_AGENT
from libs.common.http.addresses import client_address
from libs.common.ids import new_id_text

_MAX_METHOD = 20


class Answered(NamedTuple):
    """A request as it is kept until then: nothing of it is worked out yet."""

    at: datetime
    endpoint: str
    method: str
    status: int
    response_time_ms: float
    forwarded_for: bytes | None
    user_agent: bytes | None
    user_id: UUID | None
    request_id: str
    error: str | None


def write_answered(batch: Sequence[Answered]) -> bytes:
    """The batch as JSON of StoreAccessLogs. All of it is ours, or cleaned here, so that
    it need not be looked through again: that would cost as much as all else."""
    entries = [
        {
            "id": new_id_text(),
            "at": one.at,
            "endpoint": one.endpoint,
            "method": one.method[:_MAX_METHOD],
            "status_code": one.status,
            "response_time_ms": round(one.response_time_ms, 2),
            "ip_address": _address(one.forwarded_for) if one.forwarded_for else None,
            "user_agent": _plain(one.user_agent) if one.user_agent else None,
            "user_id": one.user_id,
            "request_id": one.request_id,
            "error": one.error,
        }
        for one in batch
    ]
    return orjson.dumps({"entries": entries})


@lru_cache(maxsize=1024)
def _address(forwarded_for: bytes) -> str | None:
    return client_address(forwarded_for.decode("latin-1"))


def _plain(text: bytes) -> str:
    return text.decode("latin-1").replace("\x00", "")[:MAX_USER_AGENT]
