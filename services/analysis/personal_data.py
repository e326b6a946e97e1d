"""What analysis holds of a person, table by table: read by erase and export."""

from libs.common.personal_data.declaring import PersonalData, nobodys, owned, part
from services.analysis.analyses.models import PostAnalysis
from services.analysis.metadata import metadata
from services.analysis.owners.models import OwnerProfile
from services.analysis.requests.models import (
    AnalysisStatusHistory,
    PostAnalysisRequest,
    RequestPost,
)
from services.analysis.takedowns.models import TakenDownPost

PERSONAL_DATA = PersonalData(
    metadata,
    owned(OwnerProfile.owner_id, "your time zone and language"),
    owned(PostAnalysisRequest.owner_id, "the analyses you asked for", is_long=True),
    part(RequestPost.request_id, "the posts of your analyses", is_long=True),
    part(AnalysisStatusHistory.request_id, "how your analyses went", is_long=True),
    owned(PostAnalysis.owner_id, "the verdicts, with their evidence", is_long=True),
    nobodys(TakenDownPost, "ids of posts that were taken down for everybody"),
)
