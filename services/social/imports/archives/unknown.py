"""What was handed in where it is no export of posts: told as what it is. Pure."""

import re
from collections.abc import Sequence

from services.social.imports.archives.json_peek import ARRAY, peek
from services.social.imports.files.forms import FileNotReadable

_Told = tuple[str, str]

# By the names in a ZIP, the most telling first.
_ZIPS: tuple[tuple[str, _Told], ...] = (
    (
        r"(?:^|/)(?:content|media)/(?:posts_\d+|reels|stories)\.html$",
        (
            "html_variant",
            "This is an export of Instagram as web pages (HTML). Ask Instagram for it "
            "again and choose the format JSON: that one can be read.",
        ),
    ),
    (
        r"(?:^|/)(?:your_posts|profile_posts)[^/]*\.html$",
        (
            "html_variant",
            "This is an export of Facebook as web pages (HTML). Ask Facebook for it "
            "again and choose the format JSON: that one can be read.",
        ),
    ),
    (
        r"(?:^|/)tiktok.*\.txt$|(?:^|/)(?:Posts?|Videos?|Watch History)\.txt$",
        (
            "txt_variant",
            "This is an export of TikTok as text (TXT). Ask TikTok for it again and "
            "choose the format JSON: that one can be read.",
        ),
    ),
    (
        r"your_instagram_activity/|(?:^|/)instagram-[^/]*/|followers_and_following/",
        (
            "no_posts_file",
            "This is a part of an export of Instagram without your posts. Hand in all "
            "of its parts, or ask Instagram for “Content”, as JSON.",
        ),
    ),
    (
        r"your_facebook_activity/messages|(?:^|/)messages/(?:inbox|archived_threads)/",
        (
            "messages",
            "These look like your messages on Facebook or Instagram. They are not "
            "read. Ask for “Posts” instead, as JSON.",
        ),
    ),
    (
        r"your_(?:facebook_activity|activity_across_facebook)/|(?:^|/)facebook-[^/]*/",
        (
            "no_posts_file",
            "This is a part of an export of Facebook without your posts. Hand in all "
            "of its parts, or ask Facebook for “Posts”, as JSON.",
        ),
    ),
    (
        r"(?:^|/)_chat\.txt$|(?:^|/)WhatsApp",
        (
            "messages",
            "This looks like a chat of WhatsApp. Messages are not read, and there are "
            "no posts in it.",
        ),
    ),
    (
        r"(?:^|/)snap_history|(?:^|/)memories_history|(?:^|/)snap_[^/]*\.json$",
        (
            "unsupported_platform",
            "This looks like an export of Snapchat, whose posts are not read here.",
        ),
    ),
    (
        r"(?:^|/)Streaming_?History|(?:^|/)StreamingHistory",
        (
            "unsupported_platform",
            "This looks like an export of Spotify: what was heard, not what was "
            "posted.",
        ),
    ),
    (
        r"(?:^|/)Connections\.csv$|(?:^|/)Basic_LinkedInDataExport",
        (
            "no_posts_file",
            "This is LinkedIn's archive without your posts. Ask for the larger data "
            "archive, which has a file `Shares.csv`, or for the content analytics.",
        ),
    ),
    (
        r"(?:^|/)Takeout/",
        (
            "no_posts_file",
            "This is a Google Takeout without your videos. Choose “YouTube and "
            "YouTube Music” with “videos”, and hand in all of its parts.",
        ),
    ),
    (
        r"\.(?:zip|tgz|tar|gz)$",
        (
            "nested_zip",
            "There is another archive in this ZIP. Unpack it once, and hand in the "
            "one inside.",
        ),
    ),
    (
        r"\.(?:csv|json)$",
        (
            "not_an_archive",
            "This ZIP is no export that is known here. Unpack it and hand in the CSV "
            "or JSON with your posts.",
        ),
    ),
)
_NOTHING: _Told = (
    "not_an_archive",
    "This ZIP is no export that is known here: no file with posts was found in it.",
)
_MESSAGES: _Told = (
    "messages",
    "This looks like messages, not posts. Messages are not read.",
)
_FOLLOWERS: _Told = (
    "not_posts",
    "This looks like a list of accounts from an export of Instagram, not like posts.",
)
_INSIGHTS_OF_ACCOUNT: _Told = (
    "not_posts",
    "These are figures of your account from an export of Instagram, not of posts. "
    "Import `posts_1.json`, and `posts.json` and `reels.json` of its insights.",
)
_TXT = re.compile(r"^\s*(?:>>>|Date: \d{4}-\d\d-\d\d)", re.MULTILINE)
_PAGE = re.compile(r"\s*<(?:!doctype html|html|head)\b", re.IGNORECASE)
_META_PAGE = re.compile(r"instagram|facebook", re.IGNORECASE)


def name_zip(names: Sequence[str]) -> FileNotReadable:
    """Why there are no posts in a ZIP with these names."""
    for pattern, told in _ZIPS:
        mark = re.compile(pattern, re.IGNORECASE)
        if any(mark.search(name) for name in names):
            return FileNotReadable(*told)
    return FileNotReadable(*_NOTHING)


def name_document(name: str, head: bytes) -> None:
    """Raises FileNotReadable if a single file is known to hold no posts."""
    keys = peek(head)
    if ("messages",) in keys and (("participants",) in keys or ("name",) in keys):
        raise FileNotReadable(*_MESSAGES)
    if any(path[:2] == (ARRAY, "string_list_data") for path in keys):
        raise FileNotReadable(*_FOLLOWERS)
    if any(path[0].startswith("organic_insights_") for path in keys):
        raise FileNotReadable(*_INSIGHTS_OF_ACCOUNT)
    if any(path[0].startswith("relationships_") for path in keys):
        raise FileNotReadable(*_FOLLOWERS)
    text = head.decode("utf-8", "replace")
    if name.lower().endswith(".txt") and "tiktok" in text.lower() and _TXT.search(text):
        raise FileNotReadable(*_ZIPS[2][1])
    is_page = _PAGE.match(text) is not None
    if is_page and _META_PAGE.search(text) and "_a6-g" in text:
        raise FileNotReadable(
            "html_variant",
            "This is a page of an export of Instagram or Facebook as HTML. Ask for the "
            "export again and choose the format JSON: that one can be read.",
        )
