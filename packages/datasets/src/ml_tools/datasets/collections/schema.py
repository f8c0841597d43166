"""The tables of the database of collections."""

from __future__ import annotations

import sqlalchemy as sa

__all__ = ["METADATA", "collections", "versions"]

METADATA = sa.MetaData()

collections = sa.Table(
    "collections",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(100), nullable=False, unique=True),
)

versions = sa.Table(
    "versions",
    METADATA,
    sa.Column("collection_id", sa.Integer, sa.ForeignKey("collections.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("version", sa.BigInteger, primary_key=True),
    sa.Column("created_at_us", sa.BigInteger, nullable=False, comment="microseconds since 1970, UTC"),
    sa.Column("row_count", sa.BigInteger, nullable=False),
    sa.Column("columns", sa.Text, nullable=False, comment="JSON: [[name, kind, missing_count], ...]"),
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False, index=True),
    sa.Column("description", sa.Text),
)
