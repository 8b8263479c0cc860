"""What a load would do, row by row, before it does it: new, changed, unchanged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from samsyn.intake.folder import Folder
from samsyn.intake.reactions import Place, remark

Builder = Callable[[dict[str, Any]], models.Model]


class ImpossibleFigure(ValueError):
    """A figure that contradicts itself: outside its own range, or not whole."""


@dataclass(frozen=True)
class Change:
    """A stored row that would change: field name → (stored value, new value)."""

    row: models.Model
    fields: dict[str, tuple[Any, Any]]


@dataclass(frozen=True)
class TablePlan:
    """What a load would do to one table."""

    name: str
    model: type[models.Model]
    new: Sequence[models.Model]
    changed: Sequence[Change]
    unchanged: int

    def __str__(self) -> str:
        return (
            f"{self.name}: {len(self.new)} nya, {len(self.changed)} ändrade, "
            f"{self.unchanged} oförändrade"
        )


def build_rows(
    folder: Folder, builders: Mapping[str, Builder]
) -> dict[str, list[models.Model]]:
    """Return the rows of a folder as unsaved objects, by table.

    A row that contradicts itself is added to the folder's problems instead.
    """
    built: dict[str, list[models.Model]] = {}
    for name, rows in folder.rows.items():
        for row in rows:
            try:
                built.setdefault(name, []).append(builders[name](row.values))
            except ImpossibleFigure as error:
                place = Place(f"{name}.csv", row=row.number)
                folder.problems.append(remark("omojlig-siffra", error, place))
    return built


def plan_table(
    name: str, rows: Sequence[models.Model], *, key: Sequence[str] = ("pk",)
) -> TablePlan | None:
    """Return what storing these rows would do, or None if there are no rows.

    key: the fields that say which stored row a new row is
    """
    if not rows:
        return None
    model = type(rows[0])
    stored = {_key_of(row, key): row for row in model._default_manager.all()}
    new: list[models.Model] = []
    changed: list[Change] = []
    for row in rows:
        before = stored.get(_key_of(row, key))
        if before is None:
            new.append(row)
            continue
        row.pk = before.pk
        fields = _differences(before, row)
        if fields:
            changed.append(Change(row, fields))
    return TablePlan(name, model, new, changed, len(rows) - len(new) - len(changed))


def _key_of(row: models.Model, key: Sequence[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in key)


def _differences(before: models.Model, after: models.Model) -> dict[str, tuple[Any, Any]]:
    pairs = {
        field.attname: (getattr(before, field.attname), getattr(after, field.attname))
        for field in before._meta.concrete_fields
        if not field.primary_key
    }
    return {name: (old, new) for name, (old, new) in pairs.items() if old != new}
