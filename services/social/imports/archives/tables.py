"""Tables of posts within an archive, told by their headings. Pure."""

import csv
import re

from services.social.imports.guessing.columns import normalise
from services.social.imports.guessing.known_tables import find_known_table

_TABLE = re.compile(r"\.csv$", re.IGNORECASE)
# Of these not even the headings are read.
_PRIVATE = re.compile(
    r"message|chat|contact|connection|invitation|log.?in|address|phone|e-?mail|"
    r"security|receipt|payment|subscription|comment|search|follow|nachricht|kontakt|"
    r"abo|kommentar",
    re.IGNORECASE,
)
_DELIMITERS = (",", ";", "\t")
_MARK = "\ufeff"


def may_be_table(path: str) -> bool:
    """Whether a member may be a table of posts, by its path."""
    name = path.rpartition("/")[2]
    return _TABLE.search(name) is not None and _PRIVATE.search(path) is None


def find_table(head: bytes) -> str | None:
    """Which export's table of posts it is whose beginning this is; None: none."""
    line = head.decode("utf-8", "replace").lstrip(_MARK).partition("\n")[0]
    try:
        rows = [next(csv.reader([line], delimiter=mark), []) for mark in _DELIMITERS]
    except csv.Error:
        return None
    words = [normalise(cell[:200]) for cell in max(rows, key=len)]
    found = find_known_table(words)
    return found.name if found and found.is_of_posts else None
