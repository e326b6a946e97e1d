"""Looking names up in threads of one's own."""

import asyncio
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial


class ThreadedResolver:
    """The machine's resolver, for those whose name servers may not answer.

    A look-up cannot be called off: its thread waits for as long as the system does,
    also after its caller has gone. The event loop has a handful of threads for
    everybody; whoever gives us names that hang shall hold none of those."""

    def __init__(self, threads: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="names")

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """The addresses, in the system's order. Raises OSError if there are none."""
        look_up = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._pool, look_up)
        return [str(address[0]) for *_, address in found]
