"""The samples of docs/integrators.md, held against what is really sent."""

import asyncio
import json
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from deploy.local.node import link_node
from services.auth.webhook_deliveries.signature import sign_headers
from services.auth.webhook_endpoints.secrets import show_secret
from services.auth.webhook_messages.catalogue import PING, build_payload, render_body

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "integrators.md").read_text(encoding="utf-8")
CHAPTER = PAGE[PAGE.index("\n## Webhooks\n") :]
OLD, NEW = b"o" * 32, b"n" * 32
BODY = render_body(build_payload(PING, datetime.now(UTC), {"name": "Zoë"}))

Headers = dict[str, str]


def sample(language: str) -> str:
    [code] = re.findall(rf"```{language}\n(.*?)```", CHAPTER, re.DOTALL)
    return str(code)


def sent(*secrets: bytes, ago: timedelta = timedelta(0)) -> Headers:
    headers = sign_headers("msg_1", BODY, secrets, datetime.now(UTC) - ago)
    return {name.lower(): value for name, value in headers.items()}


def forged(**changes: str) -> Headers:
    return {**sent(NEW), **{k.replace("_", "-"): v for k, v in changes.items()}}


Message = tuple[Headers, bytes]


# Made by the test itself: a signature is good for five minutes, a suite takes longer.
def genuine() -> list[Message]:
    return [(sent(NEW), BODY), (sent(NEW, OLD), BODY), (sent(OLD, NEW), BODY)]


def false() -> list[Message]:
    return [
        (sent(OLD), BODY),
        (sent(NEW), BODY + b" "),
        (sent(NEW, ago=timedelta(minutes=6)), BODY),
        (sent(NEW, ago=-timedelta(minutes=6)), BODY),
        (forged(webhook_id="msg_2"), BODY),
        (forged(webhook_timestamp=str(int(time.time()) - 1)), BODY),
        (forged(webhook_timestamp="soon"), BODY),
        (forged(webhook_signature="v1,"), BODY),
        (forged(webhook_signature="é"), BODY),
    ]


class TestPython:
    @pytest.fixture
    def verify(self) -> Callable[[str, Headers, bytes], Any]:
        names: dict[str, Any] = {}
        exec(compile(sample("python"), "integrators.md", "exec"), names)
        function: Callable[[str, Headers, bytes], Any] = names["verify_webhook"]
        return function

    def test_genuine_messages_pass_and_others_do_not(
        self, verify: Callable[[str, Headers, bytes], Any]
    ) -> None:
        secret = show_secret(NEW)
        for headers, body in genuine():
            assert verify(secret, headers, body) == json.loads(BODY)
        for headers, body in false():
            with pytest.raises(ValueError, match=r"."):
                verify(secret, headers, body)


class TestNode:
    async def test_genuine_messages_pass_and_others_do_not(
        self, tmp_path: Path
    ) -> None:
        program = tmp_path / "sample.mjs"
        program.write_text(
            sample("js")
            + """
const { secret, cases } = JSON.parse(process.argv[2]);
console.log(JSON.stringify(cases.map(([headers, body]) => {
  try {
    return verifyWebhook(secret, headers, Buffer.from(body, "utf8"));
  } catch {
    return null;
  }
})));
""",
            encoding="utf-8",
        )
        right, wrong = genuine(), false()
        cases = [[headers, body.decode()] for headers, body in right + wrong]
        link_node(tmp_path / "node")  # nothing, where the machine has a good one
        linked = tmp_path / "node" / "node"
        process = await asyncio.create_subprocess_exec(
            str(linked) if linked.exists() else "node",
            str(program),
            json.dumps({"secret": show_secret(NEW), "cases": cases}),
            stdout=asyncio.subprocess.PIPE,
        )
        printed, _ = await process.communicate()
        told = json.loads(printed)
        assert told[: len(right)] == [json.loads(BODY)] * len(right)
        assert told[len(right) :] == [None] * len(wrong)
