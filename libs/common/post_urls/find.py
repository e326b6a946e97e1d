"""The posts' URLs in a text that holds more than one."""

import re
from collections.abc import Iterator
from datetime import datetime

from libs.common.post_urls.model import PostUrl
from libs.common.post_urls.parse import parse_post_url

# Where a URL may begin: at a scheme, or at a host (with `//` or not) that follows a
# blank, a bracket, a quote or a comma. After anything else a host may be the end of
# another, longer one.
_START = re.compile(
    r"https?://"
    r"|(?:(?<=[\s\u00a0\u3000(\[{<>\"'`,;|*])|^)"
    r"(?:(?:instagram|vnd\.youtube|youtube):"
    r"|(?://)?(?:[a-z0-9-]{1,63}\.){1,3}[a-z]{2,24}/)",
    re.IGNORECASE | re.ASCII,
)
# The characters of RFC 3986 without those brackets that close a link in a text, and
# the ellipsis, so that a link that was cut short is seen to be one.
_RUN = re.compile(r"[A-Za-z0-9._~:/?#@!$&'()*+,;=%…-]*")


def find_post_urls(text: str, *, now: datetime | None = None) -> list[PostUrl]:
    """The posts named in a text, in its order, each identity once (first URL wins).

    What is no post's URL is passed over. `now` as in `parse_post_url`. Never raises;
    linear in the length of the text, which has no limit of its own."""
    found: dict[tuple[str, str], PostUrl] = {}
    for candidate in _split_candidates(text):
        post = parse_post_url(candidate.rstrip("*"), now=now)
        if isinstance(post, PostUrl):
            found.setdefault(post.identity, post)
    return list(found.values())


def _split_candidates(text: str) -> Iterator[str]:
    """The stretches of a text that may be URLs: from a start to the next, or to the
    first character that a URL has not."""
    begin = run_end = 0
    for start in (match.start() for match in _START.finditer(text)):
        if start >= run_end:
            yield text[begin:run_end]
            run = _RUN.match(text, start)
            run_end = run.end() if run else start
        elif text[start - 1] == "=":
            continue  # The link inside another one's parameter.
        else:
            yield text[begin:start]
        begin = start
    yield text[begin:run_end]
