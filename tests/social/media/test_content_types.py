"""What a file is, by its first bytes."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from services.social.media.content_types import SERVED, probe


class TestProbe:
    @pytest.mark.parametrize("name", ["JPEG", "PNG", "GIF", "WEBP"])
    def test_picture_is_known(self, name: str) -> None:
        file = BytesIO()
        Image.new("RGB", (4, 4)).save(file, name)
        found = probe(file.getvalue()[:64])
        assert found
        assert found.content_type == f"image/{name.lower()}"
        assert not found.is_video

    @pytest.mark.parametrize(
        ("head", "content_type"),
        [
            (b"\x00\x00\x00\x20ftypisom", "video/mp4"),
            (b"\x00\x00\x00\x14ftypqt  ", "video/quicktime"),
            (b"\x00\x00\x00\x1cftypavif", "image/avif"),
            (b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm", "video/webm"),
        ],
    )
    def test_container_is_told_by_its_brand(
        self, head: bytes, content_type: str
    ) -> None:
        found = probe(head)
        assert found
        assert found.content_type == content_type
        assert found.content_type in SERVED

    @pytest.mark.parametrize(
        "head",
        [b"", b"<html>", b"<svg xmlns=", b"%PDF-1.7", b"GIF", b"\x1a\x45\xdf\xa3"],
    )
    def test_anything_else_is_not(self, head: bytes) -> None:
        assert probe(head) is None

    @given(st.binary(max_size=80))
    def test_never_raises_nor_names_a_type_that_is_not_served(
        self, head: bytes
    ) -> None:
        found = probe(head)
        assert found is None or found.content_type in SERVED
