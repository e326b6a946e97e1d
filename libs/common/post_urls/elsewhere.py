"""Platforms that people paste links of and whose posts are not read by link yet."""

# Host -> (our name, the name for people). Subdomains count; hosts seen November 2026.
_PLATFORMS = {
    "bsky.app": ("bluesky", "Bluesky"),
    "facebook.com": ("facebook", "Facebook"),
    "fb.com": ("facebook", "Facebook"),
    "fb.watch": ("facebook", "Facebook"),
    "linkedin.com": ("linkedin", "LinkedIn"),
    "lnkd.in": ("linkedin", "LinkedIn"),
    "pin.it": ("pinterest", "Pinterest"),
    "pinterest.at": ("pinterest", "Pinterest"),
    "pinterest.ca": ("pinterest", "Pinterest"),
    "pinterest.ch": ("pinterest", "Pinterest"),
    "pinterest.co.uk": ("pinterest", "Pinterest"),
    "pinterest.com": ("pinterest", "Pinterest"),
    "pinterest.com.au": ("pinterest", "Pinterest"),
    "pinterest.com.mx": ("pinterest", "Pinterest"),
    "pinterest.de": ("pinterest", "Pinterest"),
    "pinterest.es": ("pinterest", "Pinterest"),
    "pinterest.fr": ("pinterest", "Pinterest"),
    "pinterest.it": ("pinterest", "Pinterest"),
    "pinterest.jp": ("pinterest", "Pinterest"),
    "pinterest.pt": ("pinterest", "Pinterest"),
    "reddit.com": ("reddit", "Reddit"),
    "redd.it": ("reddit", "Reddit"),
    "snapchat.com": ("snapchat", "Snapchat"),
    "threads.com": ("threads", "Threads"),
    "threads.net": ("threads", "Threads"),
    "tiktok.com": ("tiktok", "TikTok"),
    "twitch.tv": ("twitch", "Twitch"),
    "vimeo.com": ("vimeo", "Vimeo"),
}


def find_other_platform(host: str) -> tuple[str, str] | None:
    """(our name, the name for people) of the platform a host belongs to, if any."""
    labels = host.split(".")
    for count in (2, 3):
        found = _PLATFORMS.get(".".join(labels[-count:]))
        if found:
            return found
    return None
