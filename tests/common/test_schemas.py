"""Bodies: what cannot be stored is refused, wherever it is hidden."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from libs.common.errors import Conflict, NotFound, QuotaExceeded
from libs.common.schemas import ErrorRead, RequestSchema, error_responses, reject_nul


class Body(RequestSchema):
    name: str
    extra: Any = None


BAD = ("\x00", "a\x00b", "\ud800", "x\udfffy")
good_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
good = st.recursive(
    st.none() | st.booleans() | st.integers() | good_text,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(good_text, inner, max_size=4)
    ),
    max_leaves=20,
)


class TestRequestSchema:
    @given(name=good_text, extra=good)
    def test_all_that_can_be_stored_passes_unchanged(
        self, name: str, extra: object
    ) -> None:
        body = Body(name=name, extra=extra)
        assert (body.name, body.extra) == (name, extra)

    @given(extra=good, bad=st.sampled_from(BAD), place=st.integers(0, 3))
    def test_bad_text_is_found_at_any_place(
        self, extra: object, bad: str, place: int
    ) -> None:
        hidden = [bad, [extra, bad], {"a": [extra, {"b": bad}]}, {bad: extra}][place]
        with pytest.raises(ValidationError):
            Body(name="x", extra=hidden)

    @pytest.mark.parametrize("bad", BAD)
    def test_bad_name_is_refused(self, bad: str) -> None:
        with pytest.raises(ValidationError):
            Body(name=bad)

    def test_unknown_field_is_refused(self) -> None:
        with pytest.raises(ValidationError, match="extra_forbidden"):
            Body.model_validate({"name": "x", "nmae": "y"})

    def test_text_without_a_bound_of_its_own_is_bounded(self) -> None:
        with pytest.raises(ValidationError, match="string_too_long"):
            Body(name="x" * 100_001)

    def test_depth_has_no_limit(self) -> None:
        nested: Any = "x"
        for _ in range(50_000):
            nested = [nested]
        assert reject_nul(nested) is nested


class TestErrorResponses:
    def test_errors_of_one_status_are_named_together(self) -> None:
        class AlreadyThere(Conflict):
            pass

        class LimitReached(QuotaExceeded):
            pass

        found = error_responses(NotFound, Conflict, AlreadyThere, LimitReached)
        assert {status: entry["description"] for status, entry in found.items()} == {
            404: "NotFound",
            409: "Conflict, AlreadyThere",
            429: "LimitReached",
        }
        assert all(entry["model"] is ErrorRead for entry in found.values())
