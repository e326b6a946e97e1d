"""Documents that were made to do harm, in the place of each platform's own."""

import json
from typing import Any

import pytest

from tests.social.imports.archives import exports
from tests.social.imports.archives.looking import look, reasons, refusal

DEEP = "[" * 10_000
LONG = "x" * 5_000_000
INSTAGRAM = '[{"media": [{"uri": "a.jpg", "creation_timestamp": 1700000000}]}'
FACEBOOK = '[{"timestamp": 1700000000, "data": [{"post": "a"}]}'
TIKTOK = '{"Post": {"Posts": {"VideoList": [{"Date": "2023-03-05 14:22:09"}'
KINDS = {"instagram": INSTAGRAM, "facebook": FACEBOOK, "tiktok": TIKTOK}

_ODD: list[Any] = [None, 1, "a", [], {}, [[]], {"a": None}, 1e300, True, "\0"]


class TestDocuments:
    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize(
        "damage",
        [",", f",{DEEP}", f',{{"title": "{LONG}"}}]', ', {"a": 1e999}x'],
    )
    async def test_damage_is_named_with_its_file(self, kind: str, damage: str) -> None:
        content = (KINDS[kind] + damage).encode()
        told, message = await refusal(("own.json", content), account="ada")
        assert told == "broken"
        assert "own.json" in message

    @pytest.mark.parametrize("odd", _ODD, ids=repr)
    async def test_odd_values_refuse_their_post_alone(self, odd: Any) -> None:
        good = {"media": [{"uri": "a.jpg", "creation_timestamp": 1_700_000_000}]}
        elements = [
            good,
            odd,
            {"media": odd},
            {"media": [odd]},
            {"media": [{"uri": odd, "creation_timestamp": odd, "title": odd}]},
            {"media": [{"uri": "a"}], "creation_timestamp": odd, "title": odd},
        ]
        document = ("posts_1.json", exports.to_json(elements))
        found = await look(document, account="ada")
        assert len(found.rows) == len(elements)
        assert found.rows[0].post

    @pytest.mark.parametrize("odd", _ODD, ids=repr)
    async def test_odd_values_of_facebook_and_tiktok(self, odd: Any) -> None:
        facebook = [
            {"timestamp": 1_700_000_000, "data": [{"post": "a"}]},
            {"timestamp": odd, "data": [{"post": odd}, odd], "attachments": odd},
            {"timestamp": 1, "data": odd, "attachments": [odd, {"data": [odd]}]},
            {"timestamp": 1, "attachments": [{"data": [{"media": odd}]}]},
            odd,
        ]
        found = await look(("own.json", exports.to_json(facebook)), account="ada")
        assert len(found.rows) == len(facebook)
        tiktok = [{"Date": odd, "Link": odd, "Likes": odd, "Title": odd}, odd]
        document = {"Post": {"Posts": {"VideoList": tiktok}}}
        found = await look(("own.json", exports.to_json(document)), account="ada")
        assert len(found.rows) == len(tiktok)
        assert all(reasons(found)) or odd in ("a", 1)

    async def test_megabytes_before_the_posts_are_passed_over(self) -> None:
        messages = {"ChatHistory": [{"Content": "x" * 1_000_000} for _ in range(8)]}
        document = {
            "Direct Messages": {"Chat History": messages},
            **json.loads(exports.tiktok_document()),
        }
        found = await look(("own.json", exports.to_json(document)))
        assert found.found.posts == 3
