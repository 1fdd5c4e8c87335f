"""Subscribers, their digests and alerts, the documents they have seen, and settings that wait for an input."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    _create_subscribers()
    _create_deliveries()
    _create_alerts()
    op.create_table(
        "known_documents",
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("document_id", name="pk_known_documents"),
        sa.UniqueConstraint("number", name="uq_known_documents_number"),
    )
    op.create_table(
        "awaited_inputs",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "user_id", name="pk_awaited_inputs"),
    )


def _create_subscribers() -> None:
    op.create_table(
        "subscribers",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger()),
        sa.Column("thread_id", sa.BigInteger()),
        sa.Column("is_subscribed", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("send_at", sa.Time(), nullable=False),
        sa.Column("weekdays", sa.Text(), nullable=False),
        sa.Column("tickers", sa.JSON(), nullable=False),
        sa.Column("threshold", sa.BigInteger(), nullable=False),
        sa.Column("is_silent", sa.Boolean(), nullable=False),
        sa.Column("has_alerts", sa.Boolean(), nullable=False),
        sa.Column("seen_up_to", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name="pk_subscribers"),
    )
    op.create_index("ix_subscribers_user_id", "subscribers", ["user_id"])
    op.create_index("ix_subscribers_zone_send_at_weekdays", "subscribers", ["zone", "send_at", "weekdays"])


def _create_deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("about", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("worker", sa.Text()),
        sa.Column("send_started_at", sa.DateTime(timezone=True)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("picture_id", sa.BigInteger()),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("seen_from", sa.BigInteger()),
        sa.Column("seen_up_to", sa.BigInteger()),
        sa.Column("reason", sa.Text()),
        sa.PrimaryKeyConstraint("chat_id", "about", name="pk_deliveries"),
        _of_subscriber("deliveries"),
    )
    op.create_index("ix_deliveries_state_held_until", "deliveries", ["state", "held_until"])
    op.create_index("ix_deliveries_about", "deliveries", ["about"])


def _create_alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("session", sa.Date(), nullable=False),
        sa.Column("symbol", sa.Text(), nullable=False),
        sa.Column("alerted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "session", "symbol", name="pk_alerts"),
        _of_subscriber("alerts"),
    )


def _of_subscriber(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["chat_id"],
        ["subscribers.chat_id"],
        name=f"fk_{table}_chat_id",
        ondelete="CASCADE",
        onupdate="CASCADE",
    )
