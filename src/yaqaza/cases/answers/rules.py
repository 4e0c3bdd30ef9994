"""What may not be done with the answers of a file, each with the sentence that says why."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.cases.answers import places
from yaqaza.cases.models import Case, FiledAnswers, TakenAnswer
from yaqaza.cases.rules import check_work
from yaqaza.core.refusal import Refused
from yaqaza.questionnaires import queries as questionnaires
from yaqaza.questionnaires.models import Submission


class Changed(Refused):
    """The file holds something else than when its page was shown."""

    def __init__(self) -> None:
        super().__init__(_("The file was changed while you were reading. Look at both sides again, then choose."))


def check_file(submission: Submission, case: Case, *, by: User) -> None:
    """Refuse to put answers into a file that is closed or not theirs to work, or out of another one from which values were taken."""
    check_work(case, by=by)
    family = [each.pk for each in questionnaires.history_of(submission)]
    for filed in FiledAnswers.objects.filter(submission__in=family).select_related("case"):
        if filed.case_id != case.pk:
            check_work(filed.case, by=by)
            if filed.taken.exists():
                raise Refused(_("Values of these answers went into another file: they stay there."))
        elif filed.submission_id == submission.pk:
            raise Refused(_("These answers are in this file already."))


def check_take(filed: FiledAnswers, *, by: User) -> None:
    """Refuse to take anything from answers that were corrected, or into a file that is not theirs to work."""
    check_work(filed.case, by=by)
    if questionnaires.replaced(filed.submission):
        raise Refused(_("These answers were corrected. Take what the correction says."))


def check_undo(taken: TakenAnswer, *, by: User) -> places.Place:
    """Refuse to put back what makes a row of its own, what was put back, and what was changed since; return the place that it
    is in."""
    check_work(taken.filed.case, by=by)
    place = places.of(taken.target)
    if taken.undone_at is not None:
        raise Refused(_("This was put back already."))
    if place is None or not place.back or taken.round is not None:
        raise Refused(
            _("A diagnosis, a follow-up and a member stay as they were written. Write what is right beside them.")
        )
    held, _over = place.beside(place.held(taken.filed.case, None), taken.target, taken.value)
    if not place.same(taken.target, held, taken.value):
        raise Refused(_("This was changed since: it stays as it is now."))
    return place
