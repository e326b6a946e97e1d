"""Refused sign-ins on their way to the log of sign-ins: best effort, in batches.

Nothing else is written for them, and whoever guesses at passwords is not to fill our
outbox."""

from contextlib import AbstractAsyncContextManager

from libs.common.analytics.log_queue import LogQueue, keep_log_queue
from libs.common.contracts.analytics import (
    AuthenticationEntry,
    StoreAuthenticationLogs,
)
from libs.common.internal.analytics import AnalyticsClient

Refusals = LogQueue[AuthenticationEntry]


def keep_refusals(analytics: AnalyticsClient) -> AbstractAsyncContextManager[Refusals]:
    """The queue of a process, sent until the end."""

    async def store(batch: list[AuthenticationEntry]) -> None:
        await analytics.store_authentication_logs(
            StoreAuthenticationLogs(entries=batch)
        )

    return keep_log_queue("authentication", store)
