"""PostgreSQL and Redis alone, for tests: real ones, started and faulted at will."""

from pathlib import Path
from types import TracebackType
from typing import Self

from deploy.local.home import Home
from deploy.local.instance import InstanceLock
from deploy.local.log import FileLog
from deploy.local.ports import PortReservation
from deploy.local.postgres import PostgresServer
from deploy.local.redis import RedisServer
from deploy.local.supervisor import Supervisor


class LocalServers:
    """Both servers, from `async with` to its end. Data and ports outlive a stop.

    Nothing is restarted by itself: `kill` and `stop` leave a server dead until
    `start`. Their words are in `<home>/logs`. `durable=False` gives up everything
    that protects from a power cut, for speed."""

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.home = Home(home)
        self._ports = PortReservation()
        self._lock = InstanceLock(self.home.run_folder / "lock")
        self._durable = durable
        self._supervisor: Supervisor | None = None
        self.postgres: PostgresServer
        self.redis: RedisServer

    @property
    def redis_url(self) -> str:
        """Where Redis is reached."""
        return self.redis.url

    async def __aenter__(self) -> Self:
        self.home.create()
        await self._lock.acquire()
        try:
            await self._start()
        except BaseException:
            await self._close()
            raise
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._close()

    async def _start(self) -> None:
        supervisor = Supervisor(
            self.home,
            FileLog(self.home.log_folder),
            lock_descriptor=self._lock.descriptor,
        )
        self._supervisor = supervisor
        await supervisor.open()
        self.postgres = PostgresServer(
            self.home,
            supervisor,
            self._ports.take(),
            durable=self._durable,
            restart=False,
        )
        self.redis = RedisServer(
            self.home, supervisor, self._ports.take(), restart=False
        )
        await self.redis.start()
        await self.postgres.start()

    async def _close(self) -> None:
        if self._supervisor is not None:
            await self._supervisor.close()
        self._ports.close()
        self._lock.release()
