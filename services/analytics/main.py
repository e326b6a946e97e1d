"""The web process of analytics."""

from fastapi import FastAPI

from libs.common.app import build_app, serve
from services.analytics.admin_pages import PAGES
from services.analytics.logs.endpoints import router as logs
from services.analytics.settings import Settings


def create_app(settings: Settings) -> FastAPI:
    """The application with all routers of analytics."""
    return build_app(settings, [logs], admin=PAGES)


if __name__ == "__main__":
    serve(Settings, create_app)
