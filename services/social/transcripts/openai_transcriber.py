"""Words heard by OpenAI: each piece of sound is sent as a small MP3."""

from typing import TYPE_CHECKING

from libs.common.clock import Clock
from libs.common.http.vendor_terms import VendorFailed
from libs.common.jobs.answers import NoteProgress
from services.social.clients.openai_audio import AudioAnswer, AudioQuestion, OpenAiAudio
from services.social.transcripts.filtering import HeardSegment
from services.social.transcripts.languages import find_language_code
from services.social.transcripts.openai_models import SpeechModel, choose_model
from services.social.transcripts.threads import run_in_thread
from services.social.transcripts.transcriber import (
    PieceHeard,
    TranscriberFailed,
    TranscriberName,
)

if TYPE_CHECKING:
    from services.social.transcripts.pieces import Piece


class OpenAiTranscriber:
    """`wanted_model` None: the best one that there is at the time."""

    name: TranscriberName = "openai"

    def __init__(
        self, client: OpenAiAudio, wanted_model: str | None, clock: Clock
    ) -> None:
        self._client = client
        self._wanted_model = wanted_model
        self._clock = clock

    @property
    def model(self) -> str:
        """The model that is asked today."""
        return self._choose().name

    def price(self, seconds: float) -> int:
        """By the minute, as it is listed."""
        return round(seconds / 60 * self._choose().micro_usd_per_minute)

    async def hear(
        self,
        piece: "Piece",
        language: str | None,
        on_progress: NoteProgress,  # noqa: ARG002 - nothing is told meanwhile
    ) -> PieceHeard:
        """As Transcriber says."""
        from services.social.transcripts.encoding import (  # noqa: PLC0415 - decoders
            encode_mp3,
        )

        model = self._choose()
        mp3 = await run_in_thread(lambda _: encode_mp3(piece.samples))
        try:
            answer = await self._client.transcribe(
                mp3,
                AudioQuestion(
                    model=model.name,
                    language=language,
                    with_times=model.has_times,
                    cost_micro_usd=self.price(piece.length_seconds),
                ),
            )
        except VendorFailed as failed:
            raise TranscriberFailed(
                failed.message, may_cost=not failed.is_undone
            ) from None
        return _read(answer, model, piece.length_seconds)

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.close()

    def _choose(self) -> SpeechModel:
        return choose_model(self._wanted_model, self._clock.now().date())


def _read(answer: AudioAnswer, model: SpeechModel, length_seconds: float) -> PieceHeard:
    code = answer.languages[0].code if answer.languages else None
    language = code or find_language_code(answer.language)
    if model.has_times and answer.segments:
        heard = [
            HeardSegment(
                start_seconds=segment.start,
                end_seconds=segment.end,
                text=segment.text,
                no_speech_ratio=segment.no_speech_prob,
                mean_logprob=segment.avg_logprob,
                compression_ratio=segment.compression_ratio,
            )
            for segment in answer.segments
        ]
        return PieceHeard(heard, language)
    whole = [HeardSegment(0.0, length_seconds, answer.text)] if answer.text else []
    return PieceHeard(whole, language, has_times=not whole)
