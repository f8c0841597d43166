"""The wire form of calls: frames, tables, status; engines carry them."""
