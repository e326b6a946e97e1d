"""What billing holds of a person, table by table: read by erase and export."""

from libs.common.personal_data.declaring import PersonalData, owned
from services.billing.metadata import metadata
from services.billing.owners.models import OwnerProfile
from services.billing.reservations.models import Reservation
from services.billing.subscriptions.models import Subscription, SubscriptionChange
from services.billing.usage.models import UsageDay, UserUsage

PERSONAL_DATA = PersonalData(
    metadata,
    owned(OwnerProfile.owner_id, "the time zone in which your days are counted"),
    owned(Subscription.owner_id, "your plan"),
    owned(SubscriptionChange.owner_id, "what became of your plans"),
    owned(UsageDay.owner_id, "days on which something was counted", is_long=True),
    owned(UserUsage.owner_id, "what you used on each day", is_long=True),
    owned(Reservation.owner_id, "posts that were reserved and settled", is_long=True),
)
