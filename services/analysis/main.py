"""The web process of analysis."""

from fastapi import FastAPI

from libs.common.app import build_app, serve
from services.analysis.admin_pages import PAGES
from services.analysis.analyses.endpoints import router as results
from services.analysis.events.endpoints import router as events
from services.analysis.requests.endpoints import router as requests
from services.analysis.resources import open_web_resources
from services.analysis.settings import Settings


def create_app(settings: Settings) -> FastAPI:
    """The application with all routers of analysis."""
    routers = [requests, results, events]
    return build_app(settings, routers, admin=PAGES, open_resources=open_web_resources)


if __name__ == "__main__":
    serve(Settings, create_app)
