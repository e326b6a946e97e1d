"""OpenAI's path for sound, as a server of the tests' own.

It decodes what it is sent, knows which model tells what, and misbehaves on demand.
Run it by itself: python -m tests.emulators.openai_audio --port 9003"""

import argparse
import asyncio
import io
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import av
from av.error import FFmpegError
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.datastructures import UploadFile

from tests.emulators.serving import serve_app

MOST_FILE_BYTES = 25_000_000
_ENDINGS = ("flac", "mp3", "mp4", "mpeg", "mpga", "m4a", "ogg", "wav", "webm")
_TEXT_ONLY = frozenset(
    {"gpt-transcribe", "gpt-4o-transcribe", "gpt-4o-mini-transcribe"}
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that was answered, or could have been."""

    model: str
    language: str | None
    response_format: str
    size_bytes: int
    seconds: float


@dataclass
class OpenAiServer:
    """What it hears, and what it was asked.

    `heard` are (start, end, text) told of every sound; `certainty` is told of each.
    `faults` are taken one per request: a status (429 with `retry_after`), `no_credit`,
    `html` (a gateway's 502), `malformed`, `cut` (breaks off in mid-answer) or `slow`.
    `gone` are models that were shut down."""

    url: str = ""
    key: str = "sk-test"
    heard: list[tuple[float, float, str]] = field(default_factory=list)
    language: str = "english"
    certainty: dict[str, float] = field(default_factory=dict)
    faults: deque[int | str] = field(default_factory=deque)
    gone: set[str] = field(default_factory=set)
    retry_after: str = "0"
    slow_seconds: float = 60
    calls: int = 0
    asked: list[Asked] = field(default_factory=list)

    def build_app(self) -> FastAPI:
        """Its one path."""
        app = FastAPI()

        @app.post("/v1/audio/transcriptions")
        async def transcribe(request: Request) -> Response:
            self.calls += 1
            if request.headers.get("authorization") != f"Bearer {self.key}":
                return _refuse(401, "invalid_api_key", "Incorrect API key provided.")
            if self.faults:
                return await self._fault(self.faults.popleft())
            async with request.form() as form:
                return self._answer({name: form[name] for name in form})

        return app

    def _answer(self, form: dict[str, Any]) -> Response:
        model, file = str(form["model"]), form["file"]
        told = str(form.get("response_format", "json"))
        if model in self.gone:
            return _refuse(404, "model_not_found", f"The model `{model}` is gone.")
        if model in _TEXT_ONLY and told != "json":
            return _refuse(400, "unsupported_value", f"{told} is not supported.")
        assert isinstance(file, UploadFile)
        content = file.file.read()
        if len(content) > MOST_FILE_BYTES:
            return _refuse(413, None, "Maximum content size limit exceeded.")
        seconds = _measure(content)
        if not str(file.filename).endswith(_ENDINGS) or seconds is None:
            return _refuse(400, None, "Invalid file format.")
        language = form.get("language")
        self.asked.append(Asked(model, language, told, len(content), seconds))
        text = "".join(f" {text}" for _, _, text in self.heard)
        if model in _TEXT_ONLY:
            languages = [{"code": language or "en"}]
            return JSONResponse({"text": text.strip(), "languages": languages})
        return JSONResponse(self._tell_times(text, seconds))

    def _tell_times(self, text: str, seconds: float) -> dict[str, Any]:
        sure = {"avg_logprob": -0.2, "no_speech_prob": 0.01, "compression_ratio": 1.1}
        segments = [
            {
                "id": number,
                "seek": 0,
                "start": start,
                "end": end,
                "text": f" {text}",
                "tokens": [50364],
                "temperature": 0.0,
                **sure,
                **self.certainty,
            }
            for number, (start, end, text) in enumerate(self.heard)
        ]
        return {
            "task": "transcribe",
            "language": self.language,
            "duration": seconds,
            "text": text,
            "segments": segments,
            "usage": {"type": "duration", "seconds": round(seconds)},
        }

    async def _fault(self, fault: int | str) -> Response:
        match fault:
            case "no_credit":
                return _refuse(429, "insufficient_quota", "You exceeded your quota.")
            case "html":
                return Response("<html>Bad gateway</html>", 502)
            case "malformed":
                return Response(
                    b'{"text": 7, "segments": {', media_type="application/json"
                )
            case "cut":
                headers = {"Content-Length": "1000"}
                return Response(b'{"text', headers=headers)
            case "slow":
                await asyncio.sleep(self.slow_seconds)
                return Response(b"{}")
            case _:
                assert isinstance(fault, int), fault
                answer = _refuse(fault, None, "As the test wants it.")
                answer.headers["Retry-After"] = self.retry_after
                return answer


def _refuse(status: int, code: str | None, message: str) -> JSONResponse:
    kind = "server_error" if status >= 500 else "invalid_request_error"
    error = {"message": message, "type": kind, "param": None, "code": code}
    return JSONResponse({"error": error}, status)


def _measure(content: bytes) -> float | None:
    """Seconds of sound in a file; None for what is none."""
    try:
        with av.open(io.BytesIO(content), "r") as container:
            frames = list(container.decode(audio=0))
    except (FFmpegError, IndexError, ValueError):
        return None
    return float(sum(frame.samples / frame.sample_rate for frame in frames))


@asynccontextmanager
async def serve_openai(port: int = 0) -> AsyncIterator[OpenAiServer]:
    """The server on a port of this machine (0 = any that is free)."""
    server = OpenAiServer(heard=[(0.0, 1.0, "Hello world")])
    async with serve_app(server.build_app(), port) as url:
        server.url = url
        yield server


async def _main(port: int) -> None:
    async with serve_openai(port) as server:
        print(f"OPENAI_BASE_URL={server.url}/v1")  # noqa: T201 - this is a command
        print(f"OPENAI_API_KEY={server.key}")  # noqa: T201
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=9003)
    asyncio.run(_main(parser.parse_args().port))
