"""Pre-processing and visualization."""
