"""What is left of a limit. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quota:
    """A limit and what has been taken of it: `used` for good, `reserved` for now.

    A smaller plan, or a settlement after its reservation has expired, may leave more
    taken than the limit: then nothing is left."""

    limit: int
    used: int
    reserved: int = 0

    @property
    def left(self) -> int:
        """How many more are admitted."""
        return max(0, self.limit - self.used - self.reserved)

    def admits(self, count: int) -> bool:
        """Whether that many more fit, all of them."""
        return count <= self.left
