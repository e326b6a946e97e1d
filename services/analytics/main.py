"""The web process of analytics."""

from fastapi import FastAPI

from libs.common.app import build_app, serve
from services.analytics.access_logs.endpoints import router as access_logs
from services.analytics.settings import Settings


def create_app(settings: Settings) -> FastAPI:
    """The application with all routers of analytics."""
    return build_app(settings, [access_logs])


if __name__ == "__main__":
    serve(Settings, create_app)
