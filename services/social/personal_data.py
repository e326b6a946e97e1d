"""What social holds of a person, table by table: read by erase and export.

Posts that a source has collected are public and nobody's; that somebody looked at them
is his."""

from uuid import UUID

from libs.common.personal_data.declaring import (
    PersonalData,
    nobodys,
    owned,
    part,
)
from services.social.activity.models import UserPostActivity
from services.social.collection.models import (
    CollectedRequest,
    CollectionClaim,
    CollectionResult,
    CollectionRun,
    RequestPost,
    ResolvedPointer,
)
from services.social.creators.models import Creator, CreatorAlias, FollowedCreator
from services.social.imports.models import Import, ImportRow
from services.social.listings.models import CreatorListing, RequestListing
from services.social.media.models import MediaFile, PostMedia, VideoFrame
from services.social.media.own_files import list_files, list_media
from services.social.metadata import metadata
from services.social.outliers.models import OutlierReport
from services.social.posts.models import (
    Post,
    PostAccess,
    PostComment,
    PostMetricSnapshot,
)
from services.social.standings.models import PostStandingRow, StandingOrder
from services.social.takedowns.models import TakenDownPost
from services.social.transcripts.models import MediumTranscript
from services.social.twins.models import PostTwin
from services.social.vendor_jobs.models import VendorJob
from services.social.watching.models import CreatorLook

PERSONAL_DATA = PersonalData(
    metadata,
    owned(Post.owner_id, "the posts that you imported", is_long=True),
    owned(PostTwin.owner_id, "which of them are public posts as well", is_long=True),
    part(PostMetricSnapshot.post_id, "their figures over time", is_long=True),
    part(PostComment.post_id, "comments on them", is_long=True),
    part(PostMedia.post_id, "their pictures and videos", is_long=True),
    owned(MediaFile.owner_id, None),
    part(VideoFrame.video, None),
    part(MediumTranscript.medium_id, "what was heard in those", is_long=True),
    owned(PostAccess.owner_id, "which posts you have and saved", is_long=True),
    owned(UserPostActivity.owner_id, "what you did with posts", is_long=True),
    owned(FollowedCreator.owner_id, "the creators you follow"),
    owned(OutlierReport.owner_id, "outliers that were found for you", is_long=True),
    owned(PostStandingRow.owner_id, "where those posts stand", is_long=True),
    owned(StandingOrder.owner_id, "standings that are still to be computed"),
    owned(Import.owner_id, "the files that you imported"),
    part(ImportRow.import_id, "what became of each of their rows", is_long=True),
    owned(CollectedRequest.owner_id, "the analyses that posts were collected for"),
    part(RequestPost.request_id, "which posts those were", is_long=True),
    part(RequestListing.request_id, "whose other posts were collected for them"),
    nobodys(CreatorListing, "when a public account's newest posts were asked for"),
    nobodys(Creator, "public accounts; who follows them is in followed_creators"),
    nobodys(CreatorAlias, "the names of those accounts"),
    nobodys(CreatorLook, "what looks at those accounts brought and cost"),
    # A take-down stays, whoever the administrator was.
    owned(TakenDownPost.admin_id, None, blanks={"admin_id": UUID(int=0)}),
    nobodys(CollectionRun, "a message's id and what it cost, for a day"),
    nobodys(CollectionResult, "where posts were found, by a message's id, for a day"),
    nobodys(CollectionClaim, "which post or account is being fetched at the moment"),
    nobodys(ResolvedPointer, "where short links lead"),
    nobodys(VendorJob, "which public posts and accounts a vendor is asked for"),
    files=list_files,
    media=list_media,
)
