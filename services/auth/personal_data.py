"""What auth holds of a person, table by table: read by erase and export."""

from libs.common.personal_data.declaring import PersonalData, nobodys, owned, part
from services.auth.accounts.models import User
from services.auth.api_keys.models import ApiKey
from services.auth.brakes.models import Brake
from services.auth.clerk.models import PendingSignUp, ReceivedWebhook, RepairMark
from services.auth.ended_credentials.models import EndedCredential
from services.auth.erasures.models import Erasure, ErasurePart
from services.auth.erasures.redis_keys import forget_in_redis
from services.auth.exports.models import Export, ExportPart
from services.auth.keys.models import SigningKey
from services.auth.metadata import metadata
from services.auth.one_time_tokens.models import OneTimeToken
from services.auth.outside_users.models import ErasedSubject, OutsideIdentity
from services.auth.sessions.models import RefreshToken, Session
from services.auth.webhook_deliveries.models import WebhookAttempt, WebhookDelivery
from services.auth.webhook_endpoints.models import WebhookEndpoint
from services.auth.webhook_messages.models import WebhookMessage

PERSONAL_DATA = PersonalData(
    metadata,
    owned(User.id, "your account and profile", secrets=["password_hash"]),
    owned(Session.user_id, "when you signed in"),
    owned(
        OneTimeToken.user_id, "links that were mailed to you", secrets=["token_hash"]
    ),
    part(
        RefreshToken.session_id,
        "how your sessions went on",
        secrets=["token_hash"],
        is_long=True,
    ),
    owned(ApiKey.user_id, "your API keys", secrets=["key_hash"]),
    owned(Export.user_id, "the archives you asked for"),
    part(ExportPart.export_id, None),
    owned(OutsideIdentity.user_id, "who you are at the provider that signs you in"),
    owned(
        WebhookEndpoint.owner_id,
        "your webhook endpoints",
        secrets=["sealed_secret", "sealed_previous_secret", "previous_secret_until"],
    ),
    owned(WebhookMessage.owner_id, "what they were to be told", is_long=True),
    part(WebhookDelivery.endpoint_id, "what was sent to them", is_long=True),
    part(WebhookAttempt.delivery_id, "each attempt to send it", is_long=True),
    nobodys(ErasedSubject, "hashes, so that no token brings back who was erased"),
    nobodys(ReceivedWebhook, "emptied of subject and body when its user is erased"),
    nobodys(PendingSignUp, "random ids of accounts that are being made, for a while"),
    nobodys(RepairMark, "how far an issuer's users were looked through"),
    nobodys(Brake, "failed attempts, by a keyed hash, for as long as they count"),
    nobodys(SigningKey, "the installation's keys"),
    nobodys(EndedCredential, "random ids of sessions and keys, for some minutes"),
    nobodys(
        Erasure,
        "a receipt does not say whose; `addresses` is emptied when it is complete",
    ),
    nobodys(ErasurePart, "counts of a receipt"),
    elsewhere=forget_in_redis,
)
