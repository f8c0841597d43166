"""Ingestions, the records that they wrote, and those that they gave up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add them."""
    op.create_table(
        "ingestions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("running", sa.Boolean, nullable=False),
        sa.Column("specification", sa.Text, nullable=False),
        sa.Column("created_at_us", sa.BigInteger, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("refused", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_ingestions_name", "ingestions", ["name"], unique=True)
    _records()
    op.create_table(
        "ingested_files",
        sa.Column("ingestion_id", sa.Integer, _cascade(), primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("mark", sa.String(100), nullable=False),
    )
    op.create_table(
        "dead_letters",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("ingestion_id", sa.Integer, _cascade(), nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at_us", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_dead_letters_origin", "dead_letters", ["ingestion_id", "origin"], unique=True)


def _records() -> None:
    op.create_table(
        "ingested_records",
        sa.Column("ingestion_id", sa.Integer, _cascade(), primary_key=True),
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("payload", sa.Text),
        sa.Column("written_at_us", sa.BigInteger, nullable=False),
    )
    waiting = sa.text("payload IS NOT NULL")
    columns = ["ingestion_id", "sequence"]
    op.create_index(
        "ix_ingested_records_waiting", "ingested_records", columns, sqlite_where=waiting, postgresql_where=waiting
    )


def _cascade() -> sa.ForeignKey:
    return sa.ForeignKey("ingestions.id", ondelete="CASCADE")


def downgrade() -> None:
    """Drop them; records that were not published are lost."""
    for name in ("dead_letters", "ingested_files", "ingested_records", "ingestions"):
        op.drop_table(name)
