"""Generated from the protos of brolly/v1; edit them there."""
