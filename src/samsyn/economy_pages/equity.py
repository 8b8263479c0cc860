"""Eget kapital: where it has been, where it is going, and what would bring it back."""

from __future__ import annotations

from django.urls import URLPattern

URLS: list[URLPattern] = []
