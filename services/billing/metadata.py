"""All tables of billing, for its migrations."""

from services.billing.database import Base
from services.billing.owners import models as owners
from services.billing.reservations import models as reservations
from services.billing.subscriptions import models as subscriptions
from services.billing.usage import models as usage

__all__ = ["metadata", "owners", "reservations", "subscriptions", "usage"]

metadata = Base.metadata
