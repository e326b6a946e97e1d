"""Alembic's environment of social."""

from libs.common.db.migrations import run_environment
from services.social.metadata import metadata

run_environment(metadata)
