"""Labels of metrics, bounded in number whatever callers send."""

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def method_label(method: str) -> str:
    """The method, or `other`."""
    return method if method in _METHODS else "other"


def status_label(status: int) -> str:
    """`2xx` for 204; 499 (the client went away) is `4xx`."""
    return f"{status // 100}xx"
