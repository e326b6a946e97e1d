"""What a request is called in lists. Pure."""

from collections.abc import Sequence

from libs.common.post_urls import CreatorName, PostUrl
from services.analysis.requests.models import RequestPost
from services.analysis.requests.states import PostState
from services.analysis.wording.quoting import shorten
from services.analysis.wording.wording import find_wording

LONGEST_TITLE = 80


def name_links(posts: Sequence[PostUrl], language: str) -> str:
    """Until titles are known: the one account all links name, else the first link and
    how many more there are."""
    owners = {post.owner_hint for post in posts}
    owner = owners.pop() if len(owners) == 1 else None
    if owner:
        return f"@{owner}"
    first = posts[0].canonical_url.removeprefix("https://").removeprefix("www.")
    first = first.removeprefix("library.invalid/")
    return _with_others(first, len(posts) - 1, language)


def name_creator(creator: CreatorName) -> str:
    """The account whose newest posts are asked for."""
    return f"@{creator.handle}" if creator.handle else creator.name


def name_anew(posts: Sequence[RequestPost], language: str) -> str:
    """As in the beginning, where titles that were known have gone."""
    name = name_posts(posts, language)
    if name:
        return name
    first = posts[0].canonical_url.removeprefix("https://").removeprefix("www.")
    return _with_others(first, len(posts) - 1, language)


def name_posts(posts: Sequence[RequestPost], language: str) -> str | None:
    """The first title that is known and how many more posts there are; None while
    none is known. Posts that proved to be others of the list do not count."""
    told = [post for post in posts if post.state != PostState.DUPLICATE]
    title = next((post.title for post in told if post.title), None)
    if title is None:
        return None
    return _with_others(shorten(title, LONGEST_TITLE), len(told) - 1, language)


def _with_others(title: str, count: int, language: str) -> str:
    if count == 0:
        return title
    form = "one" if count == 1 else "many"
    return find_wording(language).say(
        f"request.several_{form}", title=title, count=count
    )
