"""From texts to posts: what each line is, each post once. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from libs.common.contracts.social import PostReference
from libs.common.errors import FieldError
from libs.common.post_urls import PostUrl, Refusal, is_demo_id, parse_post_url
from services.analysis.requests.models import RequestPost
from services.analysis.requests.states import PostState, Stage


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


def build_posts(
    request_id: UUID, references: Sequence[PostReference]
) -> list[RequestPost]:
    """The rows of posts that a creator was found to have, in this order."""
    return [
        RequestPost(
            request_id=request_id,
            position=position,
            url=reference.url,
            canonical_url=reference.url,
            platform=reference.platform,
            platform_post_id=reference.post_id,
            kind=reference.kind,
            needs_resolve=False,
            is_invented=is_demo_id(reference.post_id or ""),
            state=PostState.WAITING,
            resume_state=PostState.WAITING,
            stage=Stage.REQUEST_CREATED,
            is_visible=False,
            wants_baseline=False,
            retries=0,
        )
        for position, reference in enumerate(references)
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
