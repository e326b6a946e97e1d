"""Who listens, by the settings."""

from libs.common.http.vendor import VendorTools
from services.social.clients.openai_audio import OpenAiAudio, OpenAiAudioOptions
from services.social.settings import Settings
from services.social.transcripts.openai_transcriber import OpenAiTranscriber
from services.social.transcripts.transcriber import Transcriber, TranscriberName
from services.social.transcripts.whisper import WhisperTranscriber


def build_transcribers(
    settings: Settings, tools: VendorTools
) -> tuple[Transcriber, ...]:
    """Those that are set up, in the order of TRANSCRIBERS: each listens where those
    before it cannot."""
    built: dict[TranscriberName, Transcriber] = {}
    if settings.whisper_model_path:
        built["faster_whisper"] = WhisperTranscriber(settings.whisper_model_path)
    if settings.openai_api_key:
        key = settings.openai_api_key.get_secret_value()
        options = OpenAiAudioOptions(key, str(settings.openai_base_url))
        built["openai"] = OpenAiTranscriber(
            OpenAiAudio(options, tools),
            settings.openai_transcription_model,
            tools.clock,
        )
    return tuple(built[name] for name in settings.transcribers if name in built)
