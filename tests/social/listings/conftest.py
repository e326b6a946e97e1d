"""Social with a collector that lists creators' posts, and a worker that runs."""

from tests.social.collection.conftest import collecting, collector

__all__ = ["collecting", "collector"]
