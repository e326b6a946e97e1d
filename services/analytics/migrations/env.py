"""Alembic's environment of analytics."""

from libs.common.db.migrations import run_environment
from services.analytics.metadata import metadata

run_environment(metadata)
