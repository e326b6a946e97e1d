"""What a long-running process keeps, and what it makes and drops."""

import gc


def freeze_memory() -> None:
    """To be called once all is loaded: what start-up made stays, and the collector,
    on from here, need not look through it again."""
    gc.collect()
    gc.freeze()
    gc.enable()
