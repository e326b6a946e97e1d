"""Items of a JSON document, from a parser's events."""

import json
from io import BytesIO
from typing import Any

import ijson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.social.imports.files.json_items import (
    MOST_DEPTH,
    NestedTooDeeply,
    build_items,
)

values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["posts", "a", ""]), inner, max_size=3)
    ),
    max_leaves=12,
)


def read(document: Any, *path: str) -> list[Any]:
    events = ijson.basic_parse(BytesIO(json.dumps(document).encode()))
    return list(build_items(events, paths=(path,)))


class TestBuildItems:
    @given(st.lists(values, max_size=5))
    def test_items_of_an_array_are_its_items(self, items: list[Any]) -> None:
        assert read(items) == items

    @given(st.lists(values, max_size=5), values, values)
    def test_items_under_posts_are_found_among_other_keys(
        self, items: list[Any], before: Any, after: Any
    ) -> None:
        document = {"before": before, "posts": items, "after": after}
        assert read(document, "posts") == items

    @pytest.mark.parametrize("document", [{"posts": {"a": [1]}}, {"a": {"posts": [1]}}])
    def test_posts_elsewhere_are_none(self, document: Any) -> None:
        assert read(document, "posts") == []

    def test_nesting_without_end_is_not_followed(self) -> None:
        events = ijson.basic_parse(BytesIO(b"[" * 10_000_000))
        with pytest.raises(NestedTooDeeply):
            list(build_items(events))

    def test_deepest_allowed_is_read(self) -> None:
        document: Any = []
        for _ in range(MOST_DEPTH - 1):
            document = [document]
        assert read(document) == document
