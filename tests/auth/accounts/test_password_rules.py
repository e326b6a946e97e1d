"""Which passwords are taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.auth.accounts.password_rules import (
    MAX_LENGTH,
    MIN_LENGTH,
    find_password_problem,
)


class TestFindPasswordProblem:
    @pytest.mark.parametrize(
        ("password", "reason"),
        [
            ("", "too_short"),
            ("ninechars", "too_short"),
            ("x" * 201, "too_long"),
            ("Ada@Example.com", "same_as_email"),
            (" ada@example.com ", "same_as_email"),
            ("Password123", "too_common"),
            ("1234567890", "too_common"),
            ("aaaaaaaaaaaa", "too_common"),
            ("ababababab", "too_common"),
        ],
    )
    def test_weak_password_is_named_with_reason(
        self, password: str, reason: str
    ) -> None:
        problem = find_password_problem(password, "ada@example.com")
        assert problem is not None
        assert problem.reason == reason
        assert problem.message.endswith(".")

    @pytest.mark.parametrize(
        "password",
        [
            "ten chars!",
            "correct horse battery",
            "пароль подлиннее",
            "y7" * 2 + "x" * 196,
        ],
    )
    def test_long_enough_password_is_taken(self, password: str) -> None:
        assert find_password_problem(password, "ada@example.com") is None

    @given(st.text(max_size=300))
    def test_length_alone_decides_its_two_reasons(self, password: str) -> None:
        problem = find_password_problem(password, None)
        reason = problem.reason if problem else None
        assert (reason == "too_short") == (len(password) < MIN_LENGTH)
        assert (reason == "too_long") == (len(password) > MAX_LENGTH)
