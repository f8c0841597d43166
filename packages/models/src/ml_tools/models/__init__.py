"""Algorithms, their comparison, and fitted models."""
