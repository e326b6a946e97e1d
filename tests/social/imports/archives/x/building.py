"""Archives of X, made to measure."""

import json
from collections.abc import Iterable
from typing import Any

from tests.social.imports.asking import File

ACCOUNT: File = (
    "account.js",
    b'window.YTD.account.part0 = [ { "account" : { "username" : "Ada_L", '
    b'"accountId" : "7", "accountDisplayName" : "Ada Lovelace" } } ]',
)


def build_tweet(post_id: int | str = 1626922779105759235, **changes: Any) -> Any:
    """One element without its shell; `changes` of None leave a field out."""
    tweet = {
        "id_str": str(post_id),
        "id": str(post_id),
        "created_at": "Sat Feb 18 12:33:11 +0000 2023",
        "full_text": "Hello",
        "favorite_count": "3",
        "retweet_count": "1",
        "entities": {"urls": []},
        **changes,
    }
    return {name: value for name, value in tweet.items() if value is not None}


def build_script(name: str, elements: Iterable[Any], end: str = "") -> bytes:
    """A file of an archive: `name` as in `window.YTD.<name>.part0`."""
    text = json.dumps(list(elements), indent=2)
    return f"window.YTD.{name}.part0 = {text}{end}".encode()


def build_tweets(*tweets: Any, name: str = "tweets.js", end: str = "") -> File:
    """A file of posts."""
    script = build_script("tweets", ({"tweet": tweet} for tweet in tweets), end)
    return name, script


def build_notes(*notes: tuple[str, str]) -> File:
    """The file of long posts: id and text of each."""
    elements = (
        {"noteTweet": {"tweetId": post_id, "noteTweetResults": {"text": text}}}
        for post_id, text in notes
    )
    return "note-tweet.js", build_script("note_tweet", elements)
