"""OpenAI's models for speech: what they tell, what they cost, how long they last. Pure.

Source: developers.openai.com, pricing and deprecations, seen 2026-11-20."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class SpeechModel:
    """`has_times`: it tells when something is said. From `ends_on` on it is gone."""

    name: str
    micro_usd_per_minute: int
    has_times: bool
    ends_on: date | None = None


_END = date(2027, 2, 26)
_MODELS = {
    model.name: model
    for model in (
        SpeechModel("whisper-1", 6000, has_times=True, ends_on=_END),
        SpeechModel("gpt-4o-transcribe", 6000, has_times=False, ends_on=_END),
        SpeechModel("gpt-4o-mini-transcribe", 3000, has_times=False, ends_on=_END),
        SpeechModel("gpt-transcribe", 4500, has_times=False),
    )
}
_WITH_TIMES, _LASTING = _MODELS["whisper-1"], _MODELS["gpt-transcribe"]


def choose_model(wanted: str | None, today: date) -> SpeechModel:
    """The model that was asked for; else one that tells times, as long as there is one.

    Of a model that is not known here (of a server of one's own) it is expected that it
    tells times and costs nothing."""
    if wanted:
        return _MODELS.get(wanted, SpeechModel(wanted, 0, has_times=True))
    has_ended = _WITH_TIMES.ends_on is not None and today >= _WITH_TIMES.ends_on
    return _LASTING if has_ended else _WITH_TIMES
