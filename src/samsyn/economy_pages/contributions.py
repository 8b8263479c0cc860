"""Bidrag: from the state's amount to what each member is asked for, decides and pays."""

from __future__ import annotations

from django.urls import URLPattern

URLS: list[URLPattern] = []
