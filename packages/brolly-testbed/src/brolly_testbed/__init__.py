"""The implementations behind brolly's own test contract."""
