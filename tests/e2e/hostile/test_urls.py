"""Hundreds of links that are not what they seem: each is refused by name, or is the
post that it names. Nothing else is ever taken."""

import json
from collections.abc import Sequence
from typing import Any, get_args
from urllib.parse import urlsplit

import pytest

from deploy.local.local_system import LocalSystem
from libs.common.post_urls import Reason
from tests.e2e.hostile.operations import check_refusal, for_each
from tests.e2e.hostile.stored import count_stored
from tests.e2e.hostile.urls import HOSTS_OF, Line, build_lines
from tests.e2e.person import Person
from tests.fixtures.people import SignUp
from tests.fixtures.sample_data import BadInput

LINES = build_lines()
REFUSED = [line for line in LINES if line.post is None]
TAKEN = [line for line in LINES if line.post]
REASONS = frozenset(get_args(Reason))

pytestmark = pytest.mark.usefixtures("no_mistakes")


async def check(person: Person, texts: Sequence[str]) -> list[dict[str, Any]]:
    """What each text is said to be."""
    response = await person.call(
        "POST", "/analysis/urls/check", json={"post_urls": list(texts)}
    )
    assert response.status_code == 200, response.text
    items: list[dict[str, Any]] = response.json()["items"]
    assert [item["index"] for item in items] == list(range(len(texts)))
    return items


async def analyse(person: Person, *texts: str) -> Any:
    return await person.call("POST", "/analysis/analyze", json={"post_urls": texts})


def check_item(line: Line, item: dict[str, Any]) -> None:
    if line.post is None:
        assert not item["is_valid"], (line, item)
        assert item["reason"] in REASONS, (line, item)
        assert item["message"].endswith("."), (line, item)
        assert item["canonical_url"] is None
    else:
        named = (item["platform"], item["platform_post_id"])
        assert named == line.post, (line, item)
        check_host(item["platform"], item["canonical_url"])


def check_host(platform: str, url: str) -> None:
    """It leads to the platform's own host and nowhere else."""
    parts = urlsplit(url)
    assert (parts.scheme, parts.netloc) == ("https", HOSTS_OF[platform]), url
    assert url.isascii()
    assert url.isprintable()


class TestChecking:
    async def test_each_of_hundreds_is_refused_by_name_or_is_the_post_it_names(
        self, system: LocalSystem, sign_up: SignUp
    ) -> None:
        assert len(LINES) >= 300
        person = await sign_up(system.public_url)
        items = await check(person, [line.text for line in LINES])
        for line, item in zip(LINES, items, strict=True):
            check_item(line, item)

    @pytest.mark.parametrize(
        "text", ["a\x00b", "https://x.com/\x00/status/1", "\ud800"]
    )
    async def test_text_that_no_database_holds_is_refused_by_its_place(
        self, system: LocalSystem, sign_up: SignUp, text: str
    ) -> None:
        person = await sign_up(system.public_url)
        for path in ("/analysis/urls/check", "/analysis/analyze"):
            # By hand: the client's own JSON refuses half a surrogate pair.
            body = json.dumps({"post_urls": ["https://x.com/a/status/1", text]})
            response = await person.call(
                "POST",
                path,
                content=body,
                headers={"Content-Type": "application/json"},
            )
            check_refusal(response, 422)
            assert "post_urls" in response.json()["fields"][0]["field"]

    async def test_line_of_ten_thousand_characters_is_refused_by_its_place(
        self, system: LocalSystem, sign_up: SignUp
    ) -> None:
        person = await sign_up(system.public_url)
        for line in (line for line in LINES if line.rule == "long"):
            text = line.text.ljust(10_240, "a")
            response = await analyse(person, text)
            check_refusal(response, 422)
            [field] = response.json()["fields"]
            assert (field["field"], field["reason"]) == (
                "post_urls.0",
                "string_too_long",
            )
            assert len(response.content) < 2_000  # it is not sent back


class TestAnalysing:
    async def test_each_that_is_no_post_is_refused_alone_and_stores_nothing(
        self, system: LocalSystem, sign_up: SignUp
    ) -> None:
        person = await sign_up(system.public_url)
        before = await count_stored(system, person)

        async def ask(line: Line) -> None:
            response = await analyse(person, line.text)
            check_refusal(response, 422)
            [field] = response.json()["fields"]
            assert field["field"] == "post_urls.0", line
            assert field["reason"] in REASONS, line
            assert field["message"].endswith("."), line

        await for_each(REFUSED, ask)
        assert await count_stored(system, person) == before

    async def test_one_bad_line_refuses_the_whole_and_names_every_bad_one(
        self, system: LocalSystem, sign_up: SignUp
    ) -> None:
        person = await sign_up(system.public_url)
        before = await count_stored(system, person)
        response = await analyse(person, *(line.text for line in LINES))
        check_refusal(response, 422)
        told = [field["field"] for field in response.json()["fields"]]
        bad = [n for n, line in enumerate(LINES) if line.post is None]
        assert told == [f"post_urls.{number}" for number in bad]
        assert await count_stored(system, person) == before

    async def test_all_spellings_of_three_posts_are_three_posts(
        self, system: LocalSystem, sign_up: SignUp
    ) -> None:
        person = await sign_up(system.public_url)
        response = await analyse(person, *(line.text for line in TAKEN))
        assert response.status_code == 202, response.text
        body = await person.wait_for(response.json()["id"])
        assert (body["status"], body["counts"]["done"]) == ("COMPLETED", 3)
        for post in body["posts"]:
            check_host(post["platform"], post["canonical_url"])
        await person.wait_for_usage(3)


class TestNaughtyStrings:
    async def test_none_is_a_post_by_itself_or_within_a_link(
        self, system: LocalSystem, sign_up: SignUp, bad_input: BadInput
    ) -> None:
        person = await sign_up(system.public_url)
        strings = bad_input.naughty_strings
        patterns = (
            "{}",
            "https://{}/watch?v=hOstiLe___A",
            "https://youtu.be/{}",
            "https://www.instagram.com/p/{}/",
            "https://x.com/ada/status/{}",
        )
        for pattern in patterns:
            texts = [pattern.replace("{}", text) for text in strings]
            for text, item in zip(texts, await check(person, texts), strict=True):
                if item["is_valid"]:
                    assert "{}" in pattern[10:], (text, item)
                    check_host(item["platform"], item["canonical_url"])
                else:
                    assert item["reason"] in REASONS, text


class TestServerSideUrls:
    async def test_none_is_taken_as_a_post(
        self, system: LocalSystem, sign_up: SignUp, bad_input: BadInput
    ) -> None:
        person = await sign_up(system.public_url)
        urls = bad_input.server_side_urls
        for url, item in zip(urls, await check(person, urls), strict=True):
            assert item["reason"] in {"unsupported_host", "not_a_url"}, url
        check_refusal(await analyse(person, *urls), 422)
