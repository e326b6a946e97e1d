"""Hands a service's answer on to the client, piece by piece."""

from collections.abc import Callable

from gateway.asgi import Headers
from gateway.exchange import Exchange
from gateway.headers import keep_for_client
from gateway.lines import Line
from gateway.open_streams import EVENT_STREAM

WITHOUT_BODY = frozenset({204, 304})


async def relay_line(
    exchange: Exchange, line: Line, on_chunk: Callable[[], None] = lambda: None
) -> None:
    """The answer of a line whose head was read; `on_chunk` is called before each wait.

    Raises LineBroken."""
    reply = exchange.reply
    headers = keep_for_client(line.headers)
    if line.status in WITHOUT_BODY:
        headers = [header for header in headers if header[0] != b"content-length"]
    await reply.start(line.status, headers)
    while not line.is_finished:
        on_chunk()
        chunk = await line.read_chunk()
        await reply.send_body(chunk or b"", more=not line.is_finished)
    if not reply.is_finished:
        await reply.send_body(b"", more=False)


def is_event_stream(headers: Headers) -> bool:
    """Whether the answer stays open for long."""
    kinds = [value for name, value in headers if name == b"content-type"]
    return any(kind.startswith(EVENT_STREAM.encode()) for kind in kinds)
