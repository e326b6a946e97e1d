"""Errors of sessions."""

from libs.common.errors import Conflict, Forbidden, NotAuthenticated, NotFound


class RefreshTokenMissing(NotAuthenticated):
    """Neither the body nor the cookie holds a refresh token."""

    message = "There is no session to go on with. Sign in again."


class RefreshTokenNotValid(NotAuthenticated):
    """The refresh token is unknown or too old, or its session has ended."""

    message = "The session is over. Sign in again."


class RefreshTokenReused(NotAuthenticated):
    """A refresh token came a second time: it may be stolen, so the session ends."""

    message = "The session was ended for your safety. Sign in again."


class CrossSiteRefresh(Forbidden):
    """Another site's page tried to use the cookie."""

    message = "A session can only be refreshed from our own pages."


class NoSessionToEnd(Conflict):
    """The caller did not sign in with a session."""

    message = "These credentials do not belong to a session."


class SessionNotFound(NotFound):
    """The caller has no such session."""

    message = "There is no such session."
