"""Health of the whole: every service and Redis, asked side by side."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from gateway.ended_credentials import EndedCredentials
from gateway.upstreams import Upstreams
from libs.common.errors import DomainError

# Without these nobody can do the product's main job; the others only take something
# away.
_NEEDED = frozenset({"auth", "billing", "social", "analysis"})
_KEPT_SECONDS = 1.0
_PATIENCE_SECONDS = 2.5

Report = dict[str, Any]


class Health:
    """`ok`, `degraded` (works, but something is missing) or `down`."""

    def __init__(
        self,
        upstreams: Upstreams,
        redis: Redis,
        ended_credentials: EndedCredentials,
        figures: Callable[[], Report],
    ) -> None:
        self._upstreams = upstreams
        self._redis = redis
        self._ended_credentials = ended_credentials
        self._figures = figures
        self._lock = asyncio.Lock()
        self._kept: Report = {}
        self._kept_until = 0.0

    async def check(self) -> tuple[int, Report]:
        """Status and body of `/health/ready`; an answer is kept for a second."""
        async with self._lock:
            if time.monotonic() >= self._kept_until:
                self._kept = await self._ask_all()
                self._kept_until = time.monotonic() + _KEPT_SECONDS
        return (503 if self._kept["status"] == "down" else 200), self._kept

    async def describe(self) -> tuple[int, Report]:
        """Status and body of `/health`: the same with figures."""
        status, report = await self.check()
        return status, {**report, "figures": self._figures()}

    async def _ask_all(self) -> Report:
        names = self._upstreams.names
        redis, *parts = await asyncio.gather(
            self._ask_redis(), *(self._ask_service(name) for name in names)
        )
        services = dict(zip(names, parts, strict=True))
        down = {name for name, part in services.items() if part["status"] == "down"}
        has_list = self._ended_credentials.pulled_at is not None
        if down & _NEEDED:
            status = "down"
        elif (
            not redis["is_ok"]
            or not has_list
            or any(part["status"] != "ok" for part in parts)
        ):
            status = "degraded"
        else:
            status = "ok"
        return {
            "service": "gateway",
            "status": status,
            "redis": redis,
            "ended_credentials": {"is_ok": has_list},
            "services": services,
        }

    async def _ask_redis(self) -> Report:
        try:
            await asyncio.wait_for(self._redis.ping(), _PATIENCE_SECONDS)
        except (RedisError, OSError, TimeoutError) as error:
            return {"is_ok": False, "error": type(error).__name__}
        return {"is_ok": True, "error": None}

    async def _ask_service(self, name: str) -> Report:
        try:
            status, body = await self._upstreams.ask(
                name, "/health/ready", timeout_seconds=_PATIENCE_SECONDS
            )
        except DomainError as error:
            return {"status": "down", "error": error.code}
        if status != 200:
            return {"status": "down", "error": f"answered {status}"}
        said = body.get("status") if isinstance(body, dict) else None
        return {"status": "degraded" if said == "degraded" else "ok", "error": None}
