"""The stage of followed creators."""

from tests.social.creators.staging import stage

__all__ = ["stage"]
