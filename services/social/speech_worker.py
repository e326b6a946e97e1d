"""The worker process of social that listens: apart, since it takes whole cores.

It yields to everything else on the machine. What it needs for its work is loaded when
the first sound comes."""

import os

from pydantic import Field

from libs.common.app import run_worker
from libs.common.contracts.social import HearPost
from libs.common.jobs.handlers import Handlers
from services.social.resources import open_resources
from services.social.settings import Settings
from services.social.transcripts.tasks import hear_post

_NICENESS = 10


class SpeechSettings(Settings):
    """Social's settings, but for how much is done at once."""

    job_concurrency: int = Field(2, ge=1, validation_alias="SPEECH_CONCURRENCY")


def build_handlers() -> Handlers:
    """Everything that the speech worker handles."""
    handlers = Handlers()
    handlers.long(HearPost, hear_post)
    return handlers


if __name__ == "__main__":
    os.nice(_NICENESS)
    run_worker(
        SpeechSettings, build_handlers(), open_resources=open_resources, lane="speech"
    )
