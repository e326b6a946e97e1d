"""The whole texts of long posts in an archive of X, and which post each is of. Pure.

An archive names the post (`tweetId`), or only the note itself: then the post is the one
that begins as the note does, and of several the one whose id is nearest, since both are
made at the same moment."""

from collections import defaultdict
from typing import Any

from services.social.sources.x_objects import expand_links

_BEGINNING = 60


class Notes:
    """Texts by post; `size` is the characters that they hold."""

    def __init__(self) -> None:
        self.size = 0
        self._by_post: dict[str, str] = {}
        self._by_beginning: dict[str, list[tuple[int, str]]] = defaultdict(list)

    def add(self, note: dict[str, Any]) -> None:
        """Takes a note in, in either of the two forms that were seen."""
        held = note.get("noteTweetResults", note.get("core"))
        text = held.get("text") if isinstance(held, dict) else None
        if not isinstance(text, str) or not isinstance(held, dict):
            return
        self.size += len(text)
        whole = _expand(text, held)
        post_id, note_id = note.get("tweetId"), note.get("noteTweetId")
        if isinstance(post_id, str):
            self._by_post[post_id] = whole
        elif isinstance(note_id, str) and note_id.isdecimal() and len(note_id) <= 20:
            beginning = text[:_BEGINNING]
            if len(beginning) == _BEGINNING:
                self._by_beginning[beginning].append((int(note_id), whole))

    def find(self, post_id: str, text: str) -> str | None:
        """The whole text of a post; `text` is what stands in it, without entities."""
        known = self._by_post.get(post_id)
        if known is not None:
            return known
        alike = self._by_beginning.get(text[:_BEGINNING])
        if not alike:
            return None
        return min(alike, key=lambda note: abs(note[0] - int(post_id)))[1]


def _expand(text: str, held: dict[str, Any]) -> str:
    """The text with its links as they were."""
    entities = held.get("entitySet")
    urls = held.get("urls")
    if urls is None and isinstance(entities, dict):
        urls = entities.get("urls")
    links: dict[str, str] = {}
    for link in urls if isinstance(urls, list) else ():
        short = link.get("shortUrl") if isinstance(link, dict) else None
        whole = link.get("expandedUrl") if isinstance(link, dict) else None
        if isinstance(short, str) and isinstance(whole, str):
            links[short] = whole
    return expand_links(text, links)
