"""Payment plans, requisitions and what is paid."""

from __future__ import annotations

from django.urls import URLPattern

URLS: list[URLPattern] = []
