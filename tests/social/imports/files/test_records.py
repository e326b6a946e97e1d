"""Files of many forms, read row by row."""

import csv
import json
from contextlib import suppress
from io import BytesIO, StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.social.imports.files.forms import FileForm, FileNotReadable, find_form
from services.social.imports.files.records import MOST_ROW_BYTES, FileBroken, RecordFile
from services.social.imports.rows.reader import EXTRA_CELLS


def read(content: bytes, *columns: str, encoding: str | None = None) -> list[Any]:
    file = BytesIO(content)
    form = find_form(file, encoding, columns)
    return list(RecordFile(file, form).records())


def form_of(content: bytes, *columns: str) -> FileForm:
    return find_form(BytesIO(content), None, columns)


ROWS = [{"id": "a", "text": "one, two"}, {"id": "b", "text": 'line\n"two"'}]


def as_csv(rows: list[dict[str, str]], delimiter: str = ",") -> bytes:
    out = StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


class TestRecords:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_csv_with_any_delimiter(self, delimiter: str) -> None:
        assert read(as_csv(ROWS, delimiter), "id", "text") == ROWS

    @pytest.mark.parametrize(
        "content",
        [
            json.dumps(ROWS),
            json.dumps(ROWS, indent=2),
            json.dumps({"posts": ROWS}),
            json.dumps({"version": 1, "posts": ROWS}, indent=2),
            "\n".join(json.dumps(row) for row in ROWS),
            "\n\n".join(json.dumps(row) for row in ROWS) + "\n",
            "\ufeff" + json.dumps(ROWS),
            "\ufeff" + "\n".join(json.dumps(row) for row in ROWS),
        ],
    )
    def test_json_in_any_form(self, content: str) -> None:
        assert read(content.encode()) == ROWS

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
    def test_unicode_in_any_encoding(self, encoding: str) -> None:
        content = "id,text\na,größe 👍\n".encode(encoding)
        given_encoding = encoding if encoding == "utf-16-le" else None
        found = read(content, "id", encoding=given_encoding)
        assert found == [{"id": "a", "text": "größe 👍"}]

    def test_byte_order_mark_is_no_part_of_the_first_column(self) -> None:
        content = "\ufeffid\na\n".encode()
        assert read(content, "id", encoding="utf-8") == [{"id": "a"}]

    def test_old_encoding_is_found_wherever_it_shows(self) -> None:
        plain = b"id,text\n" + b"a,plain text\n" * 20_000
        content = plain + "b,ein schöner Gruß aus Köln\n".encode("cp1252")
        assert read(content, "id")[-1]["text"] == "ein schöner Gruß aus Köln"

    def test_blank_lines_and_short_rows_are_taken(self) -> None:
        assert read(b"id,text\n\na\n,,\nb,x\n", "id") == [
            {"id": "a"},
            {"id": "b", "text": "x"},
        ]

    def test_more_cells_than_columns_are_marked(self) -> None:
        [found] = read(b"id,text\na,b,c\n", "id")
        assert found[EXTRA_CELLS] == ["c"]

    def test_broken_line_of_json_is_one_broken_row(self) -> None:
        assert read(b'{"id": 1}\n{"id": \n[1]\n{"id": 2}\n') == [
            {"id": 1},
            None,
            None,
            {"id": 2},
        ]

    def test_array_that_breaks_off_gives_the_rows_before(self) -> None:
        file = BytesIO(b'[{"id": 1}, {"id": 2}, {"id"')
        records = RecordFile(file, FileForm(kind="json_array", encoding="utf-8"))
        found = records.records()
        assert [next(found), next(found)] == [{"id": 1}, {"id": 2}]
        with pytest.raises(FileBroken):
            next(found)

    def test_large_numbers_keep_their_digits(self) -> None:
        assert read(b'[{"id": 1723456789012345678}]') == [{"id": 1723456789012345678}]

    @pytest.mark.parametrize(
        "content",
        [
            b'[{"id": "' + b"x" * (2 * MOST_ROW_BYTES) + b'"}]',
            b'{"id": "' + b"x" * (2 * MOST_ROW_BYTES) + b'"}\n{"id": 2}',
            b'id,text\na,"' + b"x" * (2 * MOST_ROW_BYTES) + b"\n",
        ],
    )
    def test_endless_row_ends_the_reading(self, content: bytes) -> None:
        with pytest.raises(FileBroken):
            read(content, "id")

    @given(
        st.lists(
            st.fixed_dictionaries(
                {
                    "id": st.text("abc019", min_size=1),
                    "text": st.text(
                        st.characters(codec="utf-8", exclude_characters="\x00")
                    ),
                }
            ),
            min_size=1,
            max_size=20,
        )
    )
    def test_csv_and_json_say_the_same(self, rows: list[dict[str, str]]) -> None:
        assert read(as_csv(rows), "id", "text") == rows
        assert read(json.dumps(rows).encode()) == rows

    @given(st.binary(max_size=300))
    def test_any_bytes_are_rows_or_a_named_error(self, content: bytes) -> None:
        with suppress(FileNotReadable, FileBroken):
            assert all(row is None or isinstance(row, dict) for row in read(content))


class TestFindForm:
    @pytest.mark.parametrize("content", [b"", b"  \n\n", b"\xef\xbb\xbf"])
    def test_empty_file_is_refused(self, content: bytes) -> None:
        with pytest.raises(FileNotReadable) as refused:
            form_of(content)
        assert refused.value.fields[0].reason == "no_rows"

    @pytest.mark.parametrize("name", ["klingon", "rot13", "base64", "\x00", "../x"])
    def test_encoding_that_is_none_is_refused(self, name: str) -> None:
        with pytest.raises(FileNotReadable) as refused:
            find_form(BytesIO(b"id\n1\n"), name, ["id"])
        assert refused.value.fields[0].field == "encoding"

    def test_mapped_columns_decide_about_the_delimiter(self) -> None:
        content = b"id;name, first;name, last;name, other\n1;a;b;c\n"
        assert form_of(content, "id", "name, first").delimiter == ";"
