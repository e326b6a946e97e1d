"""Words heard on this machine, by a Whisper model in a folder (faster-whisper).

Nothing is ever downloaded: the folder is the operator's. The model is loaded when the
first sound comes, and given up when none has come for a while."""

import asyncio
import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

from libs.common.jobs.answers import NoteProgress
from services.social.transcripts.filtering import HeardSegment
from services.social.transcripts.threads import ShouldStop, Stopped, run_in_thread
from services.social.transcripts.transcriber import (
    PieceHeard,
    TranscriberFailed,
    TranscriberName,
)

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

    from services.social.transcripts.pieces import Piece

log = structlog.get_logger()

_UNUSED_SECONDS = 600.0
_NEEDED = ("model.bin", "config.json", "tokenizer.json")
_SHORTEST_SILENCE_MS = 500


class WhisperTranscriber:
    """One model, one piece at a time. It takes half of the machine's cores."""

    name: TranscriberName = "faster_whisper"

    def __init__(self, folder: Path) -> None:
        self.model = folder.name
        self._folder = folder
        self._turn = asyncio.Lock()
        self._loaded: WhisperModel | None = None
        self._giving_up: asyncio.TimerHandle | None = None

    def price(self, seconds: float) -> int:  # noqa: ARG002 - as the interface has it
        """Nothing but time."""
        return 0

    async def hear(
        self, piece: "Piece", language: str | None, on_progress: NoteProgress
    ) -> PieceHeard:
        """As Transcriber says; pieces in the order they come."""
        async with self._turn:
            if self._giving_up:
                self._giving_up.cancel()
            try:
                return await run_in_thread(
                    partial(self._hear, piece, language, on_progress)
                )
            finally:
                loop = asyncio.get_running_loop()
                self._giving_up = loop.call_later(_UNUSED_SECONDS, self._give_up)

    async def close(self) -> None:
        """Gives the model up."""
        if self._giving_up:
            self._giving_up.cancel()
        self._give_up()

    def _give_up(self) -> None:
        self._loaded = None

    def _hear(
        self,
        piece: "Piece",
        language: str | None,
        on_progress: NoteProgress,
        should_stop: ShouldStop,
    ) -> PieceHeard:
        if self._loaded is None:
            self._loaded = _load(self._folder)
        try:
            found, about = self._loaded.transcribe(
                piece.samples,
                language=language,
                vad_filter=True,
                vad_parameters={"min_silence_duration_ms": _SHORTEST_SILENCE_MS},
                # What was misheard once would be misheard to the end.
                condition_on_previous_text=False,
            )
            heard = []
            for segment in found:  # each step hears up to half a minute
                if should_stop():
                    raise Stopped
                heard.append(_read(segment))
                on_progress(min(1.0, float(segment.end) / piece.length_seconds))
        except (RuntimeError, ValueError, OSError) as error:
            log.exception("speech_model_failed", exc_info=error)
            raise TranscriberFailed(
                "The speech model in WHISPER_MODEL_PATH broke off."
            ) from error
        return PieceHeard(heard, about.language if heard else None)


def _load(folder: Path) -> "WhisperModel":
    """Raises TranscriberFailed, saying what is missing."""
    missing = [name for name in _NEEDED if not (folder / name).is_file()]
    if missing:
        raise TranscriberFailed(
            f"The folder in WHISPER_MODEL_PATH has no {', '.join(missing)}: it is no "
            "speech model."
        )
    # Whatever is missing besides is not fetched, nor looked for.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    from faster_whisper import WhisperModel  # noqa: PLC0415 - loads three engines

    threads = max(1, (os.cpu_count() or 2) // 2)
    log.info("speech_model_loads", folder=str(folder), threads=threads)
    try:
        return WhisperModel(
            str(folder),
            device="auto",
            compute_type="int8",
            cpu_threads=threads,
            local_files_only=True,
        )
    except Exception as error:
        # Files that are not what they should be make three libraries raise anything.
        log.exception("speech_model_broken", exc_info=error)
        raise TranscriberFailed(
            "The speech model in WHISPER_MODEL_PATH cannot be loaded: its files are "
            "damaged, or of another kind."
        ) from error


def _read(segment: Any) -> HeardSegment:
    return HeardSegment(
        start_seconds=float(segment.start),
        end_seconds=float(segment.end),
        text=segment.text,
        no_speech_ratio=float(segment.no_speech_prob),
        mean_logprob=float(segment.avg_logprob),
        compression_ratio=float(segment.compression_ratio),
    )
