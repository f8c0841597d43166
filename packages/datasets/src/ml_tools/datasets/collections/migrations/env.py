"""Runs migrations on the connection that `revision` hands over, within its transaction."""

from alembic import context

from ml_tools.datasets.collections.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, transactional_ddl=True)
context.run_migrations()
