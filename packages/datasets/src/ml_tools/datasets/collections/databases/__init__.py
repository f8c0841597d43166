"""The databases that collections can be in, each by what is its own."""
