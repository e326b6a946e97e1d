"""The web process of analysis."""

from fastapi import FastAPI

from libs.common.app import build_app, serve
from services.analysis.settings import Settings


def create_app(settings: Settings) -> FastAPI:
    """The application with all routers of analysis."""
    return build_app(settings, [])


if __name__ == "__main__":
    serve(Settings, create_app)
