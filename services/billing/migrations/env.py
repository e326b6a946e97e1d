"""Alembic's environment of billing."""

from libs.common.db.migrations import run_environment
from services.billing.metadata import metadata

run_environment(metadata)
