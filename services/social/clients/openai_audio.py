"""Words of a sound, from OpenAI or a server that speaks like it.

Source: developers.openai.com, speech to text and deprecations, seen 2026-11-20."""

from dataclasses import dataclass, field

import orjson
from pydantic import BaseModel, Field

from libs.common.contracts.social import FailureReason
from libs.common.http.vendor import (
    VendorClient,
    VendorForm,
    VendorRequest,
    VendorTools,
)
from libs.common.http.vendor_terms import VendorPatience, VendorTerms, name_account

MOST_FILE_BYTES = 25_000_000

_WORDS: dict[FailureReason, str] = {
    "not_found": "{label} has no such model any more: set OPENAI_TRANSCRIPTION_MODEL.",
    "blocked": "{label} refuses this sound.",
}
_SPENT = frozenset({"insufficient_quota", "billing_hard_limit_reached"})


@dataclass(frozen=True, slots=True)
class OpenAiAudioOptions:
    """Whom to ask, and with which key."""

    key: str = field(repr=False)
    base_url: str
    timeout_seconds: float = 180.0


@dataclass(frozen=True, slots=True)
class AudioQuestion:
    """How a sound is to be heard: `language` as a code, if it is known; what it will
    cost, as far as anybody knows, in millionths of a dollar."""

    model: str
    language: str | None
    with_times: bool
    cost_micro_usd: int


class AudioSegment(BaseModel):
    """A span of speech, in seconds; the figures are Whisper's own of its certainty."""

    start: float
    end: float
    text: str
    avg_logprob: float | None = None
    no_speech_prob: float | None = None
    compression_ratio: float | None = None


class AudioLanguage(BaseModel):
    """As newer models tell it."""

    code: str


class AudioAnswer(BaseModel):
    """What was heard. `language` is a name in English, such as `german`, and only of
    models that tell times, which alone have `segments`."""

    text: str
    language: str | None = None
    languages: list[AudioLanguage] = Field(default_factory=list)
    segments: list[AudioSegment] = Field(default_factory=list)


class OpenAiAudio:
    """The one path that is needed."""

    def __init__(self, options: OpenAiAudioOptions, tools: VendorTools) -> None:
        self._vendor = VendorClient(
            VendorTerms(
                name="openai",
                label="OpenAI",
                setting="OPENAI_API_KEY",
                base_url=options.base_url,
                headers={"Authorization": f"Bearer {options.key}"},
                account=name_account(options.key),
                patience=VendorPatience(timeout_seconds=options.timeout_seconds),
                words=_WORDS,
                judge=_judge,
            ),
            tools,
        )

    async def transcribe(self, mp3: bytes, asked: AudioQuestion) -> AudioAnswer:
        """What is said in at most MOST_FILE_BYTES. Raises VendorFailed.

        It is paid for, so what may have been done is not asked for again."""
        fields = {"model": asked.model, "response_format": "json"}
        if asked.with_times:
            fields |= {
                "response_format": "verbose_json",
                "timestamp_granularities[]": "segment",
            }
        if asked.language:
            fields["language"] = asked.language
        answer = await self._vendor.call(
            VendorRequest(
                "transcribe",
                "POST",
                "audio/transcriptions",
                form=VendorForm(fields, {"file": ("sound.mp3", mp3, "audio/mpeg")}),
                is_harmless=False,
            ),
            read=AudioAnswer.model_validate_json,
            cost=lambda _: asked.cost_micro_usd,
        )
        return answer.body

    async def close(self) -> None:
        """Closes the connections."""
        await self._vendor.close()


def _judge(status: int, body: bytes) -> FailureReason | None:
    if status == 429 and _read_code(body) in _SPENT:
        return "no_credit"
    if status in {400, 413, 415, 422}:
        return "blocked"
    return "not_found" if status == 404 else None


def _read_code(body: bytes) -> str:
    try:
        return str(orjson.loads(body)["error"]["code"])
    except (ValueError, KeyError, TypeError):
        return ""
