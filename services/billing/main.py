"""The web process of billing."""

from fastapi import FastAPI

from libs.common.app import build_app, serve
from services.billing.admin_pages import PAGES
from services.billing.plans.endpoints import router as plans
from services.billing.plans.internal_endpoints import router as limits
from services.billing.reservations.internal_endpoints import router as reservations
from services.billing.resources import open_billing_resources
from services.billing.settings import Settings
from services.billing.subscriptions.endpoints import router as subscriptions
from services.billing.usage.endpoints import router as usage


def create_app(settings: Settings) -> FastAPI:
    """The application with all routers of billing."""
    routers = [plans, subscriptions, usage, reservations, limits]
    return build_app(
        settings, routers, admin=PAGES, open_resources=open_billing_resources
    )


if __name__ == "__main__":
    serve(Settings, create_app)
