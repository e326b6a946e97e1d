"""The declarative base that each service derives its own from, and common columns."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Enum, MetaData, Text, Uuid, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from libs.common.ids import new_id

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def build_metadata() -> MetaData:
    """A service's metadata; names follow one convention, so that migrations match."""
    return MetaData(naming_convention=NAMING_CONVENTION)


class ModelBase(DeclarativeBase):
    """Derive one `Base` per service from it: `metadata = build_metadata()`.

    `datetime` is timestamptz, `UUID` uuid, `dict` and `list` jsonb, `int` bigint,
    a StrEnum its value as text."""

    __abstract__ = True
    # What the database computes (`updated_at`) is read back at once: a later read
    # would need a query where none can be awaited.
    __mapper_args__ = {"eager_defaults": True}  # noqa: RUF012 - SQLAlchemy types it
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: DateTime(timezone=True),
        int: BigInteger(),
        str: Text(),
        # As text, so that a new value needs no migration; the values, not the names.
        StrEnum: Enum(
            StrEnum,
            native_enum=False,
            length=40,
            values_callable=lambda values: [value.value for value in values],
        ),
        UUID: Uuid(),
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
    }


class HasId:
    """A UUIDv7 primary key, made by us, so that it is known before the insert."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)


class HasTimestamps:
    """When the row was made and last changed, by the database's clock."""

    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(
        server_default=func.now(), onupdate=func.clock_timestamp()
    )
