"""How fast a vendor is asked once it has said that it was asked too fast."""

from collections.abc import Callable, Sequence

from libs.common.rate_limit import Quota

_SOON_SECONDS = 2.0


class Pace:
    """A quota beside the usual ones: none at first; when the vendor complains again
    soon, the next slower one. After a while without complaint one step back.

    Some vendors' limits fall with the balance and are told by nothing but 429. One
    complaint alone may be chance: calls do not arrive as evenly as they are sent."""

    def __init__(
        self,
        monotonic: Callable[[], float],
        slower: Sequence[Quota],
        while_seconds: float = 60.0,
    ) -> None:
        self._monotonic = monotonic
        self._steps = tuple(slower)
        self._while_seconds = while_seconds
        self._step = 0
        self._changed_at = self._complained_at = float("-inf")

    @property
    def quotas(self) -> tuple[Quota, ...]:
        """What is to be kept to now, beside the usual."""
        self._recover()
        return self._steps[self._step - 1 : self._step] if self._step else ()

    @property
    def is_slowest(self) -> bool:
        """Whether there is no slower step, or never was one."""
        self._recover()
        return self._step == len(self._steps)

    def slow_down(self, asked_at: float) -> Quota | None:
        """The vendor has complained of a call made at that moment: the slower quota
        to keep to from now on, None where nothing changes: it is the first complaint
        for a while, or of a call made before the last change, or none is slower."""
        if self.is_slowest or asked_at < self._changed_at:
            return None
        last, self._complained_at = self._complained_at, self._monotonic()
        if self._complained_at - last > _SOON_SECONDS:
            return None
        self._step += 1
        self._changed_at = self._monotonic()
        return self._steps[self._step - 1]

    def _recover(self) -> None:
        now = self._monotonic()
        while self._step and now - self._changed_at >= self._while_seconds:
            self._step -= 1
            self._changed_at += self._while_seconds
