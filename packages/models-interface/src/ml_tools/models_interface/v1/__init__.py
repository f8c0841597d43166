"""Generated from the protos of ml_tools/models_interface/v1; edit them there."""
