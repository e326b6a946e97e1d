"""Platform, id, kind and canonical form of a post's URL. Pure: no network, no clock."""

from libs.common.post_urls.creators import (
    CreatorName,
    CreatorRefusal,
    parse_creator,
)
from libs.common.post_urls.demo import build_demo_url, is_demo_id
from libs.common.post_urls.find import find_post_urls
from libs.common.post_urls.held import is_held_url
from libs.common.post_urls.model import (
    Kind,
    Note,
    Platform,
    PostUrl,
    Reason,
    Refusal,
)
from libs.common.post_urls.parse import parse_post_url
from libs.common.post_urls.shortcodes import pk_to_shortcode, shortcode_to_pk

__all__ = [
    "CreatorName",
    "CreatorRefusal",
    "Kind",
    "Note",
    "Platform",
    "PostUrl",
    "Reason",
    "Refusal",
    "build_demo_url",
    "find_post_urls",
    "is_demo_id",
    "is_held_url",
    "parse_creator",
    "parse_post_url",
    "pk_to_shortcode",
    "shortcode_to_pk",
]
