"""Every page and its address."""

from __future__ import annotations

urlpatterns: list = []
