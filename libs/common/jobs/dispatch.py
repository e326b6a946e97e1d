"""Wake-ups through Redis: queues by arq, acknowledgements, answers.

All of it may be lost at any moment; the sweeper and slow polls make up for it."""

import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from arq.connections import ArqRedis
from redis.asyncio import ConnectionPool, Redis

from libs.common.jobs.envelope import Envelope
from libs.common.redis import PATIENCE

RECEIVE = "receive"
_EXPIRES_AFTER_SECONDS = 3600


def worker_name(service: str, lane: str) -> str:
    """What a kind of worker is called in Redis: `social`, or `social-speech`."""
    return f"{service}-{lane}" if lane else service


def queue_name(service: str, lane: str = "") -> str:
    """The arq queue of a service's worker."""
    return f"jobs:queue:{worker_name(service, lane)}"


def to_json(value: dict[str, Any]) -> bytes:
    """arq's serializer: JSON rather than pickle, which would run what it reads.

    Errors, which arq serializes in vain since no result is kept, as their text."""
    return json.dumps(value, separators=(",", ":"), default=repr).encode()


def from_json(data: bytes) -> dict[str, Any]:
    """arq's deserializer."""
    value: dict[str, Any] = json.loads(data)
    return value


@dataclass(frozen=True, slots=True)
class News:
    """Of a call: how far it is, or (None) that its answer has come."""

    call_id: UUID
    done_ratio: float | None


class Dispatcher:
    """Sends wake-ups for one service."""

    def __init__(self, service: str, redis: Redis, redis_url: str) -> None:
        self._service = service
        self._redis = redis
        self._redis_url = redis_url
        self._arq = self._build_arq()

    async def ping(self) -> None:
        """Raises RedisError if nothing can be sent at the moment."""
        await self._redis.ping()

    async def send(self, envelopes: Iterable[Envelope]) -> None:
        """Puts messages on their targets' queues; an arq id is never used twice."""
        for envelope in envelopes:
            await self._arq.enqueue_job(
                RECEIVE,
                envelope.model_dump(mode="json"),
                _queue_name=queue_name(envelope.target, envelope.lane),
                _expires=_EXPIRES_AFTER_SECONDS,
            )

    async def acknowledge(self, sender: str, message_id: UUID) -> None:
        """Tells the sender that its message is in our inbox."""
        await self._redis.rpush(f"jobs:acks:{sender}", str(message_id))  # type: ignore[misc]

    async def take_acknowledgements(self, limit: int) -> list[UUID]:
        """The messages of ours that receivers have acknowledged, at most `limit`."""
        taken = await self._redis.lpop(f"jobs:acks:{self._service}", limit)  # type: ignore[misc]
        return [UUID(raw.decode()) for raw in taken or ()]

    async def announce_answer(self, call_id: UUID) -> None:
        """Wakes whoever waits for the answer to this call."""
        await self._redis.publish(_answers_channel(self._service), str(call_id))

    async def announce_progress(
        self, caller: str, call_id: UUID, done_ratio: float
    ) -> None:
        """Tells the service that waits for this call how far it is, 0 to 1."""
        told = f"{call_id} {done_ratio:.3f}"
        await self._redis.publish(_answers_channel(caller), told)

    async def publish(self, channel: str, payload: str) -> None:
        """Wakes listeners of a channel of the service's own."""
        await self._redis.publish(channel, payload)

    @asynccontextmanager
    async def answers(self) -> AsyncIterator[AsyncIterator[News]]:
        """News of calls, as they come."""
        async with self.listen(_answers_channel(self._service)) as payloads:

            async def news() -> AsyncIterator[News]:
                async for payload in payloads:
                    call_id, _, ratio = payload.partition(" ")
                    yield News(UUID(call_id), float(ratio) if ratio else None)

            yield news()

    @asynccontextmanager
    async def listen(self, pattern: str) -> AsyncIterator[AsyncIterator[str]]:
        """Payloads published on channels that match the pattern."""
        async with self._redis.pubsub(ignore_subscribe_messages=True) as pubsub:
            await pubsub.psubscribe(pattern)

            async def payloads() -> AsyncIterator[str]:
                while True:
                    message = await pubsub.get_message(timeout=30.0)
                    if message is not None:
                        yield message["data"].decode()

            yield payloads()

    @asynccontextmanager
    async def open_queue(self) -> AsyncIterator[ArqRedis]:
        """A connection pool for one arq worker."""
        pool = self._build_arq()
        try:
            yield pool
        finally:
            await pool.aclose(close_connection_pool=True)

    async def close(self) -> None:
        """Closes arq's pool; the Redis client belongs to whoever made it."""
        await self._arq.aclose(close_connection_pool=True)

    def _build_arq(self) -> ArqRedis:
        # arq's own `create_pool` knows no time limit for answers: a Redis that hangs
        # would hang every request that sends.
        pool = ConnectionPool.from_url(self._redis_url, **PATIENCE)
        return ArqRedis(pool, job_serializer=to_json, job_deserializer=from_json)


def _answers_channel(service: str) -> str:
    return f"jobs:answers:{service}"
