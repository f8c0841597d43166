"""Which form the database has, and how it gets the present one.

Alembic takes 0.2 s to import, so that it is asked only where a database has an earlier form: a look at one row tells.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from ml_tools.datasets.collections.schema import METADATA, deployment
from ml_tools.datasets.folder import unusable

if TYPE_CHECKING:
    from ml_tools.datasets.collections.database import Dialect

__all__ = ["HEAD", "RELEASED", "bring_to_head", "configured", "is_at_head"]

HEAD: Final = "0003"
RELEASED: Final = "0001"
"""The form of 0.1.0, which was not marked."""
_SCRIPTS: Final = "ml_tools.datasets.collections:migrations"
_marks: Final = sa.table("alembic_version", sa.column("version_num"))


def is_at_head(connection: sa.Connection) -> bool:
    """Tell whether the database has the present form."""
    return _mark(connection) == HEAD


def bring_to_head(connection: sa.Connection, dialect: Dialect) -> None:
    """Make the tables, or migrate those that are there, within the transaction.

    Raises:
        brolly.ConfigurationError: It has a later form.
    """
    mark = _mark(connection)  # again: another process may have been quicker
    if mark == HEAD:
        return
    if mark is None and not sa.inspect(connection).has_table("collections"):
        _make(connection)
        return
    _migrate(connection, mark, dialect)


def _mark(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table(_marks.name):
        return None
    return connection.execute(sa.select(_marks.c.version_num)).scalar_one_or_none()


def _make(connection: sa.Connection) -> None:
    METADATA.create_all(connection)
    connection.execute(sa.insert(deployment).values(id=secrets.token_hex(16)))
    connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    connection.execute(sa.insert(_marks).values(version_num=HEAD))
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA user_version = 2")  # what 0.1.0 looks at, and refuses


def _migrate(connection: sa.Connection, mark: str | None, dialect: Dialect) -> None:
    from alembic import command
    from alembic.util import CommandError

    config = configured(connection)
    try:
        if mark is None:
            command.stamp(config, RELEASED)
        command.upgrade(config, HEAD)
    except CommandError as error:
        found = f"expected a database of form {HEAD} or earlier, got {mark} in {dialect.place}"
        raise unusable(found, "use the version of ml-tools-datasets that made it", setting=dialect.setting) from error


def configured(connection: sa.Connection) -> Any:
    """Return Alembic's configuration for the migrations of this package, on a connection."""
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", _SCRIPTS)
    return config
