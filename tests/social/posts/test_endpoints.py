"""Who may see which post, and what is shown of it."""

from datetime import timedelta

from libs.common.contracts.social import (
    CollectedReference,
    PostDetail,
    TranscriptSegment,
)
from libs.common.identity import Identity
from libs.common.ids import new_id
from services.social.collection.repository import CollectionRepository
from services.social.sources.collected_post import CollectedComment, CollectedMedia
from tests.factories.social import NOON, build_post, youtube_url
from tests.social.running import Social

POSTS = "/api/v1/social/posts"


async def link(social: Social, owner: Identity, post_id: object) -> object:
    """A request of this owner that the post belongs to."""
    request_id = new_id()
    answer = CollectedReference(url=youtube_url(1), post_id=post_id)
    async with social.resources.database.unit_of_work() as session:
        repository = CollectionRepository(session)
        await repository.begin_request(request_id, owner.owner_id)
        assert answer.post_id
        await repository.link_posts(request_id, {answer.post_id: answer.url})
    return request_id


class TestReadPost:
    async def test_without_identity_is_refused(self, social: Social) -> None:
        post_id = await social.save_one(build_post())
        async with social.client() as client:
            assert (await client.get(f"{POSTS}/{post_id}")).status_code == 401

    async def test_imported_post_of_another_is_not_found(
        self, social: Social, alice: Identity, bob: Identity
    ) -> None:
        post_id = await social.save_one(build_post(), owner=alice)
        async with social.client(bob) as client:
            answer = await client.get(f"{POSTS}/{post_id}")
        assert answer.status_code == 404
        assert answer.json()["code"] == "PostNotFound"

    async def test_key_without_scope_is_refused(
        self, social: Social, alice: Identity
    ) -> None:
        post_id = await social.save_one(build_post())
        scoped = alice.model_copy(update={"scopes": frozenset({"analysis:read"})})
        async with social.client(scoped) as client:
            assert (await client.get(f"{POSTS}/{post_id}")).status_code == 403

    async def test_own_import_is_shown_as_own(
        self, social: Social, alice: Identity
    ) -> None:
        post_id = await social.save_one(build_post(), owner=alice)
        async with social.client(alice) as client:
            answer = await client.get(f"{POSTS}/{post_id}")
        assert answer.status_code == 200
        assert answer.json()["is_own"]
        assert answer.json()["origin"] == "import"

    async def test_public_post_is_shown_to_everybody_signed_in(
        self, social: Social, bob: Identity
    ) -> None:
        post_id = await social.save_one(build_post())
        async with social.client(bob) as client:
            answer = await client.get(f"{POSTS}/{post_id}")
        assert answer.status_code == 200
        assert not answer.json()["is_own"]

    async def test_post_is_shown_with_figures_words_and_media(
        self, social: Social, alice: Identity
    ) -> None:
        segment = TranscriptSegment(start_seconds=0, end_seconds=1.5, text="Hello.")
        post = build_post(
            views=200,
            likes=8,
            comments=2,
            transcript="Hello.",
            transcript_segments=(segment,),
            media=(CollectedMedia("image", "https://cdn.example/1.jpg", 640, 360),),
        )
        post_id = await social.save_one(post)
        async with social.client(alice) as client:
            body = (await client.get(f"{POSTS}/{post_id}")).json()
        assert body["username"] == "Ada"
        assert body["metrics"]["views"] == 200
        assert body["metrics"]["shares"] is None
        assert body["engagement_score"] == 0.05
        assert body["engagement_denominator"] == "views"
        assert body["formatted_transcript"] == [segment.model_dump()]
        assert body["transcript_state"] == "present"
        assert body["published_at"].endswith("Z")
        [medium] = body["media"]
        assert (medium["url"], medium["width"]) == (None, 640)
        assert [s["metrics"]["views"] for s in body["snapshots"]] == [200]

    async def test_comments_come_the_most_liked_first_and_not_all(
        self, social: Social, alice: Identity
    ) -> None:
        likes = [None, *range(25)]
        written = tuple(
            CollectedComment(f"c{number}", "Ben", "x" * 3000, count, NOON)
            for number, count in enumerate(likes)
        )
        post_id = await social.save_one(build_post(comments=written))
        async with social.client(alice) as client:
            body = (await client.get(f"{POSTS}/{post_id}")).json()
        told = [comment["likes"] for comment in body["comments"]]
        assert told == list(range(24, 4, -1))
        first = body["comments"][0]
        assert (first["author"], len(first["text"])) == ("Ben", 2000)
        assert first["published_at"] == "2026-11-20T12:00:00Z"

    async def test_figures_over_time_come_oldest_first(
        self, social: Social, alice: Identity
    ) -> None:
        later = NOON + timedelta(hours=5)
        post_id = await social.save_one(build_post(views=10))
        await social.save_one(build_post(views=30, as_of=later))
        async with social.client(alice) as client:
            body = (await client.get(f"{POSTS}/{post_id}")).json()
        assert [s["metrics"]["views"] for s in body["snapshots"]] == [10, 30]
        assert body["metrics"]["views"] == 30

    async def test_id_that_is_none_is_refused(
        self, social: Social, alice: Identity
    ) -> None:
        async with social.client(alice) as client:
            assert (await client.get(f"{POSTS}/nonsense")).status_code == 422


class TestListPostsOfAnalysis:
    async def test_request_of_another_is_not_found(
        self, social: Social, alice: Identity, bob: Identity
    ) -> None:
        request_id = await link(social, alice, await social.save_one(build_post()))
        async with social.client(bob) as client:
            answer = await client.get(f"{POSTS}/analysis/{request_id}")
        assert answer.status_code == 404

    async def test_unknown_request_is_not_found(
        self, social: Social, alice: Identity
    ) -> None:
        async with social.client(alice) as client:
            answer = await client.get(f"{POSTS}/analysis/{new_id()}")
        assert (answer.status_code, answer.json()["code"]) == (404, "RequestHasNoPosts")

    async def test_posts_of_own_request_are_listed(
        self, social: Social, alice: Identity
    ) -> None:
        post_id = await social.save_one(build_post())
        await social.save_one(build_post(2))
        request_id = await link(social, alice, post_id)
        async with social.client(alice) as client:
            body = (await client.get(f"{POSTS}/analysis/{request_id}")).json()
        assert [post["id"] for post in body["items"]] == [str(post_id)]
        assert body["next_cursor"] is None


class TestInternal:
    async def test_users_and_other_services_are_refused(
        self, social: Social, alice: Identity
    ) -> None:
        post_id = await social.save_one(build_post())
        path = f"/internal/social/posts/{post_id}?owner_id={alice.owner_id}"
        for client in (social.client(), social.client(alice)):
            async with client:
                assert (await client.get(path)).status_code == 401

    async def test_detail_is_what_the_owner_may_see(
        self, social: Social, alice: Identity, bob: Identity
    ) -> None:
        post_id = await social.save_one(build_post(), owner=alice)
        path = f"/internal/social/posts/{post_id}"
        async with social.analysis() as client:
            mine = await client.get(path, params={"owner_id": str(alice.owner_id)})
            other = await client.get(path, params={"owner_id": str(bob.owner_id)})
        assert (mine.status_code, other.status_code) == (200, 404)
        assert mine.json()["snapshot_count"] == 1
        assert mine.json()["metrics"]["views"] == 1001

    async def test_detail_carries_the_newest_hundred_moments(
        self, social: Social, alice: Identity
    ) -> None:
        moments = [NOON + timedelta(hours=n) for n in range(102)]
        for number, moment in enumerate(moments):
            post_id = await social.save_one(build_post(views=number, as_of=moment))
        async with social.analysis() as client:
            answer = await client.get(
                f"/internal/social/posts/{post_id}",
                params={"owner_id": str(alice.owner_id)},
            )
        body = PostDetail.model_validate_json(answer.content)
        assert [s.metrics.views for s in body.snapshots] == list(range(2, 102))
        assert [s.as_of for s in body.snapshots] == moments[2:]
        assert body.snapshot_count == 102


class TestCheckHeld:
    async def test_fresh_stale_own_and_unknown_posts_are_told_apart(
        self, social: Social, alice: Identity, bob: Identity
    ) -> None:
        await social.save_one(build_post(1))
        await social.save_one(build_post(2), owner=alice)
        await social.save_one(build_post(3), owner=bob)
        references = [
            {
                "platform": "youtube",
                "post_id": build_post(n).platform_post_id,
                "url": "",
            }
            for n in (1, 2, 3, 4)
        ]
        question = {"owner_id": str(alice.owner_id), "references": references}
        async with social.analysis() as client:
            path = "/internal/social/posts/held"
            first = await client.post(path, json=question)
            # It is twenty days old: a thirtieth of that is sixteen hours.
            social.clock.advance(timedelta(hours=17))
            later = await client.post(path, json=question)
        assert first.json() == {"held": [True, True, False, False]}
        assert later.json() == {"held": [False, True, False, False]}
