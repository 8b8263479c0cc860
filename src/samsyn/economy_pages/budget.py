"""Budget: versions of a year's plan, line by line, and what is wrong with them."""

from __future__ import annotations

from django.urls import URLPattern

URLS: list[URLPattern] = []
