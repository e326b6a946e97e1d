"""What docs/integrators.md says, done as it says: by curl, and by its program."""

import asyncio
import json
import os
import re
import shutil
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from deploy.local.local_system import LocalSystem
from deploy.openapi import TARGET
from libs.common.contracts.scopes import Scope
from tests.e2e.person import SECRETS, Person
from tests.fixtures.people import SignUp

PAGE = (Path(__file__).parents[2] / "docs" / "integrators.md").read_text("utf-8")
CHAPTERS = PAGE[: PAGE.index("\n## Webhooks\n")]
# What the reader fills in.
_OWN = re.compile(r"^(?:TOKEN|KEY)=.*$", re.MULTILINE)
_CURL = 'curl() { command curl -sS --fail-with-body "$@"; echo; }\n'


def samples(language: str) -> list[str]:
    """The page's code in that language, in order."""
    return re.findall(rf"```{language}\n(.*?)```", CHAPTERS, re.DOTALL)


async def run(*command: str, **names: str) -> str:
    """What a program writes; it must end well."""
    process = await asyncio.create_subprocess_exec(
        *command,
        env={"PATH": os.environ["PATH"], **names},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, problems = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0, (out + problems).decode()
    return out.decode()


class Reader:
    """Someone who types what the page says, at this system."""

    def __init__(self, system: LocalSystem, person: Person) -> None:
        self._url = system.public_url
        self._person = person
        self.names = {"TOKEN": person.token}

    async def type(self, script: str) -> list[Any]:
        """The answers of a sample's curls."""
        own = _OWN.sub("", script).replace("http://127.0.0.1:8000", self._url)
        base = f"BASE={self._url}/api/v1\n"
        out = await run("sh", "-euc", base + _CURL + own, **self.names)
        return [json.loads(line) for line in out.splitlines() if line]

    async def is_refused(self) -> bool:
        """Whether the key is taken no more."""
        path, headers = "/api/v1/analysis/requests", {"X-API-Key": self.names["KEY"]}
        answer = await self._person.http.get(path, headers=headers)
        return answer.status_code == 401


class TestSamples:
    @pytest.mark.skipif(not shutil.which("curl"), reason="no curl on this machine")
    async def test_key_is_made_used_and_revoked_as_written(
        self, system: LocalSystem, sign_up: SignUp, tmp_path: Path
    ) -> None:
        person = await sign_up(system.public_url)
        reader = Reader(system, person)
        demo = await person.see_demo()
        urls = [post["url"] for post in demo["creators"][0]["posts"][:2]]
        make, use, analyse, revoke = samples("sh")

        [made] = await reader.type(make)
        SECRETS.add(made["key"])
        reader.names |= {"KEY": made["key"], "KEY_ID": made["id"], "POST_URL": urls[0]}
        assert await reader.type(use) == [{"items": [], "next_cursor": None}] * 2
        begun, listed = await reader.type(analyse)
        assert [item["id"] for item in listed["items"]] == [begun["id"]]
        again, _ = await reader.type(analyse)
        assert again == begun

        [program] = samples("python")
        path = tmp_path / "report.py"
        path.write_text(program, "utf-8")
        names = {"POSTSCOPE_KEY": made["key"], "POSTSCOPE_URL": system.public_url}
        printed = await run(sys.executable, "-W", "error", str(path), *urls, **names)
        lines = printed.splitlines()
        assert all("x the usual" in line for line in lines[:2]), printed
        assert lines[2:] == ["2 analyses so far"]

        [listed] = await reader.type(revoke)
        assert listed["items"][0]["last_four"] == made["key"][-4:]
        begun_at = time.monotonic()
        while not await reader.is_refused():
            assert time.monotonic() - begun_at < 5
            await asyncio.sleep(0.05)

    async def test_error_is_as_shown(
        self, system: LocalSystem, sign_up: SignUp
    ) -> None:
        [shown] = [json.loads(each) for each in samples("json")]
        person = await sign_up(system.public_url)
        answer = await person.call(
            "POST", "/analysis/analyze", json={"post_urls": ["no link"]}
        )
        told = answer.json()
        assert (told["error"], told["code"]) == (shown["error"], shown["code"])
        assert told["fields"][0]["reason"] == shown["fields"][0]["reason"]
        assert told.keys() == shown.keys()
        assert len(told["request_id"]) == len(shown["request_id"])


class TestTables:
    def test_scopes_are_those_there_are(self) -> None:
        rows = [f"| `{scope.value}` | {scope.description} |" for scope in Scope]
        assert "\n".join(rows) in CHAPTERS

    def test_idempotent_routes_are_those_there_are(self) -> None:
        paths = json.loads(TARGET.read_text("utf-8"))["paths"]
        declared = {
            path.removeprefix("/api/v1")
            for path, item in paths.items()
            if "Idempotency-Key" in json.dumps(item.get("post", {}).get("parameters"))
        }
        chapter = CHAPTERS.partition("## Sending again")[2].partition("\n\n")[2]
        told = set(re.findall(r"`(/[^`]+)`", chapter.partition("\n\n")[0]))
        assert told == declared
