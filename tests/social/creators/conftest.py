"""Social beside billing's limit, with a source that lists newest posts."""

from tests.social.creators.staging import stage

__all__ = ["stage"]
