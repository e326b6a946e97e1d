"""Whether a file's texts come with HTML's entities. Pure."""

import re
from collections.abc import Iterable

from services.social.imports.cells.refusals import Cell

_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|#39);")
_ANY_ENTITY = re.compile(r"&(?:#?\w{1,10});")


def are_escaped(cells: Iterable[Cell]) -> bool:
    """Whether entities occur and no `&` stands alone: who escapes, escapes all."""
    found = False
    for cell in cells:
        if not isinstance(cell, str) or "&" not in cell:
            continue
        if len(_ANY_ENTITY.findall(cell)) != cell.count("&"):
            return False
        found = found or _ENTITY.search(cell) is not None
    return found
