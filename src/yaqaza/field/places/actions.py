"""Saying how many places are free."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, User
from yaqaza.core import audit
from yaqaza.core.refusal import Refused
from yaqaza.field.models import ShelterPlaces
from yaqaza.field.places import rules
from yaqaza.field.states import Guests


@transaction.atomic
def say(*, organisation: Organisation, by: User, numbers: Mapping[Guests, tuple[int, int]]) -> None:
    """Write down what a house says: for whom, how many places there are and how many are free. Who is left out has none any more."""
    house = (
        Organisation.objects.select_for_update(of=("self",), no_key=True).select_related("area").get(pk=organisation.pk)
    )
    rules.check_say(house, by=by)
    for capacity, free in numbers.values():
        rules.check_numbers(capacity, free)
    known = {Guests(row.guests): row for row in ShelterPlaces.objects.filter(organisation=house)}
    if not numbers and not known:
        raise Refused(_("Write for whom there are places."))
    now = timezone.now()
    for guests in Guests:
        if guests not in numbers and guests not in known:
            continue
        capacity, free = numbers.get(guests, (0, 0))
        row = known.get(guests) or ShelterPlaces(organisation=house, guests=guests)
        row.capacity, row.free, row.said_at, row.said_by = capacity, free, now, by
        row.save()
        audit.record("places.said", on=house, by=by, guests=guests, capacity=capacity, free=free)
