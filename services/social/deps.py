"""What social's endpoints are given: built here, from the process's resources."""

from datetime import timedelta
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from libs.common.contracts.social import HeldQuestion
from libs.common.dependencies import CurrentResources, ReadDatabase, WriteDatabase
from libs.common.identity import Identity, require, require_admin, require_session
from libs.common.internal.billing import BillingClient
from services.social.activity.repository import ActivityRepository
from services.social.activity.service import ActivityService
from services.social.baselines.repository import BaselineRepository
from services.social.baselines.service import BaselineService
from services.social.bookmarks.repository import BookmarkRepository
from services.social.bookmarks.service import BookmarkService
from services.social.creators.service import (
    FollowedCreators,
    FollowRules,
    FollowService,
)
from services.social.imports.archives.zip_files import ZipLimits
from services.social.imports.repository import ImportRepository
from services.social.imports.service import ImportRemover, ImportService
from services.social.imports.starting import ImportStarter
from services.social.library.export_service import LibraryExport
from services.social.library.repository import LibraryRepository
from services.social.library.service import LibraryService
from services.social.media.service import MediaService
from services.social.outliers.repository import OutlierRepository
from services.social.outliers.service import OutlierService
from services.social.platforms.service import PlatformService
from services.social.posts.held import HeldPosts, build_held_rules
from services.social.posts.repository import PostRepository
from services.social.posts.service import PostService
from services.social.removal.repository import RemovalRepository
from services.social.removal.service import RemovalService
from services.social.resources import SocialResources, social_resources
from services.social.settings import Settings
from services.social.showcase.service import ShowcaseService
from services.social.standings.orders import StandingOrders
from services.social.takedowns.service import TakedownService
from services.social.watching.requests import LookRequests

Reader = Annotated[Identity, Depends(require("social:read"))]
Writer = Annotated[Identity, Depends(require("social:write"))]
SignedInWriter = Annotated[Identity, Depends(require_session("social:write"))]
OwnerId = Annotated[UUID, Query(description="As whom to look")]


def get_social(resources: CurrentResources) -> SocialResources:
    """The process's resources as social's own."""
    return social_resources(resources)


CurrentSocial = Annotated[SocialResources, Depends(get_social)]


def build_posts(
    session: ReadDatabase, identity: Reader, social: CurrentSocial
) -> PostService:
    """Posts as the caller sees them."""
    repository = PostRepository(session, identity.owner_id)
    note_view = partial(social.views.note, identity)
    return PostService(repository, social.links, note_view)


def build_library(
    session: ReadDatabase, identity: Reader, social: CurrentSocial
) -> LibraryService:
    """The caller's library."""
    owner_id = identity.owner_id
    library = LibraryRepository(session, owner_id)
    return LibraryService(library, PostRepository(session, owner_id), social.links)


def build_library_export(
    session: WriteDatabase, identity: Reader, social: CurrentSocial
) -> LibraryExport:
    """The caller's exports of the library."""
    owner_id = identity.owner_id
    library = LibraryService(
        LibraryRepository(session, owner_id),
        PostRepository(session, owner_id),
        social.links,
    )
    activity = ActivityRepository(session)
    return LibraryExport(identity, library, activity, social.clock)


def build_bookmarks(
    session: WriteDatabase, identity: Writer, social: CurrentSocial
) -> BookmarkService:
    """What the caller saves."""
    return BookmarkService(
        identity,
        BookmarkRepository(session, identity.owner_id),
        ActivityRepository(session),
        StandingOrders(session, social.jobs),
        social.clock,
    )


def build_activity(session: ReadDatabase, identity: Reader) -> ActivityService:
    """What the caller did with posts."""
    return ActivityService(ActivityRepository(session), identity.owner_id)


def build_followed(
    session: ReadDatabase, identity: Reader, social: CurrentSocial
) -> FollowedCreators:
    """The creators that the caller follows."""
    billing = BillingClient(social.internal)
    return FollowedCreators(session, identity.owner_id, billing)


def build_following(
    session: WriteDatabase, identity: Writer, social: CurrentSocial
) -> FollowService:
    """The caller's following, to be changed."""
    freshness = timedelta(minutes=social.settings.creator_freshness_minutes)
    return FollowService(
        session,
        identity.owner_id,
        billing=BillingClient(social.internal),
        looks=LookRequests(session, social.jobs),
        orders=StandingOrders(session, social.jobs),
        clock=social.clock,
        rules=FollowRules(freshness),
    )


def build_removals(
    session: WriteDatabase, identity: Writer, social: CurrentSocial
) -> RemovalService:
    """What the caller takes out of the library."""
    return RemovalService(
        RemovalRepository(session, identity.owner_id),
        StandingOrders(session, social.jobs),
        social.clock,
    )


def build_posts_of_owner(
    session: ReadDatabase, owner_id: OwnerId, social: CurrentSocial
) -> PostService:
    """Posts as an owner sees them, for another service."""
    return PostService(PostRepository(session, owner_id), social.links)


def build_baselines_of_owner(
    session: ReadDatabase, owner_id: OwnerId
) -> BaselineService:
    """Baselines as an owner sees them, for another service."""
    return BaselineService(
        PostRepository(session, owner_id), BaselineRepository(session, owner_id)
    )


def build_held(
    question: HeldQuestion, session: ReadDatabase, social: CurrentSocial
) -> HeldPosts:
    """What is held for the owner that the question names."""
    rules = build_held_rules(social.settings, social.sources)
    return HeldPosts(session, question.owner_id, social.clock, rules)


def build_imports(session: ReadDatabase, identity: Reader) -> ImportService:
    """The caller's imports."""
    return ImportService(ImportRepository(session, identity.owner_id))


def build_remover(identity: Reader, social: CurrentSocial) -> ImportRemover:
    """Takes the caller's imports back."""
    return ImportRemover(social.jobs, identity.owner_id)


def build_zip_limits(settings: Settings) -> ZipLimits:
    """What an uploaded ZIP may be."""
    return ZipLimits(
        max_members=settings.import_zip_max_members,
        max_unpacked_bytes=settings.import_zip_max_unpacked_bytes,
        max_ratio=settings.import_zip_max_ratio,
    )


def build_starter(social: CurrentSocial) -> ImportStarter:
    """Takes uploads in."""
    return ImportStarter(
        social.storage, social.jobs, social.clock, build_zip_limits(social.settings)
    )


def build_media(social: CurrentSocial) -> MediaService:
    """Stored media under signed links."""
    return MediaService(social.storage, social.links, social.looks, social.clock)


def build_platforms(social: CurrentSocial) -> PlatformService:
    """The platforms of this installation."""
    return PlatformService(social.sources)


Posts = Annotated[PostService, Depends(build_posts)]
Library = Annotated[LibraryService, Depends(build_library)]
LibraryExporter = Annotated[LibraryExport, Depends(build_library_export)]
Bookmarks = Annotated[BookmarkService, Depends(build_bookmarks)]
Activity = Annotated[ActivityService, Depends(build_activity)]
Followed = Annotated[FollowedCreators, Depends(build_followed)]
Following = Annotated[FollowService, Depends(build_following)]
Removals = Annotated[RemovalService, Depends(build_removals)]
PostsOfOwner = Annotated[PostService, Depends(build_posts_of_owner)]
BaselinesOfOwner = Annotated[BaselineService, Depends(build_baselines_of_owner)]
HeldPostsOfAnyone = Annotated[HeldPosts, Depends(build_held)]
Imports = Annotated[ImportService, Depends(build_imports)]
Remover = Annotated[ImportRemover, Depends(build_remover)]
Starter = Annotated[ImportStarter, Depends(build_starter)]
Media = Annotated[MediaService, Depends(build_media)]
Platforms = Annotated[PlatformService, Depends(build_platforms)]


def build_showcase(posts: Posts) -> ShowcaseService:
    """The demo, for whoever is signed in."""
    return ShowcaseService(posts)


Showcase = Annotated[ShowcaseService, Depends(build_showcase)]


def build_outliers(
    session: ReadDatabase, identity: Reader, library: Library
) -> OutlierService:
    """Outliers of the creators that the caller follows."""
    return OutlierService(OutlierRepository(session, identity.owner_id), library)


Outliers = Annotated[OutlierService, Depends(build_outliers)]


async def require_operator(identity: SignedInWriter) -> Identity:
    """The caller, who must be an administrator and have signed in."""
    return await require_admin(identity)


Operator = Annotated[Identity, Depends(require_operator)]


def build_takedowns(
    session: WriteDatabase, operator: Operator, social: CurrentSocial
) -> TakedownService:
    """Posts taken down, in this request's transaction."""
    return TakedownService(session, operator, social.jobs, social.clock)


Takedowns = Annotated[TakedownService, Depends(build_takedowns)]
