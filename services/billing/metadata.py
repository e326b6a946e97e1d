"""All tables of billing, for its migrations."""

from services.billing.database import Base

metadata = Base.metadata
