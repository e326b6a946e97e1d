"""The transcripts' job."""

from libs.common.contracts.social import PostTranscribed, TranscribePost
from libs.common.db.session import WriteSession
from libs.common.resources import Resources
from services.social.posts.repository import PostRepository
from services.social.transcripts.service import settle_transcript


async def transcribe_post(
    _: Resources, session: WriteSession, body: TranscribePost
) -> PostTranscribed:
    """Says whether the post's words are held. Raises PostNotFound."""
    posts = PostRepository(session, body.owner_id)
    post = await posts.get(body.post_id)
    return settle_transcript(post, (await posts.list_media([post.id]))[post.id])
