"""Who may write, offer, fill in and read, and what refuses it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, Posting, User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import reaches_house
from yaqaza.core.moves import check_move
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.questionnaires import bindings, entities
from yaqaza.questionnaires.models import Device, Questionnaire, Submission, Version
from yaqaza.questionnaires.states import MOVES, Stage
from yaqaza.questionnaires.xform import Form

MOST_DEVICES = 10


def check_manage(by: User, organisation: Organisation) -> None:
    """Refuse who may not keep the questionnaires of ``organisation``."""
    if not reaches_house(by, Permission.FORM_MANAGE, organisation):
        raise NotPermitted(_("The questionnaires of this organisation are kept by others."))


def check_same_form(questionnaire: Questionnaire, form: Form) -> None:
    """Refuse a new version that is another form."""
    if form.form_id != questionnaire.form_id:
        raise Refused(
            _(
                "This is the form “%(other)s”, but the questionnaire is “%(own)s”. Put its id back, or upload it as a new one."
            )
            % {"other": form.form_id, "own": questionnaire.form_id}
        )


def check_publish(version: Version) -> None:
    """Refuse what phones could not tell apart or could not show, and bindings that lead nowhere."""
    if version.published_at is not None:
        raise Refused(_("This version is published already."))
    twin = version.questionnaire.versions.filter(version=version.version).exclude(pk=version.pk)
    if twin.filter(published_at__isnull=False).exists():
        raise Refused(
            _(
                "Version “%(version)s” was published before. Write another version into the sheet “settings” and upload it again."
            )
            % {"version": version.version or "–"}
        )
    there = {*version.media.values_list("name", flat=True), *entities.wanted(version.wanted)}
    if missing := [name for name in version.wanted if name not in there]:
        raise Refused(_("The form speaks of files that are missing: %(names)s.") % {"names": ", ".join(missing)})
    if bindings.check(version.bindings, version.outline):
        raise Refused(_("The bindings of this form lead nowhere: the list below says where."))


def check_stage(questionnaire: Questionnaire, to: Stage) -> None:
    """Refuse a step that does not follow."""
    check_move(MOVES, questionnaire.stage, to)


def check_media(version: Version, name: str) -> None:
    """Refuse files that the form does not ask for, and any once it is published."""
    if version.published_at is not None:
        raise Refused(_("A published version is not changed. Upload a new version."))
    if name not in version.wanted:
        raise Refused(
            _("The form does not speak of a file “%(name)s”. It wants: %(names)s.")
            % {"name": name, "names": ", ".join(version.wanted) or "–"}
        )


def filling_posting(user: User, organisation_path: str) -> Posting | None:
    """Return the posting by which ``user`` fills in the questionnaires of an organisation: at it or below it."""
    for posting in user.current_postings if user.is_active else []:
        if posting.gives(Permission.FORM_FILL) and posting.organisation.path.startswith(organisation_path):
            return posting
    return None


def check_fill(by: User, version: Version) -> None:
    """Refuse to fill in what is not published, or not theirs."""
    if version.published_at is None:
        raise Refused(_("This version is a draft: it is filled in once it is published."))
    if filling_posting(by, version.questionnaire.organisation.path) is None:
        raise NotPermitted(_("This form is not one that you fill in."))


def check_correct(by: User, submission: Submission) -> None:
    """Refuse to correct the answers of others, and those that do not count any more."""
    if submission.user_id != by.pk:
        raise NotPermitted(_("Who sent answers corrects them."))
    later = Submission.objects.filter(corrects=submission.instance_id, set_aside_at=None)
    if submission.set_aside_at is not None or later.exists():
        raise Refused(_("These answers were corrected already: correct the newest wording."))
    check_fill(by, submission.version)


def check_device(by: User, user: User) -> None:
    """Refuse phones for whoever may not fill in, or is not one's own."""
    if not user.is_active or not user.may(Permission.FORM_FILL):
        raise Refused(_("%(name)s fills in no questionnaires.") % {"name": user.name})
    if user != by and not any(
        reaches_house(by, Permission.FORM_MANAGE, posting.organisation) for posting in user.current_postings
    ):
        raise NotPermitted(_("%(name)s works in an organisation that others look after.") % {"name": user.name})
    if user.devices.filter(revoked_at=None).count() >= MOST_DEVICES:
        raise Refused(_("%(name)s has ten phones already. Revoke one that is not used.") % {"name": user.name})


def check_revoke(by: User, device: Device) -> None:
    """Refuse to revoke the phones of people whom others look after."""
    if device.user_id != by.pk and not any(
        reaches_house(by, Permission.FORM_MANAGE, posting.organisation)
        for posting in device.user.postings.select_related("organisation")
    ):
        raise NotPermitted(_("This phone is looked after by others."))
    if device.revoked_at is not None:
        raise Refused(_("This phone is revoked already."))


def check_choose(by: User, submission: Submission) -> None:
    """Refuse to choose between corrections to whoever only sent one of them."""
    if not reaches_house(by, Permission.SUBMISSION_VIEW, submission.organisation):
        raise NotPermitted(_("Between corrections decides whoever supervises them."))
