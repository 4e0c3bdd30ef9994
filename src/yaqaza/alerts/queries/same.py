"""Which other alerts may tell of the same situation, and why.

Candidates come by index: the same telephone or account, near-duplicate words, the same picture, the same place within days.
``language.duplicates`` weighs them; a person decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from yaqaza.accounts.models import User
from yaqaza.alerts.models import Alert, Fingerprint, PictureFingerprint
from yaqaza.alerts.models.fingerprints import VERSION, known_of
from yaqaza.alerts.queries.rows import visible_to
from yaqaza.alerts.states import AlertStatus, DismissReason, PlacePrecision
from yaqaza.language import analyse
from yaqaza.language.duplicates import pictures
from yaqaza.language.duplicates.situations import Situation, describe, metres
from yaqaza.language.duplicates.weighing import NEAR_METRES, SHOW, Likeness, Reason, compare

PHONE_DAYS = 60
PLACE_HOURS = 72
BY_INDEX, BY_PLACE = 50, 70
"""How many candidates are compared that share a key, and that share a place, whatever the size of the table."""

SHARING = 5_000
"""How many alerts that share a key are looked at for those that the reader may see; of more, some are taken at random."""

READ_NOW = 15
"""How many candidates without a fingerprint are read while the page waits: their job has not run yet."""

PICTURE_LEAST, CONTACT_LEAST = 0.6, 0.4
"""What one picture in two alerts, and a shared telephone or account, are worth whatever the words say."""

_PLACED = (PlacePrecision.EXACT, PlacePrecision.COMMUNE, PlacePrecision.PROVINCE)
_CONTACTS = frozenset({Reason.SAME_PHONE, Reason.SAME_ACCOUNT})
_SAID = 4
_SAYS = {
    Reason.SAME_PHONE: _("same telephone"),
    Reason.SAME_ACCOUNT: _("same account number"),
    Reason.SAME_NAME: _("same name"),
    Reason.SAME_SPOT: _("same douar or quarter"),
    Reason.SAME_PLACE: _("same commune"),
    Reason.SAME_AGE: _("same age"),
    Reason.SAME_NUMBER: _("same numbers"),
    Reason.SAME_SUBJECT: _("same kind of person"),
    Reason.SAME_NEEDS: _("same needs"),
    Reason.SAME_WORDS: _("similar words"),
    Reason.WITHIN_HOURS: _("within hours"),
    Reason.OTHER_NAME: _("but another name"),
    Reason.OTHER_SPOT: _("but another douar or quarter"),
    Reason.OTHER_PLACE: _("but another place"),
    Reason.FAR: _("but far away"),
    Reason.OTHER_AGE: _("but another age"),
    Reason.OTHER_NUMBER: _("but other numbers"),
    Reason.OTHER_SUBJECT: _("but another kind of person"),
    Reason.OTHER_NEEDS: _("but other needs"),
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An alert that may be about the same situation; ``reasons`` are short phrases in the reader's language."""

    alert: Alert
    score: float
    reasons: tuple[str, ...]


@dataclass(slots=True)
class _Found:
    """Candidates, and which of them share a picture or words with the alert."""

    alerts: dict[int, Alert] = field(default_factory=dict)
    same_picture: set[int] = field(default_factory=set)
    same_words: set[int] = field(default_factory=set)

    def add(self, rows: Iterable[Alert]) -> None:
        for row in rows:
            self.alerts.setdefault(row.pk, row)


def suggestions(alert: Alert, seen_by: User, *, most: int = 5) -> list[Suggestion]:
    """Return the most likely ones first; at most 220 candidates are compared, whatever the size of the table."""
    own = Fingerprint.objects.filter(alert=alert, version=VERSION).first()
    found = _candidates(alert, own, seen_by)
    if not found.alerts:
        return []
    told = _situations(found.alerts, alert, own)
    mine = told.pop(alert.pk)
    weighed = {pk: compare(mine, other) for pk, other in told.items()}
    scores = {pk: round(_score(weighed[pk], same_picture=pk in found.same_picture), 3) for pk in told}
    likely = sorted((pk for pk in told if scores[pk] >= SHOW), key=lambda pk: (-scores[pk], pk))
    return [
        Suggestion(found.alerts[pk], scores[pk], _reasons(pk, weighed[pk], mine, told[pk], found))
        for pk in likely[:most]
    ]


def _candidates(alert: Alert, own: Fingerprint | None, seen_by: User) -> _Found:
    others = (
        visible_to(seen_by)
        .exclude(pk=alert.pk)
        .exclude(dismiss_reason__in=[DismissReason.TEST, DismissReason.ABUSE])
        .exclude(status=AlertStatus.GATHERED)  # their lead stands for them
        .select_related("area")
        .defer("area__geometry", "area__search_keys", "folded")
    )
    if alert.story_id:
        others = others.exclude(Q(leads=alert.story_id) | Q(story=alert.story_id, story__isnull=False))
    found = _Found()
    if own:
        found.same_words = set(_sharing_words(own, others))
        found.same_picture = set(_sharing_pictures(alert, others))
        found.add(others.filter(pk__in=found.same_words | found.same_picture | set(_sharing_contacts(own, others))))
    elif alert.reporter_index:  # its job has not run yet
        found.add(others.filter(reporter_index=alert.reporter_index).order_by("-received_at")[:BY_INDEX])
    span = timedelta(days=PHONE_DAYS)
    found.alerts = {
        pk: other
        for pk, other in found.alerts.items()
        if pk in found.same_words | found.same_picture or abs(other.received_at - alert.received_at) <= span
    }
    if alert.place_precision in _PLACED:
        found.add(_near_by(alert, others))
    return found


def _sharing_contacts(own: Fingerprint, others: QuerySet[Alert]) -> list[int]:
    """Alerts with the same telephone, the caller's or one in the words, or the same account."""
    if not own.contact_keys:
        return []
    return _by_keys(Fingerprint.objects.filter(contact_keys__overlap=own.contact_keys), others)


def _sharing_words(own: Fingerprint, others: QuerySet[Alert]) -> list[int]:
    """Alerts whose words are nearly the same."""
    if not own.text_bands:
        return []
    return _by_keys(Fingerprint.objects.filter(text_bands__overlap=own.text_bands), others)


def _sharing_pictures(alert: Alert, others: QuerySet[Alert]) -> list[int]:
    """Alerts with a photo that is one of this alert's own, saved again, cut or made smaller."""
    found: list[int] = []
    for bits, bands in PictureFingerprint.objects.filter(alert=alert, bits__isnull=False).values_list("bits", "bands"):
        rows = PictureFingerprint.objects.filter(bands__overlap=bands)
        near = rows.extra(where=["bit_count((bits # %s)::bit(64)) <= %s"], params=[bits, pictures.SAME])
        found += _by_keys(near, others)
    return found[:BY_INDEX]


_BY_KEYS = (
    f"SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off; SET LOCAL gin_fuzzy_search_limit = {SHARING}"
)
_AS_BEFORE = """SET LOCAL enable_seqscan TO DEFAULT; SET LOCAL enable_indexscan TO DEFAULT;
    SET LOCAL gin_fuzzy_search_limit TO DEFAULT"""


def _by_keys(rows: QuerySet[Fingerprint] | QuerySet[PictureFingerprint], others: QuerySet[Alert]) -> list[int]:
    """Return the newest of ``others``, the alerts that the reader may see, that are in ``rows``.

    ``rows`` are found by the index of their keys and no other way: the database cannot know how rare a key is, takes it for common, and
    would read the table (2 s of a million alerts instead of 1 ms). So that a wording that half a country sent on does not hide those of
    the reader's own province, the newest are chosen only among ``others``.
    """
    found, params = rows.values("alert_id")[: 2 * SHARING].query.sql_with_params()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_BY_KEYS)
        # as text, which goes back as it came: thousands of numbers cost more than the search
        cursor.execute(f"SELECT array_agg(alert_id)::text FROM ({found}) sharing", params)  # noqa: S608  # written by Django
        (sharing,) = cursor.fetchone()
        cursor.execute(_AS_BEFORE)
    if not sharing:
        return []
    seen = others.extra(where=["alerts_alert.id = ANY(%s::bigint[])"], params=[sharing])
    return list(seen.order_by("-pk").values_list("pk", flat=True)[:BY_INDEX])


def _near_by(alert: Alert, others: QuerySet[Alert]) -> QuerySet[Alert]:
    """Alerts from the same place within days; of messages that name the province only, those too."""
    span = timedelta(hours=PLACE_HOURS)
    steps = alert.area_path.split(".")[:-1]
    above = [".".join(steps[:size]) + "." for size in range(2, len(steps))]
    place = Q(area_path__startswith=alert.area_path) | Q(area_path__in=above, place_precision=PlacePrecision.PROVINCE)
    within = others.filter(place, received_at__range=(alert.received_at - span, alert.received_at + span))
    return within.order_by("-received_at")[:BY_PLACE]


def _situations(candidates: dict[int, Alert], alert: Alert, own: Fingerprint | None) -> dict[int, Situation]:
    """Return what each candidate says, and the alert itself; of those without a fingerprint the first are read here and now."""
    made = {row.alert_id: row for row in Fingerprint.objects.filter(alert__in=list(candidates), version=VERSION)}
    if own:
        made[alert.pk] = own
    told: dict[int, Situation] = {}
    left = READ_NOW
    for pk, each in {alert.pk: alert, **candidates}.items():
        if pk in made:
            told[pk] = made[pk].situation(each)
        elif left:
            left -= 1
            said = analyse(each.text, country=settings.COUNTRY)
            told[pk] = describe(each.text, said, **known_of(each))
    return told


def _score(likeness: Likeness, *, same_picture: bool) -> float:
    contact = not _CONTACTS.isdisjoint(likeness.reasons)
    return max(likeness.score, PICTURE_LEAST if same_picture else 0.0, CONTACT_LEAST if contact else 0.0)


def _reasons(pk: int, likeness: Likeness, mine: Situation, other: Situation, found: _Found) -> tuple[str, ...]:
    """Return what speaks for it, the weightiest first, then what speaks against it: whoever decides sees both."""
    codes = list(likeness.reasons)
    far = metres(mine.position, other.position) if mine.position and other.position else None
    said = [str(_("same photo"))] if pk in found.same_picture else []
    if pk in found.same_words and Reason.SAME_WORDS not in codes:
        codes.insert(0, Reason.SAME_WORDS)
    said += [_said(code, far) for code in codes if not code.against][:_SAID]
    return (*filter(None, said), *[_said(code, far) for code in codes if code.against][:2])


def _said(code: Reason, far: float | None) -> str:
    if code is Reason.NEAR and far is not None and far <= NEAR_METRES:
        return str(_("%(metres)s m away") % {"metres": max(10, round(far / 10) * 10)})
    return str(_SAYS.get(code, ""))
