"""From texts to posts: what each line is, each post once. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from libs.common.contracts.social import PostReference
from libs.common.errors import FieldError
from libs.common.post_urls import PostUrl, Refusal, parse_post_url


@dataclass(frozen=True, slots=True)
class Line:
    """One text and what it is; `duplicate_of` is the index of its first twin."""

    index: int
    text: str
    parsed: PostUrl | Refusal
    duplicate_of: int | None

    @property
    def post(self) -> PostUrl | None:
        """The post, if the line is the first to name it."""
        is_first = self.duplicate_of is None
        return self.parsed if is_first and isinstance(self.parsed, PostUrl) else None


def read_lines(texts: Sequence[str], now: datetime) -> list[Line]:
    """What each text is, in order."""
    first_seen: dict[tuple[str, str], int] = {}
    lines = []
    for index, text in enumerate(texts):
        parsed = parse_post_url(text, now=now)
        twin = None
        if isinstance(parsed, PostUrl):
            first = first_seen.setdefault(parsed.identity, index)
            twin = first if first != index else None
        lines.append(Line(index, text, parsed, twin))
    return lines


def field_errors(lines: Sequence[Line]) -> list[FieldError]:
    """One entry per line that is no post, naming its index."""
    return [
        FieldError(f"post_urls.{line.index}", line.parsed.reason, line.parsed.message)
        for line in lines
        if isinstance(line.parsed, Refusal)
    ]


def build_reference(post: PostUrl) -> PostReference:
    """How social is asked for the post."""
    return PostReference(
        platform=post.platform,
        post_id=post.id,
        kind=post.kind,
        url=post.canonical_url,
        needs_resolve=post.needs_resolve,
    )
