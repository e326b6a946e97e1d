"""Draws the pictures of the invented posts: flat shapes, no photograph of anybody."""

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from services.social.demo.canvas import Canvas, blend, fit_lines, measure_text
from services.social.demo.catalogue import DemoAccount, DemoEntry, load_creators
from services.social.demo.posts import PICTURE_SIZES
from services.social.demo.shapes import Box

PICTURE_CONTENT_TYPE = "image/png"


class DemoPictureUnknown(LookupError):
    """There is no invented post of this id with a picture at this position."""


class _Palette(BaseModel):
    """A creator's colours by name; `grounds` are taken by its posts in turn."""

    model_config = ConfigDict(frozen=True, extra="allow")

    grounds: tuple[tuple[str, str, str], ...]

    @property
    def colours(self) -> Mapping[str, str]:
        return self.model_extra or {}


class _Picture(NamedTuple):
    """What one picture shows, and in which colours."""

    account: DemoAccount
    scene: str
    words: str
    position: int
    pictures: int
    colours: Mapping[str, str]
    ground: str
    disc: str
    ink: str


def picture_for(platform_post_id: str, position: int) -> bytes:
    """The picture of an invented post, as PNG; the same bytes every time.

    Positions count from 0. 640 x 360 pixels for YouTube, 720 x 900 for Instagram,
    720 x 720 for X. Some 30 ms of computing: call it off the event loop.

    Raises DemoPictureUnknown for any other id or position."""
    picture = _describe(platform_post_id, position)
    canvas = Canvas(PICTURE_SIZES[picture.account.platform], picture.ground)
    _COMPOSITIONS[picture.account.platform](canvas, picture)
    stored = BytesIO()
    canvas.finish().save(stored, format="PNG")
    return stored.getvalue()


def _describe(platform_post_id: str, position: int) -> _Picture:
    account, place, entry = _find_entry(platform_post_id)
    if not 0 <= position < len(entry.words):
        raise DemoPictureUnknown(f"{platform_post_id}/{position}")
    palette = _load_palettes()[account.slug]
    ground, disc, ink = palette.grounds[place % len(palette.grounds)]
    return _Picture(
        account=account,
        scene=entry.scene,
        words=entry.words[position],
        position=position,
        pictures=len(entry.words),
        colours=palette.colours,
        ground=ground,
        disc=disc,
        ink=ink,
    )


def _find_entry(platform_post_id: str) -> tuple[DemoAccount, int, DemoEntry]:
    for creator in load_creators():
        for place, entry in enumerate(creator.post):
            if creator.post_id(place) == platform_post_id:
                return creator.creator, place, entry
    raise DemoPictureUnknown(platform_post_id)


@cache
def _load_palettes() -> Mapping[str, _Palette]:
    path = Path(__file__).parent / "palettes.toml"
    written = tomllib.loads(path.read_text("utf-8"))
    return {slug: _Palette.model_validate(colours) for slug, colours in written.items()}


def _draw_tag(canvas: Canvas, picture: _Picture, right: float, middle: float) -> None:
    """The small word that says that the picture is invented."""
    width = measure_text("demo", 17) + 20
    fill = blend(picture.ground, picture.ink, 0.2)
    frame = (right - width, middle - 14, right, middle + 14)
    canvas.rect(frame, fill, radius=14)
    centre = (right - width / 2, middle)
    canvas.text(centre, "demo", 17, picture.ink, anchor="mm")


def _draw_thumbnail(canvas: Canvas, picture: _Picture) -> None:
    """A video: the words on the left, the thing on a bench on the right."""
    shade = blend(picture.ground, picture.ink, 0.1)
    canvas.circle(446, 168, 138, picture.disc)
    canvas.rect((0, 292, canvas.width, canvas.height), shade)
    canvas.motif(picture.scene, Box(340, 82, 214), picture.colours)
    lines, size = fit_lines(picture.words, 264, (58, 52, 46, 40, 34), 2)
    canvas.lines((36, 158), lines, size, picture.ink)
    canvas.text((36, 326), picture.account.name, 19, picture.ink)
    _draw_tag(canvas, picture, canvas.width - 20, 326)


def _draw_portrait(canvas: Canvas, picture: _Picture) -> None:
    """Instagram: the thing above, its words below; later slides turn that round."""
    if picture.position:
        _draw_slide(canvas, picture)
    else:
        canvas.circle(360, 356, 272, picture.disc)
        canvas.motif(picture.scene, Box(168, 168, 384), picture.colours)
        lines, size = fit_lines(picture.words, 620, (68, 60, 52), 2)
        canvas.lines((360, 734), lines, size, picture.ink, anchor="mm")
    canvas.text((40, 46), picture.account.name, 21, picture.ink)
    _draw_tag(canvas, picture, 680, 46)
    for dot in range(picture.pictures if picture.pictures > 1 else 0):
        here = dot == picture.position
        colour = picture.ink if here else blend(picture.ground, picture.ink, 0.3)
        x = 360 + 22 * (dot - (picture.pictures - 1) / 2)
        canvas.circle(x, 856, 6 if here else 4.5, colour)


def _draw_slide(canvas: Canvas, picture: _Picture) -> None:
    canvas.rect((40, 92, 680, 812), picture.disc, radius=36)
    ink = picture.colours["ink"]
    accent = picture.colours["main"]
    canvas.text((86, 190), str(picture.position), 96, accent, bold=True)
    lines, size = fit_lines(picture.words, 540, (88, 76, 66, 58), 3)
    canvas.lines((86, 400), lines, size, ink)
    canvas.motif(picture.scene, Box(436, 578, 204), picture.colours)


def _draw_card(canvas: Canvas, picture: _Picture) -> None:
    """X: a line to be read, and a small thing that goes with it."""
    canvas.rect((64, 92, 76, 340), picture.colours["warm"], radius=6)
    lines, size = fit_lines(picture.words, 540, (74, 66, 58, 52), 3)
    canvas.lines((108, 216), lines, size, picture.ink)
    canvas.circle(520, 544, 138, picture.disc)
    canvas.motif(picture.scene, Box(428, 452, 184), picture.colours)
    canvas.text((64, 662), picture.account.name, 24, picture.ink)
    _draw_tag(canvas, picture, 68 + 58, 616)


_COMPOSITIONS: Mapping[str, Callable[[Canvas, _Picture], None]] = {
    "youtube": _draw_thumbnail,
    "instagram": _draw_portrait,
    "x": _draw_card,
}
