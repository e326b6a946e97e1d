"""The drawn pictures: they open, differ, and are the same every time."""

from hashlib import sha256
from io import BytesIO

import pytest
from PIL import Image

from services.social.demo.catalogue import load_creators
from services.social.demo.pictures import (
    PICTURE_CONTENT_TYPE,
    DemoPictureUnknown,
    picture_for,
)
from services.social.demo.posts import PICTURE_SIZES, demo_posts
from services.social.demo.shapes import load_motifs


class TestPictureFor:
    @pytest.mark.prove
    def test_picture_of_every_medium_opens_and_differs(self) -> None:
        seen: dict[str, str] = {}
        for post in demo_posts():
            for position, medium in enumerate(post.media):
                assert medium.source_url == f"demo:{post.platform_post_id}/{position}"
                stored = picture_for(post.platform_post_id, position)
                with Image.open(BytesIO(stored)) as picture:
                    picture.load()
                    assert Image.MIME[picture.format or ""] == PICTURE_CONTENT_TYPE
                    assert picture.size == PICTURE_SIZES[post.platform]
                    assert picture.size == (medium.width, medium.height)
                digest = sha256(stored).hexdigest()
                assert digest not in seen, (medium.source_url, seen[digest])
                seen[digest] = medium.source_url
                assert len(stored) < 200_000

    def test_same_picture_comes_out_every_time(self) -> None:
        assert picture_for("demo-pellan-001", 0) == picture_for("demo-pellan-001", 0)

    def test_carousel_has_several_pictures_and_a_video_one(self) -> None:
        for post in demo_posts():
            if post.kind == "carousel":
                assert 3 <= len(post.media) <= 10
            else:
                assert len(post.media) == 1

    def test_only_moving_posts_have_thumbnails(self) -> None:
        for post in demo_posts():
            kinds = {medium.kind for medium in post.media}
            moves = post.duration_seconds is not None
            assert kinds == ({"thumbnail"} if moves else {"image"})

    @pytest.mark.parametrize(
        ("post_id", "position"),
        [
            ("demo-varnholm-001", 1),
            ("demo-varnholm-001", -1),
            ("demo-varnholm-000", 0),
            ("demo-varnholm-036", 0),
            ("demo-nobody-001", 0),
            ("../catalogue", 0),
        ],
    )
    def test_picture_of_no_post_is_refused(self, post_id: str, position: int) -> None:
        with pytest.raises(DemoPictureUnknown):
            picture_for(post_id, position)


class TestLoadMotifs:
    def test_every_motif_is_used_and_every_scene_is_drawn(self) -> None:
        scenes = {entry.scene for creator in load_creators() for entry in creator.post}

        assert scenes == set(load_motifs())
