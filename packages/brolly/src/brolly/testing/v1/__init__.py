"""Generated from the protos of brolly/testing/v1; edit them there."""
