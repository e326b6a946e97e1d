"""Which of an account's other posts one is compared with: those nearest in time."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Generic, NamedTuple, TypeVar

LARGEST_SAMPLE = 30
WINDOW = timedelta(days=180)
"""How far before and after the post the others may lie."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_WINDOW = WINDOW // _MICROSECOND
_TOO_FAR = _WINDOW + 1

Item = TypeVar("Item")


class Entry(NamedTuple, Generic[Item]):
    """A post of the timeline, and what is wanted of it."""

    published_at: datetime
    platform_post_id: str
    item: Item


class Timeline(Generic[Item]):
    """Posts of one account and format that have the basis of comparison.

    Holds little per post, so that an account may have hundreds of thousands; finding
    the nearest takes the same few steps wherever in it."""

    def __init__(self, entries: Iterable[Entry[Item]]) -> None:
        # Ids by code points; of two rows with one time and id the first given.
        ordered = sorted(entries, key=lambda entry: entry[:2])
        self._times = array("q", (_microseconds(entry[0]) for entry in ordered))
        self._ids = [entry[1] for entry in ordered]
        self._items = [entry[2] for entry in ordered]

    def find_nearest(self, published_at: datetime, platform_post_id: str) -> list[Item]:
        """At most 30 within 180 days, nearest first, without the post itself.

        At equal distance the earlier, then the smaller id; each id once."""
        moment = _microseconds(published_at)
        times, ids, count = self._times, self._ids, len(self._times)
        left = right = bisect_left(times, moment)
        chosen: dict[str, Item] = {}
        while len(chosen) < LARGEST_SAMPLE:
            earlier = moment - times[left - 1] if left else _TOO_FAR
            later = times[right] - moment if right < count else _TOO_FAR
            if earlier <= later:
                if earlier > _WINDOW:
                    break
                # Of posts with one time the smallest id comes first, so from there on.
                place = bisect_left(times, times[left - 1], 0, left)
                end, left = left, place
            elif later > _WINDOW:
                break
            else:
                place, end = right, right + 1
                right = end
            while place < end and len(chosen) < LARGEST_SAMPLE:
                name = ids[place]
                if name != platform_post_id:
                    chosen.setdefault(name, self._items[place])
                place += 1
        return list(chosen.values())


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND
