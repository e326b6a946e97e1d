"""What rows of a platform's own tables need beside what any row does. Pure."""

from services.social.imports.rows.refusals import RowRefused

_PUBLIC = frozenset(
    {
        "public",
        "öffentlich",
        "publique",
        "público",
        "publico",
        "pubblico",
        "pública",
        "openbaar",
        "publiczny",
        "herkese açık",
        "公開",
        "公开",
        "공개",
    }
)
_BETWEEN_LINES = '"\n"'


def check_is_public(told: object) -> None:
    """Raises RowRefused for a video that not everybody can see: it has no audience to
    be compared with."""
    said = told.strip() if isinstance(told, str) else ""
    if said.casefold() not in _PUBLIC:
        shown = said[:40] or "not told"
        message = f"This video is not public ({shown}): only public ones are compared."
        raise RowRefused("not_public", None, message)


def mend_commentary(text: str | None) -> str | None:
    """A commentary of LinkedIn without the quotes that its exports put around each end
    of a line, where they stand around all of them."""
    if text is None or _BETWEEN_LINES not in text:
        return text
    lines = text.split("\n")
    inner = lines[1:-1]
    is_wrapped = (
        lines[0].endswith('"')
        and lines[-1].startswith('"')
        and not lines[0].startswith('"')
        and all(len(line) > 1 and line[0] == line[-1] == '"' for line in inner)
    )
    if not is_wrapped:
        return text
    mended = [lines[0][:-1], *(line[1:-1] for line in inner), lines[-1][1:]]
    return "\n".join(mended).strip() or None
