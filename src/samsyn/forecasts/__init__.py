"""Outcome beside budget, what a year may end in, and where the equity is going."""
