"""The speech model of this machine: loaded when needed, stopped when not."""

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.social.speech_worker import SpeechSettings
from services.social.transcripts import whisper
from services.social.transcripts.pieces import Piece
from services.social.transcripts.threads import run_in_thread
from services.social.transcripts.whisper import WhisperTranscriber
from tests.factories.sound import hum


@pytest.fixture
async def listener(speech_model: Path) -> AsyncIterator[WhisperTranscriber]:
    made = WhisperTranscriber(speech_model)
    yield made
    await made.close()


def is_loaded(listener: WhisperTranscriber) -> bool:
    return listener._loaded is not None


class TestWhisper:
    async def test_words_are_heard_and_progress_is_told(
        self, listener: WhisperTranscriber
    ) -> None:
        assert not is_loaded(listener)
        told: list[float] = []
        heard = await listener.hear(Piece(60.0, hum(40)), None, told.append)
        texts = [segment.text for segment in heard.segments]
        # The model says the same in each half minute.
        assert texts == [" Hello world", " again"] * 2
        assert heard.language == "en"
        assert told == sorted(told)
        assert 0 < told[0] < told[-1] <= 1

    async def test_language_that_is_told_is_kept_to(
        self, listener: WhisperTranscriber
    ) -> None:
        heard = await listener.hear(Piece(0.0, hum(3)), "de", lambda _: None)
        assert heard.language == "de"

    async def test_whoever_is_cancelled_stops_at_the_next_segment(
        self, listener: WhisperTranscriber
    ) -> None:
        segments: list[float] = []
        loop, began = asyncio.get_running_loop(), asyncio.Event()
        go_on = threading.Event()

        def wait(done_ratio: float) -> None:
            segments.append(done_ratio)
            loop.call_soon_threadsafe(began.set)
            go_on.wait(10)

        hearing = asyncio.create_task(listener.hear(Piece(0.0, hum(60)), None, wait))
        await began.wait()
        hearing.cancel()
        await asyncio.sleep(0)
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await hearing
        assert len(segments) == 1
        # The model is free for the next.
        assert (await listener.hear(Piece(0.0, hum(3)), None, lambda _: None)).segments

    async def test_model_that_nobody_uses_is_given_up(
        self, listener: WhisperTranscriber, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(whisper, "_UNUSED_SECONDS", 0.01)
        await listener.hear(Piece(0.0, hum(3)), None, lambda _: None)
        assert is_loaded(listener)
        async with asyncio.timeout(5):
            while is_loaded(listener):
                await asyncio.sleep(0.01)


class TestThreads:
    async def test_thread_has_ended_when_its_cancelled_caller_goes_on(self) -> None:
        began, ended = asyncio.Event(), threading.Event()
        loop = asyncio.get_running_loop()

        def work(should_stop: object) -> None:
            loop.call_soon_threadsafe(began.set)
            while not should_stop():  # type: ignore[operator]
                threading.Event().wait(0.01)
            ended.set()

        running = asyncio.create_task(run_in_thread(work))
        await began.wait()
        running.cancel()
        await asyncio.sleep(0)
        running.cancel()  # who is impatient waits, too
        with pytest.raises(asyncio.CancelledError):
            await running
        assert ended.is_set()


class TestSpeechSettings:
    def test_its_own_number_of_posts_at_once(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("JOB_CONCURRENCY", "150")
        assert SpeechSettings(_env_file=None).job_concurrency == 2
        monkeypatch.setenv("SPEECH_CONCURRENCY", "7")
        assert SpeechSettings(_env_file=None).job_concurrency == 7
