"""A small canvas: shapes, motifs and wrapped words, smoothed at the end."""

from collections.abc import Mapping, Sequence
from functools import cache

from PIL import Image, ImageColor, ImageDraw, ImageFont

from services.social.demo.shapes import Box, draw_motif

# Drawn larger, then made smaller: that is what smooths the edges.
_OVERSAMPLING = 3


class Canvas:
    """All measures are the finished picture's pixels."""

    def __init__(self, size: tuple[int, int], ground: str) -> None:
        self.width, self.height = size
        large = (self.width * _OVERSAMPLING, self.height * _OVERSAMPLING)
        self._image = Image.new("RGB", large, ground)
        self._draw = ImageDraw.Draw(self._image)

    def circle(self, x: float, y: float, radius: float, colour: str) -> None:
        """A filled circle around a point."""
        frame = (x - radius, y - radius, x + radius, y + radius)
        self._draw.ellipse([_OVERSAMPLING * edge for edge in frame], fill=colour)

    def rect(
        self, frame: tuple[float, float, float, float], colour: str, radius: float = 0
    ) -> None:
        """A filled rectangle of left, top, right, bottom."""
        self._draw.rounded_rectangle(
            [_OVERSAMPLING * edge for edge in frame],
            radius=_OVERSAMPLING * radius,
            fill=colour,
        )

    def motif(self, name: str, box: Box, colours: Mapping[str, str]) -> None:
        """A thing of `motifs.toml` in the creator's colours."""
        large = Box(*(_OVERSAMPLING * measure for measure in box))
        draw_motif(self._draw, name, large, colours)

    def text(
        self,
        at: tuple[float, float],
        words: str,
        size: float,
        colour: str,
        *,
        bold: bool = False,
        anchor: str = "lm",
    ) -> None:
        """One line; the anchor as Pillow names it (`lm` = left, middle).

        The built-in font has one weight: bold letters get an outline of their own
        colour."""
        self._draw.text(
            (at[0] * _OVERSAMPLING, at[1] * _OVERSAMPLING),
            words,
            fill=colour,
            font=_load_font(size),
            anchor=anchor,
            stroke_width=round(size * _OVERSAMPLING / 48) if bold else 0,
            stroke_fill=colour,
        )

    def lines(
        self,
        at: tuple[float, float],
        lines: Sequence[str],
        size: float,
        colour: str,
        *,
        anchor: str = "lm",
    ) -> None:
        """Bold lines under one another, as a block centred on the height of `at`."""
        leading = size * 1.16
        top = at[1] - leading * (len(lines) - 1) / 2
        for row, line in enumerate(lines):
            place = (at[0], top + row * leading)
            self.text(place, line, size, colour, bold=True, anchor=anchor)

    def finish(self) -> Image.Image:
        """The picture in its own size."""
        return self._image.reduce(_OVERSAMPLING)


def measure_text(words: str, size: float) -> float:
    """Width of one line in pixels."""
    return _load_font(size).getlength(words) / _OVERSAMPLING


def fit_lines(
    words: str, width: float, sizes: Sequence[float], most_lines: int
) -> tuple[list[str], float]:
    """The words in at most so many lines, in the first of `sizes` that holds them.

    Line breaks in the words are kept; there must be a word in every line. Where no
    size will do, in the last one, in as many lines as it takes."""
    for size in sizes:
        lines = _wrap(words, size, width)
        widest = max(measure_text(line, size) for line in lines)
        if len(lines) <= most_lines and widest <= width:
            break
    return _balance(words, size, len(lines)), size


def blend(colour: str, other: str, share: float) -> str:
    """A colour between two (`#RRGGBB`); `share` (0-1) of it is the other."""
    pairs = zip(ImageColor.getrgb(colour), ImageColor.getrgb(other), strict=True)
    mixed = [round(one + (two - one) * share) for one, two in pairs]
    return "#" + "".join(f"{part:02X}" for part in mixed)


def _balance(words: str, size: float, count: int) -> list[str]:
    """The narrowest block of so many lines: no last line of a single short word."""
    widest = measure_text(words, size)
    for share in range(1, 21):
        lines = _wrap(words, size, widest * share / 20)
        if len(lines) <= count:
            break
    return lines


def _wrap(words: str, size: float, width: float) -> list[str]:
    lines: list[str] = []
    for given_line in words.splitlines():
        first, *others = given_line.split()
        lines.append(first)
        for word in others:
            longer = f"{lines[-1]} {word}"
            if measure_text(longer, size) <= width:
                lines[-1] = longer
            else:
                lines.append(word)
    return lines


@cache
def _load_font(size: float) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size * _OVERSAMPLING)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise TypeError("Pillow was built without FreeType: it has no scalable font")
    return font
