"""What the endpoints of auth depend on; service objects are built here."""

from typing import Annotated, cast

from fastapi import Depends, Request, Response

from libs.common.dependencies import CurrentResources, ReadDatabase, WriteDatabase
from services.auth.accounts.repository import UserRepository
from services.auth.accounts.service import AccountService, ProfileService
from services.auth.admin_sessions.cookie import AdminCookie
from services.auth.admin_sessions.service import AdministratorService
from services.auth.keys.service import SigningKeys
from services.auth.resources import AuthResources
from services.auth.sessions.refresh_cookie import RefreshCookie
from services.auth.sessions.repository import SessionRepository
from services.auth.sessions.service import SessionService


def get_auth_resources(resources: CurrentResources) -> AuthResources:
    """What this process of auth holds open."""
    return cast("AuthResources", resources)


CurrentAuthResources = Annotated[AuthResources, Depends(get_auth_resources)]


def get_signing_keys(resources: CurrentAuthResources) -> SigningKeys:
    """The keys that sign access tokens."""
    return resources.signing_keys


def build_session_service(resources: CurrentAuthResources) -> SessionService:
    """Opens, refreshes and ends sessions."""
    return SessionService(
        resources.database,
        resources.dispatcher,
        keys=resources.signing_keys,
        rules=resources.session_rules,
        clock=resources.clock,
    )


Sessions = Annotated[SessionService, Depends(build_session_service)]


def build_account_service(
    resources: CurrentAuthResources, sessions: Sessions
) -> AccountService:
    """Signs people up and in."""
    return AccountService(
        resources.database,
        resources.jobs,
        passwords=resources.passwords,
        sessions=sessions,
        clock=resources.clock,
    )


def build_profile_service(
    resources: CurrentResources, session: WriteDatabase
) -> ProfileService:
    """Changes profiles."""
    return ProfileService(session, resources.jobs, resources.clock)


def build_user_reader(session: ReadDatabase) -> UserRepository:
    """Reads users."""
    return UserRepository(session)


def build_session_reader(session: ReadDatabase) -> SessionRepository:
    """Reads sessions."""
    return SessionRepository(session)


def build_refresh_cookie(
    request: Request, response: Response, resources: CurrentAuthResources
) -> RefreshCookie:
    """The cookie with the caller's refresh token."""
    return RefreshCookie(
        request,
        response,
        max_age=resources.session_rules.token_lifetime,
        always_secure=resources.settings.environment == "production",
    )


def build_admin_cookie(
    request: Request, response: Response, resources: CurrentAuthResources
) -> AdminCookie:
    """The cookie of the admin pages."""
    is_production = resources.settings.environment == "production"
    return AdminCookie(request, response, always_secure=is_production)


def build_administrators(resources: CurrentAuthResources) -> AdministratorService:
    """Knows administrators."""
    return AdministratorService(resources.database)


Accounts = Annotated[AccountService, Depends(build_account_service)]
Profiles = Annotated[ProfileService, Depends(build_profile_service)]
Users = Annotated[UserRepository, Depends(build_user_reader)]
SessionReader = Annotated[SessionRepository, Depends(build_session_reader)]
Keys = Annotated[SigningKeys, Depends(get_signing_keys)]
Cookie = Annotated[RefreshCookie, Depends(build_refresh_cookie)]
AdminCookies = Annotated[AdminCookie, Depends(build_admin_cookie)]
Administrators = Annotated[AdministratorService, Depends(build_administrators)]
