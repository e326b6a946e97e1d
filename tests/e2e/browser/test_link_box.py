"""The box of links, and the work that follows from it."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from tests.e2e.browser.gallery import new_video_id, video_url
from tests.e2e.browser.pages import AnalysePage, Progress, ResultPage, Shell
from tests.e2e.browser.visit import VisitAs
from tests.emulators.collector import Collector

pytestmark = pytest.mark.browser


@pytest.fixture
async def slow_collector(shared_collector: Collector) -> AsyncIterator[Collector]:
    """Slow enough to see its work under way; quick again after the test."""
    shared_collector.delay_seconds = shared_collector.media_delay_seconds = 1.5
    yield shared_collector
    shared_collector.delay_seconds = shared_collector.media_delay_seconds = 0


class TestPastedList:
    async def test_each_line_says_at_once_what_it_is(self, visit_as: VisitAs) -> None:
        page = (await visit_as()).page
        await page.goto("/analyse")
        analyse = AnalysePage(page)
        post_id = new_video_id()
        lines = [
            "https://www.youtube.com/@northbound.bikes",
            video_url(post_id),
            f"https://youtu.be/{post_id}?si=shared",
            "not a link at all",
            video_url(new_video_id()),
        ]
        await analyse.paste("\n".join(lines))
        described = {
            1: "profile, not a post",
            2: "long video",
            3: "same as line 2",
            4: "link",
            5: "long video",
        }
        for number, words in described.items():
            await expect(analyse.line(number)).to_have_accessible_description(
                re.compile(words, re.IGNORECASE)
            )
        for number in (1, 4):
            await expect(analyse.line(number)).to_have_js_property(
                "ariaInvalid", "true"
            )
        await expect(analyse.submit).to_have_accessible_name(
            re.compile("^Analyse 2 posts")
        )
        await expect(analyse.line(6)).to_be_focused()
        await analyse.line(2).focus()
        await page.keyboard.press("Control+A")
        await page.keyboard.press("Delete")
        await expect(analyse.line(3)).to_have_accessible_description("long video")
        await expect(analyse.submit).to_have_accessible_name(
            re.compile("^Analyse 2 posts")
        )

    @pytest.mark.prove
    async def test_missing_post_names_its_reason_beside_results(
        self, visit_as: VisitAs, shared_collector: Collector
    ) -> None:
        page = (await visit_as()).page
        await page.goto("/analyse")
        analyse, progress = AnalysePage(page), Progress(page)
        missing, found = new_video_id(), new_video_id()
        shared_collector.refuse(missing, "private")
        await analyse.paste(f"{video_url(missing)}\n{video_url(found)}")
        await expect(analyse.submit).to_be_enabled()
        await page.keyboard.press("Control+Enter")
        await progress.expect_title("Ready")
        await expect(progress.rows).to_have_count(2)
        await expect(progress.rows.first).to_contain_text("Private")
        await expect(progress.rows.last).to_contain_text(f"Post {found}")
        await expect(page.get_by_text("1 ready · 1 failed")).to_be_visible()
        await expect(page.get_by_text("complete in part")).not_to_have_count(0)
        await expect(page.get_by_text("24 of 25 left today")).to_be_visible()
        await progress.rows.first.get_by_role("link").click()
        reason = page.get_by_role("heading", name="This post is private")
        await expect(reason).to_be_visible()
        posts = page.get_by_role("navigation", name="Posts of this analysis")
        await posts.get_by_role("link", name=f"Post {found}").click()
        await ResultPage(page).wait()


class TestHastyStart:
    @pytest.mark.prove
    async def test_waits_for_the_links_and_takes_the_focus_along(
        self, visit_as: VisitAs
    ) -> None:
        page = (await visit_as()).page
        await page.goto("/analyse")
        analyse, progress = AnalysePage(page), Progress(page)
        await analyse.paste(video_url(new_video_id()))
        await page.keyboard.press("Control+Enter")
        await progress.expect_title(re.compile("^(Under way|Ready)$"))
        await expect(progress.heading.first).to_be_focused()
        await progress.expect_title("Ready")
        await progress.rows.get_by_role("link").click()
        await ResultPage(page).wait()
        await expect(page.locator("#content")).to_be_focused()


class TestWorkUnderWay:
    async def test_stages_move_while_one_looks_on(
        self, visit_as: VisitAs, slow_collector: Collector
    ) -> None:
        page = (await visit_as()).page
        await page.goto("/analyse")
        analyse, progress = AnalysePage(page), Progress(page)
        await analyse.paste(f"{video_url(new_video_id())}\n{video_url(new_video_id())}")
        await analyse.submit.click()
        await progress.expect_title("Under way")
        await expect(progress.rows).to_have_count(2)
        for row in await progress.rows.all():
            await expect(row.get_by_text("Post: under way")).to_be_attached()
        for row in await progress.rows.all():
            await expect(row.get_by_text("Media: under way")).to_be_attached()
            await expect(row.get_by_text("Post: done")).to_be_attached()
        await progress.expect_title("Ready")
        await expect(progress.stop).to_have_count(0)

    async def test_stop_ends_it_and_gives_the_posts_back(
        self, visit_as: VisitAs, slow_collector: Collector
    ) -> None:
        visit = await visit_as()
        await visit.page.goto("/analyse")
        analyse, progress = AnalysePage(visit.page), Progress(visit.page)
        await analyse.paste(video_url(new_video_id()))
        await analyse.submit.click()
        await progress.stop.click()
        await progress.expect_title("Stopped by you")
        await expect(progress.rows).to_contain_text("Stopped")
        await visit.person.wait_for_usage(0)

    @pytest.mark.prove
    async def test_left_page_finds_it_again(
        self, visit_as: VisitAs, slow_collector: Collector
    ) -> None:
        visit = await visit_as()
        page = visit.page
        post_id = new_video_id()
        request_id = await visit.person.analyse([video_url(post_id)])
        await page.goto("/analyse")
        progress, shell = Progress(page), Shell(page)
        await progress.expect_title("Under way")
        await shell.go_to("History")
        await page.get_by_role("table").get_by_role("link").click()
        await expect(progress.bar).to_be_visible()
        await shell.go_to("Analyse")
        await progress.expect_title("Under way")
        await page.goto(f"/requests/{request_id}")
        await ResultPage(page).wait()
        await expect(page).to_have_title(re.compile(f"^Post {post_id}"))
