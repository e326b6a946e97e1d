"""Posts of X by their links, from TwitterAPI.io, with everything running."""

from deploy.local.local_system import LocalSystem
from tests.emulators.twitterapi_io import NEWEST, TwitterApi
from tests.emulators.twitterapi_io_tweets import build_tweet_id
from tests.fixtures.people import SignUp


class TestPostsOfX:
    async def test_links_become_verdicts_and_what_is_gone_is_named(
        self, system: LocalSystem, sign_up: SignUp, shared_twitterapi: TwitterApi
    ) -> None:
        person = await sign_up(system.public_url)
        ids = [build_tweet_id(NEWEST, number) for number in range(3)]
        shared_twitterapi.missing.add(ids[2])
        shared_twitterapi.change(ids[0], likeCount=4_120, quoteCount=3, retweetCount=9)
        body = await person.wait_for(
            await person.analyse(
                [
                    f"https://x.com/NASA/status/{ids[0]}?s=20",
                    f"https://mobile.twitter.com/i/web/status/{ids[1]}",
                    f"https://x.com/i/status/{ids[2]}",
                ]
            )
        )
        assert (body["status"], body["stage"]) == ("COMPLETED", "partial_success")
        [failed] = [post for post in body["posts"] if post["reason"]]
        assert (failed["reason"], "X" in failed["message"]) == ("not_found", True)
        assert len(body["results"]) == 2
        posts = await person.get(f"/social/posts/analysis/{body['id']}")
        by_id = {post["platform_post_id"]: post for post in posts["items"]}
        shown = by_id[ids[0]]
        assert shown["metrics"]["likes"] == 4_120
        assert shown["metrics"]["shares"] == 12
        picture = await person.http.get(shown["media"][0]["url"])
        assert picture.headers["content-type"] == "image/png"
        # One question for all three, in the order of the links or not.
        [asked] = [
            query
            for query in shared_twitterapi.calls_of("tweets")
            if ids[0] in query["tweet_ids"]
        ]
        assert set(asked["tweet_ids"].split(",")) == set(ids)
