"""An account with something on every page: all kinds of results, odd titles, keys."""

import csv
import io
import secrets
from dataclasses import dataclass

from libs.common.ids import new_id
from tests.e2e.browser.settings import furnish
from tests.e2e.person import Person
from tests.emulators.collector import Collector

LONG_TITLE = " ".join(
    ["Everything that went wrong while I rebuilt the kitchen of a narrowboat"] * 5
)[:300]
RIGHT_TO_LEFT_TITLE = "كيف بنينا قاربًا صغيرًا في الفناء الخلفي خلال شتاء واحد"
UNBROKEN_TITLE = "narrowboat" * 12
_MAPPING = {
    "platform": {"value": "youtube"},
    **{name: name for name in ("creator", "id", "title", "text", "time", "views")},
}
_COLLECTED = 17


@dataclass(frozen=True)
class Gallery:
    """Whose it is, and where what hangs: paths of the app by name of the picture."""

    person: Person
    paths: dict[str, str]


def new_video_id() -> str:
    """A well-formed YouTube id that nobody has used."""
    return secrets.token_urlsafe(8)


def video_url(post_id: str) -> str:
    return f"https://www.youtube.com/watch?v={post_id}"


async def find_remarkable_post(person: Person, platform: str) -> str:
    """The URL of the demo post there that was seen most."""
    demo = await person.see_demo()
    posts = [
        post
        for creator in demo["creators"]
        for post in creator["posts"]
        if creator["platform"] == platform
    ]
    most_seen = max(posts, key=lambda post: post["metrics"]["views"])
    return str(most_seen["url"])


async def hang_gallery(person: Person, collector: Collector) -> Gallery:
    """Three analyses: a demo post, an odd title without a baseline, twenty posts."""
    long, right_to_left, unbroken = await _import_odd_titles(person)
    collected = [new_video_id() for _ in range(_COLLECTED)]
    collector.refuse(collected[0], "not_found")
    collector.refuse(collected[1], "private")
    demo_url = await find_remarkable_post(person, "instagram")
    odd = [video_url(post_id) for post_id in (long, right_to_left, unbroken)]
    twenty = [*odd, *map(video_url, collected)]
    requests = [await person.analyse(urls) for urls in ([demo_url], odd[:1], twenty)]
    bodies = [await person.wait_for(request_id) for request_id in requests]
    assert [body["counts"]["done"] for body in bodies] == [1, 1, 18]
    settings = await furnish(person)
    shown, no_baseline, many = (f"/requests/{request_id}" for request_id in requests)
    return Gallery(
        person,
        {
            "analyse": f"/analyse?request={requests[2]}",
            "history": "/requests",
            "library": "/library",
            "import": "/import",
            "result": f"{shown}?e=E1",
            "no baseline": no_baseline,
            "right to left": f"{many}?post=2",
            "unbroken word": f"{many}?post=3",
            "stopped": f"{many}?post=4",
            "twenty posts": f"{many}?post=20",
            "side by side": f"{many}?view=compare",
            "nothing there": f"/requests/{new_id()}",
            **settings,
        },
    )


async def _import_odd_titles(person: Person) -> list[str]:
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["creator", "id", "title", "text", "time", "views"])
    ids = []
    for title in (LONG_TITLE, RIGHT_TO_LEFT_TITLE, UNBROKEN_TITLE):
        ids.append(new_video_id())
        about = f"{title}\n\n{title}"
        rows.writerow(
            ["Odd Titles", ids[-1], title, about, "2026-05-01T12:00:00Z", 1234]
        )
    done = await person.import_posts(text.getvalue().encode(), _MAPPING)
    assert done["totals"]["imported"] == len(ids), done
    return ids
