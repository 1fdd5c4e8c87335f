"""Answers with their citations, votes, and the usage of a day."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers rows in an INTEGER column only


def upgrade() -> None:
    _create_answers()
    _create_citations()
    _create_votes()
    _create_usage("person_usage", "user_id")
    _create_usage("group_usage", "chat_id")
    op.create_index("ix_person_usage_user_id", "person_usage", ["user_id"])


def _create_answers() -> None:
    op.create_table(
        "answers",
        sa.Column("id", _ID, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger()),
        sa.Column("question_message_id", sa.BigInteger(), nullable=False),
        sa.Column("reply_message_ids", sa.JSON(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("notice", sa.Text(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_answers"),
        sa.UniqueConstraint("chat_id", "question_message_id", name="uq_answers_chat_id_question_message_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_answers_user_id_chat_id_thread_id", "answers", ["user_id", "chat_id", "thread_id"])
    op.create_index("ix_answers_asked_at", "answers", ["asked_at"])


def _create_citations() -> None:
    op.create_table(
        "citations",
        sa.Column("answer_id", _ID, nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("chunk_id", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("published_on", sa.Date()),
        sa.Column("url", sa.Text()),
        sa.Column("page", sa.BigInteger()),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("answer_id", "n", name="pk_citations"),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name="fk_citations_answer_id", ondelete="CASCADE"),
    )


def _create_votes() -> None:
    op.create_table(
        "votes",
        sa.Column("answer_id", _ID, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("vote", sa.BigInteger(), nullable=False),
        sa.Column("voted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("answer_id", "user_id", name="pk_votes"),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name="fk_votes_answer_id", ondelete="CASCADE"),
        sa.CheckConstraint("vote IN (1, -1)", name="ck_votes_up_or_down"),
    )
    op.create_index("ix_votes_user_id", "votes", ["user_id"])


def _create_usage(table: str, subject: str) -> None:
    op.create_table(
        table,
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(subject, sa.BigInteger(), nullable=False),
        sa.Column("questions", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", subject, name=f"pk_{table}"),
    )
