"""What goes with time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from yaqaza.channels.actions.pushing import end
from yaqaza.channels.models import Arrival, Receipt, Subscription

KEPT = timedelta(days=90)
AT_ONCE = 5000
FOLLOWED = timedelta(days=365)
"""Longer than this no browser is told of a report."""


def forget_raw() -> int:
    """Empty what came in more than ninety days ago; its keyed hash stays. Receipts as old go."""
    before = timezone.now() - KEPT
    for pks in _in_parts(Receipt.objects.filter(at__lt=before)):
        Receipt.objects.filter(pk__in=pks).delete()
    emptied = 0
    for pks in _in_parts(Arrival.objects.filter(at__lt=before, read_at__isnull=False).exclude(raw="")):
        emptied += Arrival.objects.filter(pk__in=pks).update(raw="")
    for contact in Subscription.objects.filter(about__isnull=False, since__lt=timezone.now() - FOLLOWED).values_list(
        "contact", flat=True
    ):
        end(contact_id=contact)
    return emptied


def _in_parts(rows: QuerySet[Any]) -> Iterator[list[int]]:
    """Yield the keys of rows that go, some thousands at a time: nobody waits for a year's worth of them."""
    while keys := list(rows.values_list("pk", flat=True)[:AT_ONCE]):
        yield keys
