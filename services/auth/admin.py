"""Makes a user an administrator: `python -m services.auth.admin EMAIL`."""

import asyncio
import sys

from sqlalchemy.exc import SQLAlchemyError

from libs.common.db.engine import build_engine
from libs.common.db.session import Database
from libs.common.settings import InvalidSettings, load_settings
from services.auth.accounts.email_address import EmailNotUsable, normalise_email
from services.auth.accounts.repository import UserRepository
from services.auth.outside_users.repository import OutsideUserRepository
from services.auth.settings import Settings


async def make_admin(database: Database, email: str, issuer: str | None = None) -> bool:
    """Gives the user with this address the role; False if there is none.

    Of an outside issuer's users one whose address it says is verified. Our own tokens
    carry the role from their next refresh on; of others it is known within a minute."""
    async with database.unit_of_work() as session:
        users = UserRepository(session)
        if issuer is None:
            user = await users.find_by_email(email)
        else:
            known = await OutsideUserRepository(session).find_by_email(issuer, email)
            user = await users.find(known) if known else None
            user = user if user and user.email_verified else None
        if user is None:
            return False
        user.role = "admin"
        return True


async def _run(settings: Settings, email: str) -> bool:
    engine = build_engine(
        settings.service_database_url.get_secret_value(),
        application_name="auth-admin",
        pool_size=1,
        schema=settings.database_schema,
    )
    database = Database(engine)
    try:
        issuer = settings.clerk_issuer if settings.provider == "clerk" else None
        return await make_admin(database, email, issuer)
    finally:
        await database.close()


def main(arguments: list[str]) -> str | None:
    """Runs the command; what went wrong, or None."""
    if len(arguments) != 1:
        return "Usage: python -m services.auth.admin EMAIL"
    try:
        email = normalise_email(arguments[0])
        is_done = asyncio.run(_run(load_settings(Settings), email))
    except (EmailNotUsable, InvalidSettings) as error:
        return str(error)
    except (OSError, SQLAlchemyError) as error:
        return f"The database of auth cannot be used: {error}"
    if not is_done:
        return f"There is no user {email}. Sign up first, then run this again."
    sys.stdout.write(
        f"{email} is an administrator now (from the next refresh of a session on,"
        " within minutes).\n"
    )
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
