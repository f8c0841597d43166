"""Where records come from, each by what is its own."""
