"""The platforms."""

from typing import Any

import pytest

from services.social.platforms.catalogue import find_platform, load_platforms
from services.social.sources.chain import list_kinds
from tests.social.conftest import StartSocial
from tests.social.running import Social


async def sources_of(social: Social, name: str) -> Any:
    async with social.client() as client:
        answer = await client.get("/api/v1/social/platforms")
    assert answer.status_code == 200
    [platform] = [p for p in answer.json()["items"] if p["name"] == name]
    return {s["name"]: s["is_configured"] for s in platform["sources"]}


async def setting_of(social: Social, platform: str, source: str) -> Any:
    async with social.client() as client:
        body = (await client.get("/api/v1/social/platforms")).json()
    [shown] = [p for p in body["items"] if p["name"] == platform]
    [found] = [s for s in shown["sources"] if s["name"] == source]
    return found["setting"]


class TestListPlatforms:
    async def test_anybody_may_ask(self, social: Social) -> None:
        async with social.client() as client:
            body = (await client.get("/api/v1/social/platforms")).json()
        assert [p["name"] for p in body["items"]][:3] == ["instagram", "x", "youtube"]
        assert all(limit["source"] for p in body["items"] for limit in p["limits"])

    async def test_missing_source_is_named_with_its_setting(
        self, social: Social
    ) -> None:
        assert await sources_of(social, "youtube") == {
            "import": True,
            "demo": True,
            "custom": False,
            "youtube_api": False,
            "yt-dlp": False,
        }

    @pytest.mark.parametrize(
        ("platform", "source", "setting"),
        [
            ("instagram", "brightdata", "BRIGHTDATA_API_KEY"),
            ("x", "twitterapi_io", "TWITTERAPI_KEY"),
            ("youtube", "youtube_api", "YOUTUBE_API_KEY"),
        ],
    )
    async def test_sources_stand_in_the_order_in_which_they_are_asked(
        self, social: Social, platform: str, source: str, setting: str
    ) -> None:
        async with social.client() as client:
            body = (await client.get("/api/v1/social/platforms")).json()
        [shown] = [p for p in body["items"] if p["name"] == platform]
        names = [s["name"] for s in shown["sources"]]
        chain = [kind.name for kind in list_kinds(platform)]
        assert names == ["import", *chain]
        [found] = [s for s in shown["sources"] if s["name"] == source]
        assert (found["is_configured"], found["setting"]) == (False, setting)

    async def test_configured_source_is_shown_for_its_platforms(
        self, start_social: StartSocial
    ) -> None:
        social: Social = await start_social(
            custom_source_url="http://127.0.0.1:9",
            custom_source_platforms="tiktok,youtube",
        )
        assert (await sources_of(social, "youtube"))["custom"]
        assert (await sources_of(social, "tiktok"))["custom"]
        assert not (await sources_of(social, "x"))["custom"]
        # It is there: what is to be set is for whom it is asked.
        assert await setting_of(social, "x", "custom") == "CUSTOM_SOURCE_PLATFORMS"
        assert await setting_of(social, "youtube", "custom") == "CUSTOM_SOURCE_URL"


class TestFindPlatform:
    @pytest.mark.parametrize(
        ("text", "name"),
        [("YouTube", "youtube"), (" twitter ", "x"), ("X", "x"), ("myspace", None)],
    )
    def test_name_in_any_case(self, text: str, name: str | None) -> None:
        found = find_platform(text)
        assert (found.name if found else None) == name

    def test_every_platform_has_its_own_name(self) -> None:
        assert all(name == p.name for name, p in load_platforms().items())
