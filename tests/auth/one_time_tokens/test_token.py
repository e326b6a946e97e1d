"""One-time tokens: computed, not kept."""

from libs.common.ids import new_id
from services.auth.one_time_tokens.token import TokenWriter, hash_token

SECRET, OTHER = "a secret, and a long one", "another secret, long as well"


class TestTokenWriter:
    def test_token_of_a_row_is_long_and_its_own(self) -> None:
        writer = TokenWriter(SECRET)
        tokens = {writer.write(new_id()) for _ in range(50)}
        assert len(tokens) == 50
        assert {len(token) for token in tokens} == {43}

    def test_same_row_gives_the_same_token_again(self) -> None:
        token_id = new_id()
        token = TokenWriter(SECRET).write(token_id)
        again = TokenWriter(OTHER, SECRET).write_again(token_id, hash_token(token))
        assert again == token

    def test_token_of_a_forgotten_secret_is_lost(self) -> None:
        token_id = new_id()
        stored = hash_token(TokenWriter(SECRET).write(token_id))
        assert TokenWriter(OTHER).write_again(token_id, stored) is None
