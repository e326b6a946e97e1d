"""Answers of hosts that are not there."""

from dataclasses import dataclass

import httpx2


@dataclass
class FakeHop:
    """Status and headers of an answer."""

    status: int
    headers: httpx2.Headers
