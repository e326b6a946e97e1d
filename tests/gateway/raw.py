"""Requests byte for byte, as no well-behaved client would send them."""

import asyncio


async def ask_raw(port: int, target: str, *lines: bytes) -> tuple[int, bytes]:
    """Status and whole answer of a GET with these further header lines."""
    head = [f"GET {target} HTTP/1.1".encode("latin-1"), *lines, b"Connection: close"]
    if not any(line.lower().startswith(b"host:") for line in lines):
        head.insert(1, b"Host: localhost")
    answer = await exchange_bytes(port, b"\r\n".join(head) + b"\r\n\r\n")
    return int(answer.split(b" ", 2)[1]), answer


async def exchange_bytes(port: int, request: bytes) -> bytes:
    """All that comes back until the connection ends."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    answer = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    await asyncio.gather(writer.wait_closed(), return_exceptions=True)
    return answer
