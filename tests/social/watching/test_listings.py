"""An account that was listed is not listed again for another purpose."""

from datetime import timedelta
from uuid import UUID

from libs.common.contracts.social import BaselineCollected, CollectBaseline
from libs.common.identity import Identity
from libs.common.ids import new_id
from services.social.sources.collected_post import CollectedPost
from services.social.watching.messages import LookAfterCreators
from tests.factories.social import build_post, youtube_id
from tests.social.creators.stage import Stage, build_list


async def compare(stage: Stage, who: Identity, post_id: UUID) -> BaselineCollected:
    message = CollectBaseline(
        request_id=new_id(), owner_id=who.owner_id, post_id=post_id
    )
    return await stage.social.call(message, BaselineCollected)


async def follow(stage: Stage, who: Identity, posts: list[CollectedPost]) -> UUID:
    """The id of the newest post of the account that is followed."""
    stage.listing.posts["ada"] = posts
    await stage.social.run_worker()
    await stage.follow(who)
    await stage.settle()
    [row] = await stage.social.ask(
        f"SELECT id FROM posts WHERE platform_post_id = '{posts[0].platform_post_id}'"
    )
    found: UUID = row.id
    return found


class TestListedOnce:
    async def test_look_serves_who_compares(
        self, stage: Stage, alice: Identity, bob: Identity
    ) -> None:
        post_id = await follow(stage, alice, build_list(6))
        answer = await compare(stage, bob, post_id)
        assert answer == BaselineCollected(comparable=5)
        assert len(stage.listing.asked) == 1
        # A day later it is listed again.
        stage.social.clock.advance(timedelta(hours=25))
        assert (await compare(stage, bob, post_id)).collected == 6
        assert len(stage.listing.asked) == 2

    async def test_who_compares_serves_the_look(
        self, stage: Stage, alice: Identity, bob: Identity
    ) -> None:
        posts = build_list(6)
        post_id = await follow(stage, alice, posts)
        stage.social.clock.advance(timedelta(hours=48))
        now = stage.social.clock.now()
        news = build_post(
            0, platform_post_id=youtube_id(0), published_at=now, as_of=now
        )
        posts.append(news)
        await compare(stage, bob, post_id)
        assert len(stage.listing.asked) == 2
        stage.social.clock.advance(timedelta(minutes=30))
        await stage.send(LookAfterCreators())
        await stage.settle()
        assert len(stage.listing.asked) == 2
        shown = await stage.list_library(alice, via="follow")
        assert len(shown) == 7
        looks = await stage.social.ask(
            "SELECT post_ids[1] AS newest, cost_micro_usd, finished_at, stored_at"
            " FROM creator_looks ORDER BY started_at"
        )
        assert [look.cost_micro_usd for look in looks] == [100, 0]
        [newest] = await stage.social.ask(
            f"SELECT id FROM posts WHERE platform_post_id = '{youtube_id(0)}'"
        )
        assert looks[1].newest == newest.id
        assert looks[1].stored_at == now
        [creator] = await stage.social.ask("SELECT next_look_at FROM creators")
        assert creator.next_look_at > stage.social.clock.now()

    async def test_old_or_shorter_list_does_not(
        self, stage: Stage, alice: Identity, bob: Identity
    ) -> None:
        post_id = await follow(stage, alice, build_list(6))
        stage.social.clock.advance(timedelta(hours=48))
        await compare(stage, bob, post_id)
        stage.social.clock.advance(timedelta(minutes=61))
        await stage.send(LookAfterCreators())
        await stage.settle()
        assert len(stage.listing.asked) == 3
        await stage.social.change("UPDATE creator_listings SET asked = 6")
        stage.social.clock.advance(timedelta(hours=48))
        await stage.social.change(
            f"UPDATE creator_listings SET listed_at = '{stage.social.clock.now()}'"
        )
        await stage.send(LookAfterCreators())
        await stage.settle()
        assert len(stage.listing.asked) == 4


class TestWrongClock:
    async def test_account_is_looked_at_again_once_the_clock_is_right(
        self, stage: Stage, alice: Identity, bob: Identity
    ) -> None:
        stage.social.clock.advance(timedelta(days=400))
        post_id = await follow(stage, alice, build_list(6))
        stage.social.clock.advance(timedelta(days=-400))
        await stage.send(LookAfterCreators())
        await stage.settle()
        assert len(stage.listing.asked) == 2
        [creator] = await stage.social.ask("SELECT looked_at FROM creators")
        assert creator.looked_at == stage.social.clock.now()
        # Once: what was listed now lasts again.
        await stage.send(LookAfterCreators())
        await compare(stage, bob, post_id)
        await stage.settle()
        assert len(stage.listing.asked) == 2
