"""The stores that contents can be in."""
