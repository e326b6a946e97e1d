"""The web process of auth."""

from fastapi import APIRouter, FastAPI

from libs.common.app import OpenResources, build_app, serve
from libs.common.auth_provider import AuthProvider
from services.auth.accounts.endpoints import profile_router as profiles
from services.auth.accounts.endpoints import router as accounts
from services.auth.admin_pages import PAGES
from services.auth.admin_sessions.endpoints import router as admin_sessions
from services.auth.api_keys.endpoints import internal_router as known_api_keys
from services.auth.api_keys.endpoints import router as api_keys
from services.auth.clerk.endpoints import router as clerk_accounts
from services.auth.clerk.incoming import router as clerk_webhooks
from services.auth.emails.endpoints import router as emails
from services.auth.ended_credentials.endpoints import internal_router as ended
from services.auth.erasures.endpoints import router as erasures
from services.auth.exports.endpoints import router as exports
from services.auth.keys.endpoints import router as keys
from services.auth.outside_users.endpoints import internal_router as outside_users
from services.auth.passwords.endpoints import router as passwords
from services.auth.resources import open_auth_resources
from services.auth.sessions.endpoints import router as sessions
from services.auth.settings import Settings
from services.auth.webhook_deliveries.endpoints import router as webhook_deliveries
from services.auth.webhook_endpoints.endpoints import router as webhook_endpoints

# What people do who are not signed in yet, or do about how they are: by provider.
_SIGNING_IN: dict[AuthProvider, list[APIRouter]] = {
    "local": [accounts, emails, passwords, sessions],
    "clerk": [clerk_accounts],
}


def create_app(
    settings: Settings, open_resources: OpenResources = open_auth_resources
) -> FastAPI:
    """The application with all routers of auth."""
    routers = [*_SIGNING_IN[settings.provider], profiles, clerk_webhooks]
    routers += [api_keys, keys, admin_sessions]
    routers += [ended, known_api_keys, outside_users]
    routers += [webhook_endpoints, webhook_deliveries]
    routers += [exports, erasures]
    return build_app(settings, routers, admin=PAGES, open_resources=open_resources)


if __name__ == "__main__":
    serve(Settings, create_app)
