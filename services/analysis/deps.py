"""Dependencies of analysis' endpoints."""

from typing import Annotated

from fastapi import Depends

from libs.common.dependencies import CurrentResources, ReadDatabase, WriteDatabase
from libs.common.identity import Identity, require
from libs.common.internal.billing import BillingClient
from libs.common.internal.social import SocialClient
from services.analysis.analyses.reading import ResultReader
from services.analysis.requests.checking import UrlCheckService
from services.analysis.requests.reading import RequestReader
from services.analysis.requests.removal import RequestRemoval
from services.analysis.requests.service import RequestService

Reader = Annotated[Identity, Depends(require("analysis:read"))]
Writer = Annotated[Identity, Depends(require("analysis:write"))]


def build_request_service(
    session: WriteDatabase, resources: CurrentResources
) -> RequestService:
    """The decisions about requests, in this request's transaction."""
    return RequestService(
        session,
        resources.database,
        resources.jobs,
        resources.dispatcher,
        BillingClient(resources.internal),
        resources.clock,
    )


def build_request_reader(session: ReadDatabase) -> RequestReader:
    """Reads, in a read-only transaction."""
    return RequestReader(session)


def build_request_removal(
    session: WriteDatabase, resources: CurrentResources
) -> RequestRemoval:
    """Deleting and taking back, in this request's transaction."""
    return RequestRemoval(session, resources.clock)


def build_result_reader(session: ReadDatabase) -> ResultReader:
    """Reads, in a read-only transaction."""
    return ResultReader(session)


def build_url_check_service(resources: CurrentResources) -> UrlCheckService:
    """Reads lines while they are typed."""
    return UrlCheckService(SocialClient(resources.internal), resources.clock)


Reading = Annotated[RequestReader, Depends(build_request_reader)]
Removal = Annotated[RequestRemoval, Depends(build_request_removal)]
Results = Annotated[ResultReader, Depends(build_result_reader)]
Requests = Annotated[RequestService, Depends(build_request_service)]
UrlChecks = Annotated[UrlCheckService, Depends(build_url_check_service)]
