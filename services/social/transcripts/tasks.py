"""The transcripts' jobs. HearPost is the speech worker's, the others anybody's."""

from datetime import timedelta

from libs.common.contracts.social import (
    HearPost,
    PostTranscribed,
    StopHearing,
    TranscribePost,
)
from libs.common.db.session import WriteSession
from libs.common.jobs import of_owner
from libs.common.jobs.handlers import Job
from libs.common.resources import Resources
from services.social.posts.repository import PostRepository
from services.social.resources import social_resources
from services.social.transcripts.service import (
    NOBODY_LISTENS,
    list_hearable,
    settle_transcript,
)


async def transcribe_post(job: Job, body: TranscribePost) -> PostTranscribed:
    """The words that came with the post, or whether they can be heard.

    Raises PostNotFound."""
    own = social_resources(job.resources)
    async with job.unit_of_work() as session:
        posts = PostRepository(session, body.owner_id)
        post = await posts.get(body.post_id)
        media = (await posts.list_media([post.id]))[post.id]
        answer = settle_transcript(post, media)
    if answer.state != "missing" or not list_hearable(media):
        return answer
    if own.transcribers:
        return answer.model_copy(update={"can_be_heard": True})
    return answer.model_copy(update={"message": NOBODY_LISTENS})


async def hear_post(job: Job, body: HearPost) -> PostTranscribed:
    """Listens to the post's videos."""
    # Decoders and arrays: 40 MB that a worker without such work does not need.
    from services.social.transcripts.hearing import (  # noqa: PLC0415
        HearingOptions,
        PostHearing,
    )
    from services.social.transcripts.listening import ListeningLimits  # noqa: PLC0415

    own = social_resources(job.resources)
    settings = own.settings
    options = HearingOptions(
        transcribers=own.transcribers,
        limits=ListeningLimits(settings.speech_max_seconds, settings.speech_max_bytes),
        claim=timedelta(seconds=settings.collection_claim_seconds),
    )
    return await PostHearing(job, body, options).run()


async def stop_hearing(_: Resources, session: WriteSession, body: StopHearing) -> None:
    """Ends what is heard, or waits to be heard, for this errand."""
    errand = {"errand_id": str(body.errand_id)}
    await of_owner.withdraw(session, body.owner_id, HearPost.name, errand)
