"""The base of all tables of billing."""

from typing import ClassVar

from sqlalchemy import MetaData

from libs.common.admin.tables import add_admin_tables
from libs.common.db.base import ModelBase, build_metadata
from libs.common.jobs.tables import add_common_tables


class Base(ModelBase):
    """Derive every model of this service from it."""

    __abstract__ = True
    metadata: ClassVar[MetaData] = build_metadata()


add_common_tables(Base.metadata)
add_admin_tables(Base.metadata)
