"""From a platform's post id to the post that it names."""

from libs.common.post_urls import PostUrl, parse_post_url

_ADDRESSES = {
    "instagram": "https://www.instagram.com/p/{}/",
    "x": "https://x.com/i/status/{}",
    "youtube": "https://www.youtube.com/watch?v={}",
}


def find_post(platform: str, post_id: str) -> PostUrl | None:
    """The post with its canonical URL; None where that is no id of the platform."""
    address = _ADDRESSES.get(platform)
    read = parse_post_url(address.format(post_id)) if address else None
    return read if isinstance(read, PostUrl) and read.id == post_id else None
