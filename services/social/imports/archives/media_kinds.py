"""What a medium within an archive is, by its name: it is not opened. Pure."""

import re

_VIDEO = re.compile(r"\.(?:mp4|mov|m4v|webm|avi|srt)$", re.IGNORECASE)


def is_video(uri: str) -> bool:
    """Whether the name is a video's."""
    return _VIDEO.search(uri) is not None
