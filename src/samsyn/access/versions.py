"""Which version of the figures is read: the one after the last event that changed them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from samsyn.access.models import Event

FIRST_DIGEST = "0" * 64

_digests_read: ContextVar[dict[tuple[str, ...], str] | None] = ContextVar(
    "digests_read", default=None
)


def latest_digest(*kinds: str) -> str:
    """Return the digest of the last event, of some kinds if any is named.

    Another one as soon as such a thing is done: what is kept in memory can be kept by it.
    """
    read = _digests_read.get()
    if read is not None and kinds in read:
        return read[kinds]
    events = Event.objects.filter(kind__in=kinds) if kinds else Event.objects.all()
    last = events.order_by("-number").values_list("digest", flat=True).first()
    digest = last or FIRST_DIGEST
    if read is not None:
        read[kinds] = digest
    return digest


@contextmanager
def one_version() -> Iterator[None]:
    """Let a page be made of one version of the figures: their last event is looked up once."""
    token = _digests_read.set({})
    try:
        yield
    finally:
        _digests_read.reset(token)
