"""Workbooks (XLSX), made in memory."""

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from tests.social.imports.archives.zips import build_zip

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'

Cell = str | int | None


def build_workbook(sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> bytes:
    """A workbook of these sheets, in their order."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in enumerate(sheets, 1)
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATED}/worksheet" '
        f'Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    relationships = f"{_PACKAGE}/relationships"
    members = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{relationships}">'
        f'<Relationship Id="rId1" Type="{_RELATED}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{relationships}">'
        f"{related}</Relationships>",
    }
    for n, rows in enumerate(sheets.values(), 1):
        body = "".join(_build_row(number, row) for number, row in enumerate(rows, 1))
        members[f"xl/worksheets/sheet{n}.xml"] = (
            f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData>'
            "</worksheet>"
        )
    return build_zip({name: text.encode() for name, text in members.items()})


def _build_row(number: int, row: Sequence[Cell]) -> str:
    cells = "".join(
        _build_cell(f"{chr(ord('A') + column)}{number}", cell)
        for column, cell in enumerate(row)
        if cell is not None
    )
    return f'<row r="{number}">{cells}</row>'


def _build_cell(place: str, cell: Cell) -> str:
    if isinstance(cell, int):
        return f'<c r="{place}"><v>{cell}</v></c>'
    text = escape(str(cell))
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'
