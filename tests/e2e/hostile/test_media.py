"""Pictures that are none, and addresses that lead inside: each fails alone, by name,
and nothing of it is kept."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from deploy.local.local_system import LocalSystem
from tests.e2e.person import Person
from tests.e2e.test_analyse_posts import video_id, video_url
from tests.emulators.collector import Collector
from tests.fixtures.people import SignUp
from tests.fixtures.sample_data import BadInput

INSIDE = (
    "http://169.254.169.254/latest/meta-data/",
    "http://localhost:{port}/health",
    "http://127.0.0.1:{port}/api/v1/accounts/me",
    "file:///etc/passwd",
    "//127.0.0.1/",
    "gopher://127.0.0.1:6379/_FLUSHALL",
    "http://[::ffff:7f00:1]/",
    "http://user@127.0.0.1/",
    "https://www.youtube.com:22/",
)

pytestmark = pytest.mark.usefixtures("no_mistakes")


def show(collector: Collector, post_id: str, *urls: str) -> None:
    """From now on the post has a picture at each of these addresses."""
    row = collector._post("youtube", post_id)
    media = [{"kind": "image", "url": url} for url in urls]
    collector.rows[post_id] = row | {"media": media}


async def analyse(person: Person, ids: list[str]) -> Any:
    return await person.wait_for(await person.analyse([video_url(i) for i in ids]))


async def list_media(person: Person, request_id: str) -> dict[str, list[Any]]:
    """The media of each post, by the platform's id of the post."""
    found = await person.get(f"/social/posts/analysis/{request_id}")
    return {post["platform_post_id"]: post["media"] for post in found["items"]}


def is_kept(system: LocalSystem, medium: dict[str, Any]) -> bool:
    """Whether anything of it lies in the storage, finished or not."""
    root = Path(system.home.root) / "storage"
    files = [str(path) for path in root.rglob("*") if path.is_file()]
    assert files, "this is where media are kept"
    # A file is named by its bytes, and shown under that name.
    if medium["url"]:
        name = medium["url"].partition("?")[0].rpartition("/")[2].partition(".")[0]
        return any(name in path for path in files)
    return any(medium["id"] in path for path in files)


class TestPictures:
    async def test_each_is_shown_or_fails_alone_as_an_image_library_says(
        self,
        system: LocalSystem,
        sign_up: SignUp,
        shared_collector: Collector,
        bad_input: BadInput,
    ) -> None:
        person = await sign_up(system.public_url)
        pictures = bad_input.pictures
        assert len(pictures) >= 10
        ids = [video_id("picture", number) for number in range(len(pictures))]
        for post_id, picture in zip(ids, pictures, strict=True):
            bad, good = f"{post_id}-{picture.name}", f"{post_id}.png"
            shared_collector.media[bad] = (200, picture.content)
            urls = (f"{shared_collector.url}/media/{name}" for name in (bad, good))
            show(shared_collector, post_id, *urls)
        body = await analyse(person, ids)
        assert (body["status"], body["counts"]["failed"]) == ("COMPLETED", 0)
        media = await list_media(person, body["id"])
        for post_id, picture in zip(ids, pictures, strict=True):
            first, second = media[post_id]
            assert second["url"], "a good picture beside it"
            assert is_kept(system, second)
            assert is_kept(system, first) == picture.expected["opens"]
            await check_picture(person, first, picture.expected)


async def check_picture(
    person: Person, medium: dict[str, Any], expected: dict[str, Any]
) -> None:
    """It is shown as it should be, with its size; or the failure has its reason."""
    if not expected["opens"]:
        assert medium["failure_reason"] == "malformed", medium
        assert medium["failure_message"].endswith(".")
        assert medium["url"] is None
        assert medium["content_type"] is medium["size_bytes"] is None
        return
    assert medium["content_type"] == f"image/{expected['format'].lower()}"
    assert (medium["width"], medium["height"]) == (
        expected["width"],
        expected["height"],
    )
    response = await person.http.get(medium["url"])
    assert response.headers["x-content-type-options"] == "nosniff"
    assert len(response.content) == medium["size_bytes"]


class TestAddresses:
    async def test_none_that_leads_inside_is_fetched_for_a_collector(
        self,
        system: LocalSystem,
        sign_up: SignUp,
        shared_collector: Collector,
        bad_input: BadInput,
    ) -> None:
        person = await sign_up(system.public_url)
        urls = bad_input.server_side_urls
        ids = [video_id("inside", number) for number in range(len(urls))]
        for post_id, url in zip(ids, urls, strict=True):
            show(shared_collector, post_id, url)
        body = await analyse(person, ids)
        media = await list_media(person, body["id"])
        outcomes = zip(body["posts"], ids, urls, strict=True)
        for post, post_id, url in outcomes:
            if url.startswith("http"):
                [medium] = media[post_id]
                assert medium["failure_reason"] == "blocked", url
                assert medium["url"] is None
            else:
                # The collector's row is refused; whom else is asked knows no such post.
                assert post["reason"] in {"malformed", "not_found"}, url
        await person.wait_for_usage(body["counts"]["done"])

    async def test_none_that_a_redirect_leads_inside_is_fetched(
        self, system: LocalSystem, sign_up: SignUp, shared_collector: Collector
    ) -> None:
        person = await sign_up(system.public_url)
        post_id, own = video_id("redirect", 0), f"{shared_collector.url}/media"
        port = system.public_url.rpartition(":")[2]
        for number, target in enumerate(INSIDE):
            name = f"redirect-{number}.png"
            shared_collector.redirects[name] = target.replace("{port}", port)
        # In circles, and to itself, where it may go: but not for ever.
        shared_collector.redirects["circle.png"] = f"{own}/circle.png"
        names = [f"redirect-{number}.png" for number in range(len(INSIDE))]
        show(shared_collector, post_id, *(f"{own}/{n}" for n in (*names, "circle.png")))
        body = await analyse(person, [post_id])
        assert body["counts"]["done"] == 1
        [media] = (await list_media(person, body["id"])).values()
        assert {medium["failure_reason"] for medium in media} == {"blocked"}
        assert shared_collector.fetched["circle.png"] <= 5

    @pytest.mark.prove
    async def test_none_that_leads_inside_is_fetched_for_an_import(
        self, system: LocalSystem, sign_up: SignUp, bad_input: BadInput
    ) -> None:
        person = await sign_up(system.public_url)
        urls = [*bad_input.server_side_urls, *INSIDE]
        columns = ("platform", "creator", "id", "media")
        ids = [f"mediarow{number:02d}A" for number in range(len(urls))]
        text = io.StringIO()
        csv.writer(text).writerows(
            [
                columns,
                *(("youtube", "@me", i, u) for i, u in zip(ids, urls, strict=True)),
            ]
        )
        mapping = {name: name for name in columns}
        done = await person.import_posts(text.getvalue().encode(), mapping)
        rows = (await person.get(f"/social/imports/{done['id']}/rows?limit=100"))[
            "items"
        ]
        taken = [i for i, row in zip(ids, rows, strict=True) if row["post_id"]]
        assert all(row["reason"] == "bad_url" for row in rows if not row["post_id"])
        assert len(taken) > 5
        body = await analyse(person, taken[:20])
        assert body["counts"]["failed"] == 0
        for media in (await list_media(person, body["id"])).values():
            assert [medium["failure_reason"] for medium in media] == ["blocked"]

    async def test_none_that_leads_inside_is_a_post_of_an_import(
        self, system: LocalSystem, sign_up: SignUp, bad_input: BadInput
    ) -> None:
        person = await sign_up(system.public_url)
        lines = [f"youtube,@me,{url}" for url in bad_input.server_side_urls]
        content = "\n".join(["platform,creator,url", *lines]).encode()
        mapping = {name: name for name in ("platform", "creator", "url")}
        done = await person.import_posts(content, mapping)
        assert done["totals"]["refused"] == len(lines)
