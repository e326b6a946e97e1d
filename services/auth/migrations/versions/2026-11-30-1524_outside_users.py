"""Users of outside issuers, and what Clerk sends of them.

Revision: bd53f3134ab5, after f3ba4f66d4f4
"""

import sqlalchemy as sa
from alembic import op

revision = "bd53f3134ab5"
down_revision = "db18de517283"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clerk_pending_sign_ups",
        sa.Column("external_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("external_id", name=op.f("pk_clerk_pending_sign_ups")),
    )
    op.create_index(
        "ix_clerk_pending_sign_ups_created_at",
        "clerk_pending_sign_ups",
        ["created_at"],
        unique=False,
    )
    op.create_table(
        "clerk_repair_marks",
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("looked_up_to_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("issuer", name=op.f("pk_clerk_repair_marks")),
    )
    op.create_table(
        "erased_subjects",
        sa.Column("subject_hash", sa.LargeBinary(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject_hash", name=op.f("pk_erased_subjects")),
    )
    op.create_table(
        "received_webhooks",
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_webhooks")),
        sa.UniqueConstraint(
            "provider", "event_id", name=op.f("uq_received_webhooks_provider_event_id")
        ),
    )
    op.create_index(
        "ix_received_webhooks_received_at",
        "received_webhooks",
        ["received_at"],
        unique=False,
    )
    op.create_index(
        "ix_received_webhooks_subject", "received_webhooks", ["subject"], unique=False
    )
    op.create_table(
        "outside_identities",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("told_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("told_full_name", sa.Text(), nullable=True),
        sa.Column("told_profile_image", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_outside_identities_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_outside_identities")),
        sa.UniqueConstraint(
            "issuer", "subject", name=op.f("uq_outside_identities_issuer_subject")
        ),
    )
    op.alter_column("users", "email", existing_type=sa.TEXT(), nullable=True)
    op.alter_column("users", "password_hash", existing_type=sa.TEXT(), nullable=True)
    op.drop_constraint(op.f("uq_users_email"), "users", type_="unique")
    op.create_index(
        "uq_users_email",
        "users",
        ["email"],
        unique=True,
        postgresql_where=sa.text("password_hash IS NOT NULL"),
    )
    op.create_check_constraint(
        "email", "users", "password_hash IS NULL OR email IS NOT NULL"
    )
    op.create_index(
        "ix_users_outside_email",
        "users",
        ["email"],
        unique=False,
        postgresql_where=sa.text("password_hash IS NULL"),
    )


def downgrade() -> None:
    # They cannot sign in without the tables that go.
    op.execute("DELETE FROM users WHERE password_hash IS NULL")
    op.drop_constraint(op.f("ck_users_email"), "users", type_="check")
    op.drop_index(
        "ix_users_outside_email",
        table_name="users",
        postgresql_where=sa.text("password_hash IS NULL"),
    )
    op.drop_index(
        "uq_users_email",
        table_name="users",
        postgresql_where=sa.text("password_hash IS NOT NULL"),
    )
    op.create_unique_constraint(
        op.f("uq_users_email"), "users", ["email"], postgresql_nulls_not_distinct=False
    )
    op.alter_column("users", "password_hash", existing_type=sa.TEXT(), nullable=False)
    op.alter_column("users", "email", existing_type=sa.TEXT(), nullable=False)
    op.drop_table("outside_identities")
    op.drop_index("ix_received_webhooks_subject", table_name="received_webhooks")
    op.drop_index("ix_received_webhooks_received_at", table_name="received_webhooks")
    op.drop_table("received_webhooks")
    op.drop_table("erased_subjects")
    op.drop_table("clerk_repair_marks")
    op.drop_index(
        "ix_clerk_pending_sign_ups_created_at", table_name="clerk_pending_sign_ups"
    )
    op.drop_table("clerk_pending_sign_ups")
