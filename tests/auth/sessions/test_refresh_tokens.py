"""The chain of refresh tokens."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.auth.sessions.refresh_tokens import (
    SuccessorRule,
    generate_refresh_token,
    hash_refresh_token,
    judge_token,
)

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
GRACE = timedelta(seconds=20)
SPANS = st.timedeltas(min_value=timedelta(days=-400), max_value=timedelta(days=400))


class TestSuccessorRule:
    @given(st.integers(1, 30))
    def test_chain_never_repeats_a_token(self, length: int) -> None:
        rule = SuccessorRule("secret")
        chain = [generate_refresh_token()]
        for _ in range(length):
            chain.append(rule.successor(chain[-1]))
        assert len(set(chain)) == length + 1
        assert {len(token) for token in chain} == {43}

    @given(st.text(st.characters(exclude_categories=["Cs"])), st.text(min_size=1))
    def test_secret_decides_the_successor(self, token: str, secret: str) -> None:
        safe = secret.encode("utf-8", "replace").decode()
        one, other = SuccessorRule(safe), SuccessorRule(safe + "x")
        assert one.successor(token) == SuccessorRule(safe).successor(token)
        assert one.successor(token) != other.successor(token)
        assert other.candidates(token) == [other.successor(token)]
        both = SuccessorRule(safe + "x", safe).candidates(token)
        assert both == [other.successor(token), one.successor(token)]

    def test_hash_is_not_the_token(self) -> None:
        token = generate_refresh_token()
        assert len(hash_refresh_token(token)) == 32
        assert hash_refresh_token(token) != hash_refresh_token(token + " ")


class TestJudgeToken:
    @given(SPANS, st.none() | SPANS)
    def test_verdict_follows_from_the_two_instants(
        self, left: timedelta, used_ago: timedelta | None
    ) -> None:
        verdict = judge_token(
            now=NOW,
            expires_at=NOW + left,
            rotated_at=None if used_ago is None else NOW - used_ago,
            grace=GRACE,
        )
        assert (verdict == "expired") == (left <= timedelta(0))
        if verdict != "expired":
            assert (verdict == "rotate") == (used_ago is None)
            assert (verdict == "reused") == (used_ago is not None and used_ago > GRACE)
