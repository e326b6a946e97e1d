"""What is kept of what Clerk tells of a user, whatever form it has."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.auth.clerk.user_data import ClerkUser, read_profile, read_user
from tests.emulators.clerk_instance import Clerk

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "email_address", "verification", "status"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=6,
)


def profile_of(**changes: Any) -> Any:
    user = Clerk().add_user("Ada@Example.com", first_name="Ada", last_name="Lovelace")
    return read_profile(read_user({**user, **changes}))


class TestReadProfile:
    def test_whole_user_is_read(self) -> None:
        profile = profile_of(has_image=True)
        assert profile.email == "ada@example.com"
        assert profile.email_verified is True
        assert profile.full_name == "Ada Lovelace"
        assert profile.profile_image == "https://img.clerk.com/x"

    def test_little_is_needed(self) -> None:
        # The documentation's own examples of webhooks lack most keys.
        profile = read_profile(read_user({"id": "user_1", "updated_at": 1}))
        assert profile.told_at_ms == 1
        assert profile.email is None
        assert profile.email_verified is False
        assert profile.full_name is None

    @pytest.mark.parametrize(
        "changes",
        [
            {"primary_email_address_id": None},
            {"primary_email_address_id": "idn_other"},
            {"email_addresses": []},
            {"email_addresses": None},
            {"email_addresses": [None, 5, {"id": 1}]},
        ],
    )
    def test_users_without_an_address_have_none(self, changes: dict[str, Any]) -> None:
        profile = profile_of(**changes)
        assert (profile.email, profile.email_verified) == (None, False)

    @pytest.mark.parametrize(
        "verification",
        [None, {"status": "unverified"}, {"status": "expired"}, {}, {"status": 1}],
    )
    def test_address_counts_as_verified_only_if_that_is_said(
        self, verification: Any
    ) -> None:
        email = {"id": "e", "email_address": "a@b.de", "verification": verification}
        profile = profile_of(email_addresses=[email], primary_email_address_id="e")
        assert (profile.email, profile.email_verified) == ("a@b.de", False)

    def test_drawn_picture_is_none(self) -> None:
        assert profile_of(has_image=False).profile_image is None
        bad = ("javascript:alert(1)", "http://x.test/a", "https://[", 5)
        for url in bad:
            assert profile_of(has_image=True, image_url=url).profile_image is None

    @pytest.mark.parametrize("user", [None, [], {}, {"id": "user_1"}, {"id": 1}])
    def test_what_is_no_user_is_refused(self, user: Any) -> None:
        with pytest.raises(ValueError, match="ClerkUser"):
            read_user(user)

    @given(st.dictionaries(st.sampled_from(list(ClerkUser.model_fields)), ANYTHING))
    def test_nothing_that_is_told_breaks_us(self, told: dict[str, Any]) -> None:
        profile = read_profile(read_user({**told, "id": "user_1", "updated_at": 1}))
        for text in (profile.email, profile.full_name, profile.profile_image):
            assert text is None or "\x00" not in text
            (text or "").encode()  # what cannot be stored raises
