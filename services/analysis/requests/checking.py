"""What pasted lines are, before anything is asked for; stores nothing."""

from collections.abc import Sequence
from uuid import UUID

import structlog

from libs.common.clock import Clock
from libs.common.contracts.social import HeldQuestion
from libs.common.errors import DomainError
from libs.common.internal.social import SocialClient
from libs.common.post_urls import Refusal
from services.analysis.requests.intake import Line, build_reference, read_lines
from services.analysis.requests.schemas import UrlCheckRead, UrlsCheckRead

log = structlog.get_logger()


class UrlCheckService:
    """Reads lines for the person who is typing them."""

    def __init__(self, social: SocialClient, clock: Clock) -> None:
        self._social = social
        self._clock = clock

    async def check(self, owner_id: UUID, texts: Sequence[str]) -> UrlsCheckRead:
        """What each text is; whether a post is held is best effort."""
        lines = read_lines(texts, self._clock.now())
        held = await self._find_held(owner_id, lines)
        return UrlsCheckRead(
            items=[_present(line, held.get(line.index)) for line in lines],
            posts=sum(line.post is not None for line in lines),
        )

    async def _find_held(
        self, owner_id: UUID, lines: Sequence[Line]
    ) -> dict[int, bool]:
        asked = [(line.index, line.post) for line in lines if line.post]
        if not asked:
            return {}
        references = tuple(build_reference(post) for _, post in asked)
        try:
            answer = await self._social.find_held(
                HeldQuestion(owner_id=owner_id, references=references)
            )
        except DomainError as error:
            log.info("held_not_told", error=error.message)
            return {}
        indexes = (index for index, _ in asked)
        return dict(zip(indexes, answer.held, strict=True))


def _present(line: Line, is_held: bool | None) -> UrlCheckRead:  # noqa: FBT001
    parsed = line.parsed
    if isinstance(parsed, Refusal):
        return UrlCheckRead(
            index=line.index,
            is_valid=False,
            platform=parsed.platform,
            kind=None,
            platform_post_id=None,
            canonical_url=None,
            is_demo=False,
            needs_resolve=False,
            duplicate_of=None,
            is_held=None,
            handle=parsed.handle,
            reason=parsed.reason,
            message=parsed.message,
        )
    return UrlCheckRead(
        index=line.index,
        is_valid=True,
        platform=parsed.platform,
        kind=parsed.kind,
        platform_post_id=parsed.id,
        canonical_url=parsed.canonical_url,
        is_demo=parsed.is_demo,
        needs_resolve=parsed.needs_resolve,
        duplicate_of=line.duplicate_of,
        is_held=is_held,
        handle=None,
        reason=None,
        message=None,
    )
