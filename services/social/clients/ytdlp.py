"""yt-dlp, the way to YouTube without a key: one function, `extract`, in a subprocess.

yt-dlp reads pages that are made for browsers. It breaks when they change, cannot be
interrupted, and takes any address of any site; so it is a program of its own here,
with limits, and gets only addresses that were built in this file."""

import asyncio
import re
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import orjson

from libs.common.http.outside_calls import OutsideCalls
from libs.common.rate_limit import Quota, RateLimiter
from services.social.clients.limited_process import ProcessLimits, run_limited
from services.social.clients.pause import Pause
from services.social.clients.ytdlp_errors import ExtractionFailed, read_errors

# A video's id, a channel's, and a handle: what addresses are built of.
VIDEO_ID = re.compile(r"[A-Za-z0-9_-]{11}")
CHANNEL_ID = re.compile(r"UC[A-Za-z0-9_-]{22}")
HANDLE = re.compile(r"[\w.·-]{1,100}")

_WATCH = "https://www.youtube.com/watch?v="
_UPLOADS = "https://www.youtube.com/playlist?list=UU"
_CHANNEL = "https://www.youtube.com/@"

_SOCKET_SECONDS = 10
_MOST_OUTPUT_BYTES = 16_000_000
_HOUR = 3600

_OPTIONS = (
    "--dump-single-json",
    "--skip-download",
    "--ignore-no-formats-error",
    "--flat-playlist",
    "--no-warnings",
    "--color=never",
    f"--socket-timeout={_SOCKET_SECONDS}",
    "--retries=1",
    "--extractor-retries=1",
    # Nothing of the machine's own, nothing that is fetched to be run.
    "--ignore-config",
    "--no-plugin-dirs",
    "--no-cache-dir",
    "--no-js-runtimes",
    "--no-remote-components",
    "--use-extractors=youtube,youtube:tab",
)


@dataclass(frozen=True, slots=True)
class YtDlpOptions:
    """How much yt-dlp may take; `command` is what is run."""

    timeout_seconds: float = 45
    memory_bytes: int = 1_000_000_000
    processes: int = 2
    asks_per_hour: int = 250
    proxy: str | None = None
    command: Sequence[str] = (sys.executable, "-I", "-m", "yt_dlp")


class Extract(Protocol):
    """The function that tests put another in the place of."""

    def __call__(self, url: str, most: int = 1) -> Awaitable[dict[str, Any]]:
        """The info dictionary; of a list, with the first `most` entries."""
        ...


class YtDlp:
    """Runs yt-dlp, a few at a time.

    After an answer that any other video would get as well (no network, taken for a
    robot) nobody is asked for a while: the answer is given again at once."""

    def __init__(
        self,
        options: YtDlpOptions,
        limiter: RateLimiter,
        calls: OutsideCalls,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._options = options
        self._limiter = limiter
        self._quota = Quota("ytdlp", options.asks_per_hour, _HOUR)
        self._calls = calls
        self._pause = Pause(monotonic)
        self._turn = asyncio.Semaphore(options.processes)

    async def extract(self, url: str, most: int = 1) -> dict[str, Any]:
        """yt-dlp's info dictionary of an address that was built here.

        Of a channel or playlist: its first `most` entries, flat. Raises
        ExtractionFailed, ValueError for an address that is not one of ours."""
        _check_address(url)
        async with self._turn:
            self._pause.check()
            await self._take_turn()
            try:
                with self._calls.watch("ytdlp", "extract"):
                    return await self._run(url, most)
            except ExtractionFailed as failed:
                self._pause.note(failed)
                raise

    async def _run(self, url: str, most: int) -> dict[str, Any]:
        options = self._options
        limits = ProcessLimits(
            options.timeout_seconds, options.memory_bytes, _MOST_OUTPUT_BYTES
        )
        command = [*options.command, *_OPTIONS, f"--playlist-items=:{most}", "--", url]
        try:
            finished = await run_limited(command, limits, self._environment())
        except TimeoutError:
            text = "YouTube did not answer yt-dlp in time (YTDLP_TIMEOUT_SECONDS)."
            raise ExtractionFailed("timeout", text, pause_seconds=20) from None
        if finished.exit_code != 0:
            raise read_errors(finished.errors)
        return await asyncio.to_thread(_read_info, finished.output)

    def _environment(self) -> dict[str, str]:
        """Nothing of ours: keys and addresses of databases are in it."""
        proxy = self._options.proxy
        # In the arguments everybody on the machine could read its password.
        return {"http_proxy": proxy, "https_proxy": proxy} if proxy else {}

    async def _take_turn(self) -> None:
        decision = await self._limiter.take(self._quota, "youtube")
        if decision.is_allowed:
            return
        minutes = -(-decision.reset_seconds // 60)
        text = (
            f"YouTube is asked at most {self._quota.count} times an hour without a key "
            f"(YTDLP_ASKS_PER_HOUR). Try again in {minutes} min, or set "
            "YOUTUBE_API_KEY."
        )
        raise ExtractionFailed("rate_limited", text)


def watch_url(video_id: str) -> str:
    """The address of a video."""
    return _WATCH + video_id


def uploads_url(channel_id: str) -> str:
    """The address of everything a channel has uploaded, newest first."""
    return _UPLOADS + channel_id.removeprefix("UC")


def channel_url(handle: str) -> str:
    """The address of a channel by its handle."""
    return _CHANNEL + handle.removeprefix("@")


def _check_address(url: str) -> None:
    """yt-dlp takes any site, files of this machine too: it is not given them."""
    forms = (
        (_WATCH, VIDEO_ID, ""),
        (_UPLOADS, CHANNEL_ID, "UC"),
        (_CHANNEL, HANDLE, ""),
    )
    for prefix, form, missing in forms:
        if url.startswith(prefix) and form.fullmatch(missing + url[len(prefix) :]):
            return
    raise ValueError("not an address that is given to yt-dlp")


def _read_info(output: bytes) -> dict[str, Any]:
    try:
        info = orjson.loads(output)
    except orjson.JSONDecodeError:
        info = None
    if not isinstance(info, dict):
        text = "yt-dlp's answer cannot be read. It may need to be brought up to date."
        raise ExtractionFailed("malformed", text)
    return info
