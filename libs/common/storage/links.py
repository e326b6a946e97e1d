"""Links to stored media that expire."""

from datetime import UTC, datetime, timedelta

from libs.common.clock import Clock
from libs.common.secret_keys import derive_key
from libs.common.settings import CommonSettings
from libs.common.storage.signing import sign_url, verify_signature


class MediaLinks:
    """Makes and checks links; they live between `lifetime` and twice that long.

    Times are rounded, so that the same medium has the same link for a while and
    browsers keep what they have."""

    def __init__(
        self, settings: CommonSettings, clock: Clock, lifetime: timedelta
    ) -> None:
        self._keys = [derive_key(secret, "media") for secret in settings.secrets]
        self._clock = clock
        self._step = int(lifetime.total_seconds())

    def build(self, key: str) -> str:
        """The path under which a stored object can be fetched."""
        now = int(self._clock.now().timestamp())
        expires = (now // self._step + 2) * self._step
        return sign_url(key, datetime.fromtimestamp(expires, UTC), self._keys[0])

    def check(self, key: str, expires: str, signature: str) -> datetime:
        """When a link runs out. Raises MediaLinkInvalid, MediaLinkExpired."""
        return verify_signature(
            key, expires, signature, secrets=self._keys, now=self._clock.now()
        )
