"""What files are, as a process of its own says, which no file may harm us through."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from services.social.media.probing import prober as module
from services.social.media.probing.answers import MediumDamaged, MediumFacts, Question
from services.social.media.probing.prober import ProbeLimits, Prober
from tests.factories.media import draw_picture, film, record_silence, write

LIMITS = ProbeLimits(seconds=20, memory_bytes=1_500_000_000)


@pytest.fixture(scope="module")
async def prober() -> AsyncIterator[Prober]:
    """One for all: it starts once."""
    opened = Prober(LIMITS)
    yield opened
    await opened.close()


async def examine(
    prober: Prober, path: str, content_type: str = "video/mp4", **more: Any
) -> MediumFacts:
    question = Question(path, content_type, **{"max_seconds": 60.0, **more})
    return await prober.examine(question)


class TestVideos:
    @pytest.mark.parametrize(
        ("container", "codec", "content_type"),
        [
            ("mp4", "mpeg4", "video/mp4"),
            ("mov", "mpeg4", "video/quicktime"),
            ("webm", "libvpx", "video/webm"),
        ],
    )
    async def test_video_tells_its_size_time_and_codecs(
        self,
        prober: Prober,
        tmp_path: Path,
        container: str,
        codec: str,
        content_type: str,
    ) -> None:
        content = film(container=container, codec=codec, size=(96, 54))
        facts = await examine(prober, write(tmp_path, content), content_type)
        assert (facts.width, facts.height) == (96, 54)
        assert facts.duration_seconds == pytest.approx(1.0, abs=0.05)
        assert facts.video_codec == codec.removeprefix("lib").replace("vpx", "vp8")
        assert facts.audio_codec is None

    async def test_sound_is_told(self, prober: Prober, tmp_path: Path) -> None:
        path = write(tmp_path, film(has_sound=True))
        assert (await examine(prober, path)).audio_codec == "aac"

    async def test_video_that_is_too_long_is_refused(
        self, prober: Prober, tmp_path: Path
    ) -> None:
        path = write(tmp_path, film(3.0))
        with pytest.raises(MediumDamaged, match="at most 2 are taken"):
            await examine(prober, path, max_seconds=2.0)

    @pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
    async def test_video_that_was_cut_off_is_damaged(
        self, prober: Prober, tmp_path: Path, share: float
    ) -> None:
        whole = film(10.0)
        with pytest.raises(MediumDamaged):
            await examine(prober, write(tmp_path, whole[: int(len(whole) * share)]))

    async def test_webm_that_was_cut_off_is_damaged(
        self, prober: Prober, tmp_path: Path
    ) -> None:
        whole = film(10.0, container="webm", codec="libvpx", shades=(0, 90, 180, 250))
        path = write(tmp_path, whole[: len(whole) // 2])
        with pytest.raises(MediumDamaged):
            await examine(prober, path, "video/webm")

    async def test_sound_alone_is_no_video(
        self, prober: Prober, tmp_path: Path
    ) -> None:
        path = write(tmp_path, record_silence())
        with pytest.raises(MediumDamaged, match="no picture"):
            await examine(prober, path)

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"\0\0\0\x18ftypmp42" + bytes(5_000),
            b"#EXTM3U\n#EXTINF:9,\nfile:///etc/passwd\n",
            b"ffconcat version 1.0\nfile /etc/passwd\n",
            draw_picture(),
        ],
    )
    async def test_what_is_no_video_is_damaged(
        self, prober: Prober, tmp_path: Path, content: bytes
    ) -> None:
        with pytest.raises(MediumDamaged, match="damaged"):
            await examine(prober, write(tmp_path, content))

    async def test_changed_bytes_end_in_an_answer(
        self, prober: Prober, tmp_path: Path
    ) -> None:
        whole = film(has_sound=True)
        refusals = []
        for place in range(4, len(whole), len(whole) // 40):
            changed = bytearray(whole)
            changed[place : place + 4] = b"\xff\xfe\x00\x80"
            path = write(tmp_path, bytes(changed))
            try:
                facts = await examine(prober, path, frames=4, folder=str(tmp_path))
            except MediumDamaged as error:
                refusals.append(str(error))
            else:
                assert facts.width > 0
        assert refusals
        assert not any("broke down" in refusal for refusal in refusals)


class TestPictures:
    async def test_picture_tells_its_size(self, prober: Prober, tmp_path: Path) -> None:
        path = write(tmp_path, draw_picture("WEBP", 80, 60))
        assert await examine(prober, path, "image/webp") == MediumFacts(80, 60)

    async def test_real_pictures_are_judged_as_their_library_does(
        self, prober: Prober, tmp_path: Path, bad_input: Any
    ) -> None:
        for picture in bad_input.pictures:
            kind = picture.name.rpartition(".")[2].replace("jpg", "jpeg")
            path = write(tmp_path, picture.content)
            try:
                facts = await examine(prober, path, f"image/{kind}")
            except MediumDamaged:
                assert not picture.expected["opens"], picture.name
            else:
                size = picture.expected["width"], picture.expected["height"]
                assert (facts.width, facts.height) == size, picture.name


class TestLimits:
    async def test_file_that_takes_too_long_ends_with_its_process(
        self, tmp_path: Path
    ) -> None:
        prober = Prober(ProbeLimits(0.3, LIMITS.memory_bytes), at_once=1)
        os.mkfifo(tmp_path / "never")
        try:
            with pytest.raises(MediumDamaged, match="too long"):
                await examine(prober, str(tmp_path / "never"))
        finally:
            await prober.close()

    async def test_file_that_takes_too_much_memory_is_refused_alone(
        self, tmp_path: Path
    ) -> None:
        prober = Prober(ProbeLimits(20, 180_000_000), at_once=1)
        large = str(tmp_path / "large")
        Image.new("RGB", (7_000, 7_000)).save(large, "PNG", compress_level=1)
        try:
            with pytest.raises(MediumDamaged, match="memory"):
                await examine(prober, large, "image/png")
            small = write(tmp_path, draw_picture("PNG"), "small")
            assert (await examine(prober, small, "image/png")).width == 64
        finally:
            await prober.close()

    async def test_process_that_breaks_down_is_started_again(
        self, tmp_path: Path
    ) -> None:
        prober = Prober(LIMITS, at_once=1)
        path = write(tmp_path, draw_picture())
        try:
            await examine(prober, path, "image/jpeg")
            prober._idle[0].process.kill()
            with pytest.raises(MediumDamaged, match="broke down"):
                await examine(prober, path, "image/jpeg")
            assert (await examine(prober, path, "image/jpeg")).width == 64
        finally:
            await prober.close()

    async def test_process_that_ended_while_it_was_idle_is_no_files_fault(
        self, tmp_path: Path
    ) -> None:
        prober = Prober(LIMITS, at_once=1)
        path = write(tmp_path, draw_picture())
        try:
            await examine(prober, path, "image/jpeg")
            [child] = prober._idle
            child.process.kill()
            await child.process.wait()
            assert (await examine(prober, path, "image/jpeg")).width == 64
        finally:
            await prober.close()

    async def test_waiting_ends_with_whoever_waits(self, tmp_path: Path) -> None:
        prober = Prober(LIMITS, at_once=1)
        os.mkfifo(tmp_path / "never")
        waiting = asyncio.create_task(examine(prober, str(tmp_path / "never")))
        await asyncio.sleep(0.1)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        path = write(tmp_path, draw_picture())
        assert (await examine(prober, path, "image/jpeg")).width == 64
        await prober.close()

    async def test_process_ends_when_nobody_asks(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module, "_IDLE_SECONDS", 0.01)
        prober = Prober(LIMITS)
        await examine(prober, write(tmp_path, draw_picture()), "image/jpeg")
        [child] = prober._idle
        async with asyncio.timeout(5):
            await child.process.wait()
        assert prober._idle == []
