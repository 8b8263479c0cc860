"""Stored figures as columns of numbers: what the indicators compute from."""
