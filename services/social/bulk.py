"""Many rows in one statement: they travel as one JSON parameter.

Against one parameter per value this saves most of the driver's work, and a statement
has the same text however many rows it brings."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import (
    ColumnElement,
    SQLColumnExpression,
    Text,
    Uuid,
    any_,
    cast,
    column,
    func,
    literal,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSON
from sqlalchemy.sql.selectable import TableValuedAlias

from libs.common.db.base import ModelBase


def rows_of(
    model: type[ModelBase],
    names: Sequence[str],
    rows: Iterable[Mapping[str, Any] | orjson.Fragment],
) -> TableValuedAlias:
    """The rows, or JSON objects of them, as a table with these columns, typed as in
    the model.

    A column that a row does not have is null there; texts must hold no NUL."""
    # The driver's own UUIDs are a subclass, which orjson does not know.
    payload = orjson.dumps(list(rows), default=str).decode()
    columns = [column(name, model.__table__.c[name].type) for name in names]
    return (
        # `json` is read once, in half the time that `jsonb` takes to be built first.
        func.json_to_recordset(cast(literal(payload, Text), JSON))
        .table_valued(*columns, name="r")
        .render_derived(with_types=True)
    )


def among(
    column: SQLColumnExpression[Any], ids: Collection[UUID]
) -> ColumnElement[bool]:
    """Whether the column is one of these ids, however many they are.

    Each is looked up by itself, whatever the planner thinks of the tables; of a join
    with rows that were just stored it may think that there are none."""
    return column == any_(literal(list(ids), ARRAY(Uuid)))
