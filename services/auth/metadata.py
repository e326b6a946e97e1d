"""All tables of auth, for its migrations."""

from services.auth.accounts import models as accounts
from services.auth.api_keys import models as api_keys
from services.auth.brakes import models as brakes
from services.auth.clerk import models as clerk
from services.auth.database import Base
from services.auth.ended_credentials import models as ended_credentials
from services.auth.erasures import models as erasures
from services.auth.exports import models as exports
from services.auth.keys import models as keys
from services.auth.one_time_tokens import models as one_time_tokens
from services.auth.outside_users import models as outside_users
from services.auth.sessions import models as sessions
from services.auth.webhook_deliveries import models as webhook_deliveries
from services.auth.webhook_endpoints import models as webhook_endpoints
from services.auth.webhook_messages import models as webhook_messages

__all__ = [
    "accounts",
    "api_keys",
    "brakes",
    "clerk",
    "ended_credentials",
    "erasures",
    "exports",
    "keys",
    "metadata",
    "one_time_tokens",
    "outside_users",
    "sessions",
    "webhook_deliveries",
    "webhook_endpoints",
    "webhook_messages",
]

metadata = Base.metadata
