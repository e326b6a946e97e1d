"""Sound out of files, also out of those that nobody meant well with."""

import io
import random
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from services.social.transcripts import sound as sound_module
from services.social.transcripts.cutting import find_quiet_place
from services.social.transcripts.pieces import (
    RATE,
    Piece,
    SoundTooLong,
    SoundUnreadable,
)
from services.social.transcripts.sound import Sound
from tests.factories.sound import hum, silence, write_video


@contextmanager
def opened(content: bytes, *, most_seconds: float = 3600) -> Iterator[Sound]:
    sound = Sound(io.BytesIO(content), most_seconds=most_seconds)
    try:
        yield sound
    finally:
        sound.close()


def read_pieces(content: bytes, **limits: float) -> list[Piece]:
    with opened(content, **limits) as sound:
        return list(iter(sound.read_piece, None))


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Three seconds that hum."""
    return write_video(tmp_path_factory.mktemp("video") / "a.mp4", hum(3))


class TestReading:
    def test_video_gives_its_sound(self, video: bytes) -> None:
        [piece] = read_pieces(video)
        assert piece.start_seconds == 0
        assert piece.length_seconds == pytest.approx(3, abs=0.1)
        assert 0.3 < float(np.abs(piece.samples).max()) <= 1

    def test_video_without_sound_is_mute(self, tmp_path: Path) -> None:
        content = write_video(tmp_path / "mute.mp4", None)
        with opened(content) as sound:
            assert sound.is_mute
            assert sound.read_piece() is None

    @pytest.mark.parametrize(
        ("name", "seconds"),
        [
            ("speech_jfk.wav", 11.0),
            ("speech_austen_0880.wav", 2.99),
            ("video_bigbuckbunny.mp4", 5.312),
        ],
    )
    def test_real_files_have_the_length_that_another_reader_finds(
        self, sample_data_dir: Path, name: str, seconds: float
    ) -> None:
        content = (sample_data_dir / "media" / name).read_bytes()
        with opened(content) as sound:
            assert sound.duration_seconds == pytest.approx(seconds, abs=0.01)
        [piece] = read_pieces(content)
        assert piece.length_seconds == pytest.approx(seconds, abs=0.01)


class TestPieces:
    @pytest.fixture(autouse=True)
    def short_pieces(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sound_module, "PIECE_SECONDS", 10)

    def test_they_are_cut_where_it_is_quiet_and_nothing_is_lost(
        self, tmp_path: Path
    ) -> None:
        parts = [hum(7), silence(1), hum(8), silence(1), hum(6)]
        content = write_video(tmp_path / "long.mp4", np.concatenate(parts))
        pieces = read_pieces(content)
        cuts = [piece.end_seconds for piece in pieces[:-1]]
        assert len(pieces) == 3
        assert 7 < cuts[0] < 8
        assert 16 < cuts[1] < 17
        assert pieces[-1].end_seconds == pytest.approx(23, abs=0.1)
        for before, after in pairwise(pieces):
            assert after.start_seconds == pytest.approx(before.end_seconds)

    def test_what_was_heard_is_skipped_to_the_sample(self, tmp_path: Path) -> None:
        content = write_video(tmp_path / "long.mp4", hum(14))
        [whole] = [p.samples for p in read_pieces(content)][:1]
        with opened(content) as sound:
            sound.skip_to(2.5)
            piece = sound.read_piece()
        assert piece is not None
        assert piece.start_seconds == 2.5
        np.testing.assert_array_equal(
            piece.samples[: 2 * RATE], whole[int(2.5 * RATE) : int(4.5 * RATE)]
        )

    def test_behind_the_end_there_is_nothing(self, video: bytes) -> None:
        with opened(video) as sound:
            sound.skip_to(60)
            assert sound.read_piece() is None


class TestFindQuietPlace:
    def test_shortest_sound_is_cut_behind_its_end(self) -> None:
        assert find_quiet_place(hum(0.001), RATE) == len(hum(0.001))

    def test_place_is_in_the_last_part(self) -> None:
        samples = np.concatenate([silence(10), hum(19), silence(0.5), hum(5)])
        assert 29 < find_quiet_place(samples, RATE) / RATE < 29.5


class TestLimits:
    def test_long_file_is_refused_by_what_it_says(self, video: bytes) -> None:
        with pytest.raises(SoundTooLong):
            read_pieces(video, most_seconds=2)

    def test_file_that_lies_about_its_length_is_not_decoded_to_its_end(
        self, video: bytes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with opened(video, most_seconds=600) as sound:
            monkeypatch.setattr(sound, "_most_samples", 2 * RATE)
            with pytest.raises(SoundTooLong):
                sound.read_piece()


class TestHostileFiles:
    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"\x00" * 4096,
            b"RIFF",
            bytes(range(256)) * 64,
            b"#EXTM3U\n#EXTINF:3,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
            b"ffconcat version 1.0\nfile /etc/hostname\n",
            b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nm=audio 9 RTP/AVP 0\r\n",
        ],
        ids=["none", "zeros", "head", "garbage", "playlist", "list", "address"],
    )
    def test_what_is_no_sound_is_refused(self, content: bytes) -> None:
        with pytest.raises(SoundUnreadable):
            read_pieces(content)

    def test_list_of_files_leads_nowhere(self, tmp_path: Path) -> None:
        other = tmp_path / "other.mp4"
        write_video(other, hum(1))
        with pytest.raises(SoundUnreadable):
            read_pieces(f"ffconcat version 1.0\nfile {other}\n".encode())

    def test_numbers_that_are_none_are_silence(self) -> None:
        numbers = np.array([np.nan, np.inf, -np.inf, 0.5] * 2000, np.float32)
        head = b"fmt " + struct.pack("<IHHIIHH", 16, 3, 1, RATE, 4 * RATE, 4, 32)
        data = b"data" + struct.pack("<I", numbers.nbytes) + numbers.tobytes()
        body = b"WAVE" + head + data
        [piece] = read_pieces(b"RIFF" + struct.pack("<I", len(body)) + body)
        np.testing.assert_array_equal(piece.samples[:4], [0, 1, -1, 0.5])

    def test_cut_or_broken_bytes_give_what_they_hold_or_are_refused(
        self, video: bytes
    ) -> None:
        chance = random.Random(20261130)
        refused = 0
        for _ in range(60):
            broken = bytearray(video[: chance.randrange(1, len(video))])
            for _ in range(chance.randrange(40)):
                broken[chance.randrange(len(broken))] = chance.randrange(256)
            try:
                pieces = read_pieces(bytes(broken), most_seconds=60)
            except (SoundUnreadable, SoundTooLong):
                refused += 1
            else:
                assert all(np.isfinite(piece.samples).all() for piece in pieces)
        assert refused
