"""One of everything that has an id and an owner, by the name that paths give it."""

import os
from typing import Any

from tests.e2e.person import Person


async def make_things(person: Person) -> dict[str, str]:
    """The person's own ids: path parameter → id."""
    ending = os.urandom(4).hex()
    csv = f"platform,creator,id\nyoutube,@me,{ending}__A\n"
    columns = {name: name for name in ("platform", "creator", "id")}
    found = await person.import_posts(csv.encode(), columns)
    rows = await person.get(f"/social/imports/{found['id']}/rows")
    url = f"https://www.youtube.com/watch?v={ending}__A"
    request_id = await person.analyse([url])
    await person.wait_for(request_id)
    key = await _create(person, "/accounts/api-keys", name="k", scopes=["social:read"])
    hook = await _create(
        person, "/accounts/webhook-endpoints", url="http://127.0.0.1:9/hook"
    )
    response = await person.call("POST", f"/accounts/webhook-endpoints/{hook}/test")
    delivery = response.json()
    followed = await _create(
        person, "/social/creators/followed", platform="youtube", creator=f"@{ending}"
    )
    sessions = await person.get("/accounts/sessions")
    return {
        "session_id": sessions["items"][0]["id"],
        "api_key_id": key,
        "endpoint_id": hook,
        "delivery_id": delivery["id"],
        "request_id": request_id,
        "analysis_request_id": request_id,
        "import_id": found["id"],
        "followed_id": followed,
        "post_id": rows["items"][0]["post_id"],
    }


async def _create(person: Person, path: str, **body: Any) -> str:
    response = await person.call("POST", path, json=body)
    assert response.status_code == 201, response.text
    created: str = response.json()["id"]
    return created
