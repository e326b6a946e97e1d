"""What is remembered, and what goes."""

from libs.common.recent import Recent


class TestRecent:
    def test_what_was_not_touched_for_longest_goes(self) -> None:
        recent: Recent[str, int] = Recent(2)
        recent.remember("a", 1)
        recent.remember("b", 2)
        recent.move_to_end("a")
        recent.remember("c", 3)

        assert dict(recent) == {"a": 1, "c": 3}

    def test_remembered_anew_counts_as_touched(self) -> None:
        recent: Recent[str, int] = Recent(2)
        for key, value in (("a", 1), ("b", 2), ("a", 3), ("c", 4)):
            recent.remember(key, value)

        assert dict(recent) == {"a": 3, "c": 4}
