"""Utfall och prognos: outcome beside budget, and what the year will end at."""

from __future__ import annotations

from django.urls import URLPattern

URLS: list[URLPattern] = []
