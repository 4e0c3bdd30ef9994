"""Questionnaires, phones and submissions, by who asks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTransform
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, Posting, User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import prefixes, within
from yaqaza.accounts.states import OrganisationStatus
from yaqaza.core.crypto import index_number
from yaqaza.core.refusal import NotFound
from yaqaza.core.statements import prepared
from yaqaza.language.folding import fold
from yaqaza.questionnaires.models import Attachment, Device, Questionnaire, Submission, Version
from yaqaza.questionnaires.states import Stage
from yaqaza.territory.models import Area

P = Permission
MOST_WORDS = 24
MOST_REMEMBERED = 500
_REMEMBERED: dict[tuple[str, str], Version] = {}
NAMED: list[Callable[[User], Q]] = []
"""Which answers a user may read beside those of their reach; higher apps add theirs when they start."""


def above(paths: Iterable[str]) -> set[int]:
    """Return the ids of the organisations that these paths lead through, themselves included."""
    return {int(part) for path in paths for part in path.split(".") if part}


def visible_to(user: User) -> QuerySet[Questionnaire]:
    """Return the questionnaires of the organisations above those of ``user``, their own, and those below."""
    _areas, houses = prefixes(user, P.FORM_FILL, P.FORM_MANAGE, P.SUBMISSION_VIEW)
    reach = Q(organisation__in=above(houses))
    for house in houses:
        reach |= Q(organisation__path__startswith=house)
    return Questionnaire.objects.filter(reach).select_related("organisation")


def get_questionnaire(uuid: UUID, *, seen_by: User) -> Questionnaire:
    """Return one questionnaire, or say that there is none (also when it is not theirs)."""
    found = visible_to(seen_by).filter(uuid=uuid).first()
    if found is None:
        raise NotFound(_("This questionnaire does not exist."))
    return found


def get_version(uuid: UUID, *, seen_by: User) -> Version:
    """Return one version of a questionnaire they may see."""
    found = Version.objects.filter(uuid=uuid, questionnaire__in=visible_to(seen_by)).select_related(
        "questionnaire__organisation"
    )
    version = found.first()
    if version is None:
        raise NotFound(_("This version does not exist."))
    return version


def versions_of(questionnaire: Questionnaire) -> list[Version]:
    """Return its versions, the draft first, then the newest, without the forms themselves."""
    rows = questionnaire.versions.defer("xform", "outline").select_related("published_by", "created_by")
    return sorted(rows, key=lambda row: (row.published_at is None, row.published_at or row.created_at), reverse=True)


def current_version(questionnaire: Questionnaire) -> Version | None:
    """Return the version that is offered: the newest published one."""
    return questionnaire.versions.filter(published_at__isnull=False).order_by("-published_at", "-id").first()


def offered(user: User, *, all_versions: bool = False, form_id: str = "") -> list[Version]:
    """Return what ``user`` may fill in now: the newest version of each questionnaire, or every published one, without the forms."""
    _areas, houses = prefixes(user, P.FORM_FILL)
    rows = Version.objects.filter(
        questionnaire__organisation__in=above(houses),
        questionnaire__status=Stage.PUBLISHED,
        published_at__isnull=False,
    )
    if form_id:
        rows = rows.filter(questionnaire__form_id=form_id)
    rows = (
        rows.select_related("questionnaire").defer("xform", "outline").order_by("questionnaire", "-published_at", "-id")
    )
    if not all_versions:
        rows = rows.distinct("questionnaire")
    return list(rows.annotate(wants=KeyTransform("media", "outline")).prefetch_related("media"))


def get_offered(uuid: UUID, user: User) -> Version:
    """Return one version for a phone. A retired questionnaire's too: what was begun is finished."""
    _areas, houses = prefixes(user, P.FORM_FILL)
    found = Version.objects.filter(
        uuid=uuid, published_at__isnull=False, questionnaire__organisation__in=above(houses)
    ).first()
    if found is None:
        raise NotFound(_("This form does not exist."))
    return found


def houses_to_keep(user: User) -> QuerySet[Organisation]:
    """Return the organisations whose questionnaires ``user`` may keep."""
    _areas, houses = prefixes(user, P.FORM_MANAGE)
    reach = Q(pk__in=[])
    for house in houses:
        reach |= Q(path__startswith=house)
    return Organisation.objects.filter(reach).exclude(status=OrganisationStatus.CLOSED).order_by("path")


def to_equip(user: User) -> QuerySet[User]:
    """Return for whom ``user`` may set up a phone: themselves, and the people of the organisations they look after."""
    _areas, houses = prefixes(user, P.FORM_MANAGE)
    today = timezone.localdate()
    serving = Q(postings__starts_on__lte=today) & (Q(postings__ends_on=None) | Q(postings__ends_on__gte=today))
    reach = Q(pk=user.pk) if user.may(P.FORM_FILL) else Q(pk__in=[])
    for house in houses:
        reach |= Q(postings__organisation__path__startswith=house, postings__role__in=_filling_roles()) & serving
    return User.objects.filter(reach, is_active=True).distinct().order_by("name_ar", "pk")


def _filling_roles() -> list[str]:
    from yaqaza.accounts.permissions import GRANTS  # beside Permission, for this one look

    return [role.value for role, granted in GRANTS.items() if P.FORM_FILL in granted]


def devices_of(user: User) -> QuerySet[Device]:
    """Return one's own phones and those of the people one looks after; the working ones first."""
    _areas, houses = prefixes(user, P.FORM_MANAGE)
    reach = Q(user=user)
    if houses:
        served = Q(pk__in=[])
        for house in houses:
            served |= Q(postings__organisation__path__startswith=house)
        reach |= Q(user__in=User.objects.filter(served).values("pk"))
    return Device.objects.filter(reach).select_related("user").order_by("-created_at", "-id")


def get_device(uuid: UUID, *, seen_by: User) -> Device:
    """Return one phone they look after."""
    found = devices_of(seen_by).filter(uuid=uuid).first()
    if found is None:
        raise NotFound(_("This phone does not exist."))
    return found


def submissions(user: User) -> QuerySet[Submission]:
    """Return what ``user`` may read: what they sent, and what was filled in within their reach. What belongs to a sensitive file is
    read by its supervisors and by those whom a higher app names."""
    reach = within(user, P.SUBMISSION_VIEW, area_path="area_path", organisation_path="organisation__path")
    reach &= Q(sensitive=False) | within(
        user, P.CASE_GRANT_ACCESS, area_path="", organisation_path="organisation__path"
    )
    if user.may(P.FORM_FILL):
        reach |= Q(user=user)
    if user.may(P.SUBMISSION_VIEW):
        for named in NAMED:
            reach |= named(user)
    return (
        Submission.objects.filter(reach)
        .select_related("version__questionnaire", "user", "organisation")
        .defer("version__xform", "version__outline")
    )


def current(rows: QuerySet[Submission]) -> QuerySet[Submission]:
    """Return those of ``rows`` that count: neither corrected by a later one nor set aside."""
    later = Submission.objects.filter(corrects=OuterRef("instance_id"), set_aside_at=None)
    return rows.filter(~Exists(later), set_aside_at=None)


def listed(
    user: User,
    *,
    questionnaire: Questionnaire | None = None,
    words: str = "",
    start: date | None = None,
    end: date | None = None,
) -> QuerySet[Submission]:
    """Return the submissions that count, narrowed: by form, by words of their names, by day."""
    rows = current(submissions(user)).defer("xml", "answers", "version__xform", "version__outline")
    if questionnaire is not None:
        rows = rows.filter(version__questionnaire=questionnaire)
    if words.strip():
        rows = rows.filter(title_words__contains=words_of(words))
    if start:
        rows = rows.filter(received_at__gte=_midnight(start))
    if end:
        rows = rows.filter(received_at__lt=_midnight(end + timedelta(days=1)))
    return rows.annotate(awaits=Exists(Attachment.objects.filter(submission=OuterRef("pk"), file="")))


def get_submission(uuid: UUID, *, seen_by: User) -> Submission:
    """Return one submission, or say that there is none (also when it is not theirs)."""
    found = (
        submissions(seen_by).filter(uuid=uuid).select_related("version__questionnaire", "user", "organisation", "area")
    )
    row = found.defer("version__xform").first()
    if row is None:
        raise NotFound(_("These answers do not exist."))
    return row


def history_of(submission: Submission) -> list[Submission]:
    """Return all wordings of the same answers that are tied by corrections, the oldest first; itself is among them."""
    found = {submission.instance_id: submission}
    edge = [submission]
    while edge:
        ids = [row.instance_id for row in edge]
        before = [row.corrects for row in edge if row.corrects]
        rows = Submission.objects.filter(Q(corrects__in=ids) | Q(instance_id__in=before)).defer("xml", "answers")
        edge = [row for row in rows.select_related("user")[:200] if row.instance_id not in found]
        found |= {row.instance_id: row for row in edge}
    return sorted(found.values(), key=lambda row: (row.received_at, row.pk))


def replaced(submission: Submission) -> bool:
    """Say whether a correction took its place, or another correction was chosen."""
    if submission.set_aside_at is not None:
        return True
    return Submission.objects.filter(corrects=submission.instance_id, set_aside_at=None).exists()


def rivals_of(submission: Submission) -> list[Submission]:
    """Return other corrections of what ``submission`` corrects, that nobody chose between."""
    if not submission.corrects or submission.set_aside_at is not None:
        return []
    rows = Submission.objects.filter(corrects=submission.corrects, set_aside_at=None).exclude(pk=submission.pk)
    return list(rows.defer("xml", "answers"))


def get_attachment(uuid: UUID, *, seen_by: User) -> Attachment:
    """Return a file that arrived with answers they may read."""
    found = Attachment.objects.filter(uuid=uuid, submission__in=submissions(seen_by)).exclude(file="").first()
    if found is None:
        raise NotFound(_("This file does not exist."))
    return found


def calling(key: str) -> Device | None:
    """Return the phone with this key, its user and their postings of today, read by one statement: every call begins with it."""
    today = timezone.localdate()
    with prepared() as cursor:
        cursor.execute(_CALLING, [today, today, Device.hash_of(key)])
        rows = cursor.fetchall()
    if not rows:
        return None
    user = User.from_db(None, ["id", "is_active", "language"], rows[0][2:5])
    device = Device.from_db(None, ["id", "user_id", "used_at"], [rows[0][0], rows[0][2], rows[0][1]])
    device.user = user
    user.current_postings = [_posting(user, row[5:]) for row in rows if row[5] is not None]
    return device


_CALLING = """
    SELECT d.id, d.used_at, u.id, u.is_active, u.language, p.id, p.role, o.id, o.path, a.id, a.path
    FROM questionnaires_device d
    JOIN accounts_user u ON u.id = d.user_id AND u.is_active
    LEFT JOIN (
        accounts_posting p
        JOIN accounts_organisation o ON o.id = p.organisation_id AND o.status <> 'CLOSED'
        JOIN territory_area a ON a.id = p.area_id
    ) ON p.user_id = u.id AND p.starts_on <= %s AND (p.ends_on IS NULL OR p.ends_on >= %s)
    WHERE d.key_hash = %s AND d.revoked_at IS NULL
    ORDER BY p.id
"""


def _posting(user: User, row: tuple[Any, ...]) -> Posting:
    number, role, house, house_path, place, place_path = row
    posting = Posting.from_db(
        None, ["id", "user_id", "role", "organisation_id", "area_id"], [number, user.pk, role, house, place]
    )
    posting.organisation = Organisation.from_db(None, ["id", "path"], [house, house_path])
    posting.area = Area.from_db(None, ["id", "path"], [place, place_path])
    return posting


def answered(form_id: str, version: str, *, anew: bool = False) -> Version | None:
    """Return the published version that answers say they fill in, with as much of it as receiving them needs.

    What was read once is remembered by this process: a published version never changes. Where its questionnaire is kept can change, so
    the statement that writes answers compares (``receiving``), and asks ``anew`` when it is otherwise.
    """
    found = None if anew else _REMEMBERED.get((form_id, version))
    if found is None:
        found = _answered(form_id, version)
        if found is not None:
            if len(_REMEMBERED) >= MOST_REMEMBERED:
                _REMEMBERED.clear()
            _REMEMBERED[form_id, version] = found
    return found


def _answered(form_id: str, version: str) -> Version | None:
    with prepared() as cursor:
        cursor.execute(_ANSWERED, [form_id, version])
        row = cursor.fetchone()
    if row is None:
        return None
    fields = ["id", "uuid", "version", "repeats", "files", "bindings"]
    found = Version.from_db(None, fields, [*row[:5], json.loads(row[5])])
    found.questionnaire = Questionnaire.from_db(None, ["id", "uuid", "form_id"], row[6:9])
    found.questionnaire.organisation = Organisation.from_db(None, ["id", "path"], row[9:])
    return found


_ANSWERED = """
    SELECT v.id, v.uuid, v.version, v.repeats, v.files, v.bindings, q.id, q.uuid, q.form_id, o.id, o.path
    FROM questionnaires_version v
    JOIN questionnaires_questionnaire q ON q.id = v.questionnaire_id
    JOIN accounts_organisation o ON o.id = q.organisation_id
    WHERE q.form_id = %s AND v.version = %s AND v.published_at IS NOT NULL
"""


def words_of(text: str) -> list[int]:
    """Return what stands for the words of ``text`` in the index: keyed, and blind to marks and spellings of letters."""
    return sorted({index_number(f"submission:{word}") for word in fold(text).split()[:MOST_WORDS]})


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
