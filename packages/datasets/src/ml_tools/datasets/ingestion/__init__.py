"""Records that come one by one, each kept once, and added to collections in new versions."""
