"""How a request's path is told where it is kept: by the template of its route."""

from starlette.types import Scope

# A path that no route knows may hold anything, so it is not written down.
UNKNOWN_ROUTE = "(no such route)"
_LONGEST = 200


def route_template(scope: Scope) -> str:
    """The template of the route that answered, never the path as it was written."""
    template = getattr(scope.get("route"), "path", None)
    return str(template)[:_LONGEST] if template else UNKNOWN_ROUTE
