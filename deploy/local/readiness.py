"""Asks a listener whether the system behind it is ready."""

import asyncio
import http.client

_ANSWER_SECONDS = 5.0
_OK = 200


async def fetch_readiness(host: str, port: int) -> tuple[bool, str]:
    """Whether `GET /health/ready` answers 200, and what else it says (500 characters).

    Never raises for a listener that is silent, absent or talks nonsense."""
    return await asyncio.to_thread(_fetch, host, port)


def _fetch(host: str, port: int) -> tuple[bool, str]:
    connection = http.client.HTTPConnection(host, port, timeout=_ANSWER_SECONDS)
    try:
        connection.request("GET", "/health/ready")
        answer = connection.getresponse()
        body = answer.read(500).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException) as error:
        return False, str(error) or type(error).__name__
    finally:
        connection.close()
    return answer.status == _OK, body
