"""Files of bookkeeping on their way in: chosen, checked, previewed, read in."""

from __future__ import annotations

from django.urls import URLPattern

URLS: list[URLPattern] = []
