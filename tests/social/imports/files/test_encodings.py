"""Which encoding a file is in."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.social.imports.files.encodings import FoundEncoding, find_encoding
from services.social.imports.files.forms import find_form
from services.social.imports.files.records import RecordFile

WESTERN = (
    "id,text\n1,Schöne Grüße aus Köln – „gut“ und so weiter\n"
    "2,L’été déjà passé à la plage, ça va très bien\n3,El niño soñó, ¿qué más?\n"
)
RUSSIAN = "id,text\n1,Привет всем, это новый пост о том как мы живём\n" * 5
POLISH = "id,text\n1,Zażółć gęślą jaźń i inne słowa które mówią o życiu\n" * 5
JAPANESE = "id,text\n1,今日はとても良い天気ですね。散歩に行きましょう\n" * 5


def find(content: bytes, *, is_part: bool = False) -> FoundEncoding:
    return find_encoding(BytesIO(content), is_part=is_part)


class TestFindEncoding:
    @pytest.mark.parametrize(
        ("encoding", "name"),
        [
            ("utf-8", "utf-8"),
            ("utf-8-sig", "utf-8-sig"),
            ("utf-16", "utf-16"),
            ("utf-16-le", "utf-16-le"),
            ("utf-16-be", "utf-16-be"),
            ("cp1252", "cp1252"),
        ],
    )
    def test_encodings_of_exports_are_certain(self, encoding: str, name: str) -> None:
        assert find(WESTERN.encode(encoding)) == FoundEncoding(name)

    def test_western_text_without_typed_signs_is_latin_1(self) -> None:
        text = WESTERN.translate(str.maketrans("–„“’", '-""\''))
        assert find(text.encode("latin-1")) == FoundEncoding("latin-1")

    @pytest.mark.parametrize(
        ("text", "encoding"),
        [(RUSSIAN, "cp1251"), (POLISH, "cp1250"), (JAPANESE, "cp932")],
    )
    def test_other_old_ones_are_guessed_and_uncertain(
        self, text: str, encoding: str
    ) -> None:
        assert find(text.encode(encoding)) == FoundEncoding(encoding, is_certain=False)

    def test_text_that_was_damaged_before_is_latin_1_and_uncertain(self) -> None:
        content = b"id,text\n1,plain text and so on\n" * 20 + b"2,it\x8d\x9ds\n"
        assert find(content) == FoundEncoding("latin-1", is_certain=False)

    def test_few_damaged_bytes_in_utf_8_leave_it_utf_8(self) -> None:
        content = WESTERN.encode() * 3 + b"4,broken \xff here\n"
        assert find(content) == FoundEncoding("utf-8", is_certain=False)
        file = BytesIO(content)
        rows = list(RecordFile(file, find_form(file, None, ())).records())
        assert rows[0] == {
            "id": "1",
            "text": "Schöne Grüße aus Köln – „gut“ und so weiter",
        }

    def test_part_may_end_within_a_sign(self) -> None:
        content = WESTERN.encode()
        cut = content[: content.index("Grüße".encode()) + 3]
        assert find(cut, is_part=True) == FoundEncoding("utf-8")
        assert find(cut).name != "utf-8"

    def test_sign_across_the_end_of_a_chunk_is_whole(self) -> None:
        content = b"x" * ((1 << 20) - 1) + "é".encode()
        assert find(content) == FoundEncoding("utf-8")

    @given(st.binary(max_size=300))
    def test_any_bytes_have_an_encoding_that_reads_them(self, content: bytes) -> None:
        content.decode(find(content).name, "replace")
