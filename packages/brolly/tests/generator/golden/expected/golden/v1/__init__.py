"""Generated from the protos of golden/v1; edit them there."""
