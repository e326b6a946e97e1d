"""Requests as their author sees them: from the question to the end of the stream."""

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tests.e2e.person import Person

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def name_posts(word: str, count: int) -> list[str]:
    """Well-formed ids of YouTube, the same for the same word (at most 8 letters)."""
    return [f"{word:_<8.8}{ALPHABET[n // 62]}{ALPHABET[n % 62]}A" for n in range(count)]


async def time_analysis(person: Person, ids: Sequence[str]) -> tuple[float, Any]:
    """Seconds from the question to the last word of the stream; the request."""
    began = time.perf_counter()
    request_id = await person.analyse(
        [f"https://www.youtube.com/watch?v={post_id}" for post_id in ids]
    )
    async for _ in person.follow(request_id):
        pass
    took = time.perf_counter() - began
    body = await person.wait_for(request_id)
    counts = body["counts"]
    assert (body["stage"], counts["done"]) == ("analysis_complete", len(ids)), body
    return took, body


def collection_seconds(body: Any) -> float:
    """From the first row of fetching to the one which says that all is fetched."""
    at = {
        row["stage"]: datetime.fromisoformat(row["at"])
        for row in reversed(body["history"])
        if row["position"] is None
    }
    return (at["social_data_fetched"] - at["fetching_posts"]).total_seconds()
