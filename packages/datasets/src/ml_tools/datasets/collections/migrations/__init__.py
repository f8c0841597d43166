"""The forms that the database of collections had, and how one becomes the next; run by Alembic."""
