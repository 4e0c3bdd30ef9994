"""Phones: set up for a user, seen again, revoked."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from yaqaza.accounts.models import User
from yaqaza.core import audit
from yaqaza.core.text import clean
from yaqaza.questionnaires import digest, rules
from yaqaza.questionnaires.models import Device, Version

SEEN_EVERY = timedelta(minutes=10)
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are taken for another


@dataclass(frozen=True)
class Equipped:
    """A phone with its key, which is known only now."""

    device: Device
    key: str


@transaction.atomic
def equip(*, by: User, user: User, name: str) -> Equipped:
    """Set up a phone for ``user`` and hand out its key once."""
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    rules.check_device(by, user)
    key, code = secrets.token_urlsafe(32), "".join(secrets.choice(LETTERS) for _ in range(10))
    device = Device.objects.create(
        user=user,
        name=clean(name),
        code=code,
        key_hash=Device.hash_of(key),
        digest=digest.secret(code, key),
        created_by=by,
    )
    audit.record("device.equipped", on=device, by=by, user=user)
    return Equipped(device, key)


@transaction.atomic
def revoke(*, device: Device, by: User) -> Device:
    """Shut a phone out, from its next request on."""
    device = Device.objects.select_for_update(of=("self",), no_key=True).select_related("user").get(pk=device.pk)
    rules.check_revoke(by, device)
    device.revoked_at, device.revoked_by = timezone.now(), by
    device.save(update_fields=["revoked_at", "revoked_by"])
    audit.record("device.revoked", on=device, by=by, user=device.user)
    return device


def note_list(*, by: User, version: Version, name: str, device: Device | None = None) -> None:
    """Remember that a phone or, without ``device``, a page took a list of files or households along."""
    if device is not None:
        audit.record("device.list_taken", on=device, by=by, what=name)
    else:
        audit.record("questionnaire.list_taken", on=version.questionnaire, by=by, what=name)


def used(device: Device) -> None:
    """Note that a phone called, every ten minutes at most."""
    now = timezone.now()
    if device.used_at is None or now - device.used_at > SEEN_EVERY:
        Device.objects.filter(pk=device.pk).update(used_at=now)
