"""Kontoplan och nycklar: what accounts count as, and rules that share costs."""

from __future__ import annotations

from django.urls import URLPattern

URLS: list[URLPattern] = []
