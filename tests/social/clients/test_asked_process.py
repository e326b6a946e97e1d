"""A process that is asked: what it cannot do is no file's fault."""

import asyncio
import json

import pytest

from services.social.clients.asked_process import (
    ProcessBroke,
    ProcessNotStarted,
    start_asked,
)
from services.social.clients.limited_process import ProcessLimits

LIMITS = ProcessLimits(60, 1_500_000_000, 1_000_000)
CHILD = "services.social.media.probing.child"


class TestStarting:
    @pytest.mark.parametrize(
        ("module", "limits"),
        [
            ("services.social.no_such_module", LIMITS),
            (CHILD, ProcessLimits(60, 4_000_000, 1_000_000)),
        ],
        ids=["missing", "without_memory"],
    )
    async def test_what_cannot_begin_says_so(
        self, module: str, limits: ProcessLimits
    ) -> None:
        with pytest.raises(ProcessNotStarted, match=module):
            await start_asked(module, limits)


class TestAsking:
    async def test_question_that_ends_it_is_lost_alone(self) -> None:
        child = await start_asked(CHILD, LIMITS)
        # It has no such words, and ends by its own error.
        with pytest.raises(ProcessBroke):
            await child.ask({"what": json.dumps("?")}, 10)
        async with asyncio.timeout(5):
            await child.process.wait()
        assert not child.is_alive
        await child.end()
