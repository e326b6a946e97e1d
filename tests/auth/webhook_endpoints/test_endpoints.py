"""Webhook endpoints over HTTP."""

import asyncio
from base64 import b64decode
from datetime import timedelta
from typing import Any

import pytest

from libs.common.db import tombstones
from libs.common.ids import new_id
from tests.auth.running import Auth
from tests.auth.webhook_kit import ENDPOINTS, Owner, StartWebhooks

FIELDS = {
    "id",
    "url",
    "description",
    "event_types",
    "status",
    "disabled_reason",
    "disabled_at",
    "failing_since",
    "last_success_at",
    "last_failure_at",
    "previous_secret_until",
    "created_at",
    "updated_at",
}
REFUSED_URLS = {
    "http://hooks.example.com/in": "scheme",
    "ftp://hooks.example.com/in": "scheme",
    "hooks.example.com": "scheme",
    "https://": "not_a_url",
    "https://hooks.example.com:8443/": "port",
    "https://hooks.example.com:80/": "port",
    "https://ada:secret@hooks.example.com/": "user_info",
    "https://8.8.8.8/": "ip_address",
    "https://[2606:4700:4700::1111]/": "ip_address",
    "https://127.0.0.1/": "private_address",
    "https://[::1]/": "private_address",
    "https://0x7f000001/": "host",
    "https://localhost/": "private_name",
    "http://localhost/": "scheme",
    "https://metadata.internal/": "private_name",
    "https://inside.example.com/": "private_address",
    "https://half-inside.example.com/": "private_address",
    "https://nat64.example.com/": "private_address",
    "https://nowhere.example.com/": "name_unknown",
    f"https://hooks.example.com/{'x' * 2030}": "string_too_long",
    "": "string_too_short",
}
SECRET_FIELDS = {"secret", "previous_secret", "previous_secret_until"}


@pytest.fixture
async def ada(start_webhooks: StartWebhooks) -> Owner:
    """Somebody whose endpoints' names are all public, so the tests say."""
    return (await start_webhooks(webhook_allow_loopback=False)).owner()


def object_requests(endpoint_id: str) -> list[tuple[str, str, Any]]:
    """Everything that can be asked of one endpoint."""
    path = f"{ENDPOINTS}/{endpoint_id}"
    return [
        ("GET", path, None),
        ("PATCH", path, {"description": "mine now"}),
        ("DELETE", path, None),
        ("GET", f"{path}/secret", None),
        ("POST", f"{path}/rotate-secret", None),
        ("POST", f"{path}/test", None),
        ("GET", f"{path}/deliveries", None),
        ("POST", f"{path}/deliveries/{new_id()}/replay", None),
        ("POST", f"{path}/replay", {"since": "2026-11-20T00:00:00Z"}),
    ]


class TestAccess:
    async def test_anonymous_is_refused_everywhere(self, auth: Auth) -> None:
        requests = object_requests(str(new_id()))
        requests += [
            ("GET", ENDPOINTS, None),
            ("POST", ENDPOINTS, {"url": "https://hooks.example.com"}),
            ("GET", f"{ENDPOINTS}/event-types", None),
        ]
        for method, path, body in requests:
            answer = await auth.http.request(method, path, json=body)
            assert answer.status_code == 401, path

    async def test_who_was_erased_meanwhile_leaves_nothing_behind(
        self, ada: Owner
    ) -> None:
        endpoint = await ada.create()
        async with ada.auth.resources.database.unit_of_work() as session:
            await tombstones.bury(session, ada.id)
        body = {"url": "https://hooks.example.com/late"}
        late = [
            await ada.call("POST", ENDPOINTS, json=body),
            await ada.call("POST", f"{ENDPOINTS}/{endpoint['id']}/test"),
        ]
        assert [(a.status_code, a.json()["code"]) for a in late] == [
            (401, "AccountErased"),
            (401, "AccountErased"),
        ]
        assert len(await ada.auth.ask("SELECT 1 FROM webhook_endpoints")) == 1
        assert await ada.auth.ask("SELECT 1 FROM webhook_messages") == []

    async def test_other_owner_finds_nothing_and_changes_nothing(
        self, ada: Owner
    ) -> None:
        mine = await ada.create()
        other = ada.somebody_else()
        for method, path, body in object_requests(mine["id"]):
            answer = await other.call(method, path, json=body)
            assert answer.status_code == 404, path
            assert answer.json()["code"] == "WebhookEndpointNotFound"
        assert (await other.get(ENDPOINTS))["items"] == []
        assert (await ada.get(f"{ENDPOINTS}/{mine['id']}"))["updated_at"] == mine[
            "updated_at"
        ]

    async def test_reading_scope_neither_writes_nor_sees_secrets(
        self, ada: Owner
    ) -> None:
        mine = await ada.create()
        reader = ada.with_scopes("accounts:read")
        allowed = [
            (method, path.removeprefix(f"{ENDPOINTS}/{mine['id']}"))
            for method, path, body in object_requests(mine["id"])
            if (await reader.call(method, path, json=body)).status_code != 403
        ]
        assert allowed == [("GET", ""), ("GET", "/deliveries")]
        assert (await reader.call("GET", f"{ENDPOINTS}/event-types")).is_success


class TestCreate:
    async def test_new_endpoint_is_enabled_and_told_its_secret_once(
        self, ada: Owner
    ) -> None:
        made = await ada.create(
            url=" https://hooks.example.com/in?x=1 ",
            description=" Our CRM ",
            event_types=["analysis.failed", "analysis.completed", "analysis.failed"],
        )
        assert set(made) == FIELDS | {"secret"}
        assert made["url"] == "https://hooks.example.com/in?x=1"
        assert made["description"] == "Our CRM"
        assert made["event_types"] == ["analysis.failed", "analysis.completed"]
        assert (made["status"], made["disabled_reason"]) == ("enabled", None)
        assert made["created_at"] == "2026-11-20T12:00:00Z"
        assert len(b64decode(made["secret"].removeprefix("whsec_"))) == 32
        read = await ada.get(f"{ENDPOINTS}/{made['id']}")
        assert set(read) == FIELDS
        assert [read] == (await ada.get(ENDPOINTS))["items"]

    async def test_secret_is_not_in_the_database_as_it_is(self, ada: Owner) -> None:
        made = await ada.create()
        key = b64decode(made["secret"].removeprefix("whsec_"))
        [(sealed,)] = await ada.auth.ask("SELECT sealed_secret FROM webhook_endpoints")
        assert key not in sealed

    async def test_url_we_do_not_send_to_is_refused_by_reason(self, ada: Owner) -> None:
        told = {}
        for url in REFUSED_URLS:
            answer = await ada.call("POST", ENDPOINTS, json={"url": url})
            assert answer.status_code == 422, url
            [field] = answer.json()["fields"]
            assert field["field"] == "url"
            told[url] = field["reason"]
        assert told == REFUSED_URLS
        assert (await ada.get(ENDPOINTS))["items"] == []

    async def test_developer_may_name_his_own_machine(
        self, start_webhooks: StartWebhooks
    ) -> None:
        owner = (await start_webhooks(webhook_allow_loopback=True)).owner()
        for host in ("localhost:3000", "127.0.0.1:3000", "[::1]", "localhost"):
            await owner.create(url=f"http://{host}/hook")
        for url in (
            "http://127.0.0.1.example.com/",
            "http://127.0.0.2:3000/",
            "http://localhost:3000@inside.example.com/",
            "https://localhost:3000/",
            "http://10.1.2.3/",
        ):
            answer = await owner.call("POST", ENDPOINTS, json={"url": url})
            assert answer.status_code == 422, url

    async def test_unknown_event_type_is_named(self, ada: Owner) -> None:
        answer = await ada.call(
            "POST",
            ENDPOINTS,
            json={
                "url": "https://hooks.example.com",
                "event_types": ["analysis.failed", "post.published", "webhook.ping"],
            },
        )
        assert answer.status_code == 422
        assert answer.json()["code"] == "WebhookEventTypeUnknown"
        assert [f["field"] for f in answer.json()["fields"]] == [
            "event_types.1",
            "event_types.2",
        ]

    async def test_ten_are_the_most_also_at_one_moment(self, ada: Owner) -> None:
        answers = await asyncio.gather(
            *(
                ada.call("POST", ENDPOINTS, json={"url": "https://hooks.example.com"})
                for _ in range(14)
            )
        )
        statuses = [answer.status_code for answer in answers]
        assert (statuses.count(201), statuses.count(409)) == (10, 4)
        assert len((await ada.get(ENDPOINTS))["items"]) == 10
        await ada.somebody_else().create()

    async def test_list_comes_in_pages_oldest_first(self, ada: Owner) -> None:
        made = [(await ada.create())["id"] for _ in range(3)]
        first = await ada.get(f"{ENDPOINTS}?limit=2")
        rest = await ada.get(f"{ENDPOINTS}?cursor={first['next_cursor']}")
        assert [each["id"] for each in first["items"] + rest["items"]] == made


class TestUpdate:
    async def test_given_fields_change_and_others_stay(self, ada: Owner) -> None:
        made = await ada.create(description="old", event_types=["analysis.failed"])
        ada.auth.clock.advance(timedelta(minutes=1))
        changed = await ada.patch(made["id"], description=None, status="paused")
        assert (changed["description"], changed["status"]) == (None, "paused")
        assert changed["url"] == made["url"]
        assert changed["event_types"] == ["analysis.failed"]
        assert changed["updated_at"] == "2026-11-20T12:01:00Z"
        assert changed == await ada.get(f"{ENDPOINTS}/{made['id']}")
        assert (await ada.patch(made["id"], event_types=[]))["event_types"] == []

    async def test_wrong_change_is_refused_whole(self, ada: Owner) -> None:
        made = await ada.create()
        path = f"{ENDPOINTS}/{made['id']}"
        wrong: list[tuple[dict[str, Any], str]] = [
            ({"url": None}, "url"),
            ({"status": None}, "status"),
            ({"status": "disabled"}, "status"),
            ({"url": "https://inside.example.com/"}, "url"),
            ({"event_types": ["no.such"]}, "event_types.0"),
            ({"secret": "whsec_mine"}, "secret"),
        ]
        for changes, field in wrong:
            answer = await ada.call("PATCH", path, json={"description": "x", **changes})
            assert answer.status_code == 422, changes
            assert answer.json()["fields"][0]["field"] == field
        assert (await ada.get(path))["description"] is None


class TestDelete:
    async def test_deleted_endpoint_is_gone(self, ada: Owner) -> None:
        made = await ada.create()
        path = f"{ENDPOINTS}/{made['id']}"
        assert (await ada.call("DELETE", path)).status_code == 204
        assert (await ada.call("DELETE", path)).status_code == 404
        assert (await ada.get(ENDPOINTS))["items"] == []


class TestSecret:
    async def test_secret_can_be_read_again(self, ada: Owner) -> None:
        made = await ada.create()
        read = await ada.get(f"{ENDPOINTS}/{made['id']}/secret")
        assert set(read) == SECRET_FIELDS
        assert read["secret"] == made["secret"]
        assert (read["previous_secret"], read["previous_secret_until"]) == (None, None)

    async def test_rotated_secret_keeps_the_one_before_for_a_day(
        self, ada: Owner
    ) -> None:
        made = await ada.create()
        path = f"{ENDPOINTS}/{made['id']}"
        rotated = (await ada.call("POST", f"{path}/rotate-secret")).json()
        assert rotated["secret"] != made["secret"]
        assert rotated["previous_secret"] == made["secret"]
        assert rotated["previous_secret_until"] == "2026-11-21T12:00:00Z"
        assert await ada.get(f"{path}/secret") == rotated
        ada.auth.clock.advance(timedelta(hours=24))
        later = await ada.get(f"{path}/secret")
        assert later == {
            "secret": rotated["secret"],
            "previous_secret": None,
            "previous_secret_until": None,
        }

    async def test_lost_secret_is_told_and_can_be_replaced(
        self, ada: Owner, start_webhooks: StartWebhooks
    ) -> None:
        made = await ada.create()
        other = await start_webhooks(secret_key="quite another secret key")
        same = other.owner(ada.id)
        path = f"{ENDPOINTS}/{made['id']}"
        answer = await same.call("GET", f"{path}/secret")
        assert (answer.status_code, answer.json()["code"]) == (409, "WebhookSecretLost")
        rotated = (await same.call("POST", f"{path}/rotate-secret")).json()
        assert rotated["previous_secret"] is None
        assert (await same.get(f"{path}/secret"))["secret"] == rotated["secret"]


class TestEventTypes:
    async def test_each_type_has_an_example_as_it_is_sent(self, ada: Owner) -> None:
        page = await ada.get(f"{ENDPOINTS}/event-types")
        assert page["next_cursor"] is None
        assert [each["type"] for each in page["items"]] == [
            "analysis.completed",
            "analysis.failed",
            "post.outlier_found",
            "subscription.changed",
        ]
        for each in page["items"]:
            assert each["description"]
            assert set(each["example"]) == {"type", "timestamp", "data"}
            assert each["example"]["type"] == each["type"]
            assert each["example"]["data"]["url"].startswith(
                "http://127.0.0.1:8000/api/v1/"
            )
