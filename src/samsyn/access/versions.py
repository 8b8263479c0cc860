"""Which version of the figures is read: the one after the last event that changed them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from samsyn.access.models import Event

FIRST_DIGEST = "0" * 64

_digests_read: ContextVar[dict[str, str] | None] = ContextVar("digests_read", default=None)


def latest_digest(kind: str = "") -> str:
    """Return the digest of the last event, of a kind if one is named.

    Another one as soon as such a thing is done: what is kept in memory can be kept by it.
    """
    read = _digests_read.get()
    if read is not None and kind in read:
        return read[kind]
    events = Event.objects.filter(kind=kind) if kind else Event.objects.all()
    last = events.order_by("-number").values_list("digest", flat=True).first()
    digest = last or FIRST_DIGEST
    if read is not None:
        read[kind] = digest
    return digest


@contextmanager
def one_version() -> Iterator[None]:
    """Let a page be made of one version of the figures: their last event is looked up once."""
    token = _digests_read.set({})
    try:
        yield
    finally:
        _digests_read.reset(token)
