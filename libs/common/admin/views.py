"""One table's pages: a list to search and filter, a row's details, what may change."""

import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar, cast
from uuid import UUID

from sqladmin import ModelView, expose
from sqladmin.filters import OperationColumnFilter
from sqlalchemy import JSON, Column, DateTime, Select, Table, Uuid, inspect, select
from sqlalchemy.orm import defer
from sqlalchemy.types import String
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from wtforms import SelectField

from libs.common.admin.changes import change_row, replay_message
from libs.common.admin.masking import HIDDEN, column_name, is_hidden, show
from libs.common.admin.pages import AdminPages, Editable
from libs.common.db.base import ModelBase
from libs.common.db.session import Database, WriteSession
from libs.common.errors import NotFound
from libs.common.identity import Identity

_IN_LIST = 100
_IN_DETAILS = 8_000
_SEARCHED = 6


class TimeFilter(OperationColumnFilter):
    """Filters; a time without its zone is one in UTC."""

    def _convert_value_for_column(
        self, value: str, column_obj: Any, operation: str = "equals"
    ) -> Any:
        found = super()._convert_value_for_column(value, column_obj, operation)
        if isinstance(found, datetime) and found.tzinfo is None:
            return found.replace(tzinfo=UTC)
        return found


class TableView(ModelView):
    """A table for reading. What is hidden is not even read from the database."""

    can_create = False
    can_delete = False
    can_export = False
    can_import = False
    can_edit = False
    page_size = 50
    column_type_formatters: ClassVar[dict[Any, Any]] = {}

    database: ClassVar[Database]
    table: ClassVar[str]
    columns: ClassVar[Mapping[str, "Column[Any]"]]
    hidden: ClassVar[frozenset[str]]
    editable: ClassVar[Mapping[str, Editable]]

    def list_query(self, _: Request) -> Select[Any]:
        """The rows, without what is hidden."""
        return self._unhidden(select(self.model))

    def details_query(self, request: Request) -> Select[Any]:
        """A row, without what is hidden."""
        return self._unhidden(self._by_key(request.path_params["pk"]))

    def form_edit_query(self, request: Request) -> Select[Any]:
        """The row that is to be changed, without what is hidden."""
        return self.details_query(request)

    async def get_prop_value(self, obj: Any, prop: str) -> Any:
        """A value as it may be seen."""
        if prop in self.hidden:
            return HIDDEN
        return show(self.columns[prop], getattr(obj, prop))

    async def get_list_value(
        self, obj: Any, prop: str, _: Request | None = None
    ) -> tuple[Any, Any]:
        """The same in few words."""
        value = await self.get_prop_value(obj, prop)
        return value, _as_text(value, _IN_LIST)

    async def get_detail_value(
        self, obj: Any, prop: str, _: Request | None = None
    ) -> tuple[Any, Any]:
        """The same at length."""
        value = await self.get_prop_value(obj, prop)
        return value, _as_text(value, _IN_DETAILS)

    async def update_model(
        self, request: Request, pk: str, data: dict[str, Any]
    ) -> Any:
        """Changes what may be changed, and notes who did it. Raises ChangeRefused."""
        async with self.database.unit_of_work() as session:
            return await change_row(
                session,
                request.state.identity,
                self._unhidden(self._by_key(pk)),
                {name: data[name] for name in self.editable if name in data},
                row=(self.table, pk),
                refuse=self._refuse,
                follow=self._follow,
            )

    def _refuse(self, identity: Identity, row: Any) -> str | None:
        """Why this administrator may not change this row; None = he may."""
        reasons = (rule.refuse(identity, row) for rule in self.editable.values())
        return next((reason for reason in reasons if reason), None)

    async def _follow(
        self, session: WriteSession, row: Any, changed: Collection[str]
    ) -> None:
        for name in changed:
            await self.editable[name].follow(session, row)

    def _by_key(self, key: str) -> Select[Any]:
        return self._stmt_by_identifier(key)

    def _unhidden(self, statement: Select[Any]) -> Select[Any]:
        options = [
            defer(getattr(self.model, name), raiseload=True) for name in self.hidden
        ]
        return statement.options(*options)


class InboxView(TableView):
    """Messages that have come; those that are dead can be given their attempts anew."""

    details_template = "inbox_details.html"

    @expose("/replay/{pk}", methods=["POST"])
    async def replay(self, request: Request) -> Response:
        """Replays a dead message."""
        try:
            message_id = UUID(request.path_params["pk"])
        except ValueError:
            raise NotFound from None
        async with self.database.unit_of_work() as session:
            await replay_message(session, request.state.identity, message_id)
        url = request.url_for("admin:details", identity=self.identity, pk=message_id)
        return RedirectResponse(url, status_code=303)


def build_view(
    model: type[ModelBase], pages: AdminPages, database: Database
) -> type[TableView]:
    """The view of one model's table, as the declaration says."""
    mapper = inspect(model)
    columns: dict[str, Column[Any]] = {
        attribute.key: cast("Column[Any]", attribute.columns[0])
        for attribute in mapper.column_attrs
    }
    table = cast("Table", model.__table__).name
    shown = sorted(columns, key=lambda name: _rank(columns[name]))
    hidden = frozenset(
        name for name in shown if is_hidden(columns[name], pages.not_secret)
    )
    plain = [n for n in shown if n not in hidden and not _is_json(columns[n])]
    editable = {
        name: pages.editable[column_name(columns[name])]
        for name in shown
        if column_name(columns[name]) in pages.editable
    }
    base = InboxView if table == "inbox" else TableView
    attributes = {
        "name": table.replace("_", " ").capitalize(),
        "name_plural": table.replace("_", " ").capitalize(),
        "column_list": shown,
        "column_details_list": shown,
        "column_sortable_list": plain,
        "column_searchable_list": _searchable(columns, plain),
        "column_default_sort": _default_sort(columns),
        "column_filters": [
            TimeFilter(name)
            for name in plain
            if _is_time(columns[name]) or column_name(columns[name]) in pages.filters
        ],
        "column_labels": {name: columns[name].name for name in shown},
        "can_edit": bool(editable),
        "form_columns": list(editable) or [plain[0]],
        "form_overrides": dict.fromkeys(editable, SelectField),
        "form_args": {
            name: {"choices": [(c, c) for c in rule.choices]}
            for name, rule in editable.items()
        },
        "database": database,
        "table": table,
        "columns": columns,
        "hidden": hidden,
        "editable": editable,
    }
    make: Any = type(base)  # sqladmin's metaclass, which is told the model
    view: type[TableView] = make(
        f"{model.__name__}Pages", (base,), attributes, model=model
    )
    view.identity = table.replace("_", "-")
    return view


def _as_text(value: Any, most: int) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping | list):
        value = json.dumps(value, ensure_ascii=False, default=str)
    elif isinstance(value, datetime):
        value = f"{value:%Y-%m-%d %H:%M:%S.%f}"[:-3] + "Z"
    text = str(value)
    return text if len(text) <= most else f"{text[:most]}…"


def _rank(column: "Column[Any]") -> tuple[int, int]:
    """The key first, then what is said in a word, then the long rest."""
    if column.primary_key:
        return 0, 0
    return (2 if _is_json(column) else 1), 0


def _searchable(columns: Mapping[str, "Column[Any]"], plain: list[str]) -> list[str]:
    """Ids and texts, the first few: a search looks through each of them."""
    found = [n for n in plain if isinstance(columns[n].type, (Uuid, String))]
    return found[:_SEARCHED]


def _default_sort(columns: Mapping[str, "Column[Any]"]) -> list[tuple[str, bool]]:
    """The newest first, where a column says when."""
    by_time = ("at", "created_at", "received_at", "started_at")
    found = [name for name in by_time if name in columns][:1]
    keys = [name for name, column in columns.items() if column.primary_key]
    return [(name, True) for name in (*found, *keys)]


def _is_json(column: "Column[Any]") -> bool:
    return isinstance(column.type, JSON)


def _is_time(column: "Column[Any]") -> bool:
    return isinstance(column.type, DateTime)
