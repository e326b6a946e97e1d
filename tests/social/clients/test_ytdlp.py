"""The real yt-dlp in its real subprocess, and programs in its place that go wrong.

Nothing here reaches YouTube: a proxy is named at which nobody listens."""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from libs.common.contracts.analytics import ExternalCallEntry
from libs.common.rate_limit import RateLimiter
from services.social.clients.ytdlp import (
    YtDlp,
    YtDlpOptions,
    channel_url,
    uploads_url,
    watch_url,
)
from services.social.clients.ytdlp_errors import ExtractionFailed, read_errors
from tests.emulators.ytdlp import CHANNEL, TOLD, build_info
from tests.fixtures.clock import ManualTime
from tests.fixtures.telemetry import build_outside_calls

VIDEO = "dQw4w9WgXcQ"
NOBODY = "http://127.0.0.1:9"
REAL = YtDlpOptions(proxy=NOBODY)


def build(
    options: YtDlpOptions,
    monotonic: ManualTime | None = None,
    entries: list[ExternalCallEntry] | None = None,
) -> YtDlp:
    redis = Redis(port=9, socket_connect_timeout=1)  # counted in this process alone
    limiter = RateLimiter(redis)
    return YtDlp(
        options, limiter, build_outside_calls(entries), monotonic or ManualTime()
    )


def program(code: str, **options: Any) -> YtDlpOptions:
    """Another program in the place of yt-dlp."""
    command = (sys.executable, "-I", "-S", "-c", code)
    return YtDlpOptions(command=command, **options)


async def fail(ytdlp: YtDlp) -> ExtractionFailed:
    with pytest.raises(ExtractionFailed) as failed:
        await ytdlp.extract(watch_url(VIDEO))
    return failed.value


class TestRealProgram:
    async def test_without_network_it_ends_soon_and_says_so(self) -> None:
        entries: list[ExternalCallEntry] = []
        began = time.monotonic()
        failed = await fail(build(REAL, entries=entries))
        assert failed.reason == "source_unavailable"
        assert "cannot be reached from this machine" in failed.message
        assert time.monotonic() - began < 20
        [entry] = entries
        assert (entry.provider, entry.outcome) == ("ytdlp", "failed")

    async def test_info_dictionary_comes_through(self, tmp_path: Path) -> None:
        recorded = tmp_path / "info.json"
        recorded.write_text(json.dumps(build_info(VIDEO)))
        command = (*YtDlpOptions().command, "--load-info-json", str(recorded))
        info = await build(replace(REAL, command=command)).extract(watch_url(VIDEO))
        told = {name: info[name] for name in ("id", "view_count", "upload_date")}
        assert told == {"id": VIDEO, "view_count": 12_345, "upload_date": "20261101"}
        assert info["subtitles"]["en"][0]["ext"] == "json3"

    async def test_too_little_memory_is_named(self) -> None:
        failed = await fail(build(replace(REAL, memory_bytes=40_000_000)))
        assert failed.reason == "source_unavailable"


class TestAddresses:
    @pytest.mark.parametrize(
        "url",
        [
            "https://example.com/",
            "file:///etc/passwd",
            "https://www.youtube.com/watch?v=short",
            f"https://www.youtube.com/watch?v={VIDEO}&list=PL1",
            f"https://www.youtube.com/watch?v={VIDEO}\n",
            "https://www.youtube.com/@a/../../redirect?q=http://169.254.169.254",
            "https://www.youtube.com/playlist?list=PL0123456789",
            "ytsearch:all",
            "--exec=id",
            "",
        ],
    )
    async def test_others_are_not_given_to_it(self, url: str) -> None:
        with pytest.raises(ValueError, match="not an address"):
            await build(program("raise SystemExit(9)")).extract(url)

    @pytest.mark.parametrize(
        "url", [watch_url(VIDEO), uploads_url(CHANNEL), channel_url("Recorded.1-ü")]
    )
    async def test_ours_come_last_and_after_two_dashes(self, url: str) -> None:
        echo = "import sys, json; print(json.dumps({'words': sys.argv[1:]}))"
        words: Sequence[str] = (await build(program(echo)).extract(url, 7))["words"]
        assert words[-2:] == ["--", url]
        assert {"--ignore-config", "--no-plugin-dirs", "--playlist-items=:7"} <= {
            *words
        }


class TestProgramsThatGoWrong:
    async def test_one_that_hangs_is_a_timeout(self) -> None:
        began = time.monotonic()
        hangs = program("import time; time.sleep(60)", timeout_seconds=0.3)
        failed = await fail(build(hangs))
        assert failed.reason == "timeout"
        assert "YTDLP_TIMEOUT_SECONDS" in failed.message
        assert time.monotonic() - began < 5

    @pytest.mark.parametrize(
        ("code", "reason"),
        [
            ("print('null')", "malformed"),
            ("print('{')", "malformed"),
            ("pass", "malformed"),
            ("print('[1]')", "malformed"),
            ("import sys; sys.stdout.buffer.write(bytes([255, 254]))", "malformed"),
            ("print('{' * 100000)", "malformed"),
            ("import os; os.kill(os.getpid(), 9)", "source_unavailable"),
            ("print('null'); raise SystemExit(1)", "source_unavailable"),
            ("x = bytearray(10**10)", "source_unavailable"),
        ],
    )
    async def test_answer_that_is_none(self, code: str, reason: str) -> None:
        assert (await fail(build(program(code)))).reason == reason

    async def test_flood_is_cut_off(self) -> None:
        flood = program("import sys\nwhile True: sys.stdout.write('x' * 1000000)")
        assert (await fail(build(flood))).reason == "source_unavailable"

    async def test_program_that_is_missing_is_named(self) -> None:
        failed = await fail(build(YtDlpOptions(command=("/no/such/program",))))
        assert "not installed" in failed.message


class TestPause:
    async def test_nobody_else_is_asked_while_the_answer_would_be_the_same(
        self, tmp_path: Path
    ) -> None:
        log, now = tmp_path / "runs", ManualTime()
        told = f"ERROR: [youtube] {VIDEO}: {TOLD['blocked']}"
        code = f"print('x', file=open({str(log)!r}, 'a')); raise SystemExit({told!r})"
        ytdlp = build(program(code), now)
        for _ in range(3):
            assert (await fail(ytdlp)).reason == "blocked"
        assert len(log.read_text().split()) == 1
        now.seconds += 601
        await fail(ytdlp)
        assert len(log.read_text().split()) == 2

    async def test_what_is_about_one_video_pauses_nothing(self) -> None:
        told = f"ERROR: [youtube] {VIDEO}: {TOLD['private']}"
        code = f"import sys\nif {VIDEO!r} in sys.argv[-1]: raise SystemExit({told!r})"
        ytdlp = build(program(code + "\nprint('{}')"))
        assert (await fail(ytdlp)).reason == "private"
        assert await ytdlp.extract(watch_url("00000000000")) == {}

    async def test_hour_has_a_number_of_asks(self) -> None:
        ytdlp = build(program("print('{}')", asks_per_hour=2))
        for _ in range(2):
            await ytdlp.extract(watch_url(VIDEO))
        failed = await fail(ytdlp)
        assert failed.reason == "rate_limited"
        assert "YTDLP_ASKS_PER_HOUR" in failed.message

    async def test_only_so_many_run_at_once(self, tmp_path: Path) -> None:
        code = (
            f"import os, time; os.chdir({str(tmp_path)!r}); name = str(os.getpid())\n"
            "open(name, 'x').close(); time.sleep(0.1)\n"
            "n = len(os.listdir()); os.remove(name); print('{\"n\": %d}' % n)"
        )
        ytdlp = build(program(code, processes=2))
        asked = (ytdlp.extract(watch_url(VIDEO)) for _ in range(6))
        found = Counter(info["n"] for info in await asyncio.gather(*asked))
        assert max(found) <= 2


class TestReadErrors:
    @pytest.mark.parametrize(("reason", "told"), TOLD.items())
    def test_each_text_of_youtube_has_its_reason(self, reason: str, told: str) -> None:
        failed = read_errors(f"WARNING: x\nERROR: [youtube] {VIDEO}: {told}\n")
        assert failed.reason == reason
        assert failed.message.endswith(".")

    @pytest.mark.parametrize(
        ("told", "reason"),
        [
            ("Video unavailable", "not_found"),
            ("This video is private. If the owner", "private"),
            ("The account associated with this video has been terminated", "not_found"),
            ("Premieres in 2 hours", "not_yet"),
            ("Unsupported URL: https://x", "malformed"),
            ("Unable to download webpage: HTTP Error 429: Too Many", "rate_limited"),
            ("unable to download video data: HTTP Error 403: Forbidden", "blocked"),
            ("Unable to download webpage: HTTP Error 404: Not Found", "not_found"),
            ("Sign in to confirm you're not a bot", "blocked"),
        ],
    )
    def test_other_wordings(self, told: str, reason: str) -> None:
        assert read_errors(f"ERROR: [youtube:tab] @x: {told}").reason == reason

    def test_unknown_text_is_quoted_without_secrets(self) -> None:
        failed = read_errors("ERROR: [youtube] x: key=1 token=abcdef " + "z" * 999)
        assert failed.reason == "source_unavailable"
        assert "abcdef" not in failed.message
        assert len(failed.message) < 300

    @pytest.mark.parametrize("written", ["", "\n\n", "Traceback\nKeyError: 'x'\n"])
    def test_errors_without_an_error(self, written: str) -> None:
        assert read_errors(written).reason == "source_unavailable"
