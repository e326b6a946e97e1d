"""A post of each platform's export is analysed, all services running."""

from typing import Any

import pytest

from deploy.local.local_system import LocalSystem
from tests.e2e.person import Person
from tests.fixtures.people import SignUp
from tests.fixtures.sampling import sampled
from tests.social.imports.archives import exports
from tests.social.imports.archives.zips import ARCHIVE, build_zip
from tests.social.imports.asking import File

ACCOUNT = {"account": "ada.l"}
STUDIO = {"account": exports.YOUTUBE_CHANNEL, "timezone": "Europe/Berlin"}
EXPORTS: dict[str, tuple[File, dict[str, str]]] = {
    "tiktok": (("t.json", exports.tiktok_document()), {}),
    "instagram": (("i.zip", exports.packed(exports.instagram())), {}),
    "facebook": (("f.zip", exports.packed(exports.facebook())), {}),
    "pinterest": (("p.zip", exports.packed(exports.pinterest())), ACCOUNT),
    "linkedin analytics": (("l.xlsx", exports.linkedin_workbook()), ACCOUNT),
    "linkedin shares": (("Shares.csv", exports.LINKEDIN_SHARES), ACCOUNT),
    "youtube studio": (("s.csv", exports.YOUTUBE_STUDIO), STUDIO),
    "youtube takeout": (("y.zip", exports.packed(exports.youtube_takeout())), {}),
    "x": (("x.zip", build_zip(ARCHIVE)), {}),
}


async def import_export(person: Person, file: File, answers: dict[str, str]) -> Any:
    """As the page does it: looked at first, and imported as it was shown."""
    looked = await person.call(
        "POST", "/social/posts/import/preview", files={"file": file}, data=answers
    )
    assert looked.status_code == 200, looked.text
    return await person.import_posts(
        file[1], looked.json()["mapping"], name=file[0], **answers
    )


def link_of(post: dict[str, Any]) -> str:
    """As the library of the web app has it."""
    if post["url"] and post["platform"] in {"instagram", "x", "youtube"}:
        return str(post["url"])
    return f"https://library.invalid/{post['platform']}/{post['platform_post_id']}"


@pytest.mark.parametrize("name", sampled(EXPORTS, count=1))
async def test_post_of_an_export_is_analysed(
    system: LocalSystem, sign_up: SignUp, name: str
) -> None:
    file, answers = EXPORTS[name]
    person = await sign_up(system.public_url)
    done = await import_export(person, file, answers)
    assert done["status"] == "COMPLETED", done
    shelf = await person.get("/social/posts?limit=10")
    assert len(shelf["items"]) == done["totals"]["imported"]
    post = shelf["items"][0]
    request = await person.wait_for(await person.analyse([link_of(post)]))
    assert request["status"] == "COMPLETED", request
    [analysed] = request["posts"]
    assert (analysed["post_id"], analysed["source"]) == (post["id"], "held")
    assert analysed["state"] == "done"
