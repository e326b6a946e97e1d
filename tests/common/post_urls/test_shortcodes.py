import pytest

from libs.common.post_urls import pk_to_shortcode, shortcode_to_pk


class TestShortcodeToPk:
    @pytest.mark.parametrize(
        ("code", "pk"),
        [
            ("A", 0),
            ("B", 1),
            ("_", 63),
            ("BA", 64),
            ("AB", 1),
            ("DAmftE4sgAA", 3469600000000000000),
            ("P__________", 2**64 - 1),
        ],
    )
    def test_code_is_read_in_base_64(self, code: str, pk: int) -> None:
        assert shortcode_to_pk(code) == pk

    @pytest.mark.parametrize(
        "code",
        [
            "",
            "AAAAAAAAAAAB",
            "QAAAAAAAAAA",
            "DAmftE4sgAAA",
            "DAmf+E4sgAA",
            "DÄ",
            "٣",
            "\ud800",
        ],
    )
    def test_code_that_is_no_64_bit_number_is_refused(self, code: str) -> None:
        with pytest.raises(ValueError, match="a shortcode"):
            shortcode_to_pk(code)


class TestPkToShortcode:
    def test_code_has_no_leading_zero_digit(self) -> None:
        assert pk_to_shortcode(0) == "A"
        assert pk_to_shortcode(1) == "B"
        assert pk_to_shortcode(64) == "BA"

    @pytest.mark.parametrize("pk", [-1, 2**64])
    def test_number_over_64_bits_is_refused(self, pk: int) -> None:
        with pytest.raises(ValueError, match="64 bits"):
            pk_to_shortcode(pk)
