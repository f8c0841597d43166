"""Generated from the protos of ml_tools/datasets_interface/v1; edit them there."""
