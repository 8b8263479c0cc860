"""Verifikationer: from a figure to the vouchers behind it."""

from __future__ import annotations

from django.urls import URLPattern

URLS: list[URLPattern] = []
