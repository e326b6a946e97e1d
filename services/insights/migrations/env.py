"""Alembic's environment of insights."""

from libs.common.db.migrations import run_environment
from services.insights.metadata import metadata

run_environment(metadata)
