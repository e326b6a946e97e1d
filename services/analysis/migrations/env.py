"""Alembic's environment of analysis."""

from libs.common.db.migrations import run_environment
from services.analysis.metadata import metadata

run_environment(metadata)
