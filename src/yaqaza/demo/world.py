"""What the builders share: chance, time, fresh keys, and rows waiting to be written."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, TypeVar

from django.db.models import Model

from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Role
from yaqaza.core import bulk
from yaqaza.field.models import Team
from yaqaza.territory.models import Area

Row = TypeVar("Row", bound=Model)
YEARS = 2


@dataclass
class World:
    """A synthetic country in the making. The same seed on the same day gives the same rows."""

    country: str
    seed: int
    now: datetime
    random: Random = field(init=False)
    root: Area = field(init=False)
    provinces: list[Area] = field(init=False)
    communes: dict[int, list[Area]] = field(init=False)  # by province id
    ministry: Organisation = field(init=False)
    monitor: User = field(init=False)  # who follows what is published
    directorates: dict[int, Organisation] = field(default_factory=dict)  # by province id
    cells: dict[int, list[Organisation]] = field(default_factory=lambda: defaultdict(list))
    partners: dict[int, list[Organisation]] = field(default_factory=lambda: defaultdict(list))
    units: dict[str, Organisation] = field(default_factory=dict)  # of the social complex, by kind
    teams: dict[int, list[Team]] = field(default_factory=lambda: defaultdict(list))
    staff: dict[tuple[int, Role], list[User]] = field(default_factory=lambda: defaultdict(list))
    members: dict[int, list[User]] = field(default_factory=lambda: defaultdict(list))  # by team id
    _rows: dict[type[Model], list[Any]] = field(default_factory=lambda: defaultdict(list))
    _keys: dict[type[Model], list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = Random(f"{self.seed}/{self.country}")  # noqa: S311  # repeatable, not secret

    def add(self, row: Row) -> Row:
        """Give the row its key and a uuid of this world, and keep it until ``write``."""
        model = type(row)
        if model._meta.pk.name == "id" and row.pk is None:
            if not self._keys.get(model):
                self._keys[model] = bulk.reserve_ids(model, 500)
            row.pk = self._keys[model].pop(0)
        if hasattr(row, "uuid"):
            row.uuid = uuid.UUID(int=self.random.getrandbits(128), version=4)
        self._rows[model].append(row)
        return row

    def write(self) -> int:
        """Write what was added, parents first (the order in which their models were first used)."""
        written = sum(bulk.copy(rows) for rows in self._rows.values())
        self._rows.clear()
        return written

    def pending(self, model: type[Row]) -> list[Row]:
        """Return the rows of ``model`` that are not written yet."""
        return self._rows[model]

    def before(self, days: float) -> datetime:
        return self.now - timedelta(days=days)

    def some(self, items: Sequence[Any]) -> Any:
        return self.random.choice(items)

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def weighted(self, table: dict[Any, float]) -> Any:
        return self.random.choices(list(table), list(table.values()))[0]

    def worker(self, province: Area, role: Role) -> User:
        return self.some(self.staff[province.pk, role])


def spread(items: Iterable[Any], weights: Iterable[float], count: int) -> list[Any]:
    """Return ``count`` items in proportion to their weights, each at least once while there are enough (largest remainder)."""
    pairs = list(zip(items, weights, strict=True))
    total = sum(weight for _, weight in pairs)
    exact = [(item, weight / total * count) for item, weight in pairs]
    base = [(item, max(1, int(share)) if count >= len(pairs) else int(share)) for item, share in exact]
    result = [item for item, times in base for _ in range(times)]
    left = sorted(exact, key=lambda pair: pair[1] % 1, reverse=True)
    while len(result) < count:
        result.append(left[(len(result)) % len(left)][0])
    while len(result) > count:
        biggest = max({id(item): item for item in result}.values(), key=result.count)
        result.remove(biggest)
    return result
