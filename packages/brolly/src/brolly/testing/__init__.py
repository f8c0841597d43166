"""For tests of what stands on brolly: equality of messages whatever they hold."""

from brolly.testing.equality import equal

__all__ = ["equal"]
