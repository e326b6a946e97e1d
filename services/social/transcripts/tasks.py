"""The transcripts' jobs. HearPost is the speech worker's."""

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
from services.social.resources import social_resources
from services.social.transcripts.finding import WordFinding


async def transcribe_post(job: Job, body: TranscribePost) -> PostTranscribed:
    """Finds the words that nobody needs to listen for."""
    own = social_resources(job.resources)
    can_listen = bool(own.transcribers)
    return await WordFinding(job, body, own.captions, can_listen=can_listen).run()


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
        limits=ListeningLimits(
            settings.speech_max_seconds,
            settings.speech_max_bytes,
            settings.media_probe_memory_bytes,
        ),
        claim=timedelta(seconds=settings.collection_claim_seconds),
    )
    return await PostHearing(job, body, options).run()


async def stop_hearing(_: Resources, session: WriteSession, body: StopHearing) -> None:
    """Ends what is heard, or waits to be heard, for this errand."""
    errand = {"errand_id": str(body.errand_id)}
    await of_owner.withdraw(session, body.owner_id, HearPost.name, errand)
