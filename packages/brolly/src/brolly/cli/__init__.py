"""The command line; each command is a module with `add_parser`, and imports what it needs when it runs."""

from brolly.cli.program import main

__all__ = ["main"]
