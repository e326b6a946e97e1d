"""Alembic's environment of auth."""

from libs.common.db.migrations import run_environment
from services.auth.metadata import metadata

run_environment(metadata)
