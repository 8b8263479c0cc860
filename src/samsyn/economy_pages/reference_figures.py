"""Figures of others that the economy rests on, in their dated snapshots."""

from __future__ import annotations

from django.urls import URLPattern

URLS: list[URLPattern] = []
