"""What is to be found on Instagram, as Bright Data's rows tell it: the part of the
emulator that knows posts and accounts, and nothing of jobs."""

from dataclasses import dataclass, field
from typing import Any

from libs.common.post_urls import PostUrl, parse_post_url
from tests.emulators.brightdata_rows import (
    AS_OF,
    OWNER,
    build_comment_row,
    build_post_row,
    build_profile_row,
    build_reel_row,
)

POSTS = "gd_lk5ns7kz21pck8jpis"
REELS = "gd_lyclm20il4r5helnj"
COMMENTS = "gd_ltppn085pokosxh13"
PROFILES = "gd_l1vikfch901nx3by4"

_TEXTS_OF_CODES = {
    "dead_page": "4XX page - dead page.",
    "blocked": "The page could not be loaded: blocked.",
}


@dataclass
class Pages:
    """By code of a post or name of an account: `errors` is what fails with which code,
    `errors_once` the same for the first job only, `texts` the words of an error,
    `rows` what replaces parts of a row, `replies` what replaces a row whole, `silent`
    what no row is about. `private` are accounts, `recent` and `recent_reels` their
    newest, of which the profile shows the former unless `hides_profile_posts`."""

    url: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    errors_once: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    replies: dict[str, Any] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    owners: dict[str, str] = field(default_factory=dict)
    recent: dict[str, list[str]] = field(default_factory=dict)
    recent_reels: dict[str, list[str]] = field(default_factory=dict)
    hides_profile_posts: bool = False
    private: set[str] = field(default_factory=set)
    comments: int = 5
    fails_comments: bool = False

    def answer(
        self, dataset: str, query: dict[str, str], item: dict[str, Any]
    ) -> list[Any]:
        """The rows of one thing that was asked for."""
        name = name_of(item["url"])
        if name in self.silent:
            return []
        if name in self.replies:
            return [self.replies[name]]
        code = self.errors.get(name) or self.errors_once.pop(name, None)
        if dataset == POSTS and "/reel/" in item["url"]:
            code = "dead_page"
        if dataset == COMMENTS and self.fails_comments:
            code = "parse_error"
        if query.get("type") == "discover_new" and not code:
            return self._discover(dataset, name, item)
        if code:
            rows = [self._error(name, code)]
        elif dataset == COMMENTS:
            most = min(self.comments, int(query.get("limit_per_input", self.comments)))
            rows = [build_comment_row(name, place) for place in range(most)]
        elif dataset == PROFILES:
            rows = [self._profile(name)]
        else:
            rows = [self._post(dataset, name)]
        return [row | {"input": item} for row in rows]

    def _discover(self, dataset: str, name: str, item: dict[str, Any]) -> list[Any]:
        recent = self.recent_reels if dataset == REELS else self.recent
        codes = recent.get(name, [])[: item["num_of_posts"]]
        if not codes:
            words = "There are no public posts in the profile for the specified period"
            error = {"error": words, "error_code": "dead_page"}
            return [{"timestamp": AS_OF.isoformat(), "input": item, **error}]
        return [
            self._post(dataset, code, name) | {"discovery_input": item, "input": item}
            for code in codes
        ]

    def _post(self, dataset: str, code: str, owner: str = OWNER) -> dict[str, Any]:
        build = build_reel_row if dataset == REELS else build_post_row
        row = build(code, self.owners.get(code, owner), f"{self.url}/media")
        return row | self.rows.get(code, {})

    def _profile(self, name: str) -> dict[str, Any]:
        codes = [] if self.hides_profile_posts else self.recent.get(name, [])[:12]
        return build_profile_row(
            name, codes, f"{self.url}/media", is_private=name in self.private
        ) | self.rows.get(name, {})

    def _error(self, name: str, code: str) -> dict[str, Any]:
        words = self.texts.get(name) or _TEXTS_OF_CODES.get(code, "Something is wrong.")
        return {"timestamp": AS_OF.isoformat(), "error": words, "error_code": code}


def name_of(url: str) -> str:
    """A post's code, or an account's name."""
    read = parse_post_url(url)
    if isinstance(read, PostUrl):
        return read.id or ""
    return url.rstrip("/").rpartition("/")[2]


def is_error(row: Any) -> bool:
    """Whether a row says what went wrong; such are not paid for."""
    return isinstance(row, dict) and "error" in row
