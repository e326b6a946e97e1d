"""Short ways to say what a link must be read as."""

from libs.common.post_urls import PostUrl, Reason, Refusal, parse_post_url


def read_post(text: str) -> PostUrl:
    """The post of a text that must be accepted."""
    post = parse_post_url(text)
    assert isinstance(post, PostUrl), post
    return post


def read_refusal(text: str, reason: Reason) -> Refusal:
    """The refusal of a text that must be refused for that reason."""
    refusal = parse_post_url(text)
    assert isinstance(refusal, Refusal), refusal
    assert refusal.reason == reason, refusal
    return refusal
