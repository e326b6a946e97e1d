"""Which captions a video of YouTube has, and which of them are read. Pure."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

_ORIGINAL = "-orig"
_LIVE_CHAT = "live_chat"
_MOST_TRACKS = 300

Language = Annotated[str, StringConstraints(min_length=2, max_length=40)]
Address = Annotated[str, StringConstraints(pattern=r"^https?://", max_length=4096)]


class CaptionTrack(BaseModel):
    """One track as json3. Its address is good for some hours only."""

    model_config = ConfigDict(frozen=True)

    language: Language
    url: Address
    is_automatic: bool


class CaptionTracks(BaseModel):
    """The tracks of one video; `language` is the one spoken in it, where told.

    Of the automatic ones only what was heard: the others are machine translations."""

    model_config = ConfigDict(frozen=True)

    language: str | None = None
    tracks: Annotated[tuple[CaptionTrack, ...], Field(max_length=_MOST_TRACKS)] = ()

    def choose(self, wanted: str | None = None) -> CaptionTrack | None:
        """Somebody's captions in the wanted language, else in any; else what YouTube
        heard. Without a wish the language that is spoken is wanted."""
        wanted = wanted or self.language
        preferred = [wanted, self.language, "en"]
        manual = [track for track in self.tracks if not track.is_automatic]
        heard = [track for track in self.tracks if track.is_automatic]
        for tracks in (manual, heard):
            for language in preferred:
                for track in tracks:
                    if language and _is_same(track.language, language):
                        return track
            if tracks:
                return tracks[0]
        return None


def read_tracks(info: dict[str, Any]) -> CaptionTracks:
    """The tracks that an info dictionary of yt-dlp names; what is odd is left out."""
    told = info.get("language")
    spoken = told if isinstance(told, str) and 2 <= len(told) <= 40 else None
    automatic = _list_json3(info.get("automatic_captions"))
    heard = {
        language.removesuffix(_ORIGINAL): url
        for language, url in automatic.items()
        if language.endswith(_ORIGINAL)
    }
    if not heard and spoken:
        heard = {k: url for k, url in automatic.items() if _is_same(k, spoken)}
    found = [(k, url, False) for k, url in _list_json3(info.get("subtitles")).items()]
    found += [(k, url, True) for k, url in heard.items()]
    tracks = []
    for language, url, is_automatic in found[:_MOST_TRACKS]:
        try:
            track = CaptionTrack(language=language, url=url, is_automatic=is_automatic)
        except ValidationError:
            continue
        tracks.append(track)
    return CaptionTracks(language=spoken, tracks=tuple(tracks))


def _list_json3(told: object) -> dict[str, Any]:
    """The address of each language's json3."""
    if not isinstance(told, dict):
        return {}
    return {
        language: form.get("url")
        for language, forms in told.items()
        if isinstance(language, str) and language != _LIVE_CHAT
        for form in (forms if isinstance(forms, list) else ())
        if isinstance(form, dict) and form.get("ext") == "json3"
    }


def _is_same(language: str, wanted: str) -> bool:
    """`en` is `en-GB`, too."""
    return language.lower().partition("-")[0] == wanted.lower().partition("-")[0]
