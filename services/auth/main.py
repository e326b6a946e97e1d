"""The web process of auth."""

from fastapi import FastAPI

from libs.common.app import OpenResources, build_app, serve
from services.auth.accounts.endpoints import router as accounts
from services.auth.admin_pages import PAGES
from services.auth.admin_sessions.endpoints import router as admin_sessions
from services.auth.api_keys.endpoints import internal_router as known_api_keys
from services.auth.api_keys.endpoints import router as api_keys
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


def create_app(
    settings: Settings, open_resources: OpenResources = open_auth_resources
) -> FastAPI:
    """The application with all routers of auth."""
    routers = [accounts, emails, passwords, sessions, api_keys, keys, admin_sessions]
    routers += [ended, known_api_keys, outside_users]
    routers += [webhook_endpoints, webhook_deliveries]
    routers += [exports, erasures]
    return build_app(settings, routers, admin=PAGES, open_resources=open_resources)


if __name__ == "__main__":
    serve(Settings, create_app)
