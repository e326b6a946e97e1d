"""The words of a post that can be had without listening: what came with it, else the
platform's captions."""

from libs.common.contracts.social import (
    MissingWords,
    PostTranscribed,
    TranscribePost,
)
from libs.common.jobs.handlers import Job
from services.social.clients.youtube_captions import (
    Captions,
    CaptionsFailed,
    YouTubeCaptions,
)
from services.social.posts.models import Post
from services.social.posts.repository import PostRepository
from services.social.transcripts.service import (
    NOBODY_LISTENS,
    list_hearable,
    settle_captions,
    settle_transcript,
)

NO_CAPTIONS = "The video has no captions."


class WordFinding:
    """One run of TranscribePost. `can_listen`: somebody is set up to."""

    def __init__(
        self,
        job: Job,
        message: TranscribePost,
        captions: YouTubeCaptions,
        *,
        can_listen: bool,
    ) -> None:
        self._job = job
        self._message = message
        self._captions = captions
        self._can_listen = can_listen

    async def run(self) -> PostTranscribed:
        """What the words are now, or how they may be had. Raises PostNotFound."""
        async with self._job.unit_of_work() as session:
            posts = PostRepository(session, self._message.owner_id)
            post = await posts.get(self._message.post_id)
            media = (await posts.list_media([post.id]))[post.id]
            answer = settle_transcript(post, media)
        if answer.state != "missing" or answer.reason == "nothing_to_hear":
            return answer
        # What stands in the way last is what one would mend first.
        why: list[tuple[MissingWords | None, str | None]]
        why = [(answer.reason, answer.message)]
        if _has_captions_perhaps(post):
            try:
                found = await self._captions.fetch_captions(post.platform_post_id)
            except CaptionsFailed as failed:
                why.append(("captions_refused", failed.message))
            else:
                if found:
                    return await self._keep(found)
                why.append(("no_captions", NO_CAPTIONS))
        if list_hearable(media):
            if self._can_listen:
                return answer.model_copy(update={"can_be_heard": True})
            why.append(("nobody_listens", NOBODY_LISTENS))
        message = " ".join(text for _, text in why if text) or None
        return answer.model_copy(update={"reason": why[-1][0], "message": message})

    async def _keep(self, found: Captions) -> PostTranscribed:
        """Takes the captions as the post's words, unless some have come meanwhile."""
        async with self._job.unit_of_work() as session:
            posts = PostRepository(session, self._message.owner_id)
            post = await posts.get(self._message.post_id)
            if post.transcript:
                return settle_transcript(post, ())
            return settle_captions(post, found)


def _has_captions_perhaps(post: Post) -> bool:
    return post.platform == "youtube" and not post.is_invented
