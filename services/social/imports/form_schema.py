"""The upload's form as the OpenAPI document shows it."""

from typing import Any, get_args

from services.social.imports.cells.counts import NumberFormat
from services.social.imports.cells.written_dates import DateOrder
from services.social.imports.mapping import FIELDS

_TEXT = {"type": "string"}


def _text(description: str) -> dict[str, Any]:
    return {**_TEXT, "description": description}


_FIELDS: dict[str, Any] = {
    "file": {
        "type": "array",
        "items": {"type": "string", "format": "binary"},
        "description": "CSV; or JSON: an array of posts, {posts: [...]}, or one post a "
        "line; or a platform's own export (X, Instagram, Facebook, TikTok, YouTube "
        "Takeout and Studio, LinkedIn, Pinterest): the ZIP or ZIPs, or the files of it "
        "that hold posts, each a part named `file`",
    },
    "mapping": _text(
        'JSON object: field -> column, or {"value": ...} for a constant. Fields: '
        f"{', '.join(FIELDS)}. An archive needs none"
    ),
    "account": _text("Creator of the rows that name none"),
    "platform": _text("Platform of the rows that name none"),
    "as_of": _text(
        "When the figures of rows that name no moment were seen: an instant with its "
        "zone, as 2026-03-31T18:00:00Z; otherwise the moment of the upload"
    ),
    "encoding": _text("Of the file; found if it is not given"),
    "time_format": _text(
        "As in strptime, for times that are not understood without it"
    ),
    "timezone": _text("IANA zone of times that name none"),
    "date_order": {
        **_text("Of dates that can be read in two ways, such as 3/4/2025"),
        "enum": list(get_args(DateOrder)),
    },
    "number_format": {
        **_text(
            "Of numbers that can be read in two ways: comma_point 1,234.5, point_comma "
            "1.234,5, space_comma 1 234,5"
        ),
        "enum": list(get_args(NumberFormat)),
    },
}
_PART: dict[str, Any] = {
    "is_part": {
        **_text("`true`: the file was cut; its last, broken row is left out"),
        "enum": ["true", "false"],
    }
}


def _form(fields: dict[str, Any]) -> dict[str, Any]:
    schema = {"type": "object", "required": ["file"], "properties": fields}
    content = {"multipart/form-data": {"schema": schema}}
    return {"requestBody": {"required": True, "content": content}}


IMPORT_FORM = _form(_FIELDS)
PREVIEW_FORM = _form(_FIELDS | _PART)
