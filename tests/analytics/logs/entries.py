"""Valid entries of each log, and where they go."""

from typing import Any

from libs.common.ids import new_id

SENT_AT = "2026-11-20T12:00:00Z"


def access_entry(**changes: Any) -> dict[str, Any]:
    """An answered request."""
    return {
        "id": str(new_id()),
        "at": SENT_AT,
        "endpoint": "/api/v1/analysis/requests/{request_id}",
        "method": "GET",
        "status_code": 404,
        "response_time_ms": 12.5,
        "ip_address": "203.0.113.7",
        "user_agent": "Firefox",
        "user_id": str(new_id()),
        "request_id": "a-request-of-the-tests",
        "error": "RequestNotFound",
        **changes,
    }


def authentication_entry(**changes: Any) -> dict[str, Any]:
    """A refused sign-in."""
    return {
        "id": str(new_id()),
        "at": SENT_AT,
        "event": "login",
        "succeeded": False,
        "reason": "WrongCredentials",
        "user_id": str(new_id()),
        "session_id": None,
        "ip_address": "203.0.113.7",
        "user_agent": "Firefox",
        "request_id": "a-request-of-the-tests",
        **changes,
    }


def external_call_entry(**changes: Any) -> dict[str, Any]:
    """A call that cost a third of a cent."""
    return {
        "id": str(new_id()),
        "at": SENT_AT,
        "provider": "custom_collector",
        "operation": "collect",
        "outcome": "ok",
        "status_code": 200,
        "response_time_ms": 812.25,
        "cost_micro_usd": 3_333,
        "error": None,
        "request_id": "a-request-of-the-tests",
        **changes,
    }


def app_entry(**changes: Any) -> dict[str, Any]:
    """A warning."""
    return {
        "id": str(new_id()),
        "at": SENT_AT,
        "level": "WARNING",
        "category": "SCRAPE",
        "event": "collector_failed",
        "logger": "services.social.clients.custom_collector",
        "metadata": {"reason": "timeout", "attempt": 2, "deep": [{"a": None}]},
        "request_id": "a-request-of-the-tests",
        "trace_id": "0af7651916cd43dd8448eb211c80319c",
        **changes,
    }


LOGS = {
    "access-logs": ("api_access_logs", access_entry),
    "authentication-logs": ("authentication_logs", authentication_entry),
    "external-calls": ("external_api_call_logs", external_call_entry),
    "app-logs": ("app_logs", app_entry),
}
"""Path → table, and what makes an entry."""
