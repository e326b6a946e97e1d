"""Flat shapes on a canvas, as `motifs.toml` writes them."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from PIL import ImageDraw

_HERE = Path(__file__).parent
_MOTIF_SIDE = 100


class Shape(NamedTuple):
    """One shape: its word, its numbers as in `motifs.toml`, its colour's name."""

    word: str
    numbers: tuple[float, ...]
    colour: str


class Box(NamedTuple):
    """Where a motif is drawn: a square of `side` canvas pixels."""

    left: float
    top: float
    side: float


@cache
def load_motifs() -> Mapping[str, tuple[Shape, ...]]:
    """All motifs by name."""
    written = tomllib.loads((_HERE / "motifs.toml").read_text("utf-8"))
    return {
        name: tuple(_parse_shape(line) for line in text.strip().splitlines())
        for name, text in written.items()
    }


def draw_motif(
    draw: ImageDraw.ImageDraw, name: str, box: Box, colours: Mapping[str, str]
) -> None:
    """Draws a motif into `box` with a creator's colours.

    Raises KeyError for a motif or colour that is not written down."""
    for shape in load_motifs()[name]:
        _draw_shape(draw, shape, box, colours[shape.colour])


def _parse_shape(line: str) -> Shape:
    word, *numbers, colour = line.split()
    return Shape(word, tuple(float(number) for number in numbers), colour)


def _draw_shape(draw: ImageDraw.ImageDraw, shape: Shape, box: Box, colour: str) -> None:
    scale = box.side / _MOTIF_SIDE
    numbers = shape.numbers
    match shape.word:
        case "rect":
            draw.rounded_rectangle(
                _place_frame(numbers, box), radius=numbers[4] * scale, fill=colour
            )
        case "oval":
            draw.ellipse(_place_frame(numbers, box), fill=colour)
        case "pie":
            draw.pieslice(
                _place_frame(numbers, box), numbers[4], numbers[5], fill=colour
            )
        case "poly":
            draw.polygon(_place_points(numbers, box), fill=colour)
        case "arc":
            width = max(1, round(numbers[0] * scale))
            frame = _place_frame(numbers[1:], box)
            draw.arc(frame, numbers[5], numbers[6], fill=colour, width=width)
        case "line":
            _draw_line(
                draw, _place_points(numbers[1:], box), numbers[0] * scale, colour
            )
        case _:
            raise ValueError(f"no such shape: {shape.word}")


def _draw_line(
    draw: ImageDraw.ImageDraw,
    points: Sequence[tuple[float, float]],
    thickness: float,
    colour: str,
) -> None:
    """A line with round ends and joints, which Pillow's own has not."""
    for start, end in pairwise(points):
        draw.line((start, end), fill=colour, width=max(1, round(thickness)))
    half = thickness / 2
    for x, y in points:
        draw.ellipse((x - half, y - half, x + half, y + half), fill=colour)


def _place_frame(
    numbers: Sequence[float], box: Box
) -> tuple[float, float, float, float]:
    x, y, width, height = numbers[:4]
    (left, top), (right, bottom) = _place_points((x, y, x + width, y + height), box)
    return left, top, right, bottom


def _place_points(numbers: Sequence[float], box: Box) -> list[tuple[float, float]]:
    scale = box.side / _MOTIF_SIDE
    return [
        (box.left + x * scale, box.top + y * scale)
        for x, y in zip(numbers[::2], numbers[1::2], strict=True)
    ]
