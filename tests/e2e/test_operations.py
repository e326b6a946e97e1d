"""What operators see of a running system: metrics, probes, logs, the page on them."""

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import httpx2
import pytest
import yaml

from deploy.local.local_system import LocalSystem
from deploy.local.system import SERVICES
from tests.emulators.collector import Collector
from tests.fixtures.people import SignUp

ROOT = Path(__file__).parents[2]
RULES = yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text())
SCRAPE = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_text())
PAGE = (ROOT / "docs/operators.md").read_text()
ALERTS: list[dict[str, Any]] = RULES["groups"][0]["rules"]

_TYPE = re.compile(r"^# TYPE (\w+) (\w+)$", re.MULTILINE)
_LABELS = re.compile(r"\{[^}]*\}|\b(?:by|without) \([^)]*\)")
_NAME = re.compile(r"[a-z]+(?:_[a-z0-9]+)+")
_FUNCTIONS = {"histogram_quantile", "min_over_time"}


def names_in(expression: str) -> set[str]:
    """The metrics of a PromQL expression."""
    bare = _NAME.findall(_LABELS.sub(" ", expression))
    return {re.sub(r"_(bucket|sum|count)$", "", name) for name in bare} - _FUNCTIONS


def documented() -> set[str]:
    """The metrics of the page's table."""
    section = PAGE.split("## Metrics")[1].split("\n## ")[0]
    first = re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
    return {*first, *re.findall(r"`(process_\w+)`", section)}


async def scrape(system: LocalSystem) -> dict[str, str]:
    """The text of each process's metrics, by the process's name."""
    ports = {
        name: system.process(name).spec.port
        for service in SERVICES
        for name in (service, f"{service}-worker")
    }
    urls = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
    urls["gateway"] = system.internal_url
    found = {}
    async with httpx2.AsyncClient(trust_env=False, timeout=10) as client:
        for name, url in urls.items():
            answer = await client.get(f"{url}/metrics")
            assert answer.status_code == 200, name
            assert answer.headers["content-type"].startswith("text/plain")
            found[name] = answer.text
    return found


def names_of(text: str) -> set[str]:
    """The metrics in a scrape, whether they have values yet or not."""
    return {name for name, _ in _TYPE.findall(text)}


class TestScrape:
    async def test_every_named_metric_is_in_a_real_scrape(
        self, system: LocalSystem, sign_up: SignUp
    ) -> None:
        person = await sign_up(system.public_url)
        await person.get("/accounts/me")
        texts = await scrape(system)
        every = set().union(*map(names_of, texts.values()))
        asked = set().union(*(names_in(alert["expr"]) for alert in ALERTS))
        assert asked - every == set()
        assert documented() == every
        assert "http_requests_total{" in texts["auth"]
        assert 'route="/api/v1/accounts/me"' in texts["auth"]
        assert person.user["id"] not in "".join(texts.values())
        assert "jobs_running" in texts["social-worker"]

    @pytest.mark.parametrize(
        "path",
        [
            "/metrics",
            "/metrics/",
            "//metrics",
            "/%6detrics",
            "/api/v1/accounts/../../../metrics",
            "/api/v1/accounts/%2e%2e/%2e%2e/%2e%2e/metrics",
            "/api/metrics",
            "/media/../metrics",
            "/admin/auth/../../metrics",
            "/internal/auth/metrics",
        ],
    )
    async def test_public_door_leads_to_no_metrics(
        self, system: LocalSystem, path: str
    ) -> None:
        async with httpx2.AsyncClient(trust_env=False) as client:
            answer = await client.get(
                system.public_url, extensions={"target": path.encode()}
            )
        assert answer.status_code in {400, 401, 404}
        assert "# TYPE" not in answer.text


class TestProbes:
    async def test_slash_of_the_specification_is_taken(
        self, system: LocalSystem
    ) -> None:
        async with httpx2.AsyncClient(trust_env=False) as client:
            for path in ("/health/", "/health/live/", "/health/ready/"):
                answer = await client.get(f"{system.public_url}{path}")
                assert answer.status_code == 200, path

    async def test_workers_answer_theirs(self, system: LocalSystem) -> None:
        async with httpx2.AsyncClient(trust_env=False) as client:
            for service in SERVICES:
                port = system.process(f"{service}-worker").spec.port
                for path in ("/health", "/health/live", "/health/ready"):
                    answer = await client.get(f"http://127.0.0.1:{port}{path}")
                    assert answer.status_code == 200, (service, path, answer.text)


class TestRequestId:
    async def test_it_goes_from_the_click_to_the_call_outside(
        self, system: LocalSystem, sign_up: SignUp, shared_collector: Collector
    ) -> None:
        person = await sign_up(system.public_url)
        request_id = "a-click-of-the-tests"
        headers = {
            "X-Request-Id": request_id,
            "traceparent": f"00-{'7b' * 16}-{'8c' * 8}-01",
        }
        url = "https://www.youtube.com/watch?v=logged__AAA"
        asked = await person.analyse([url], **headers)
        assert (await person.wait_for(asked))["status"] == "COMPLETED"
        await person.wait_for_usage(1)
        for name, event in (
            ("gateway", "request"),
            ("analysis-worker", "job_run"),
            ("social-worker", "job_run"),
            ("billing-worker", "job_run"),
        ):
            said = await self.read(system, name, request_id, event)
            assert said["trace_id"] == "7b" * 16, name
        [told] = [
            each
            for each in shared_collector.correlations
            if each.get("x-request-id") == request_id
        ]
        assert told["traceparent"] == headers["traceparent"]

    async def read(
        self, system: LocalSystem, process: str, request_id: str, event: str
    ) -> dict[str, Any]:
        """The first such line of the process's log, which may come a little later."""
        path = system.home.log_folder / f"{process}.log"
        for _ in range(60):
            for line in path.read_text().splitlines():
                if request_id in line and f'"event": "{event}"' in line.replace(
                    '":"', '": "'
                ):
                    found: dict[str, Any] = json.loads(line[line.index("{") :])
                    return found
            await asyncio.sleep(0.05)
        raise AssertionError(f"{process} has not logged {event} under {request_id}")


class TestFiles:
    def test_every_alert_is_explained(self) -> None:
        section = PAGE.split("## Alerts")[1].split("\n## ")[0]
        explained = re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
        assert explained == [alert["alert"] for alert in ALERTS]
        assert {alert["labels"]["severity"] for alert in ALERTS} <= {"page", "ticket"}

    def test_sample_names_every_process(self) -> None:
        (job,) = SCRAPE["scrape_configs"]
        named = {
            (each["labels"]["service"], each["labels"]["process"])
            for each in job["static_configs"]
        }
        expected = {(s, p) for s in SERVICES for p in ("web", "worker")}
        assert named == expected | {("gateway", "gateway"), ("social", "speech")}
        assert SCRAPE["rule_files"] == ["alerts.yml"]
