"""The top: comparisons, their reports, the API and the command line."""
