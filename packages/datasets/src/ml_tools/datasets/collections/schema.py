"""The tables of the database of collections; `migrations` has what led to them."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

__all__ = [
    "METADATA",
    "collections",
    "contents",
    "dead_letters",
    "deployment",
    "housekeeping",
    "ingested_files",
    "ingested_records",
    "ingestions",
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

ingestions = sa.Table(
    "ingestions",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("running", sa.Boolean, nullable=False),
    sa.Column("specification", sa.Text, nullable=False),  # JSON: what it was started with
    sa.Column("created_at_us", sa.BigInteger, nullable=False),  # microseconds since 1970, UTC
    sa.Column("sequence", sa.BigInteger, nullable=False),  # of the record that was written last
    sa.Column("refused", sa.BigInteger, nullable=False),  # how many of those do not fit the collection
)
sa.Index("ix_ingestions_name", ingestions.c.name, unique=True)

ingested_records = sa.Table(
    "ingested_records",
    METADATA,
    sa.Column("ingestion_id", sa.Integer, sa.ForeignKey("ingestions.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("key", sa.String(64), primary_key=True),  # SHA-256 of what the record is known by
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("payload", sa.Text),  # null as soon as it is published
    sa.Column("written_at_us", sa.BigInteger, nullable=False),  # microseconds since 1970, UTC
)
_waiting: Final = ingested_records.c.payload.is_not(None)
sa.Index(
    "ix_ingested_records_waiting",
    ingested_records.c.ingestion_id,
    ingested_records.c.sequence,
    sqlite_where=_waiting,
    postgresql_where=_waiting,
)

ingested_files = sa.Table(
    "ingested_files",
    METADATA,
    sa.Column("ingestion_id", sa.Integer, sa.ForeignKey("ingestions.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("mark", sa.String(100), nullable=False),  # what changes when the file does
)

dead_letters = sa.Table(
    "dead_letters",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("ingestion_id", sa.Integer, sa.ForeignKey("ingestions.id", ondelete="CASCADE"), nullable=False),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("at_us", sa.BigInteger, nullable=False),  # microseconds since 1970, UTC
)
sa.Index("ix_dead_letters_origin", dead_letters.c.ingestion_id, dead_letters.c.origin, unique=True)
