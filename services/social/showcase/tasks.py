"""The demo's job, and what starts it."""

import structlog
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from libs.common.jobs.handlers import Job
from services.social.resources import SocialResources, social_resources
from services.social.showcase.loading import load_demo
from services.social.showcase.messages import LoadDemo
from services.social.showcase.pictures import draw_picture, list_picture_keys

log = structlog.get_logger()


async def load_demo_posts(job: Job, _: LoadDemo) -> None:
    """Loads the posts, then draws what is not drawn yet, one picture at a time."""
    own = social_resources(job.resources)
    async with job.unit_of_work() as session:
        await load_demo(session, own.clock.now())
    for key in list_picture_keys():
        await draw_picture(own.storage, key)


async def enqueue_demo(resources: SocialResources) -> None:
    """Asks for the demo when a worker starts; it starts without it if need be."""
    try:
        async with resources.database.unit_of_work() as session:
            await resources.jobs.send(session, LoadDemo())
    except (SQLAlchemyError, RedisError, OSError) as error:
        log.warning("demo_not_enqueued", error=repr(error))
