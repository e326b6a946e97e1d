"""What is no export of posts is named as what it is."""

import pytest

from tests.social.imports.archives import exports
from tests.social.imports.archives.looking import refusal
from tests.social.imports.archives.workbooks import build_workbook
from tests.social.imports.archives.zips import build_zip

_DAYS = b'Date,Impressions,Likes,Engagements,New follows\n"Sat, Mar 1, 2025",3,1,1,1\n'
_MESSAGES = exports.to_json({"participants": [{"name": "Bo"}], "messages": []})
_ACTIVITY = "your_instagram_activity"

ZIPS = {
    "Instagram as HTML": ("i/content/posts_1.html", "html_variant", "JSON"),
    "Facebook as HTML": ("f/posts/your_posts_1.html", "html_variant", "JSON"),
    "TikTok as TXT": ("TikTok/Posts/Posts.txt", "txt_variant", "JSON"),
    "rest of Instagram": (f"{_ACTIVITY}/likes/a.json", "no_posts_file", "all"),
    "messages": ("messages/inbox/bo/message_1.json", "messages", "not read"),
    "chat of WhatsApp": ("_chat.txt", "messages", "WhatsApp"),
    "Takeout of other things": ("Takeout/Mail/all.mbox", "no_posts_file", "YouTube"),
    "small archive of LinkedIn": ("Connections.csv", "no_posts_file", "Shares.csv"),
    "Snapchat": ("json/snap_history.json", "unsupported_platform", "Snapchat"),
    "another archive": ("export.zip", "nested_zip", "Unpack"),
    "pictures": ("a.jpg", "not_an_archive", "no file with posts"),
}
FILES = {
    "days of X": ("a.csv", _DAYS, "days_not_posts", "archive of your data"),
    "days of YouTube": (
        "a.csv",
        b"Date,Views\n2025-01-01,3\n",
        "days_not_posts",
        "Table",
    ),
    "messages": ("message_1.json", _MESSAGES, "messages", "not posts"),
    "followers": (
        "followers_1.json",
        exports.to_json([{"string_list_data": [{"value": "bo"}]}]),
        "not_posts",
        "accounts",
    ),
    "figures of an account": (
        "audience_insights.json",
        exports.to_json({"organic_insights_audience": []}),
        "not_posts",
        "posts_1.json",
    ),
    "another workbook": (
        "a.xlsx",
        build_workbook({"Sheet1": [["Title", "Views"], ["A", 3]]}),
        "spreadsheet",
        "CSV",
    ),
}


class TestNames:
    @pytest.mark.parametrize("name", ZIPS)
    async def test_zip_is_told_by_its_names(self, name: str) -> None:
        member, reason, words = ZIPS[name]
        told, message = await refusal(("x.zip", build_zip({member: b"{}"})))
        assert told == reason
        assert words in message

    @pytest.mark.parametrize("name", FILES)
    async def test_file_is_told_by_its_content(self, name: str) -> None:
        file, content, reason, words = FILES[name]
        told, message = await refusal((file, content))
        assert told == reason
        assert words in message

    async def test_two_exports_in_one_are_not_mixed(self) -> None:
        members = exports.instagram() | exports.facebook()
        told, _ = await refusal(("x.zip", build_zip(members)))
        assert told == "several_exports"

    async def test_profile_alone_is_no_export(self) -> None:
        name = "ig/personal_information/personal_information.json"
        content = exports.instagram()[name]
        told, message = await refusal(("personal_information.json", content))
        assert told == "no_posts_file"
        assert "posts_1.json" in message
