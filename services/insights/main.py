"""The web process of insights."""

from fastapi import FastAPI

from libs.common.app import build_app, serve
from services.insights.admin_pages import PAGES
from services.insights.settings import Settings


def create_app(settings: Settings) -> FastAPI:
    """The application with all routers of insights."""
    return build_app(settings, [], admin=PAGES)


if __name__ == "__main__":
    serve(Settings, create_app)
