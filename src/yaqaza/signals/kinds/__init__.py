"""The kinds of warning signs: plain functions from ids of rows to what was found around them. They read; nothing here writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Model

from yaqaza.alerts.models import Alert
from yaqaza.field.models import Mission
from yaqaza.people.models import Person
from yaqaza.services.models import ServiceDelivery
from yaqaza.signals.kinds import aid, likenesses, reporters, values, visits
from yaqaza.signals.kinds.found import Found, Piece

Finder = Callable[[Iterable[int]], list[Found]]


@dataclass(frozen=True, slots=True)
class Source:
    """A table around whose rows signs are looked for."""

    name: str
    model: type[Model]
    finders: tuple[Finder, ...]


SOURCES: Mapping[str, Source] = {
    source.name: source
    for source in (
        Source("people", Person, (values.of_people, aid.of_people)),
        Source(
            "alerts", Alert, (values.of_alerts, reporters.of_alerts, likenesses.same_words, likenesses.same_picture)
        ),
        Source("missions", Mission, (visits.of_missions, values.of_missions)),
        Source("deliveries", ServiceDelivery, (aid.of_deliveries,)),
    )
}


def around(source: str, ids: Iterable[int]) -> list[Found]:
    """Return what is found around rows of a source, each sign once."""
    wanted = list(ids)
    signs = [sign for finder in SOURCES[source].finders for sign in finder(wanted)] if wanted else []
    return list({(sign.kind, sign.key, sign.rows): sign for sign in signs}.values())


__all__ = ["SOURCES", "Found", "Piece", "Source", "around"]
