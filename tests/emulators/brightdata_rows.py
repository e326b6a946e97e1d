"""Rows as Bright Data gives them, made from a post's code or an account's name."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from libs.common.post_urls import pk_to_shortcode

AS_OF = datetime(2026, 11, 20, 11, 30, tzinfo=UTC)
OWNER = "nasa"


def build_code(number: int) -> str:
    """A well-formed shortcode of a post from the year 2026."""
    return pk_to_shortcode(3_800_000_000_000_000_000 + number)


def number_of(text: str) -> int:
    """A number that follows from a text."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")


def build_post_row(code: str, owner: str, media_url: str) -> dict[str, Any]:
    """A carousel of two pictures."""
    number = number_of(code)
    return {
        "url": f"https://www.instagram.com/p/{code}/",
        "user_posted": owner,
        "user_posted_id": "528817151",
        "description": f"Post {code} #emulated",
        "hashtags": ["#emulated"],
        "num_comments": 2 + number % 50,
        "date_posted": published_at(code),
        "likes": 100 + number % 900,
        "photos": [f"{media_url}/{code}-0.png", f"{media_url}/{code}-1.png"],
        "videos": None,
        "videos_duration": None,
        "latest_comments": [
            {
                "comments": "Wow",
                "user_commenting": "ada",
                "date_of_comment": "2026-11-19T15:09:00.000Z",
                "likes": 3,
                "comment_id": f"17{number}",
            }
        ],
        "post_id": str(number),
        "shortcode": code,
        "content_type": "Carousel",
        "thumbnail": f"{media_url}/{code}-0.png",
        "product_type": "carousel_container",
        "followers": 97_000_000,
        "post_content": [
            {"index": 1, "type": "Photo", "url": f"{media_url}/{code}-1.png"},
            {"index": 0, "type": "Photo", "url": f"{media_url}/{code}-0.png"},
        ],
        "video_view_count": None,
        "video_play_count": None,
        "timestamp": AS_OF.isoformat().replace("+00:00", "Z"),
    }


def build_reel_row(code: str, owner: str, media_url: str) -> dict[str, Any]:
    """A reel, its length written as a text."""
    number = number_of(code)
    return {
        "url": f"https://www.instagram.com/reel/{code}/",
        "user_posted": owner,
        "description": f"Reel {code}",
        "num_comments": number % 50,
        "date_posted": published_at(code),
        "likes": 100 + number % 900,
        "views": 1_000 + number % 1_000,
        "video_play_count": 5_000 + number % 5_000,
        "top_comments": None,
        "post_id": f"{number}_528817151",
        "thumbnail": f"{media_url}/{code}.png",
        "shortcode": code,
        "product_type": "clips",
        "length": "31.5",
        "video_url": f"{media_url}/{code}.mp4",
        "followers": 97_000_000,
        "timestamp": AS_OF.isoformat().replace("+00:00", "Z"),
    }


def build_comment_row(code: str, place: int) -> dict[str, Any]:
    """One of a post's comments."""
    return {
        "url": f"https://www.instagram.com/p/{code}/",
        "comment_user": f"reader{place}",
        "comment_date": "2026-11-19T16:00:00.000Z",
        "comment": f"Comment {place} on {code}",
        "likes_number": place,
        "comment_id": f"{number_of(code)}{place:03d}",
        "post_url": f"https://www.instagram.com/p/{code}/",
    }


def build_profile_row(
    handle: str, codes: list[str], media_url: str, *, is_private: bool
) -> dict[str, Any]:
    """An account with its newest posts."""
    return {
        "account": handle,
        "id": "528817151",
        "followers": 97_000_000,
        "is_private": is_private,
        "posts": [
            {
                "id": str(number_of(code)),
                "url": f"https://www.instagram.com/p/{code}/",
                "caption": f"Post {code}",
                "datetime": published_at(code),
                "likes": 100 + number_of(code) % 900,
                "comments": number_of(code) % 50,
                "content_type": "Carousel",
                "image_url": f"{media_url}/{code}-0.png",
            }
            for code in codes
        ],
        "url": f"https://www.instagram.com/{handle}",
    }


def published_at(code: str) -> str:
    """When a post was published, some days before it is looked at."""
    moment = AS_OF - timedelta(days=2, minutes=number_of(code) % 80_000)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
