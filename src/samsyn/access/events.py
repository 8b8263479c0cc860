"""The event log: what happened, who did it. Append-only, and tampering shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from samsyn.access.models import Event, User
from samsyn.access.versions import FIRST_DIGEST

LOCK = 20031210

SYSTEM = "samsyn"


def record(
    kind: str, *, by: User | None, target: str, county: str = "", **details: Any
) -> Event:
    """Write one event. Must be called inside the transaction of the act itself.

    county:  the county that it concerns; empty if it concerns the whole installation
    by:      the user who acted; None when the system did (an installation, a command)
    details: what is needed to understand the act; never personal data

    Raises RuntimeError outside a transaction: an act and its event stand or fall together.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"event {kind} outside a transaction")
    take_turn()
    last = Event.objects.order_by("-number").first()
    event = Event(
        number=last.number + 1 if last else 1,
        happened_at=timezone.now(),
        actor=by.get_username() if by else SYSTEM,
        kind=kind,
        target=target,
        county=county,
        details=details,
        previous_digest=last.digest if last else FIRST_DIGEST,
    )
    event.digest = digest_of(event)
    event.save(force_insert=True)
    return event


def digest_of(event: Event) -> str:
    """Return the digest of an event's content and of the event before it."""
    content = json.dumps(
        [
            event.number,
            event.happened_at.isoformat(),
            event.actor,
            event.kind,
            event.target,
            event.county,
            event.details,
            event.previous_digest,
        ],
        sort_keys=True,
        ensure_ascii=False,
    )
    return hashlib.sha256(content.encode()).hexdigest()


def broken_links() -> Iterator[int]:
    """Yield the number of every event that was changed, or that stands after a gap."""
    expected_number, previous = 1, FIRST_DIGEST
    for event in Event.objects.order_by("number").iterator():
        whole = (
            event.number == expected_number
            and event.previous_digest == previous
            and event.digest == digest_of(event)
        )
        if not whole:
            yield event.number
        expected_number, previous = event.number + 1, event.digest


def take_turn() -> None:
    """Wait until no other transaction is extending the chain, and be the one that may.

    An act that first reads what it will change takes its turn before it reads. SQLite has
    one writer anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
