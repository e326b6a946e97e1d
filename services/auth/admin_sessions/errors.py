"""Errors of admin sessions."""

from libs.common.errors import Forbidden


class SessionNeeded(Forbidden):
    """The caller did not sign in with a session: an API key opens no pages."""

    message = "Sign in with your password for this; other credentials do not open it."
