"""Generated from the protos of ml_tools/utils_interface/v1; edit them there."""
