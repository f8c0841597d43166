"""Collections of tables, and fetchers that get them."""
