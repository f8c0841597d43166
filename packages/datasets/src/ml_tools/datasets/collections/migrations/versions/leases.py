"""Deleted collections, tags, and what the collection of garbage needs: contents, sessions and leases."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_UNIQUE = {"uq": "uq_%(table_name)s_%(column_0_name)s"}


def upgrade() -> None:
    """Add them; the contents of the versions that are there keep their names, which have no generation."""
    with op.batch_alter_table("collections", naming_convention=_UNIQUE) as table:
        table.drop_constraint("uq_collections_name", type_="unique")
        table.add_column(sa.Column("deleted_at_us", sa.BigInteger))
    present = sa.text("deleted_at_us IS NULL")
    op.create_index(
        "ix_collections_name", "collections", ["name"], unique=True, sqlite_where=present, postgresql_where=present
    )
    op.create_index("ix_collections_deleted", "collections", ["deleted_at_us"])
    _tags()
    _contents()
    _leases()
    op.create_table(
        "housekeeping",
        sa.Column("task", sa.String(20), primary_key=True),
        sa.Column("done_at_us", sa.BigInteger, nullable=False),
    )
    made = op.create_table("deployment", sa.Column("id", sa.String(32), primary_key=True))
    op.bulk_insert(made, [{"id": secrets.token_hex(16)}])
    _mark(2)


def _mark(format_: int) -> None:
    """Set what 0.1.0 looks at, so that it refuses a form that it does not know."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"PRAGMA user_version = {format_}")


def _tags() -> None:
    op.create_table(
        "tags",
        sa.Column("collection_id", sa.Integer, primary_key=True),
        sa.Column("tag", sa.String(100), primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_id", "version"],
            ["versions.collection_id", "versions.version"],
            name="fk_tags_version",
            ondelete="CASCADE",
        ),
    )


def _contents() -> None:
    op.create_table(
        "contents",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("generation", sa.String(16), nullable=False),
        sa.Column("size_bytes", sa.BigInteger, nullable=False),
        sa.Column("condemned", sa.Boolean, nullable=False),
    )
    live = sa.text("condemned IS false")
    op.create_index("ix_contents_live", "contents", ["sha256"], unique=True, sqlite_where=live, postgresql_where=live)
    op.create_index("ix_contents_generation", "contents", ["sha256", "generation"], unique=True)
    op.execute(
        "INSERT INTO contents (sha256, generation, size_bytes, condemned) "
        "SELECT sha256, '', max(size_bytes), false FROM versions GROUP BY sha256"
    )


def _leases() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("seen_at_us", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "leases",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("contents_id", sa.Integer, sa.ForeignKey("contents.id", ondelete="CASCADE"), nullable=False),
        sa.Column("session_id", sa.String(32), sa.ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
    )
    op.create_index("ix_leases_contents_id", "leases", ["contents_id"])
    op.create_index("ix_leases_session_id", "leases", ["session_id"])


def downgrade() -> None:
    """Drop them, and with them deleted collections; contents with a generation have to be renamed by hand."""
    for name in ("deployment", "housekeeping", "leases", "sessions", "contents", "tags"):
        op.drop_table(name)
    op.execute("DELETE FROM versions WHERE collection_id IN (SELECT id FROM collections WHERE deleted_at_us > 0)")
    op.execute("DELETE FROM collections WHERE deleted_at_us IS NOT NULL")
    op.drop_index("ix_collections_name", "collections")
    op.drop_index("ix_collections_deleted", "collections")
    with op.batch_alter_table("collections") as table:
        table.drop_column("deleted_at_us")
        table.create_unique_constraint("uq_collections_name", ["name"])
    _mark(1)
