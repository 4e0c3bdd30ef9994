"""The list of telephones and accounts that several people share for good reasons: what is on it lowers the signs about it."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yaqaza import countries
from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import home_posting
from yaqaza.core import audit
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.core.text import clean
from yaqaza.language.accounts import find_accounts
from yaqaza.signals import rules
from yaqaza.signals.kinds.values import index_of
from yaqaza.signals.models import SharedValue, Signal
from yaqaza.signals.states import WAITING, WHAT_OF, Sharing, What

NOTE = 200


@transaction.atomic
def share(*, by: User, what: What | str, value: str, sharing: Sharing | str, note: str = "") -> SharedValue:
    """List a telephone or an account, as typed, as shared; only its blind index is kept."""
    rules.check_share(by=by)
    what = What(what)
    return list_value(what=what, index=index_of(what, normal(what, value)), sharing=Sharing(sharing), note=note, by=by)


def normal(what: What, value: str) -> str:
    """Return a number as it is compared; refuse with what to write instead."""
    if what is What.PHONE:
        try:
            return countries.get(settings.COUNTRY).normalise_phone(value)
        except countries.Invalid as invalid:
            raise Refused(invalid.sentence(get_language() or "ar")) from None
    cue = "CCP " if settings.COUNTRY == "DZ" else ""  # a short postal account is known by the word before it
    found = find_accounts(value, settings.COUNTRY) or find_accounts(f"{cue}{value}", settings.COUNTRY)
    if not found:
        raise Refused(_("Write the whole account number with its key: one of its digits is missing or wrong."))
    return found[0].number


def list_value(
    *, what: What, index: str, sharing: Sharing, note: str, by: User, signal: Signal | None = None
) -> SharedValue:
    """Put a blind index on the list and lower what waits about it (inside the caller's transaction)."""
    home = home_posting(by, Permission.SIGNAL_DECIDE)
    if home is None:
        raise NotPermitted(_("Supervisors keep the list of shared numbers."))
    known = SharedValue.objects.filter(what=what, index=index, removed_at=None).first()
    if known is not None:
        return known
    value = SharedValue.objects.create(
        what=what, index=index, sharing=sharing, note=clean(note)[:NOTE], organisation=home.organisation, signal=signal, added_by=by
    )  # fmt: skip
    _lower(value, lowered=True)
    audit.record("signal.value_shared", on=value, by=by, what=what, sharing=sharing)
    return value


@transaction.atomic
def correct_shared(*, value: SharedValue, by: User, sharing: Sharing | str, note: str = "") -> SharedValue:
    """Put right who shares a number."""
    value = SharedValue.objects.select_for_update(no_key=True).get(pk=value.pk)
    rules.check_shared(value, by=by)
    value.sharing, value.note = Sharing(sharing), clean(note)[:NOTE]
    value.save(update_fields=["sharing", "note"])
    audit.record("signal.value_corrected", on=value, by=by, sharing=value.sharing)
    return value


@transaction.atomic
def unshare(*, value: SharedValue, by: User) -> SharedValue:
    """Take a number off the list: signs about it that wait count as others do again."""
    value = SharedValue.objects.select_for_update(no_key=True).get(pk=value.pk)
    rules.check_shared(value, by=by)
    value.removed_at, value.removed_by = timezone.now(), by
    value.save(update_fields=["removed_at", "removed_by"])
    _lower(value, lowered=False)
    audit.record("signal.value_removed", on=value, by=by)
    return value


def _lower(value: SharedValue, *, lowered: bool) -> None:
    kinds = [kind for kind, what in WHAT_OF.items() if what == value.what]
    Signal.objects.filter(kind__in=kinds, key=value.index, status__in=WAITING).update(lowered=lowered)
