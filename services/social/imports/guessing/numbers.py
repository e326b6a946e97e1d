"""In which locale a file's numbers are written. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from services.social.imports.cells.counts import WRITTEN_NUMBER, NumberFormat
from services.social.imports.cells.refusals import Cell

ALL_FORMATS: tuple[NumberFormat, ...] = ("comma_point", "point_comma", "space_comma")
_BY_GROUP: dict[str, NumberFormat] = {",": "comma_point", ".": "point_comma"}
_BY_MARK: dict[str, NumberFormat] = {".": "comma_point", ",": "point_comma"}
_BLANKS = frozenset(" \u00a0\u2009\u202f")


@dataclass(frozen=True, slots=True)
class NumberGuess:
    """The format, None where nothing depends on it; `is_open`: it has to be asked."""

    format: NumberFormat | None
    is_open: bool = False


@dataclass(slots=True)
class _Signs:
    """What speaks for formats; `open` are numbers that could be of either."""

    certain: set[NumberFormat] = field(default_factory=set)
    has_blanks: bool = False
    open: int = 0


def guess_number_format(columns: Iterable[Sequence[Cell]]) -> NumberGuess:
    """The format that the columns of counts agree upon."""
    signs = _Signs()
    for cells in columns:
        texts = [cell.strip() for cell in cells if isinstance(cell, str)]
        _look_at_column(texts, signs)
    if len(signs.certain) > 1:
        return NumberGuess(None, is_open=True)
    if signs.certain:
        [only] = signs.certain
        is_spaced = signs.has_blanks and only == "point_comma"
        return NumberGuess("space_comma" if is_spaced else only)
    if signs.open:
        return NumberGuess(None, is_open=True)
    return NumberGuess("space_comma" if signs.has_blanks else None)


def _look_at_column(texts: Sequence[str], signs: _Signs) -> None:
    written = [found for text in texts if (found := WRITTEN_NUMBER.fullmatch(text))]
    groups = {found["group"] for found in written if found["group"]}
    signs.has_blanks |= bool(groups & _BLANKS)
    # 1.000, 12.000, ...: thousands, or fractions that somebody wrote with three digits.
    is_all_round = bool(written) and all(_is_round(found) for found in written)
    for found in written:
        _look_at(found, signs, is_all_round=is_all_round)


def _look_at(found: re.Match[str], signs: _Signs, *, is_all_round: bool) -> None:
    group, mark = found["group"], found["mark"]
    if mark:
        signs.certain.add(_BY_MARK[mark])
    elif group in _BY_GROUP:
        is_single = found["whole"].count(group) == 1
        if is_single and (found["unit"] or is_all_round):
            signs.open += 1
        else:
            signs.certain.add(_BY_GROUP[group])


def _is_round(found: re.Match[str]) -> bool:
    whole, group = found["whole"], found["group"]
    return group in _BY_GROUP and whole.count(group) == 1 and whole.endswith("000")
