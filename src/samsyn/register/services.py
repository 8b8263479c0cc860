"""Every change to the register that is not the loading of a folder."""

from __future__ import annotations

from samsyn.access.models import User
from samsyn.intake.plan import plan_table
from samsyn.intake.services import commit
from samsyn.register.municipal_division import counties, municipalities, parties


def store_division(*, by: User | None) -> bool:
    """Store the counties, municipalities and parties of Sweden; return whether any changed."""
    plans = [
        plan_table("counties", counties()),
        plan_table("municipalities", municipalities()),
        plan_table("parties", parties()),
    ]
    changes = [plan for plan in plans if plan and (plan.new or plan.changed)]
    if changes:
        commit(changes, source="rikets indelning", by=by)
    return bool(changes)
