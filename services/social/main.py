"""The web process of social."""

from fastapi import FastAPI

from libs.common.app import OpenResources, build_app, serve
from services.social.activity import endpoints as activity
from services.social.admin_pages import PAGES
from services.social.creators import endpoints as creators
from services.social.imports import endpoints as imports
from services.social.library import endpoints as library
from services.social.media import endpoints as media
from services.social.platforms import endpoints as platforms
from services.social.posts import endpoints as posts
from services.social.posts import internal_endpoints as internal_posts
from services.social.resources import open_resources
from services.social.settings import Settings
from services.social.showcase import endpoints as showcase
from services.social.takedowns import endpoints as takedowns


def create_app(
    settings: Settings, open_resources: OpenResources = open_resources
) -> FastAPI:
    """The application with all routers of social."""
    features = (
        imports,
        creators,
        library,
        activity,
        takedowns,
        posts,
        showcase,
        platforms,
        media,
        internal_posts,
    )
    routers = [feature.router for feature in features]
    return build_app(settings, routers, admin=PAGES, open_resources=open_resources)


if __name__ == "__main__":
    serve(Settings, create_app)
