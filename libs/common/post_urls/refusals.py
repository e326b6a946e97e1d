"""The refusals, in words. Each says what it is and what to do next."""

from libs.common.post_urls.model import PLATFORM_LABELS, Platform, Reason, Refusal

_NOUNS: dict[Platform, str] = {"instagram": "post", "x": "post", "youtube": "video"}


def refuse_text(message: str | None = None) -> Refusal:
    """`not_a_url`: the text is no web address, or more than one."""
    return Refusal(
        "not_a_url",
        message
        or "This is not a link. Open a post and copy its link from the share menu.",
    )


def refuse_host(message: str | None = None) -> Refusal:
    """`unsupported_host`: a web address, but of no site that is known here."""
    return Refusal(
        "unsupported_host",
        message
        or "Posts of this site cannot be analysed. "
        "Paste a link from Instagram, X or YouTube.",
    )


def refuse_platform(platform: str, label: str) -> Refusal:
    """`unsupported_host` of a platform that is known but not read by link yet."""
    return Refusal(
        "unsupported_host",
        f"Posts on {label} cannot be analysed by link yet. "
        "Paste a link from Instagram, X or YouTube.",
        platform=platform,
    )


def refuse_profile(platform: Platform, handle: str | None) -> Refusal:
    """`profile_not_post`: an account's or channel's own page."""
    noun = _NOUNS[platform]
    thing = "channel" if platform == "youtube" else "profile"
    return Refusal(
        "profile_not_post",
        f"This is a {thing}, not a {noun}. Open a {noun} and copy its link.",
        platform=platform,
        handle=handle,
    )


def refuse_listing(
    platform: Platform, thing: str | None = None, *, handle: str | None = None
) -> Refusal:
    """`listing_not_post`. `thing` names the page with its article: `a playlist`."""
    noun = _NOUNS[platform]
    page = thing or f"a page of {PLATFORM_LABELS[platform]}"
    return Refusal(
        "listing_not_post",
        f"This is {page}, not a {noun}. Open a {noun} and copy its link.",
        platform=platform,
        handle=handle,
    )


def refuse_id(platform: Platform) -> Refusal:
    """`bad_id`: the form is a post's, the id is missing or cannot be one."""
    label, noun = PLATFORM_LABELS[platform], _NOUNS[platform]
    return Refusal(
        "bad_id",
        f"The id in this {label} link is damaged or incomplete. "
        f"Open the {noun} and copy its link again.",
        platform=platform,
    )


def refuse_future_id(platform: Platform) -> Refusal:
    """`bad_id`: the id says the post was made at a time that is yet to come."""
    label, noun = PLATFORM_LABELS[platform], _NOUNS[platform]
    return Refusal(
        "bad_id",
        f"The id in this {label} link is damaged: its date has not come yet. "
        f"Open the {noun} and copy its link again.",
        platform=platform,
    )


def refuse_audio(platform: Platform) -> Refusal:
    """`audio_page`: the page of a sound and of whatever uses it."""
    noun = _NOUNS[platform]
    return Refusal(
        "audio_page",
        f"This is the page of a sound, not a {noun}. "
        f"Open a {noun} that uses it and copy its link.",
        platform=platform,
    )


def refuse_wrapping(platform: Platform) -> Refusal:
    """`listing_not_post`: a forwarding page with no post, or another one, inside."""
    return Refusal(
        "listing_not_post",
        "This link only forwards to another page. "
        "Open it, then copy the link of the post itself.",
        platform=platform,
    )


def refuse_demo(reason: Reason, platform: Platform | None) -> Refusal:
    """A page of the invented posts' site that is none of them."""
    return Refusal(
        reason,
        "This is not a demo post. Pick one from the list of demo posts.",
        platform=platform,
    )
