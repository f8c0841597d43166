"""The program `ml-tools`; each command is a module with `add_parser`, and imports what it needs when it runs."""

from ml_tools.main.cli.program import main

__all__ = ["main"]
