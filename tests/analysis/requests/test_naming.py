"""What a request is called."""

from datetime import UTC, datetime

import pytest

from libs.common.post_urls import PostUrl, parse_post_url
from services.analysis.requests.models import RequestPost
from services.analysis.requests.naming import name_links, name_posts
from services.analysis.requests.states import PostState

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def read(*links: str) -> list[PostUrl]:
    found = [parse_post_url(link, now=NOW) for link in links]
    assert all(isinstance(post, PostUrl) for post in found)
    return [post for post in found if isinstance(post, PostUrl)]


def make_posts(*titles: str | None, state: PostState) -> list[RequestPost]:
    return [RequestPost(title=title, state=state) for title in titles]


class TestNameLinks:
    def test_one_account_names_the_request(self) -> None:
        posts = read("https://x.com/maker/status/1", "https://x.com/maker/status/2")
        assert name_links(posts, "en") == "@maker"

    def test_links_without_account_are_told_by_the_first(self) -> None:
        links = [f"https://www.youtube.com/watch?v=abcdefghij{x}" for x in "AEI"]
        assert name_links(read(links[0]), "en") == "youtube.com/watch?v=abcdefghijA"
        assert name_links(read(*links), "en").endswith("abcdefghijA and 2 more")
        assert name_links(read(*links), "de-AT").endswith("abcdefghijA und 2 weitere")

    def test_account_of_some_links_does_not_name_all(self) -> None:
        posts = read("https://x.com/maker/status/1", "https://youtu.be/abcdefghijA")
        assert name_links(posts, "en") == "x.com/i/status/1 and 1 more"


class TestNamePosts:
    @pytest.mark.parametrize(
        ("titles", "name"),
        [
            (["A film"], "A film"),
            (["A film", "Another"], "A film and 1 more"),
            ([None, "Another", None], "Another and 2 more"),
            ([None, None], None),
        ],
    )
    def test_first_title_and_how_many_more(
        self, titles: list[str | None], name: str | None
    ) -> None:
        assert name_posts(make_posts(*titles, state=PostState.DONE), "en") == name

    def test_second_link_to_a_post_is_no_other_post(self) -> None:
        posts = make_posts("A film", state=PostState.DONE)
        posts += make_posts(None, state=PostState.DUPLICATE)
        assert name_posts(posts, "en") == "A film"

    def test_endless_title_is_cut(self) -> None:
        [post] = make_posts("w" * 100_000, state=PostState.DONE)
        assert len(name_posts([post], "en") or "") <= 80
