"""Names are looked up in threads of their own."""

import asyncio
import socket
import threading
from typing import Any

import pytest

from libs.common.http.resolving import ThreadedResolver


class TestThreadedResolver:
    async def test_name_of_this_machine_is_found(self) -> None:
        assert "127.0.0.1" in await ThreadedResolver(1)("localhost", 80)

    async def test_names_that_hang_hold_up_nobody_else(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        is_over = threading.Event()
        real = socket.getaddrinfo

        def look_up(host: str, *rest: Any, **more: Any) -> Any:
            if host == "hangs.example":
                is_over.wait(10)
                raise OSError
            return real(host, *rest, **more)

        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        slow, quick = ThreadedResolver(2), ThreadedResolver(2)
        hanging = [asyncio.create_task(slow("hangs.example", 80)) for _ in range(40)]
        try:
            async with asyncio.timeout(5):
                assert await quick("localhost", 80)
                assert await asyncio.to_thread(lambda: "free") == "free"
        finally:
            is_over.set()
            results = await asyncio.gather(*hanging, return_exceptions=True)
        assert all(isinstance(result, OSError) for result in results)
