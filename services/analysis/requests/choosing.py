"""What a request is about: links, or a creator's newest posts. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from libs.common.contracts.billing import UsageCounter
from libs.common.post_urls import CreatorName, CreatorRefusal, PostUrl, parse_creator
from services.analysis.requests.errors import CreatorNotValid, PostUrlsNotValid
from services.analysis.requests.intake import field_errors, read_lines
from services.analysis.requests.models import PostAnalysisRequest, RequestPost
from services.analysis.requests.naming import name_creator, name_links
from services.analysis.requests.schemas import AnalysisCreate, CreatorChoice


@dataclass(frozen=True, slots=True)
class Usage:
    """What is to be reserved: posts by platform, and as what they count."""

    by_platform: dict[str, int]
    counts_as: UsageCounter

    @property
    def posts(self) -> int:
        """All of them."""
        return sum(self.by_platform.values())


@dataclass(frozen=True, slots=True)
class Choice:
    """The posts by their links, or the creator and how many posts of his."""

    links: list[tuple[str, PostUrl]] = field(default_factory=list)
    creator: CreatorName | None = None
    count: int = 0

    @property
    def platforms(self) -> list[str]:
        """Those of the posts, by name."""
        return sorted(self.usage.by_platform)

    @property
    def usage(self) -> Usage:
        """What the request may use at most."""
        if self.creator:
            return Usage({self.creator.platform: self.count}, "handle_analyses")
        posts: Counter[str] = Counter(post.platform for _, post in self.links)
        return Usage(dict(posts), "url_lookups")

    def name(self, language: str) -> str:
        """What the request is called until titles are known."""
        if self.creator:
            return name_creator(self.creator)
        return name_links([post for _, post in self.links], language)

    def describe_creator(self) -> dict[str, Any] | None:
        """What the request's row keeps of the creator."""
        if self.creator is None:
            return None
        return {
            "platform": self.creator.platform,
            "handle": self.creator.handle,
            "url": self.creator.url,
            "count": self.count,
        }


def read_choice(body: AnalysisCreate, now: datetime) -> Choice:
    """What is asked for. Raises PostUrlsNotValid, CreatorNotValid."""
    if body.creator:
        return Choice(creator=_read_creator(body.creator), count=body.creator.count)
    lines = read_lines(body.post_urls, now)
    if wrong := field_errors(lines):
        raise PostUrlsNotValid(wrong)
    return Choice([(line.text, line.post) for line in lines if line.post])


def find_retried(request: PostAnalysisRequest, failed: Sequence[RequestPost]) -> Usage:
    """What another attempt may use: the failed posts, or all of a creator's if they
    were never listed."""
    if request.creator and not failed:
        by_platform = {request.creator["platform"]: request.creator["count"]}
        return Usage(by_platform, "handle_analyses")
    posts = dict(Counter(post.platform for post in failed))
    return Usage(posts, "handle_analyses" if request.creator else "url_lookups")


def _read_creator(given: CreatorChoice) -> CreatorName:
    found = parse_creator(given.creator, platform=given.platform)
    if isinstance(found, CreatorRefusal):
        raise CreatorNotValid(found.reason, found.message)
    return found
