"""The tables of the database of collections; `migrations` has what led to them."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

__all__ = [
    "METADATA",
    "collections",
    "contents",
    "deployment",
    "housekeeping",
    "leases",
    "sessions",
    "tags",
    "versions",
]

METADATA = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

collections = sa.Table(
    "collections",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("deleted_at_us", sa.BigInteger),  # microseconds since 1970, UTC; null while it is there
)
_present: Final = collections.c.deleted_at_us.is_(None)
sa.Index("ix_collections_name", collections.c.name, unique=True, sqlite_where=_present, postgresql_where=_present)
sa.Index("ix_collections_deleted", collections.c.deleted_at_us)

versions = sa.Table(
    "versions",
    METADATA,
    sa.Column("collection_id", sa.Integer, sa.ForeignKey("collections.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("version", sa.BigInteger, primary_key=True),
    sa.Column("created_at_us", sa.BigInteger, nullable=False),  # microseconds since 1970, UTC
    sa.Column("row_count", sa.BigInteger, nullable=False),
    sa.Column("columns", sa.Text, nullable=False),  # JSON: [[name, kind, missing_count], ...]
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False, index=True),
    sa.Column("description", sa.Text),
)

tags = sa.Table(
    "tags",
    METADATA,
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

contents = sa.Table(
    "contents",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("generation", sa.String(16), nullable=False),  # never given twice; empty before there were any
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
    sa.Column("condemned", sa.Boolean, nullable=False),  # it is being removed, and nobody may use it again
)
_live: Final = contents.c.condemned.is_(sa.false())
sa.Index("ix_contents_live", contents.c.sha256, unique=True, sqlite_where=_live, postgresql_where=_live)
sa.Index("ix_contents_generation", contents.c.sha256, contents.c.generation, unique=True)

sessions = sa.Table(
    "sessions",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("seen_at_us", sa.BigInteger, nullable=False),  # microseconds since 1970, UTC
)

leases = sa.Table(
    "leases",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("contents_id", sa.Integer, sa.ForeignKey("contents.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column(
        "session_id", sa.String(32), sa.ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False, index=True
    ),
)

housekeeping = sa.Table(
    "housekeeping",
    METADATA,
    sa.Column("task", sa.String(20), primary_key=True),
    sa.Column("done_at_us", sa.BigInteger, nullable=False),  # microseconds since 1970, UTC
)

deployment = sa.Table("deployment", METADATA, sa.Column("id", sa.String(32), primary_key=True))
