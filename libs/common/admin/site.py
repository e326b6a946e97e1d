"""The admin pages themselves: a view of every table, made from the models.

Loaded when it is first asked for, and by `area.py` alone: see there."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqladmin import Admin
from sqlalchemy import Table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import async_sessionmaker
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from libs.common.admin.pages import AdminPages
from libs.common.admin.views import build_view
from libs.common.db.base import ModelBase
from libs.common.db.failures import is_database_away
from libs.common.db.session import Database, ReadSession
from libs.common.errors import DomainError

_TEMPLATES = Path(__file__).with_name("templates")


def build_site(
    service: str, path: str, pages: AdminPages, database: Database
) -> Starlette:
    """The pages of a service below `path`; reading in transactions that only read."""
    # It logs each wrong input with a traceback, which `_explain` answers.
    logging.getLogger("sqladmin").setLevel(logging.CRITICAL)
    host = Starlette()
    admin = Admin(
        host,
        engine=database.read_engine,
        session_maker=async_sessionmaker(
            database.read_engine, class_=ReadSession, expire_on_commit=False
        ),
        base_url=path,
        title=f"Postscope {service}",
        templates_dir=str(_TEMPLATES),
    )
    for model in _models_of(pages.base):
        admin.add_view(build_view(model, pages, database))
    handlers: dict[Any, Any] = admin.admin.exception_handlers
    for error_type in (DomainError, DBAPIError, ValueError):
        handlers[error_type] = _explainer(admin)
    return host


def _models_of(base: type[ModelBase]) -> Iterator[type[ModelBase]]:
    """A model of every table, in the order of their names.

    The tables that every service has are no models: they are given plain ones."""
    models = {mapper.local_table: mapper.class_ for mapper in base.registry.mappers}
    tables = sorted(base.metadata.tables.values(), key=lambda table: table.name)
    for table in tables:
        yield models.get(table) or _plain_model(base, table)


def _plain_model(base: type[ModelBase], table: Table) -> type[ModelBase]:
    name = "".join(word.title() for word in table.name.split("_")) + "Row"
    return type(name, (base,), {"__table__": table})


def _explainer(admin: Admin) -> Any:
    async def explain(request: Request, error: Exception) -> Response:
        status, message = _explain(error)
        return await admin.templates.TemplateResponse(
            request,
            "sqladmin/error.html",
            {"status_code": status, "message": message},
            status_code=status,
        )

    return explain


def _explain(error: Exception) -> tuple[int, str]:
    if isinstance(error, DomainError):
        return error.status_code, error.message
    if is_database_away(error):
        return 503, "The database is not available at the moment. Try again shortly."
    return 400, "This cannot be asked: a value is not of the kind that belongs there."
