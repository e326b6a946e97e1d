"""Exports of all platforms, each with three posts and with what is nobody's."""

import json
from typing import Any

from tests.social.imports.archives.workbooks import Cell, build_workbook
from tests.social.imports.archives.zips import build_zip

SECRET = "what was said between two"
HANDLE = "Ada.L"


def mangle(text: str) -> str:
    """A text as the exports of Meta damage it."""
    return text.encode().decode("latin-1")


def to_json(value: Any) -> bytes:
    return json.dumps(value).encode()


def instagram(handle: str = HANDLE) -> dict[str, bytes]:
    """The members of an export of a professional account in German."""
    activity = "ig/your_instagram_activity"
    insights = "ig/logged_information/past_instagram_insights"
    posts = [
        {
            "media": [
                {
                    "uri": "media/posts/1.jpg",
                    "creation_timestamp": 1_700_000_000,
                    "title": mangle("Käse für 3 € 🎉"),
                }
            ]
        },
        {
            "media": [
                {"uri": "media/posts/2.jpg", "creation_timestamp": 1_700_000_100},
                {"uri": "media/posts/3.mp4", "creation_timestamp": 1_700_000_100},
            ],
            "title": "Two at once",
            "creation_timestamp": 1_700_000_105,
        },
    ]
    reel = {"uri": "media/reels/4.mp4", "creation_timestamp": 1_700_000_200}
    reels = {"ig_reels_media": [{"media": [{**reel, "title": "A reel"}]}]}
    figures = {
        mangle("Zeitstempel der Erstellung"): {"value": "", "timestamp": 1_700_000_000},
        "Erreichte Konten": {"value": "12.345", "timestamp": 0},
        mangle("„Gefällt mir“-Angaben"): {"value": "980", "timestamp": 0},
        "Impressionen": {"value": "--", "timestamp": 0},
        "Profilaufrufe": {"value": "7", "timestamp": 0},
    }
    thumbnail = {"uri": "media/posts/1.jpg", "creation_timestamp": 1_700_000_000}
    of_posts = {
        "organic_insights_posts": [
            {
                "media_map_data": {"Medien-Miniaturbild": thumbnail},
                "string_map_data": figures,
            }
        ]
    }
    # Reels are told by the time alone: their thumbnail is another file.
    of_reels = {
        "organic_insights_reels": [
            {
                "media_map_data": {
                    "Media Thumbnail": {"uri": "https://cdn/x.jpg"},
                },
                "string_map_data": {
                    "Upload Timestamp": {"value": "", "timestamp": 1_700_000_200},
                    "Instagram Plays": {"value": "55,000", "timestamp": 0},
                    "Instagram Likes": {"value": "3100", "timestamp": 0},
                },
            }
        ]
    }
    profile = {
        "profile_user": [
            {
                "string_map_data": {
                    "E-Mail-Adresse": {"value": SECRET},
                    "Benutzername": {"value": handle},
                }
            }
        ]
    }
    return {
        f"{activity}/media/posts_1.json": to_json(posts),
        f"{activity}/media/reels.json": to_json(reels),
        f"{activity}/messages/inbox/bo/message_1.json": to_json({"messages": [SECRET]}),
        f"{insights}/posts.json": to_json(of_posts),
        f"{insights}/reels.json": to_json(of_reels),
        "ig/personal_information/personal_information.json": to_json(profile),
        "ig/media/posts/1.jpg": b"not read",
    }


def facebook(handle: str = HANDLE) -> dict[str, bytes]:
    """The members of an export of Facebook."""
    media = {"uri": "posts/media/1.jpg", "description": mangle("Zwölf")}
    posts = [
        {"timestamp": 1_700_000_000, "data": [{"post": mangle("Grüße an alle")}]},
        {
            "timestamp": 1_700_000_100,
            "attachments": [{"data": [{"media": media}]}],
            "data": [{"update_timestamp": 1}],
        },
        {
            "timestamp": 1_700_000_200,
            "attachments": [{"data": [{"external_context": {"url": "https://a.b"}}]}],
            "data": [{"post": "Read this"}],
        },
        {"timestamp": 1_700_000_300, "title": "Ada was at a place."},
    ]
    profile = {
        "profile_v2": {
            "name": {"full_name": "Ada Lovelace"},
            "emails": {"emails": [SECRET]},
            "username": handle,
        }
    }
    activity = "your_facebook_activity"
    return {
        f"{activity}/posts/your_posts__check_ins__photos_and_videos_1.json": to_json(
            posts
        ),
        f"{activity}/messages/inbox/bo/message_1.json": to_json({"messages": [SECRET]}),
        "personal_information/profile_information/profile_information.json": to_json(
            profile
        ),
    }


def tiktok_document(handle: str = HANDLE, *, is_older: bool = False) -> bytes:
    """The one document of an export of TikTok; before 2024 its tree was another."""
    listed = [
        {
            "Date": f"2023-03-05 14:22:0{number}",
            "Link": f"https://www.tiktokv.com/share/video/720699771234567890{number}/",
            "Likes": str(400 + number),
            "Title": "N/A" if number else "First",
        }
        for number in range(3)
    ]
    watched = {"VideoList": [{"Date": "2023-03-04 09:15:22", "Link": SECRET}]}
    profile = {"ProfileMap": {"userName": handle, "emailAddress": SECRET}}
    messages = {"Chat History": {"ChatHistory": {"with Bo": [{"Content": SECRET}]}}}
    if is_older:
        return to_json(
            {
                "Activity": {"Video Browsing History": watched, "Like List": None},
                "Direct Messages": messages,
                "Profile": {"Profile Information": profile},
                "Video": {"Videos": {"VideoList": listed}},
            }
        )
    return to_json(
        {
            "Comment": {"Comments": {"CommentsList": [{"comment": SECRET}]}},
            "Direct Message": messages,
            "Post": {
                "Posts": {"VideoList": listed},
                "Recently Deleted Posts": {"PostList": [{"Link": SECRET}]},
            },
            "Profile And Settings": {"Profile Info": profile},
            "Your Activity": {"Watch History": watched},
        }
    )


def pinterest() -> dict[str, bytes]:
    """The pages of an export of Pinterest."""
    pins = "".join(
        f'<a href="https://www.pinterest.com/pin/12345678901234{number}/">'
        f"https://www.pinterest.com/pin/12345678901234{number}/</a><br>\n"
        f"Title: {title}<br>\nDetails: Käse &amp; Brot {number}<br>\n"
        f"Created at: 2026/05/1{number}<br>\nImage: 0123456789abcdef<br>\n"
        for number, title in enumerate(("No data", "A title", "Another"))
    )
    head = "<!DOCTYPE html><html><head><title>Subject Access Request Data - Pins"
    page = f"{head}</title></head><body><h1>Pinterest</h1>{pins}</body></html>"
    return {"pins/0001.html": page.encode(), "account/0001.html": SECRET.encode()}


def linkedin_workbook() -> bytes:
    """LinkedIn's content analytics."""
    by_engagements: list[list[Cell]] = [
        [_address(7458194261025673216), "5/7/2026", 40],
        [_address(7448081445065035776), "4/9/2026", 30],
    ]
    by_impressions: list[list[Cell]] = [
        [_address(7448081445065035776), "4/9/2026", 9000],
        [_address(7440000000000000000), "3/18/2026", 800],
    ]
    top: list[list[Cell]] = [
        ["Maximum of 50 posts available to include in this list"],
        [],
        [*_headings("Engagements"), None, *_headings("Impressions")],
        *(
            [*left, None, *right]
            for left, right in zip(by_engagements, by_impressions, strict=True)
        ),
    ]
    return build_workbook(
        {
            "DISCOVERY": [["Overall Performance", "11/1/2025 - 10/31/2026"]],
            "ENGAGEMENT": [["Date", "Impressions", "Engagements"], ["5/7/2026", 9, 1]],
            "TOP POSTS": top,
            "FOLLOWERS": [["Total followers on 10/31/2026:", 9]],
            "DEMOGRAPHICS": [["Top Demographics", "Value", "Percentage"]],
        }
    )


def _headings(figure: str) -> list[Cell]:
    return ["Post URL", "Post publish date", figure]


def _address(number: int) -> str:
    return f"https://www.linkedin.com/feed/update/urn:li:activity:{number}"


LINKEDIN_SHARES = (
    b"Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n"
    b"2026-05-07 16:41:18,https://www.linkedin.com/feed/update/"
    b'urn%3Ali%3AugcPost%3A7458194261025673216,"First""\n""""\n""Second",,,PUBLIC\n'
    b"2026-04-09 18:56:35,https://www.linkedin.com/feed/update/"
    b'urn%3Ali%3Ashare%3A7448081445065035776,"He said ""yes""",,,PUBLIC\n'
    b"2026-04-01 12:00:00,https://www.linkedin.com/feed/update/"
    b"urn%3Ali%3Ashare%3A7448000000000000000,,https://example.com,,PUBLIC\n"
)

YOUTUBE_STUDIO = (
    "\ufeffInhalte,Videotitel,Veröffentlichungszeitpunkt des Videos,Dauer,Aufrufe,"
    "Wiedergabezeit (Stunden),Abonnenten,Impressionen\n"
    "Gesamt,,,,9000,1,2,90000\n"
    'dQw4w9WgXcQ,"Eins, zwei\ndrei",05.03.2023,212,5000,1,1,50000\n'
    " -3d1NctSv0c,Mit Strich,20.06.2023,355,2326,1,1,20000\n"
    "#NAME?,Kaputt,21.06.2023,355,1,1,1,1\n"
    "Ip50cXvpWY4,Drei,01.07.2023,61,100,1,1,2000\n"
).encode()

YOUTUBE_CHANNEL = "UCuAXFkgsw1L7xaCfnd5JJOw"


def youtube_takeout(channel: str = YOUTUBE_CHANNEL) -> dict[str, bytes]:
    """The members of a Takeout in German, whose table came in two files."""
    folder = "Takeout/YouTube und YouTube Music"
    head = (
        "video id,Approx Duration (ms),Video Description (Original),Channel ID,"
        "Video Title (Original),Privacy,Video Publish Timestamp\n"
    )
    first = (
        f'dQw4w9WgXcQ,212000,"Words, and more",{channel},One,Public,'
        "2023-03-05T14:22:09+00:00\n"
        f"4OZip0cgOho,1000,,{channel},Hidden,Private,2023-03-06T14:22:09+00:00\n"
    )
    second = (
        f"uXLnbdHMf8w,61000,,{channel},Two,Public,2023-03-07T14:22:09+00:00\n"
        f"Xgg7dIKys9E,61000,,{channel},Three,public,2023-03-08T14:22:09+00:00\n"
    )
    return {
        f"{folder}/Video-Metadaten/videos.csv": (head + first).encode(),
        f"{folder}/Video-Metadaten/videos(1).csv": (head + second).encode(),
        f"{folder}/Kommentare/kommentare.csv": SECRET.encode(),
        "Takeout/archive_browser.html": b"<html>",
    }


def packed(members: dict[str, bytes]) -> bytes:
    """The export as it is downloaded."""
    return build_zip(members)
