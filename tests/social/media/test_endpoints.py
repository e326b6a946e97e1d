"""Media under signed links."""

from collections.abc import AsyncIterator
from datetime import timedelta
from hashlib import sha256

import httpx2
import pytest

from tests.social.running import Social

KEY = "posts/0/1.jpg"
CONTENT = bytes(range(256)) * 40


async def put(social: Social, key: str, content: bytes, content_type: str) -> str:
    """Stores something; its link."""

    async def chunks() -> AsyncIterator[bytes]:
        yield content

    await social.resources.storage.put_stream(key, chunks(), content_type)
    return social.resources.links.build(key)


@pytest.fixture
async def link(social: Social) -> str:
    """The link of a stored picture."""
    return await put(social, KEY, CONTENT, "image/jpeg")


async def get(social: Social, url: str, **headers: str) -> httpx2.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with social.client() as client:
        return await client.get(url, headers=named)


class TestReadMedium:
    async def test_without_signature_is_refused(
        self, social: Social, link: str
    ) -> None:
        answer = await get(social, f"/media/{KEY}")
        assert answer.status_code == 403
        assert answer.json()["code"] == "MediaLinkInvalid"

    async def test_signature_of_another_key_is_refused(
        self, social: Social, link: str
    ) -> None:
        await put(social, "posts/0/2.jpg", CONTENT, "image/jpeg")
        other = link.replace("1.jpg", "2.jpg")
        assert (await get(social, other)).status_code == 403

    async def test_longer_expiry_than_signed_is_refused(
        self, social: Social, link: str
    ) -> None:
        path, _, query = link.partition("?expires=")
        expires, _, rest = query.partition("&")
        longer = f"{path}?expires={int(expires) + 9999}&{rest}"
        assert (await get(social, longer)).status_code == 403

    async def test_link_works_for_its_time_and_no_longer(
        self, social: Social, link: str
    ) -> None:
        social.clock.advance(timedelta(hours=6))
        assert (await get(social, link)).status_code == 200
        social.clock.advance(timedelta(hours=6))
        answer = await get(social, link)
        assert (answer.status_code, answer.json()["code"]) == (403, "MediaLinkExpired")

    async def test_link_is_the_same_for_a_while(
        self, social: Social, link: str
    ) -> None:
        social.clock.advance(timedelta(minutes=5))
        assert social.resources.links.build(KEY) == link

    async def test_whole_object_is_sent_with_safe_headers(
        self, social: Social, link: str
    ) -> None:
        answer = await get(social, link)
        assert answer.content == CONTENT
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"].startswith("private, max-age=")
        assert answer.headers["content-length"] == str(len(CONTENT))

    async def test_part_is_sent_where_it_is_asked_for(
        self, social: Social, link: str
    ) -> None:
        answer = await get(social, link, Range="bytes=10-19")
        assert (answer.status_code, answer.content) == (206, CONTENT[10:20])
        assert answer.headers["content-range"] == f"bytes 10-19/{len(CONTENT)}"
        last = await get(social, link, Range="bytes=-5")
        assert last.content == CONTENT[-5:]

    async def test_part_behind_the_end_is_refused(
        self, social: Social, link: str
    ) -> None:
        answer = await get(social, link, Range="bytes=999999-")
        assert answer.status_code == 416
        assert answer.headers["content-range"] == f"bytes */{len(CONTENT)}"

    async def test_known_object_is_not_sent_again(
        self, social: Social, link: str
    ) -> None:
        tag = f'"{sha256(CONTENT).hexdigest()}"'
        answer = await get(social, link, If_None_Match=tag)
        assert (answer.status_code, answer.content) == (304, b"")

    @pytest.mark.parametrize("content_type", ["text/html", "image/svg+xml"])
    async def test_what_a_browser_could_run_is_a_download(
        self, social: Social, content_type: str
    ) -> None:
        link = await put(social, "posts/0/page", b"<script>", content_type)
        answer = await get(social, link)
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"] == "attachment"

    async def test_missing_object_is_not_found(self, social: Social) -> None:
        link = social.resources.links.build("posts/0/none.jpg")
        assert (await get(social, link)).status_code == 404

    async def test_demo_picture_is_drawn_when_first_asked_for(
        self, social: Social
    ) -> None:
        link = social.resources.links.build("demo/demo-varnholm-001/0.png")
        answer = await get(social, link)
        assert answer.headers["content-type"] == "image/png"
        assert answer.content.startswith(b"\x89PNG")
        nobody = social.resources.links.build("demo/demo-nobody-001/0.png")
        assert (await get(social, nobody)).status_code == 404
