"""The first administrator."""

import asyncio
import os
import sys
from typing import Any

import pytest

from services.auth.admin import main, make_admin
from services.auth.settings import Settings
from tests.auth.running import Auth


class TestMakeAdmin:
    async def test_existing_user_becomes_admin(self, auth: Auth) -> None:
        first = await auth.sign_up()
        await auth.sign_up("eve@example.com")
        assert await make_admin(auth.resources.database, "ada@example.com")
        rows = await auth.ask("SELECT email, role FROM users ORDER BY email")
        assert rows == [("ada@example.com", "admin"), ("eve@example.com", "user")]
        assert (await auth.refresh(first["refresh_token"])).status_code == 200

    async def test_unknown_address_makes_nobody_admin(self, auth: Auth) -> None:
        await auth.sign_up()
        assert not await make_admin(auth.resources.database, "eve@example.com")
        assert await auth.ask("SELECT DISTINCT role FROM users") == [("user",)]


class TestCommand:
    async def run(self, auth: Auth, *arguments: str) -> tuple[int | None, str]:
        """Exit code and output of the command as a program of its own."""
        settings = auth.resources.settings
        assert isinstance(settings, Settings)
        environment = {
            **os.environ,
            "POSTSCOPE_HOME": str(settings.postscope_home),
            "DATABASE_URL_AUTH": settings.service_database_url.get_secret_value(),
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "services.auth.admin",
            *arguments,
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await process.communicate()
        return process.returncode, output.decode()

    async def test_command_says_what_it_did(self, auth: Auth) -> None:
        await auth.sign_up()
        code, output = await self.run(auth, "Ada@example.com")
        assert code == 0, output
        assert "ada@example.com is an administrator now" in output
        assert await auth.ask("SELECT role FROM users") == [("admin",)]

    async def test_command_says_that_there_is_nobody(self, auth: Auth) -> None:
        code, output = await self.run(auth, "eve@example.com")
        assert code == 1
        assert "There is no user eve@example.com" in output

    def test_command_says_that_the_database_is_away(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        nowhere = "postgresql://nobody@127.0.0.1:9/nothing"
        monkeypatch.setenv("DATABASE_URL_AUTH", nowhere)
        said = main(["ada@example.com"])
        assert str(said).startswith("The database of auth cannot be used")

    @pytest.mark.parametrize("arguments", [[], ["a@example.com", "b@example.com"]])
    def test_wrong_arguments_show_the_usage(self, arguments: Any) -> None:
        assert "python -m services.auth.admin EMAIL" in str(main(arguments))

    def test_text_that_is_no_address_is_said(self) -> None:
        assert main(["nobody"])
