"""The standings' jobs."""

from datetime import timedelta

from libs.common.db.session import WriteSession
from libs.common.jobs.handlers import Job
from libs.common.resources import Resources
from services.social.standings.computing import StandingRun
from services.social.standings.messages import ComputeStandings, RefreshStandings
from services.social.standings.orders import StandingOrders
from services.social.standings.repository import OrderRepository

_GIVEN_UP = timedelta(hours=1)


async def compute_standings(job: Job, body: ComputeStandings) -> None:
    """Computes what is ordered for one owner."""
    await StandingRun(job, body.owner_id).run()


async def refresh_standings(
    resources: Resources, session: WriteSession, _: RefreshStandings
) -> None:
    """Others collect public posts too: what rests on older figures is done anew.

    Orders that wait so long that their message must have been given up as well."""
    orders = OrderRepository(session)
    outdated = await orders.find_outdated()
    for owner_id, creators in outdated.items():
        await StandingOrders(session, resources.jobs).ask(owner_id, creators)
    for owner_id in await orders.find_given_up(_GIVEN_UP):
        message = ComputeStandings(owner_id=owner_id)
        await resources.jobs.send(session, message, owner_id=owner_id)
