"""Who listens, by the settings."""

from services.social.settings import Settings
from services.social.transcripts.transcriber import Transcriber, TranscriberName
from services.social.transcripts.whisper import WhisperTranscriber


def build_transcribers(settings: Settings) -> tuple[Transcriber, ...]:
    """Those that are set up, in the order of TRANSCRIBERS: each listens where those
    before it cannot."""
    built: dict[TranscriberName, Transcriber] = {}
    if settings.whisper_model_path:
        built["faster_whisper"] = WhisperTranscriber(settings.whisper_model_path)
    return tuple(built[name] for name in settings.transcribers if name in built)
