"""The two ways through the gateway, and how to have a request take either."""

from tests.gateway.conftest import World

# A body, be it empty, needs a task. Without one, and with all known, none is needed.
LANES: dict[str, dict[str, str]] = {"express": {}, "ordinary": {"content-length": "0"}}


async def known_bearer(world: World) -> dict[str, str]:
    """The header of somebody who has asked before, so that nothing is waited for."""
    headers = world.bearer()
    response = await world.client.get("/api/v1/accounts/plans", headers=headers)
    assert response.status_code == 200
    return headers


def count_express(world: World) -> int:
    """How many requests have passed without a task."""
    return world.gateway.parts.metrics.express
