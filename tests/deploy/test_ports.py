import asyncio
import socket
import sys

import pytest

from deploy.local.ports import PortReservation, find_free_port, is_free
from deploy.local.public_port import reachable_address


class TestPortReservation:
    def test_ports_differ(self) -> None:
        ports = PortReservation()
        taken = [ports.take() for _ in range(50)]
        ports.close()
        assert len(set(taken)) == 50

    @pytest.mark.skipif(sys.platform != "linux", reason="Linux alone keeps the port")
    def test_nobody_else_gets_the_port(self) -> None:
        ports = PortReservation()
        port = ports.take()
        with socket.socket() as other, pytest.raises(OSError, match="in use"):
            other.bind(("127.0.0.1", port))
        ports.close()

    async def test_server_can_listen_again_and_again(self) -> None:
        ports = PortReservation()
        port = ports.take()
        for _ in range(3):
            server = await asyncio.start_server(
                lambda _, writer: writer.close(), "127.0.0.1", port
            )
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            assert await reader.read() == b""
            writer.close()
            await writer.wait_closed()
            server.close()
            await server.wait_closed()
        ports.close()


class TestIsFree:
    def test_listened_port_is_not_free(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
            assert not is_free("127.0.0.1", port)
            assert find_free_port("127.0.0.1", port) > port
        assert is_free("127.0.0.1", port)

    def test_foreign_address_is_an_error(self) -> None:
        with pytest.raises(OSError, match="assign"):
            is_free("192.0.2.1", 8000)


class TestReachableAddress:
    @pytest.mark.parametrize(
        ("bind", "address"),
        [
            ("127.0.0.1", "127.0.0.1"),
            ("0.0.0.0", "127.0.0.1"),
            ("::", "[::1]"),
            ("::1", "[::1]"),
            ("192.168.1.5", "192.168.1.5"),
        ],
    )
    def test_wildcards_become_the_loopback(self, bind: str, address: str) -> None:
        assert reachable_address(bind) == address
