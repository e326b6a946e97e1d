"""Posts of Instagram by their links, from Bright Data, with everything running."""

from deploy.local.local_system import LocalSystem
from tests.emulators.brightdata import BrightData
from tests.emulators.brightdata_pages import POSTS
from tests.emulators.brightdata_rows import build_code
from tests.fixtures.people import SignUp

GONE, PRIVATE, BLOCKED = (build_code(number) for number in (900, 901, 902))
SHOWN, REEL = build_code(903), build_code(904)
OTHERS = [build_code(910 + number) for number in range(12)]
REELS = [build_code(930 + number) for number in range(9)]

# An account of this test's own: what others had listed of theirs lasts for a day.
ACCOUNT = "moonwalkers"


class TestPostsOfInstagram:
    async def test_links_become_verdicts_and_what_is_not_shown_is_named(
        self, system: LocalSystem, sign_up: SignUp, shared_brightdata: BrightData
    ) -> None:
        brightdata = shared_brightdata
        brightdata.errors |= {
            GONE: "dead_page",
            PRIVATE: "dead_page",
            BLOCKED: "blocked",
        }
        brightdata.texts[PRIVATE] = "This account is private"
        brightdata.rows[SHOWN] = {"likes": 90_000}
        brightdata.owners |= dict.fromkeys((SHOWN, REEL), ACCOUNT)
        brightdata.recent[ACCOUNT] = OTHERS
        brightdata.recent_reels[ACCOUNT] = REELS
        person = await sign_up(system.public_url)
        body = await person.wait_for(
            await person.analyse(
                [
                    f"https://www.instagram.com/p/{GONE}/",
                    f"https://instagram.com/{ACCOUNT}/p/{SHOWN}/?igsh=abc",
                    f"https://www.instagram.com/p/{PRIVATE}/",
                    f"https://www.instagram.com/reel/{REEL}/",
                    f"https://www.instagram.com/p/{BLOCKED}/",
                ]
            )
        )
        assert (body["status"], body["stage"]) == ("COMPLETED", "partial_success")
        reasons = {p["canonical_url"]: p["reason"] for p in body["posts"]}
        assert reasons == {
            f"https://www.instagram.com/p/{code}/": reason
            for code, reason in (
                (GONE, "not_found"),
                (SHOWN, None),
                (PRIVATE, "private"),
                (REEL, None),
                (BLOCKED, "blocked"),
            )
        }
        assert all(post["message"] for post in body["posts"] if post["reason"])
        posts = await person.get(f"/social/posts/analysis/{body['id']}")
        shown = {post["platform_post_id"]: post for post in posts["items"]}
        assert (shown[SHOWN]["origin"], shown[SHOWN]["metrics"]["likes"]) == (
            "brightdata",
            90_000,
        )
        assert shown[REEL]["metrics"]["views"] >= 5_000
        picture = await person.http.get(shown[SHOWN]["media"][0]["url"])
        assert picture.headers["content-type"] == "image/png"
        # Each is compared with its like: a dozen posts cost one row, reels one each.
        samples = {
            result["position"]: result["evidence"]["verdict"]["sample_size"]
            for result in body["results"]
        }
        assert samples == {1: len(OTHERS), 3: len(REELS)}
        # All posts in one job, and what was blocked in a second one of its own.
        asked = [
            names
            for dataset, names in brightdata.jobs
            if dataset == POSTS and BLOCKED in names
        ]
        assert sorted(asked[0]) == sorted([GONE, SHOWN, PRIVATE, BLOCKED])
        assert asked[1] == [BLOCKED]
        await person.wait_for_usage(2)
