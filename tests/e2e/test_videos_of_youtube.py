"""Videos of YouTube by their links, from its own API, with everything running."""

from datetime import timedelta

from deploy.local.local_system import LocalSystem
from tests.emulators.collector import Collector
from tests.emulators.youtube_data import CHANNEL, NOW, YouTube
from tests.emulators.youtube_rows import pick_id
from tests.fixtures.people import SignUp

SEEN, GONE = pick_id("seen by all"), pick_id("gone by now")


class TestVideosOfYouTube:
    async def test_what_the_first_source_cannot_look_at_the_next_one_does(
        self,
        system: LocalSystem,
        sign_up: SignUp,
        shared_collector: Collector,
        shared_youtube: YouTube,
    ) -> None:
        for video_id in (SEEN, GONE):
            shared_collector.refuse(video_id, "source_unavailable")
        figures = {"viewCount": "90000", "likeCount": "4100", "commentCount": "2"}
        at = NOW - timedelta(days=12)
        shared_youtube.add_video(SEEN, CHANNEL, published_at=at, statistics=figures)
        shared_youtube.add_comments(SEEN, 2)
        person = await sign_up(system.public_url)
        links = [f"https://youtu.be/{SEEN}?si=x", f"https://m.youtube.com/v/{GONE}"]
        body = await person.wait_for(await person.analyse(links))
        assert (body["status"], body["stage"]) == ("COMPLETED", "partial_success")
        [failed] = [post for post in body["posts"] if post["reason"]]
        assert failed["reason"] == "not_found"
        assert "YouTube has no public video here" in failed["message"]
        posts = await person.get(f"/social/posts/analysis/{body['id']}")
        [shown] = posts["items"]
        assert shown["origin"] == "youtube_api"
        assert shown["metrics"]["views"] == 90_000
        assert shown["metrics"]["followers"] == 12_300
        picture = await person.http.get(shown["media"][0]["url"])
        assert picture.headers["content-type"] == "image/png"
        # The rest of the channel came with it: there is something to compare with.
        [multiple] = [p["outlier_multiple"] for p in body["posts"] if not p["reason"]]
        assert multiple > 10
