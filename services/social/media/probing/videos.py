"""What a video is, by opening it with the libraries of ffmpeg.

Its first frame is decoded and its end looked for: what begins like a video may be cut
off, or hold no picture at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from services.social.media.probing.answers import (
    DEMUXERS,
    MediumDamaged,
    MediumFacts,
    Question,
)
from services.social.media.probing.frames import write_frames
from services.social.media.probing.pictures import check_size

_BUFFER_BYTES = 1024 * 1024
_TOO_MANY = "The video's pictures are far too large."
# So much may be missing of what a video says that it lasts: the sound may go on, and
# what was cut by a platform is rounded.
_MISSING_SECONDS = 2.0
_MISSING_SHARE = 0.1
_DAMAGED = "The video is damaged or incomplete."


def examine_video(question: Question) -> MediumFacts:
    """Size, duration and codecs, and the stills that are asked for.

    Raises MediumDamaged."""
    with _opened(question) as container:
        stream = _find_pictures(container)
        first = _decode_first(container, stream)
        turned = first.rotation % 180 != 0
        size = (first.height, first.width) if turned else (first.width, first.height)
        width, height = check_size(*size, _TOO_MANY)
        seconds = _find_duration(container, stream)
        if seconds > question.max_seconds:
            raise MediumDamaged(
                f"The video lasts {seconds:.0f} seconds; at most"
                f" {question.max_seconds:.0f} are taken (MEDIA_MAX_VIDEO_SECONDS)."
            )
        _check_end(container, stream, seconds)
        audio = container.streams.audio
        return MediumFacts(
            width,
            height,
            duration_seconds=round(seconds, 3),
            video_codec=stream.codec_context.name,
            audio_codec=audio[0].codec_context.name if audio else None,
            frames=write_frames(container, stream, seconds, question),
        )


@contextmanager
def _opened(question: Question) -> Iterator[InputContainer]:
    """The file under its one demuxer: none that would open further files or addresses.

    Gives errors of the decoders our name."""
    try:
        with (
            Path(question.path).open("rb") as file,
            av.open(
                file,
                mode="r",
                format=DEMUXERS[question.content_type],
                options={"enable_drefs": "0"},
                buffer_size=_BUFFER_BYTES,
                io_open=_refuse_to_open,
            ) as container,
        ):
            yield container
    except (MediumDamaged, MemoryError):
        raise
    except (FFmpegError, ValueError, OSError, OverflowError, IndexError) as error:
        raise MediumDamaged(_DAMAGED) from error


def _refuse_to_open(*_: Any) -> NoReturn:
    raise MediumDamaged("The video refers to other files.")


def _find_pictures(container: InputContainer) -> VideoStream:
    for stream in container.streams.video:
        is_cover = bool(stream.disposition & av.stream.Disposition.attached_pic)
        if not is_cover:
            if stream.codec_context is None:
                raise MediumDamaged("The video is coded in a way that is not known.")
            context = stream.codec_context
            check_size(context.width or 1, context.height or 1, _TOO_MANY)
            context.thread_count = 1
            return stream
    raise MediumDamaged("There is no picture in this video.")


def _decode_first(container: InputContainer, stream: VideoStream) -> VideoFrame:
    for frame in container.decode(stream):
        return frame
    raise MediumDamaged(_DAMAGED)


def _find_duration(container: InputContainer, stream: VideoStream) -> float:
    """In seconds: as it is announced, else by reading to the end."""
    if container.duration:
        return float(container.duration / av.time_base)
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    container.seek(0)
    last = 0.0
    for packet in container.demux(stream):
        if packet.pts is not None and packet.time_base:
            end = (packet.pts + (packet.duration or 0)) * packet.time_base
            last = max(last, float(end))
    return last


def _check_end(container: InputContainer, stream: VideoStream, seconds: float) -> None:
    """Raises MediumDamaged unless what is announced is there, nearly to its end."""
    wanted = seconds - max(_MISSING_SECONDS, _MISSING_SHARE * seconds)
    if wanted <= 0:
        return
    container.seek(int(wanted * av.time_base))
    start = float((stream.start_time or 0) * (stream.time_base or 0))
    for packet in container.demux(stream):
        if packet.pts is None or packet.time_base is None or packet.is_corrupt:
            continue
        if float(packet.pts * packet.time_base) - start >= wanted:
            return
    raise MediumDamaged("The video breaks off before its end.")
