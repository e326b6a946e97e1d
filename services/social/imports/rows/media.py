"""Reads the addresses of a post's pictures and videos. Pure."""

import re

from services.social.imports.cells.refusals import Cell, CellRefused
from services.social.imports.cells.texts import read_text
from services.social.sources.collected_post import CollectedMedia

_MOST_TEXT = 100_000
_MOST_MEDIA = 40
_URL = re.compile(r"https?://[^\s\"'<>,;|]+", re.ASCII)
_BETWEEN_URLS = re.compile(r"[\s,;|\"'<>\[\]]*")
_VIDEO_ENDING = re.compile(r"\.(mp4|m4v|mov|webm)(\?|$)", re.IGNORECASE)


def read_media(cell: Cell) -> tuple[CollectedMedia, ...]:
    """The media of a list of addresses, at most 40; a text may hold several."""
    if isinstance(cell, list):
        cell = " ".join(str(item) for item in cell)
    text = read_text(cell, most=_MOST_TEXT)
    if not text:
        return ()
    if _BETWEEN_URLS.sub("", _URL.sub("", text)):
        raise CellRefused("bad_url", "This is not a list of web addresses.")
    return tuple(
        CollectedMedia("video" if _VIDEO_ENDING.search(url) else "image", url)
        for url in _URL.findall(text)[:_MOST_MEDIA]
    )
