"""Indicators: definitions as data, the engine, the comparison, and the one door out."""
