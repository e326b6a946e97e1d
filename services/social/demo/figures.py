"""The invented figures: drawn around a creator's usual, the same on every machine."""

import math
from hashlib import sha256
from statistics import NormalDist

from libs.common.contracts.social import PostMetrics
from services.social.demo.catalogue import DemoAccount, DemoEntry, DemoKind

# Chance alone makes no outlier: exp(0.4 * 2) is about 2.2 times the usual.
_LONGEST_STEP = 2.0
_CHOSEN_SPREAD = 0.015
_SHARE_SPREADS = {
    "reach": 0.07,
    "likes": 0.16,
    "comments": 0.2,
    "shares": 0.2,
    "saves": 0.2,
}


def demo_metrics(
    post_id: str, account: DemoAccount, kind: DemoKind, entry: DemoEntry
) -> PostMetrics:
    """The figures of one invented post.

    The basis lies around `multiple` times the usual where the entry says so, else
    log-normal around the usual; the other counts are shares of it, log-normal too."""
    chosen = entry.multiple is not None
    spread = _CHOSEN_SPREAD if chosen else kind.spread
    seen = _vary(kind.usual * (entry.multiple or 1), spread, post_id, kind.basis)
    counts = {
        name: _vary(seen * share, spread, post_id, name)
        for name, spread in _SHARE_SPREADS.items()
        if (share := getattr(kind, name)) is not None
    }
    return PostMetrics.model_validate(
        {kind.basis: seen, **counts, "followers": account.followers}
    )


def _vary(middle: float, spread: float, post_id: str, name: str) -> int:
    """A count around `middle`, log-normal, the same for the same post and name.

    The random number is a hash, not a generator's next one: a post that is added
    or moved changes no other post's figures."""
    digest = sha256(f"{post_id}/{name}".encode()).digest()
    uniform = (int.from_bytes(digest[:6], "big") + 0.5) / 2**48
    # tanh leaves small steps as they are and never passes the longest one.
    step = _LONGEST_STEP * math.tanh(NormalDist().inv_cdf(uniform) / _LONGEST_STEP)
    return round(middle * math.exp(spread * step))
