"""Statens modell: why an amount is what it is, and what other conditions would give."""

from __future__ import annotations

from django.urls import URLPattern

URLS: list[URLPattern] = []
