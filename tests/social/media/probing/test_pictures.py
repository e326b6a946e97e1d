"""Pictures are decoded before they are kept: which can be shown, and which cannot."""

import struct
import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.social.media.probing.answers import MediumDamaged, MediumFacts
from services.social.media.probing.pictures import examine_picture
from tests.factories.media import draw_picture as draw

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")


def claim(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is of this size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data))
        + kind
        + data
        + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def read(content: bytes, name: str) -> MediumFacts:
    return examine_picture(BytesIO(content), f"image/{name.lower()}")


class TestRead:
    @pytest.mark.parametrize("name", FORMATS)
    def test_whole_picture_tells_its_size(self, name: str) -> None:
        assert read(draw(name), name) == MediumFacts(64, 36)

    def test_progressive_picture_tells_its_size(self) -> None:
        content = draw("JPEG", 640, 360, progressive=True)
        assert read(content, "JPEG") == MediumFacts(640, 360)

    @pytest.mark.parametrize("name", FORMATS)
    def test_picture_that_was_cut_off_is_damaged(self, name: str) -> None:
        whole = draw(name, 200, 200)
        with pytest.raises(MediumDamaged, match="damaged or incomplete"):
            read(whole[: len(whole) // 2], name)

    @pytest.mark.parametrize(
        ("width", "height"),
        [(40_000, 1), (8_000, 8_000), (10_000, 9_500), (200_000, 200_000)],
    )
    def test_picture_that_unpacks_to_too_much_is_refused_undecoded(
        self, width: int, height: int
    ) -> None:
        with pytest.raises(MediumDamaged, match="too many pixels"):
            read(claim(width, height), "PNG")

    def test_picture_of_another_type_than_told_is_damaged(self) -> None:
        with pytest.raises(MediumDamaged):
            read(draw("PNG"), "JPEG")

    def test_type_that_is_not_decoded_here_is_not_kept(self) -> None:
        with pytest.raises(MediumDamaged, match="image/heic"):
            read(b"\0\0\0\x18ftypheic", "HEIC")

    @given(
        st.sampled_from(FORMATS),
        st.lists(st.tuples(st.integers(0, 4_000), st.integers(0, 255)), max_size=30),
        st.integers(0, 400),
    )
    def test_damage_of_any_kind_is_told_as_damage(
        self, name: str, changes: list[tuple[int, int]], cut: int
    ) -> None:
        content = bytearray(draw(name))
        for place, value in changes:
            content[place % len(content)] = value
        with suppress(MediumDamaged):  # and nothing else
            found = read(bytes(content[: len(content) - cut]), name)
            assert found
