"""Readable Python from `.proto` files: messages, contracts and codecs."""
