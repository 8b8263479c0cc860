"""Samsyn: the shared controller of finansiell samordning."""

__version__ = "0.1.0"
