"""Errors of brakes."""

import math
from datetime import timedelta

from libs.common.errors import QuotaExceeded


class TooManyAttempts(QuotaExceeded):
    """Too many wrong passwords, for this account or from this address.

    The same for an address that has no account."""

    message = "There were too many attempts with a wrong password. Wait a little."

    def __init__(self, wait: timedelta) -> None:
        seconds = max(math.ceil(wait.total_seconds()), 1)
        super().__init__(
            headers={"Retry-After": str(seconds)},
            details={"retry_after_seconds": seconds},
        )
